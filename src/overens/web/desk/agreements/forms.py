"""What one's own party says it did, or did not do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings, languages, write_date
from overens.base.papers.attachments import MOST_BYTES
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.evidence import MOST_IN_TEXT, Happened
from overens.cycle.agreements.models import Commitment, CommitmentTerms
from overens.cycle.agreements.rules.commitments import Period
from overens.cycle.agreements.states import LASTING, EvidenceKind, State
from overens.web.design.reads import Reads
from overens.web.desk.forms import DeskForm
from overens.web.public.shown import CommitmentShown


def day_field(**more: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Write the day on which it was done."),
            "invalid": _("Write the day as year, month and day, for instance 2026-09-15."),
        },
        **more,
    )


def language_field(language: str) -> forms.ChoiceField:
    """In which language somebody writes; the page's, unless they say another."""
    return forms.ChoiceField(
        label=_("Written in"),
        choices=[
            (code, capfirst(entry.called_in(language))) for code, entry in languages().items()
        ],
        initial=language,
    )


def kinds_of(terms: CommitmentTerms) -> list[tuple[str, str]]:
    """What can show that it was kept, in words."""
    accepted = terms.evidence or EvidenceKind.values
    return [(kind, capfirst(str(EvidenceKind(kind).label))) for kind in accepted]


