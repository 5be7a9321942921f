"""A new agreement: its parties, its title and its address. What comes of it is a draft."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Authority
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import slug_of
from overens.base.municipalities.states import Role
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.transcription import transcribe
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Party, PostInFile
from overens.cycle.agreements.models import Agreement
from overens.web.desk.drafts.forms import MOST_IN_LINE, called
from overens.web.desk.entering import Acting, in_post
from overens.web.desk.forms import DeskForm, send, sent_before, told
from overens.web.desk.parties import partners_of, readers
from overens.web.public.contact.forms import Typed

MOST_IN_SLUG = 40
TAKEN = "new"
"""The address of this page."""


class NewForm(DeskForm):
    """What is needed to begin; everything else is written in the draft."""

    def __init__(self, *given: Any, others: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["parties"] = forms.MultipleChoiceField(
            label=_("With whom"),
            choices=others,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose with whom.")},
        )
        for code in languages():
            self.fields[f"title_{code}"] = Typed(
                label=_("Title in %(language)s") % {"language": called(code)},
                max_length=MOST_IN_LINE,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        self.fields["slug"] = Typed(
            label=_("Its name in addresses"),
            max_length=MOST_IN_SLUG,
            required=False,
            help_text=_("Small letters, digits and hyphens. Left empty: made from the title."),
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        typed = {code: (said.get(f"title_{code}") or "").strip() for code in languages()}
        said["title"] = {code: text for code, text in typed.items() if text}
        if not said["title"] and not self.errors:
            self.add_error(f"title_{next(iter(languages()))}", _("Write a title."))
        slug = said.get("slug") or ""
        if slug != slug_of(slug):
            self.add_error("slug", _("Write small letters, digits and hyphens."))
        elif slug and _is_taken(slug):
            self.add_error("slug", _("This name is taken: write another one."))
        return said


@in_post(Act.WRITE_AGREEMENT)
def new(request: HttpRequest, language: str) -> HttpResponse:
    acting: Acting = request.acting
    form = NewForm(
        request.POST or None,
        others=others_than(acting),
        place="new-agreement",
    )
    own_people = readers(Audience.OWN, acting.authority, partners_of(acting.authority), language)
    form.all_read(own_people)

    def action(said: dict[str, Any]) -> str:
        file = begun(acting, said)
        transcribe(by=acting.seat, file=file, at=acting.now)
        return file.slug

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), f"/{language}/desk/agreements/")
        sentence = _("The draft is begun. Only your own people read it.")
        return told(request, sentence, f"/{language}/desk/agreements/{form.result}/draft/")
    return render(request, "desk/drafts/new.html", {"form": form, "reads": own_people})


def others_than(acting: Acting) -> list[tuple[str, str]]:
    """Every other authority on file, by its slug and name: one query."""
    others = Authority.objects.exclude(pk=acting.authority.pk).order_by("short", "slug")
    return [(one.slug, one.name.text) for one in others]


def begun(acting: Acting, said: dict[str, Any]) -> AgreementFile:
    """Parties in the order of their names: none of them is the first."""
    slugs = {acting.authority.slug, *said["parties"]}
    chosen = Authority.objects.filter(slug__in=slugs).select_related("municipality")
    return AgreementFile(
        slug=said["slug"] or _free_slug(said["title"]),
        signed_wording=False,
        title=said["title"],
        parties=tuple(_party(one, acting) for one in chosen.order_by("short", "slug")),
    )


def _party(authority: Authority, acting: Acting) -> Party:
    contact = (
        authority.posts.filter(role=Role.COORDINATOR).order_by("slug").first()
        if authority == acting.authority
        else None
    )
    posts = [PostInFile(p.slug, p.names.texts(), p.role, p.example) for p in (contact,) if p]
    return Party(
        authority=authority.slug,
        municipality=authority.municipality.slug,
        country=authority.municipality.country,
        name=authority.names.texts(),
        short=authority.short,
        languages=tuple(authority.country.languages),
        contact=contact.slug if contact else None,
        posts=tuple(posts),
    )


def _is_taken(slug: str) -> bool:
    return slug == TAKEN or Agreement.objects.filter(slug=slug).exists()


def _free_slug(title: dict[str, str]) -> str:
    wanted = slug_of(next(iter(title.values())), MOST_IN_SLUG - 4) or "agreement"
    found, number = wanted, 1
    while _is_taken(found):
        number += 1
        found = f"{wanted}-{number}"
    return found
