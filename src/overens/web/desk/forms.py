"""What every form of the desk does: it cleans, hands over to one action, and loses nothing.

What is typed is kept while it is typed (`typing.js`, `drafting`), what was sent too late comes
back (`keeping`), what is sent twice is done once, and where two people write in one text the
later one is shown both.
"""

from collections.abc import Callable, Mapping, Sequence
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from overens.base.drafts.actions import SentOtherwise, carry_out_once
from overens.base.drafts.models import Draft
from overens.base.drafts.queries import drafts_of, was_sent
from overens.base.drafts.rules import digest, is_empty, token_of
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Changed, Refused
from overens.base.papers.rich import clean
from overens.web.desk import keeping
from overens.web.desk.editor import RichTextField
from overens.web.desk.keeping import BASE, NOT_TYPED, READ, SEAL, TOKEN, at_the_clock, sealed

NEVER_KEPT = (forms.PasswordInput, forms.FileInput, forms.HiddenInput, forms.MultipleHiddenInput)
"""Fields that no draft holds: what is secret, what cannot be put back, what the page itself says."""

gettext_noop("This field is required.")  # Django's own sentence, said here as we say it


class DeskForm(forms.Form):
    """A form of the desk. A field's `reads` (`web.design.reads`) says who reads what is typed.

    `place` names the form among all forms, for what is kept while somebody types
    ('evidence:koge-kristianstad:1'). `base` is the revision of the text that is changed, where
    several people may change it: after the form was sent, the one that its page had read, to be
    handed to the action. `writer` is the account that fills it in, where somebody is signed in.
    After `send`: `said` is a sentence about what came back, `theirs` what
    somebody else has written meanwhile, `result` what the action gave back, and `sent_before`
    whether it had been done already.
    """

    use_required_attribute = False
    read_by: Any = None
    """Who reads all of it, where that is said once, at the button (`folding`)."""

    @property
    def read_by_id(self) -> str:
        return str(self.auto_id or "%s") % "reads"

    def __init__(self, *given: Any, place: str = "", base: int | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.place = place
        self.base = base
        if base is not None and self.is_bound:
            self.base = _whole(self.data.get(BASE), base)
        self.writer: Account | None = None
        self.path = ""
        self.read = self.data.get(READ, "") if self.is_bound else ""
        self.said = ""
        self.is_draft = False
        self.theirs: str | None = None
        self.result: object = None
        self.sent_before = False

    def all_read(self, readers: Any) -> None:
        """Say beside each field that the same people read it."""
        self.reads(**dict.fromkeys(self.fields, readers))

    def reads(self, **readers: Any) -> None:
        """Say beside each named field who reads it."""
        for name, said in readers.items():
            self.fields[name].reads = said

    @cached_property
    def token(self) -> str:
        """The page's own: by it a second sending is known."""
        return (self.data.get(TOKEN) if self.is_bound else "") or token_urlsafe(24)

    @property
    def kept_names(self) -> list[str]:
        """The names, as they are sent, of the fields that a draft holds."""
        return [
            self.add_prefix(name)
            for name, field in self.fields.items()
            if not isinstance(field.widget, NEVER_KEPT)
        ]

    def grow(self, typed: Mapping[str, Sequence[str]]) -> None:
        """For forms with as many rows as somebody fills: make room for what was typed."""

    def fill(self, typed: Mapping[str, Sequence[str]]) -> None:
        """Show what was typed before in the fields, without judging it."""
        self.grow(typed)
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, list(values))
        for name, field in self.fields.items():
            if not isinstance(field.widget, NEVER_KEPT):
                self.initial[name] = field.widget.value_from_datadict(
                    data, {}, self.add_prefix(name)
                )

    @property
    def unseen(self) -> SafeString:
        """The hidden fields by which the page is known; none for somebody without an account."""
        if self.writer is None:
            return SafeString("")
        secret = [self.add_prefix(n) for n in self.fields if self.add_prefix(n) not in self._kept]
        hidden = {TOKEN: self.token}
        if self.place:
            hidden |= {SEAL: sealed(self.writer, self.place, secret), READ: self.read}
        if self.base is not None:
            hidden[BASE] = str(self.base)
        return format_html_join(
            "", '<input type="hidden" name="{}" value="{}" autocomplete="off">', hidden.items()
        )

    @property
    def theirs_shown(self) -> SafeString:
        """What somebody else has written, as it reads: rich where the form has a rich text."""
        if any(isinstance(field, RichTextField) for field in self.fields.values()):
            return SafeString(clean(self.theirs or ""))
        return linebreaks(escape(self.theirs or ""))

    @property
    def _kept(self) -> frozenset[str]:
        return frozenset(self.kept_names)

    @property
    def sentences(self) -> SafeString:
        """What `typing.js` says, in the page's language."""
        if self.writer is None:
            return SafeString("")
        return format_html(
            'data-account="{}" data-sentences="{}" data-address="{}"',
            keeping.alias(self.writer),
            keeping.sentences(),
            f"/{self.path.split('/')[1]}/desk/drafts/" if self.path else "",
        )


