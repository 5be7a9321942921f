"""A signed paper as somebody typed it in: what is put to each party, whose data say the same. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from overens.base.countries.rules import countries
from overens.base.languages.rules import in_each, is_printable, write_date
from overens.base.papers.paper import Facts, Items, Paper, Paragraph, Section, Text
from overens.base.signatures.states import Part
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.agreement_file.reading import FileFaults, read
from overens.cycle.agreements.agreement_file.writing import write
from overens.cycle.agreements.letters import Signatory, Unreadable, as_proposed
from overens.cycle.agreements.paper import text_paper

MOST_UNREADABLE = 4_000
"""Characters."""
MOST_SIGNATORIES = 50
SEAL = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who signed for a party, or was present (`part`)."""

    authority: str
    who: Signatory
    part: Part


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """The text with what stands under it. `on` is the day of the signing, `put_on` the day on which
    the transcription was put to the parties; `scan` is the SHA-256 of the file, which everyone may
    read where `scan_is_public`. `unreadable` says what could not be read on the paper."""

    agreement: UUID
    file: shape.AgreementFile
    put_on: date
    on: date
    place: str
    signed: tuple[Signed, ...]
    scan: str
    scan_name: str
    scan_is_public: bool = False
    unreadable: str = ""

    def paper(self) -> Paper:
        """What is frozen: everything that the parties confirm can be read in it."""
        text = text_paper(self.file)
        said = {
            "agreement": str(self.agreement),
            "text": write(self.file).decode(),
            "put_on": self.put_on.isoformat(),
            "on": self.on.isoformat(),
            "place": self.place,
            "signed": [
                {
                    "authority": one.authority,
                    "post": one.who.post,
                    "names": dict(one.who.names),
                    "person": one.who.person,
                    "part": one.part.value,
                }
                for one in self.signed
            ],
            "scan": self.scan,
            "scan_name": self.scan_name,
            "scan_is_public": self.scan_is_public,
            "unreadable": self.unreadable,
        }
        sections = (*text.sections, *self._under_it(text.languages))
        return replace(text, sections=sections, data={"transcription": said})

    def _under_it(self, columns: tuple[str, ...]) -> Iterator[Section]:
        day = self.on
        rows = [(_said(lambda c: _("Day of the signing")), _said(lambda c: write_date(day, c)))]
        if self.place:
            rows.append((_said(lambda c: _("Place")), _said(lambda c: self.place)))
        rows.append((_said(lambda c: _("Scan, SHA-256")), _said(lambda c: self.scan)))
        readers = (lambda c: _("everyone")) if self.scan_is_public else (lambda c: _("the parties"))
        rows.append((_said(lambda c: _("Who reads the scan")), _said(readers)))
        people = Items(tuple(self._named(one) for one in self.signed))
        heading = _said(lambda c: _("What stands under the paper"))
        yield Section("signing", heading, (Facts(tuple(rows)), people))
        if self.unreadable:
            words = Paragraph(Text(dict.fromkeys(columns or ("en",), self.unreadable)))
            yield Section("unreadable", _said(lambda c: _("What could not be read")), (words,))

    def _named(self, one: Signed) -> Text:
        """'Anna Berg, kommunalråd, Kristianstad', and whether somebody was only present."""
        shorts = {party.authority: party.short for party in self.file.parties}
        names = one.who.names

        def line(code: str) -> str:
            post = names.get(code) or next(iter(names.values()), one.who.post)
            said = f"{one.who.person}, {post}, {shorts.get(one.authority, one.authority)}"
            return said if one.part == Part.SIGNED else f"{said} ({Part.PRESENT.label})"

        return _said(line)

    @classmethod
    def read(cls, paper: Paper) -> "SignedPaper":
        """Raises Unreadable."""
        try:
            said = paper.data["transcription"]
            put_on = date.fromisoformat(said["put_on"])
            file = read(str(said["text"]).encode(), countries=countries(), today=put_on)
            parties = {party.authority for party in file.parties}
            found = tuple(_signed(who) for who in said["signed"][:MOST_SIGNATORIES])
            if not SEAL.fullmatch(str(said["scan"])):
                raise ValueError
            if not found or any(one.authority not in parties for one in found):
                raise ValueError
            return cls(
                agreement=UUID(_line(said["agreement"])),
                file=file,
                put_on=put_on,
                on=date.fromisoformat(said["on"]),
                place=_line(said["place"]),
                signed=found,
                scan=said["scan"],
                scan_name=_line(said["scan_name"]),
                scan_is_public=said["scan_is_public"] is True,
                unreadable=_text(said["unreadable"])[:MOST_UNREADABLE],
            )
        except (KeyError, TypeError, ValueError, AttributeError, FileFaults) as error:
            raise Unreadable from error


def as_typed_in(file: shape.AgreementFile) -> shape.AgreementFile:
    """The text as it stands on the paper: the parties' own words are theirs to say."""
    return as_proposed(file)


def _signed(said: Mapping[str, Any]) -> Signed:
    names = {str(code): _line(text) for code, text in said["names"].items()}
    who = Signatory(_line(said["post"])[:80], names, _line(said["person"]))
    return Signed(_line(said["authority"]), who, Part(said["part"]))


def _line(said: Any) -> str:
    return " ".join(_text(said).split())[:200]


def _text(said: Any) -> str:
    if not isinstance(said, str) or not is_printable(said):
        raise ValueError
    return said


def _said(sentence: Callable[[str], str]) -> Text:
    return Text(in_each(sentence))
