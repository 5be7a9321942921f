"""What the parties to an agreement send each other, as papers whose data say the same. Pure.

A proposal and a waiver are questions (`consents`); a signature, a comment, a notice and a word that
the agreement is kept are steps.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.countries.rules import countries
from overens.base.languages.rules import in_each, is_printable, write_date
from overens.base.papers.paper import SUBJECT, Facts, Items, Paper, Paragraph, Section, Text
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.agreement_file.reading import FileFaults, read
from overens.cycle.agreements.agreement_file.writing import write
from overens.cycle.agreements.paper import text_paper
from overens.cycle.agreements.rules.recurrence import months_after
from overens.cycle.agreements.states import StepKind

MOST_IN_TEXT = 4_000
"""Characters of a comment or a reason."""


class Unreadable(ValueError):
    """Data that no letter of ours has."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A text as it is put to the parties. `base` is the seal of the text in force that it changes,
    `changes` that of the proposal that it takes the place of; with `signing` it counts once each
    party has signed it, else once each has said yes."""

    agreement: UUID
    file: shape.AgreementFile
    on: date
    base: str = ""
    changes: str = ""
    signing: bool = True

    def paper(self) -> Paper:
        """What is frozen and sealed: the text, and the same as data."""
        said = {
            "agreement": str(self.agreement),
            "text": write(self.file).decode(),
            "on": self.on.isoformat(),
            "base": self.base,
            "changes": self.changes,
            "signing": self.signing,
        }
        return replace(text_paper(self.file), data={"proposal": said})

    @classmethod
    def read(cls, paper: Paper) -> "Proposed":
        """Raises Unreadable."""
        try:
            said = paper.data["proposal"]
            on = date.fromisoformat(said["on"])
            file = read(str(said["text"]).encode(), countries=countries(), today=on)
            return cls(
                _uuid(said["agreement"]),
                file,
                on,
                str(said["base"]),
                str(said["changes"]),
                bool(said["signing"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, FileFaults) as error:
            raise Unreadable from error


def as_proposed(file: shape.AgreementFile) -> shape.AgreementFile:
    """A text without what is each party's own to say, and without a signing: what is put to the
    parties is what they will have signed."""
    return replace(
        file,
        signed_wording=True,
        signing=None,
        parties=tuple(
            replace(party, posts=(), contact=None, uses_since=None) for party in file.parties
        ),
    )


@dataclass(frozen=True, slots=True)
class Waived:
    """That some parties (all, where none is named) need not do what they promised, once (`due`) or
    from then on. `base` is the seal of the text in force."""

    agreement: UUID
    base: str
    commitment: int
    title: Mapping[str, str]
    because: str
    on: date
    due: date | None = None
    parties: tuple[str, ...] = ()

    def paper(self, names: Sequence[str]) -> Paper:
        """`names` are those of the parties that are released."""
        due = self.due
        rows = [
            (_said(lambda c: _("Commitment")), Text(_numbered(self.commitment, self.title))),
            (_said(lambda c: _("Who is released from it")), _said(lambda c: ", ".join(names))),
            (
                _said(lambda c: _("Due")),
                _dated(due) if due else _said(lambda c: _("from then on")),
            ),
        ]
        columns = tuple(self.title) or ("en",)
        return Paper(
            kind="agreement.waiver",
            title=Text(
                in_each(
                    lambda c: _in(self.title, c, lambda t: _("To waive: %(what)s") % {"what": t})
                )
            ),
            languages=columns,
            sections=(
                Section("waiver", _said(lambda c: _("What is waived")), (Facts(tuple(rows)),)),
                *_own_words(self.because, columns),
            ),
            data={
                "waiver": {
                    **asdict(self),
                    "agreement": str(self.agreement),
                    "title": dict(self.title),
                    "on": self.on.isoformat(),
                    "due": self.due.isoformat() if self.due else "",
                    "parties": list(self.parties),
                }
            },
        )

    @classmethod
    def read(cls, paper: Paper) -> "Waived":
        """Raises Unreadable."""
        try:
            said = paper.data["waiver"]
            return cls(
                agreement=_uuid(said["agreement"]),
                base=str(said["base"]),
                commitment=int(said["commitment"]),
                title={str(code): str(text) for code, text in said["title"].items()},
                because=_text(said["because"]),
                on=date.fromisoformat(said["on"]),
                due=date.fromisoformat(said["due"]) if said["due"] else None,
                parties=tuple(map(str, said["parties"])),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable from error


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed for a party: the post by its slug and names, and the person."""

    post: str
    names: Mapping[str, str]
    person: str


