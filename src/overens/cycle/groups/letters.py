"""A mandate as it is put to each party: a paper whose data say the same. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.languages.rules import in_each, is_printable
from overens.base.papers.paper import Facts, Paper, Paragraph, Section, Text
from overens.base.trail.actions import Ref
from overens.cycle.agreements.letters import Unreadable
from overens.cycle.groups.rules.mandate import MandateWords
from overens.cycle.groups.rules.saying import MOST_IN_NAME, MOST_IN_TEXT
from overens.cycle.groups.states import GroupKind

MOST_LANGUAGES, MOST_COMMITMENTS = 20, 500


@dataclass(frozen=True, slots=True)
class ProposedMandate:
    """What a group is to be called and to do, or that it is closed: as one party proposed it on a
    day. `group` is the same on every instance."""

    agreement: UUID
    group: UUID
    words: MandateWords
    on: date

    @property
    def about(self) -> Ref:
        return Ref("group", str(self.group))

    @property
    def thread(self) -> str:
        """Of the group's case in each register: the same words everywhere, and never the address of
        somebody's status page, which has 43 signs."""
        return f"group-{self.group.hex}"

    def paper(self, *, area: Mapping[str, str], served: Mapping[int, Mapping[str, str]]) -> Paper:
        """What is frozen. `area` is what the focus area is called, `served` each commitment by its
        number, both by language."""
        said = self.words
        columns = tuple(dict.fromkeys((*said.names, *said.text)))
        heading = self._title()
        rows = [
            (_said(lambda c: _("Name")), Text(said.names)),
            (
                _said(lambda c: _("Kind")),
                _said(lambda c: capfirst(str(GroupKind(said.kind).label))),
            ),
            (
                _said(lambda c: _("Focus area")),
                Text(area) if area else _said(lambda c: _("across all of them")),
            ),
        ]
        rows += [
            (_said(lambda c: _("Commitment")), Text(_numbered(number, title)))
            for number, title in served.items()
        ]
        why = (lambda c: _("Why it ends")) if said.closes else (lambda c: _("Mandate"))
        return Paper(
            kind="group.mandate",
            title=Text(heading),
            languages=columns,
            sections=(
                Section("group", _said(lambda c: _("The group")), (Facts(tuple(rows)),)),
                Section("mandate", _said(why), (Paragraph(Text(said.text)),)),
            ),
            data={"mandate": self._values()},
        )

    def _title(self) -> dict[str, str]:
        names, closes = self.words.names, self.words.closes
        return in_each(
            lambda c: (
                (_("To close the group: %(name)s") if closes else _("Mandate of a group: %(name)s"))
                % {"name": names.get(c) or next(iter(names.values()))}
            )
        )

    def _values(self) -> Mapping[str, Any]:
        said = self.words
        return {
            "agreement": str(self.agreement),
            "group": str(self.group),
            "on": self.on.isoformat(),
            "names": _pairs(said.names),
            "text": _pairs(said.text),
            "kind": said.kind,
            "focus_area": said.focus_area,
            "commitments": list(said.commitments),
            "closes": said.closes,
        }

    @classmethod
    def read(cls, paper: Paper) -> "ProposedMandate":
        """Raises Unreadable."""
        try:
            said = paper.data["mandate"]
            numbers = said["commitments"]
            if any(type(one) is not int or not 0 < one < 10_000 for one in numbers):
                raise ValueError
            found = MandateWords(
                names=dict(_texts(said["names"], MOST_IN_NAME)),
                text=dict(_texts(said["text"], MOST_IN_TEXT)),
                kind=GroupKind(said["kind"]).value,
                focus_area=_plain(said["focus_area"], 80),
                commitments=tuple(numbers[:MOST_COMMITMENTS]),
                closes=said["closes"] is True,
            )
            if not found.names or not found.text:
                raise ValueError
            return cls(
                agreement=UUID(_plain(said["agreement"], 36)),
                group=UUID(_plain(said["group"], 36)),
                words=found,
                on=date.fromisoformat(said["on"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable from error


def _pairs(texts: Mapping[str, str]) -> list[list[str]]:
    """A list, since what is sealed keeps no order in JSON objects."""
    return [[code, text] for code, text in texts.items()]


def _texts(said: Sequence[Any], most: int) -> Iterator[tuple[str, str]]:
    for code, text in said[:MOST_LANGUAGES]:
        if written := _plain(text, most):
            yield _plain(code, 8), written


def _plain(said: Any, most: int) -> str:
    if not isinstance(said, str) or not is_printable(said) or len(said) > most:
        raise ValueError
    return said.strip()


def _numbered(number: int, title: Mapping[str, str]) -> dict[str, str]:
    return {code: f"{number}. {text}" for code, text in title.items()}


def _said(sentence: Callable[[str], str]) -> Text:
    return Text(in_each(sentence))
