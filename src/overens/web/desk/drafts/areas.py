"""A focus area as it is typed in a draft: its name in each language, and what belongs to it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.cycle.agreements.agreement_file.shape import (
    AgreementFile,
    Commitment,
    FocusArea,
    FocusAreaName,
    Texts,
)
from overens.cycle.agreements.rules.wordings import commitments_in, languages_of
from overens.cycle.agreements.states import NameStanding
from overens.cycle.agreements.wording import names_now
from overens.web.desk.drafts.forms import PartForm


class AreaForm(PartForm):
    """A focus area; a new one stands after the others."""

    texts = {"name": False, "difference": True}

    def __init__(
        self, *given: Any, file: AgreementFile, slug: str = "", new: str = "", **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.slug, self.new = slug, new
        found = next((area for area in file.focus_areas if area.slug == slug), None)
        self.was = found or FocusArea("", ())
        self.show_texts(name=_named(self.was), difference=self.was.difference)
        if file.commitments:
            self.fields["commitments"] = forms.MultipleChoiceField(
                label=_("Commitments in this focus area"),
                required=False,
                choices=list(self._choices(file)),
                widget=forms.CheckboxSelectMultiple,
                initial=[str(number) for number in commitments_in(file, slug)] if slug else [],
                help_text=_("Articles belong to it through their commitments."),
            )

    def _choices(self, file: AgreementFile) -> Iterator[tuple[str, str]]:
        """Each commitment; where it is in another area, that is said."""
        others = {area.slug: _named(area) for area in file.focus_areas if area.slug != self.slug}
        for one in file.commitments:
            said = {"number": one.commitment, "promise": _shown(one.title)}
            if one.focus_area in others:
                said["area"] = _shown(others[one.focus_area])
                yield str(one.commitment), _("%(number)s. %(promise)s (now in: %(area)s)") % said
            else:
                yield str(one.commitment), f"{one.commitment}. {said['promise']}"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.worded("name") and not self.errors:
            self.add_error(f"name_{self.codes[0]}", _("Write what the focus area is called."))
        return said

    def changed(self, file: AgreementFile) -> AgreementFile:
        slug = self.slug or self.new
        made = FocusArea(slug, tuple(self._names(file)), self.worded("difference"))
        areas = (made if area.slug == slug else area for area in file.focus_areas)
        chosen = {int(number) for number in self.cleaned_data.get("commitments", ())}
        return replace(
            file,
            focus_areas=tuple(areas) if self.slug else (*file.focus_areas, made),
            commitments=tuple(_placed(one, slug, chosen) for one in file.commitments),
        )

    def _names(self, file: AgreementFile) -> Iterator[FocusAreaName]:
        """A name that stays keeps whose it is; another one takes the place of all in its language,
        and is official where the text is authentic."""
        typed, stood = self.worded("name"), _named(self.was)
        for name in self.was.names:
            if typed.get(name.language) == stood[name.language]:
                yield name
        for code, text in typed.items():
            if text != stood.get(code):
                official = code in languages_of(file)
                yield FocusAreaName(
                    code, text, NameStanding.OFFICIAL if official else NameStanding.OWN
                )


def without_area(file: AgreementFile, slug: str) -> AgreementFile:
    """The commitments that were in it stay, and are in none."""
    return replace(
        file,
        focus_areas=tuple(area for area in file.focus_areas if area.slug != slug),
        commitments=tuple(_placed(one, slug, set()) for one in file.commitments),
    )


def _placed(one: Commitment, slug: str, chosen: set[int]) -> Commitment:
    if one.commitment in chosen:
        return replace(one, focus_area=slug)
    return replace(one, focus_area=None) if one.focus_area == slug else one


def _named(area: FocusArea) -> Texts:
    return {code: name.text for code, name in names_now(area).items()}


def _shown(texts: Mapping[str, str]) -> str:
    """In the page's language, where it is written in that."""
    return texts.get(get_language() or "en") or next(iter(texts.values()), "")