class NoteForm(DeskForm):
    """What happened: a day or several, of which kind, in a sentence, with a file if there is one."""

    def __init__(
        self,
        *given: Any,
        terms: CommitmentTerms,
        language: str,
        readers: Mapping[Audience, Reads],
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        kinds = kinds_of(terms)
        lasting = [k for k, _label in kinds if k in LASTING]
        self.fields["since"] = day_field(label=_("Day, or the first of several"))
        self.fields["until"] = day_field(
            label=_("Last day"),
            required=False,
            help_text=_("Only if it took several days, or has ended.")
            if lasting
            else _("Only if it took several days."),
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("What was it?"),
            choices=kinds,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what it was.")},
        )
        self.only_kind = kinds[0][0] if len(kinds) == 1 else ""
        if self.only_kind:
            del self.fields["kind"]
        self.fields["note"] = forms.CharField(
            label=_("What happened, in a sentence or two"),
            required=False,
            max_length=MOST_IN_TEXT,
            widget=forms.Textarea(attrs={"class": "low"}),
        )
        self.fields["language"] = language_field(language)
        self.fields["file"] = forms.FileField(
            label=_("A file that shows it"),
            required=False,
            help_text=_(
                "PDF, Word, PowerPoint or Excel without macros, JPEG, PNG or plain text, "
                "at most %(most)s MB."
            )
            % {"most": MOST_BYTES // 1_000_000},
        )
        self.fields["file_readers"] = forms.ChoiceField(
            label=_("Who may read the file?"),
            choices=[(audience.value, reads.words) for audience, reads in readers.items()],
            widget=forms.RadioSelect,
            required=False,
            initial=Audience.OWN.value,
        )
        self.all_read(readers[Audience.PUBLIC])
        # The choice after the file says in its own words who reads it.
        self.reads(file=as_chosen(), file_readers=None)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("until") and said.get("since") and said["until"] < said["since"]:
            self.add_error("until", _("The last day cannot lie before the first."))
        said["kind"] = self.only_kind or said.get("kind", "")
        if not said.get("until") and said["kind"] not in LASTING:
            said["until"] = said.get("since")
        said["file_readers"] = said.get("file_readers") or Audience.OWN.value
        said["note"] = wordings(said.get("note", ""), said.get("language", ""))
        return said


def as_chosen() -> Reads:
    """Of the file: the field after it says who reads it."""
    return Reads(SafeString(_("<b>Whoever you choose</b> just below reads it")))


def wordings(text: str, language: str) -> Wordings:
    """One text in one language; none where nothing was written."""
    return Wordings.of({language: text.replace("\r\n", "\n").strip()} if text.strip() else {})


class NotDoneForm(DeskForm):
    """One's own party says that it did not do something, and why."""

    def __init__(
        self,
        *given: Any,
        periods: Sequence[Period],
        language: str,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.fields["due"] = forms.ChoiceField(
            label=_("What was not done?"),
            choices=[
                (
                    p.due.isoformat() if p.due else "none",
                    _("What was due on %(day)s") % {"day": write_date(p.due, language)}
                    if p.due
                    else _("What has no date"),
                )
                for p in periods
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what was not done.")},
        )
        self.fields["because"] = forms.CharField(
            label=_("It was not done, because"),
            max_length=MOST_IN_TEXT,
            widget=forms.Textarea(attrs={"class": "low"}),
            error_messages={"required": _("Write the reason in a sentence.")},
        )
        self.fields["language"] = language_field(language)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        due = said.get("due", "")
        said["due"] = None if due in ("", "none") else date.fromisoformat(due)
        said["because"] = wordings(said.get("because", ""), said.get("language", ""))
        return said


def open_periods(periods: Sequence[Period], today: date) -> list[Period]:
    """Of what a party can say that it was not done: begun, and nothing on file. Newest first."""
    return [
        p
        for p in reversed(periods)
        if p.opens <= today and p.state in (State.DUE, State.NOT_RECORDED, State.NOT_DONE)
    ]


class ConfirmForm(DeskForm):
    """That the frozen text was typed in rightly; `edition` is the one that was read."""

    edition = forms.UUIDField(widget=forms.HiddenInput)


@dataclass
class Row:
    """One line of a commitment in the quick form."""

    day: forms.BoundField
    kind: forms.BoundField | None
    text: forms.BoundField

    @property
    def fields(self) -> list[forms.BoundField]:
        return [field for field in (self.day, self.kind, self.text) if field]


@dataclass
class Rows:
    """A commitment in the quick form."""

    commitment: CommitmentShown
    rows: list[Row]

    @property
    def id(self) -> str:
        return str(self.commitment.number)


NAME = re.compile(r"c(\d+)-(\d+)-(day|kind|text)")
MOST_ROWS = 30
"""Of one commitment."""


class SinceForm(DeskForm):
    """Several things at once: for each commitment rows of a day and a sentence."""

    template_name = "desk/agreements/since_form.html"

    def __init__(
        self,
        *given: Any,
        commitments: Sequence[CommitmentShown],
        language: str,
        rows: int,
        everyone: Reads,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.commitments, self.language, self.rows = commitments, language, rows
        self.everyone = everyone
        self.fields["language"] = language_field(language)
        self.reads(language=everyone)
        if self.is_bound:
            self.grow({name: self.data.getlist(name) for name in self.data})
        self._lay()

    def grow(self, typed: Mapping[str, Sequence[str]]) -> None:
        """As many rows as somebody filled."""
        for name, values in typed.items():
            found = NAME.fullmatch(name)
            if found and any(value.strip() for value in values):
                self.rows = min(MOST_ROWS, max(self.rows, int(found[2]) + 1))
        self._lay()

    def _lay(self) -> None:
        for shown in self.commitments:
            kinds = kinds_of(shown.standing.terms)
            for n in range(self.rows):
                name = f"c{shown.number}-{n}"
                if f"{name}-day" in self.fields:
                    continue
                self.fields[f"{name}-day"] = day_field(label=_("Day"), required=False)
                if len(kinds) > 1 and EvidenceKind.NOTED_BY_HAND not in dict(kinds):
                    self.fields[f"{name}-kind"] = forms.ChoiceField(
                        label=_("What was it?"),
                        choices=[("", "–"), *kinds],
                        required=False,
                    )
                self.fields[f"{name}-text"] = forms.CharField(
                    label=_("What happened"), required=False, max_length=MOST_IN_TEXT
                )

    @property
    def blocks(self) -> list[Rows]:
        return [
            Rows(
                shown,
                [
                    Row(
                        self[f"c{shown.number}-{n}-day"],
                        self[f"c{shown.number}-{n}-kind"]
                        if f"c{shown.number}-{n}-kind" in self.fields
                        else None,
                        self[f"c{shown.number}-{n}-text"],
                    )
                    for n in range(self.rows)
                ],
            )
            for shown in self.commitments
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        filled = []
        for shown in self.commitments:
            for n in range(self.rows):
                name = f"c{shown.number}-{n}"
                day, text = said.get(f"{name}-day"), said.get(f"{name}-text", "").strip()
                if f"{name}-day" in self.errors or f"{name}-text" in self.errors:
                    continue
                if not day and not text:
                    continue
                if not day:
                    self.add_error(f"{name}-day", _("Write the day on which it was done."))
                elif not text:
                    self.add_error(f"{name}-text", _("Write in a sentence what happened."))
                elif not self._kind(shown, name, said):
                    self.add_error(f"{name}-kind", _("Choose what it was."))
                else:
                    filled.append((name, shown, day, text))
        if not filled and not self.errors:
            self.add_error(None, _("Nothing is written yet: fill in a day and a sentence."))
        said["filled"] = filled
        return said

    def _kind(self, shown: CommitmentShown, name: str, said: Mapping[str, Any]) -> str:
        kinds = [kind for kind, _label in kinds_of(shown.standing.terms)]
        if f"{name}-kind" in self.fields:
            return said.get(f"{name}-kind", "")
        return kinds[0] if len(kinds) == 1 else EvidenceKind.NOTED_BY_HAND

    def happened(
        self, said: Mapping[str, Any], commitments: Mapping[int, Commitment]
    ) -> tuple[list[str], list[Happened]]:
        """The names of the rows, and what they say, for the action."""
        names, rows = [], []
        for name, shown, day, text in said["filled"]:
            kind = self._kind(shown, name, said)
            names.append(name)
            rows.append(
                Happened(
                    commitment=commitments[shown.number],
                    kind=kind,
                    since=day,
                    until=None if kind in LASTING else day,
                    note=wordings(text, said["language"]),
                )
            )
        return names, rows