def send(request: HttpRequest, form: DeskForm, action: Callable[[dict[str, Any]], object]) -> bool:
    """Carry out what a form was sent for, once; whether it stands done.

    What an action refuses stands in the form as its error, and what was typed stays in the
    fields.
    """
    if request.method != "POST":
        show(request, form)
        return False
    _know(request, form)
    if not form.is_valid():
        return False
    try:
        _carry_out(request, form, action)
    except Changed as changed:
        form.theirs, form.base = changed.theirs, changed.revision
        form.add_error(None, str(changed))
        return False
    except SentOtherwise as other:
        form.token = token_urlsafe(24)
        form.add_error(None, str(other))
        return False
    except Refused as refused:
        at_fields = {
            field: sentence
            for field, sentence in getattr(refused, "fields", {}).items()
            if field in form.fields
        }
        if str(refused) not in at_fields.values():
            form.add_error(None, str(refused))
        for field, sentence in at_fields.items():
            form.add_error(field, sentence)
        return False
    return True


def show(request: HttpRequest, *forms: DeskForm) -> None:
    """Forms that are opened here, also such as another page answers: what had been typed in them
    before is put into them. One query for any number of them."""
    for form in forms:
        _know(request, form)
    drafts = drafts_of(request.user, [one.place for one in forms if one.writer and one.place])
    for form in forms:
        _put_back(request, form, drafts.get(form.place))


def _know(request: HttpRequest, form: DeskForm) -> None:
    if request.user.is_authenticated:
        form.writer, form.path = request.user, request.path


def _carry_out(
    request: HttpRequest, form: DeskForm, action: Callable[[dict[str, Any]], object]
) -> None:
    if form.writer is None or TOKEN not in request.POST:
        form.result = action(form.cleaned_data)
        return
    done, new = carry_out_once(
        by=form.writer,
        token=token_of(form.writer.pk, form.token),
        digest=digest({**_typed(request), "": [request.path], "files": _files(request)}),
        action=lambda: action(form.cleaned_data),
        at=timezone.now(),
        place=form.place,
        read=form.read,
    )
    form.result, form.sent_before = done, not new
    keeping.forget(request, form.place)


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name) for name in request.POST if name not in NOT_TYPED}


def _files(request: HttpRequest) -> list[str]:
    """Which files were sent along, by name and size: their bytes are judged by the action."""
    return [
        f"{name}:{file.name}:{file.size}"
        for name in sorted(request.FILES)
        for file in request.FILES.getlist(name)
    ]


def _put_back(request: HttpRequest, form: DeskForm, draft: Draft | None) -> None:
    """What was sent while nobody was signed in, or what was typed and never sent (`draft`)."""
    if form.writer is None or not form.place:
        return
    form.read = draft.mark if draft else ""
    kept = keeping.kept_for(request, form.writer, form.place)
    if kept and (draft is None or draft.saved_at.timestamp() <= kept["at"]):
        form.fill(kept["fields"])
        if form.base is not None:
            form.base = _whole(kept["base"], form.base)
        form.said, form.is_draft = kept["said"], True
        return
    if draft and not is_empty(draft.fields):
        form.fill(draft.fields)
        if form.base is not None:
            form.base = draft.base
        form.said = _("What you had typed on %(day)s at %(time)s is here again.") % at_the_clock(
            draft.saved_at, form.writer, request
        )
        form.is_draft = True


def _whole(text: object, otherwise: int) -> int:
    digits = str(text or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else otherwise


def arrives_again(request: HttpRequest) -> bool:
    """Whether the page was carried out already: what it did may have ended that it is offered."""
    return request.user.is_authenticated and was_sent(
        token_of(request.user.pk, request.POST.get(TOKEN, ""))
    )


def sent_before() -> str:
    """Where a page's own answer needs what came of it, and that went to the first sending."""
    return _("You sent this page before; it was done then, and once.")


def told(request: HttpRequest, sentence: str, to: str) -> HttpResponse:
    """Go on to another page, which says first what was done; by the token of the page that was sent
    the browser knows that it need keep it no more."""
    messages.success(request, sentence, extra_tags=request.POST.get(TOKEN, ""))
    return redirect(to)
