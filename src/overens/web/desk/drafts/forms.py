"""What is typed in a draft: the wordings of each part, and what holds for the whole of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.cycle.agreements.actions.drafting import MOST_IN_COMMENT
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Article, Texts
from overens.web.desk.agreements.forms import language_field
from overens.web.desk.posts.forms import Day, Doing
from overens.web.public.contact.forms import Typed

MOST_IN_LINE, MOST_IN_TEXT = 300, 50_000
LOW = ("difference", "renewal")
"""Long texts that are a sentence or two."""


def called(code: str) -> str:
    """A language by its name in the page's language."""
    known = languages().get(code)
    return known.called_in(get_language() or "en") if known else code


class PartForm(Doing):
    """A part of a draft, its wordings side by side. `changed` gives the draft with what was typed."""

    template_name = "desk/drafts/part_form.html"
    what = "write"
    texts: Mapping[str, bool] = {}
    """What is worded in each language, and whether it is long."""

    def __init__(self, *given: Any, codes: Sequence[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.codes = codes
        for code in codes:
            for what, is_long in self.texts.items():
                self.fields[f"{what}_{code}"] = Typed(
                    label=self.label(what) % {"language": called(code)},
                    required=False,
                    max_length=MOST_IN_TEXT if is_long else MOST_IN_LINE,
                    widget=_widget(what, is_long, code),
                )

    def label(self, what: str) -> str:
        return {
            "title": _("Title in %(language)s"),
            "name": _("Name in %(language)s"),
            "difference": _("How the names differ, in %(language)s"),
            "heading": _("Heading in %(language)s"),
            "promise": _("What is promised, in %(language)s"),
            "renewal": _("How it is renewed, in %(language)s"),
        }.get(what, _("Text in %(language)s"))

    def show_texts(self, **texts: Texts) -> None:
        """Put into the fields what stands there."""
        for what, wordings in texts.items():
            self.initial |= {f"{what}_{code}": text for code, text in wordings.items()}

    def worded(self, what: str) -> Texts:
        """What was typed, by language."""
        typed = {code: self.cleaned_data.get(f"{what}_{code}", "") for code in self.codes}
        return {
            code: text.replace("\r\n", "\n").strip()
            for code, text in typed.items()
            if text and text.strip()
        }

    @property
    def columns(self) -> Iterator[list[BoundField]]:
        """Per language its fields."""
        for code in self.codes:
            yield [self[f"{what}_{code}"] for what in self.texts]

    @property
    def others(self) -> list[BoundField]:
        """What is the same in each language."""
        worded = {f"{what}_{code}" for what in self.texts for code in self.codes}
        return [f for f in self.visible_fields() if f.name not in worded]


def _widget(what: str, is_long: bool, code: str) -> forms.Widget:
    if not is_long:
        return forms.TextInput(attrs={"lang": code})
    return forms.Textarea(attrs={"lang": code, **({"class": "low"} if what in LOW else {})})


class TextForm(PartForm):
    """The title, the preamble or the purpose."""

    def __init__(self, *given: Any, file: AgreementFile, part: str, **named: Any) -> None:
        self.part = part
        self.texts = {"title": False} if part == "title" else {"text": True}
        super().__init__(*given, **named)
        self.show_texts(**{next(iter(self.texts)): getattr(file, part)})

    def changed(self, file: AgreementFile) -> AgreementFile:
        return replace(file, **{self.part: self.worded(next(iter(self.texts)))})


class ArticleForm(PartForm):
    """An article: its heading and its text; a new one stands after the others."""

    texts = {"heading": False, "text": True}

    def __init__(
        self, *given: Any, file: AgreementFile, slug: str = "", new: str = "", **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.slug, self.new = slug, new
        self.fields["number"] = Typed(
            label=_("Number on paper"),
            required=False,
            max_length=20,
            help_text=_("Such as ‘3’ or ‘§ 3’."),
        )
        for article in file.articles:
            if article.article == slug:
                self.show_texts(heading=article.heading, text=article.body)
                self.initial["number"] = article.number

    def changed(self, file: AgreementFile) -> AgreementFile:
        article = Article(
            self.slug or self.new,
            self.worded("heading"),
            self.worded("text"),
            self.cleaned_data["number"].strip() or None,
        )
        if not self.slug:
            return replace(file, articles=(*file.articles, article))
        others = (article if one.article == self.slug else one for one in file.articles)
        return replace(file, articles=tuple(others))


class TermForm(PartForm):
    """How long it holds, and how it ends."""

    texts = {"renewal": True}

    def __init__(self, *given: Any, file: AgreementFile, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["in_force"] = Day(
            label=_("In force from"),
            required=False,
            help_text=_("Left empty: from the day on which each party has agreed."),
        )
        self.fields["ends"] = Day(
            label=_("Last day"), required=False, help_text=_("Left empty: until further notice.")
        )
        self.fields["notice_months"] = forms.IntegerField(
            label=_("Months of notice"), required=False, min_value=0, max_value=1200
        )
        term = file.term
        self.initial |= {
            "in_force": term.in_force,
            "ends": term.ends,
            "notice_months": term.notice_months,
        }
        self.show_texts(renewal=term.renewal)

    def changed(self, file: AgreementFile) -> AgreementFile:
        names = ("in_force", "ends", "notice_months")
        said = {name: self.cleaned_data[name] for name in names}
        return replace(file, term=replace(file.term, renewal=self.worded("renewal"), **said))


class LanguagesForm(PartForm):
    """In which languages the text is authentic: each part is worded in each of them."""

    def __init__(self, *given: Any, file: AgreementFile, **named: Any) -> None:
        super().__init__(*given, **named)
        known = dict.fromkeys((*self.codes, *languages()))
        self.fields["authentic"] = forms.MultipleChoiceField(
            label=_("Authentic languages"),
            required=False,
            choices=[(code, capfirst(called(code))) for code in known],
            widget=forms.CheckboxSelectMultiple,
            initial=list(file.authentic_languages or ()),
            help_text=_("Left empty: each party’s own language. They are all equal."),
        )

    def changed(self, file: AgreementFile) -> AgreementFile:
        return replace(file, authentic_languages=tuple(self.cleaned_data["authentic"]) or None)


class MoveForm(Doing):
    """Where an article stands."""

    what = "move"

    def __init__(self, *given: Any, places: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["after"] = forms.ChoiceField(
            label=_("Where it stands"), choices=[("", _("before all others")), *places],
            required=False,
        )  # fmt: skip


class ConfirmForm(Doing):
    """That a wording that stays still says the same. `read` is the seal of the wordings as read."""

    read = forms.CharField(widget=forms.HiddenInput)


class BeginForm(Doing):
    """From which text a draft begins."""

    what = "begin"

    def __init__(self, *given: Any, texts: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["edition"] = forms.ChoiceField(
            label=_("From which text"),
            choices=texts,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose the text from which you begin.")},
        )


class CommentForm(Doing):
    """A note on a part, for one's own side."""

    what = "comment"
    text = Typed(
        label=gettext_lazy("Your comment"),
        max_length=MOST_IN_COMMENT,
        widget=forms.Textarea(attrs={"class": "low"}),
        error_messages={"required": gettext_lazy("Write your comment.")},
    )

    def __init__(self, *given: Any, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["language"] = language_field(language)


SIGNED, BY_YES = "signed", "yes"


class ProposeForm(Doing):
    """By when to answer, and what makes it count."""

    what = "propose"
    counts = forms.ChoiceField(
        label=gettext_lazy("When does it count?"),
        choices=[
            (SIGNED, gettext_lazy("Once each party has signed it")),
            (BY_YES, gettext_lazy("Once each party has said yes")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose when it counts.")},
    )
    answer_by = Day(
        label=gettext_lazy("Answer by"),
        required=False,
        help_text=gettext_lazy(
            "When the day passes, the question goes on to the deputy, the director and the "
            "political leader. Nothing is decided by that."
        ),
    )
