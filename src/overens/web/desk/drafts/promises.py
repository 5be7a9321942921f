"""A commitment as it is typed in a draft: what is promised, by whom, and when it falls due in words."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.cycle.agreements.agreement_file.shape import AgreementFile, Commitment
from overens.cycle.agreements.states import CommitmentKind, EvidenceKind
from overens.web.desk.drafts.forms import PartForm
from overens.web.desk.posts.forms import Day

PLAIN_TIME = re.compile(r"P(\d+)([YMWD])")
PLAIN_RULE = re.compile(r"FREQ=(YEARLY|MONTHLY|WEEKLY)(?:;INTERVAL=(\d+))?")
AS_WRITTEN = "as-written"
"""Instead of a unit: the time or the rule stays as it is, since it is finer than this form."""


class CommitmentForm(PartForm):
    """What one or several parties promise."""

    texts = {"promise": False}

    def __init__(
        self, *given: Any, file: AgreementFile, number: int = 0, new: int = 0, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.number, self.new = number, new
        found = next((c for c in file.commitments if c.commitment == number), None)
        self.was = found or Commitment(new, {}, "")
        add = self.fields.__setitem__
        add("kind", _kind())
        add("due", Day(label=_("Once: by which day"), required=False))
        add("within", _number(_("Or once: within how many"), 1000))
        add("within_unit", self._unit(_("Days, weeks, months or years"), _times(), "within"))
        add("every", _number(_("Again and again: every how many"), 100))
        add("every_unit", self._unit(_("Weeks, months or years"), _periods(), "rule"))
        add("starts", Day(label=_("From which day it counts"), required=False))
        add("lead_days", _number(_("How many days before its date it is due now"), 3650, least=0))
        add("parties", _several(_("Who promises it"), _("Left empty: each party."), [
            (party.authority, party.short) for party in file.parties
        ]))  # fmt: skip
        add("evidence", _several(_("What can show it"), _("Left empty: everything."), [
            (kind.value, capfirst(str(kind.label))) for kind in EvidenceKind
        ]))  # fmt: skip
        articles = [(a.article, _called(a.number, a.heading)) for a in file.articles]
        areas = [(area.slug, area.names[0].text) for area in file.focus_areas]
        if articles:
            add("article", _choice(_("From which article"), articles))
        if areas:
            add("focus_area", _choice(_("In which focus area"), areas))
        self._show()

    def _unit(self, label: str, choices: list[tuple[str, str]], key: str) -> forms.ChoiceField:
        plain = PLAIN_TIME if key == "within" else PLAIN_RULE
        written = getattr(self.was, key)
        if written and not plain.fullmatch(written):
            choices = [(AS_WRITTEN, _("as it stands: %(rule)s") % {"rule": written}), *choices]
        return _choice(label, choices)

    def _show(self) -> None:
        was = self.was
        for name in ("kind", "due", "starts", "lead_days", "article", "focus_area"):
            self.initial[name] = getattr(was, name)
        self.initial |= {"parties": was.parties or (), "evidence": was.evidence or ()}
        self.show_texts(promise=was.title)
        if was.within:
            found = PLAIN_TIME.fullmatch(was.within)
            self.initial["within"], self.initial["within_unit"] = (
                found.groups() if found else ("", AS_WRITTEN)
            )
        if was.rule:
            found = PLAIN_RULE.fullmatch(was.rule)
            self.initial["every"] = (found[2] or 1) if found else ""
            self.initial["every_unit"] = found[1] if found else AS_WRITTEN

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        kind = said.get("kind")
        if not self.worded("promise"):
            self.add_error(f"promise_{self.codes[0]}", _("Write what is promised."))
        for number, unit in (("within", "within_unit"), ("every", "every_unit")):
            if said.get(number) and not said.get(unit):
                self.add_error(unit, _("Choose what the number counts."))
            if said.get(unit) and said[unit] != AS_WRITTEN and not said.get(number):
                self.add_error(number, _("Write how many."))
        if kind == CommitmentKind.RECURRING and not said.get("every_unit"):
            self.add_error("every", _("Write how often it falls due."))
        if kind == CommitmentKind.ONCE and said.get("due") and said.get("within_unit"):
            self.add_error("within", _("Write a day, or a time from the start, not both."))
        foreign = {
            CommitmentKind.ONCE: ("every",),
            CommitmentKind.RECURRING: ("due", "within"),
            CommitmentKind.STANDING: ("due", "within", "every", "starts"),
        }
        for name in foreign.get(kind, ()) if kind else ():
            if said.get(name) or said.get(f"{name}_unit"):
                self.add_error(name, _("This does not belong to what you chose above."))
        return said

    def changed(self, file: AgreementFile) -> AgreementFile:
        said = self.cleaned_data
        made = replace(
            self.was,
            title=self.worded("promise"),
            kind=said["kind"],
            due=said["due"],
            within=self._within(),
            rule=self._rule(),
            starts=said["starts"],
            lead_days=said["lead_days"],
            parties=tuple(said["parties"]) or None,
            evidence=tuple(said["evidence"]) or None,
            article=said.get("article") or None,
            focus_area=said.get("focus_area") or None,
        )
        if not self.number:
            return replace(file, commitments=(*file.commitments, made))
        others = (made if c.commitment == self.number else c for c in file.commitments)
        return replace(file, commitments=tuple(others))

    def _within(self) -> str | None:
        unit = self.cleaned_data["within_unit"]
        if unit == AS_WRITTEN:
            return self.was.within
        return f"P{self.cleaned_data['within']}{unit}" if unit else None

    def _rule(self) -> str | None:
        unit, n = self.cleaned_data["every_unit"], self.cleaned_data["every"]
        if unit == AS_WRITTEN:
            return self.was.rule
        if not unit:
            return None
        return f"FREQ={unit}" + (f";INTERVAL={n}" if n and n > 1 else "")


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How often?"),
        choices=[
            (CommitmentKind.ONCE, _("Once")),
            (CommitmentKind.RECURRING, _("Again and again")),
            (CommitmentKind.STANDING, _("All the time")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )


def _times() -> list[tuple[str, str]]:
    return [("D", _("days")), ("W", _("weeks")), ("M", _("months")), ("Y", _("years"))]


def _periods() -> list[tuple[str, str]]:
    return [("WEEKLY", _("weeks")), ("MONTHLY", _("months")), ("YEARLY", _("years"))]


def _number(label: str, most: int, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most)


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *choices])


def _several(label: str, hint: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )


def _called(number: str | None, heading: dict[str, str]) -> str:
    return " ".join(filter(None, (number, next(iter(heading.values()), ""))))