@dataclass(frozen=True, slots=True)
class Told:
    """A step as a value: what one party tells the others. `about` is the seal of the text that it
    concerns; the rest is filled as the kind needs it."""

    kind: StepKind
    agreement: UUID
    about: str
    on: date
    text: str = ""
    part: str = ""
    place: str = ""
    signatories: tuple[Signatory, ...] = ()
    scan: str = ""
    scan_name: str = ""
    months: int = 0
    ends: date | None = None
    body: str = ""
    paragraph: str = ""
    bound: tuple[str, ...] = field(default=())

    def paper(self, *, of: str, title: Mapping[str, str]) -> Paper:
        """`of` is the party's name, `title` what the agreement is called."""
        columns = tuple(title) or ("en",)
        words = self.kind.label

        def heading(code: str) -> str:
            def sentence(called: str) -> str:
                return _("%(party)s: %(what)s. %(title)s") % {
                    "party": of,
                    "what": str(words),
                    "title": called,
                }

            return _in(title, code, sentence)

        return Paper(
            kind=f"agreement.{self.kind.value}",
            title=Text(in_each(heading)),
            languages=columns,
            sections=(
                Section(
                    "step", _said(lambda c: capfirst(str(words))), (Facts(tuple(self._facts(of))),)
                ),
                *self._signed(),
                *_own_words(self.text, columns),
            ),
            data={"step": self.values(), SUBJECT: [list(p) for p in in_each(heading).items()]},
        )

    def _facts(self, of: str) -> Iterator[tuple[Text, Text]]:
        yield _said(lambda c: _("Party")), _plain(of)
        yield _said(lambda c: _("Date")), _dated(self.on)
        if self.place:
            yield _said(lambda c: _("Place")), _plain(self.place)
        if self.part:
            yield _said(lambda c: _("Which part it is about")), _plain(self.part)
        if self.ends:
            months = self.months
            yield (
                _said(lambda c: _("Notice")),
                _said(lambda c: ngettext("%(n)s month", "%(n)s months", months) % {"n": months}),
            )
            yield _said(lambda c: _("Last day")), _dated(self.ends)
        if self.body:
            yield _said(lambda c: _("Decided by")), _plain(self.body)
        if self.paragraph:
            yield _said(lambda c: _("Paragraph")), _plain(self.paragraph)
        if self.scan:
            yield _said(lambda c: _("Scan, SHA-256")), _plain(self.scan)
        yield _said(lambda c: _("Seal of the text")), _plain(self.about)

    def _signed(self) -> Iterator[Section]:
        if self.signatories:
            names = Items(tuple(map(_who, self.signatories)))
            yield Section("signatories", _said(lambda c: _("Signed by")), (names,))

    def values(self) -> Mapping[str, Any]:
        return {
            **asdict(self),
            "kind": self.kind.value,
            "agreement": str(self.agreement),
            "on": self.on.isoformat(),
            "ends": self.ends.isoformat() if self.ends else "",
            "signatories": [
                {"post": who.post, "names": dict(who.names), "person": who.person}
                for who in self.signatories
            ],
            "bound": list(self.bound),
        }

    @classmethod
    def read(cls, paper: Paper) -> "Told":
        """Raises Unreadable."""
        try:
            said = paper.data["step"]
            months = said["months"]
            if type(months) is not int or not 0 <= months < 1200:
                raise ValueError
            months_after(date.fromisoformat(said["on"]), months)  # a day that there is
            return cls(
                kind=StepKind(said["kind"]),
                agreement=_uuid(said["agreement"]),
                about=str(said["about"])[:64],
                on=date.fromisoformat(said["on"]),
                text=_text(said["text"]),
                part=_line(said["part"], 60),
                place=_line(said["place"], 200),
                signatories=tuple(
                    Signatory(
                        _line(who["post"], 80),
                        {str(code): _line(text, 200) for code, text in who["names"].items()},
                        _line(who["person"], 200),
                    )
                    for who in said["signatories"][:50]
                ),
                scan=str(said["scan"])[:64],
                scan_name=_line(said["scan_name"], 200),
                months=months,
                ends=date.fromisoformat(said["ends"]) if said["ends"] else None,
                body=_line(said["body"], 200),
                paragraph=_line(said["paragraph"], 40),
                bound=tuple(map(str, said["bound"])),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable from error


def _who(one: Signatory) -> Text:
    """'Anna Berg, kommunalråd' in each language that the post has a name in."""
    return _said(lambda c: _in(one.names, c, lambda post: f"{one.person}, {post}"))


def _uuid(said: Any) -> UUID:
    if not isinstance(said, str):
        raise ValueError
    return UUID(said)


def _text(said: Any) -> str:
    if not isinstance(said, str) or not is_printable(said):
        raise ValueError
    return said[:MOST_IN_TEXT]


def _line(said: Any, most: int) -> str:
    if not isinstance(said, str) or not is_printable(said):
        raise ValueError
    return " ".join(said.split())[:most]


def _numbered(number: int, title: Mapping[str, str]) -> dict[str, str]:
    return {code: f"{number}. {text}" for code, text in title.items()}


def _in(texts: Mapping[str, str], code: str, sentence: Callable[[str], str]) -> str:
    """A sentence of the interface around a text, in the language of both where it was written."""
    return sentence(texts.get(code) or next(iter(texts.values()), ""))


def _own_words(text: str, columns: Sequence[str]) -> Iterator[Section]:
    """What somebody wrote, in every column as they wrote it."""
    if text:
        block = Paragraph(Text(dict.fromkeys(columns, text)))
        yield Section("words", _said(lambda c: _("In their own words")), (block,))


def _plain(text: str) -> Text:
    return _said(lambda c: text)


def _dated(day: date) -> Text:
    return _said(lambda c: write_date(day, c))


def _said(sentence: Callable[[str], str]) -> Text:
    return Text(in_each(sentence))
