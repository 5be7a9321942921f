"""A question and an answer as they are sent: papers whose data say the same to the other side. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import in_each, write_date
from overens.base.papers.paper import SUBJECT, Facts, Paper, Paragraph, Section, Text
from overens.base.trail.actions import Ref

ANSWER = "consent.answer"
"""The kind of paper that holds an answer."""
MOST_IN_REASON = 4_000
"""Characters."""


class Unreadable(ValueError):
    """Data of a paper that no question and no answer of ours has."""


@dataclass(frozen=True, slots=True)
class Put:
    """What a question says of itself: `authorities` by their slugs, `nonce` so that the same text
    put once more is another edition, with answers of its own."""

    kind: str
    about: Ref
    authorities: tuple[str, ...]
    answer_by: date | None
    nonce: str

    def values(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "about": list(self.about),
            "authorities": list(self.authorities),
            "answer_by": self.answer_by.isoformat() if self.answer_by else "",
            "nonce": self.nonce,
        }

    @classmethod
    def read(cls, paper: Paper) -> "Put":
        """Raises Unreadable."""
        try:
            said = paper.data["question"]
            kind, identity = map(str, said["about"])
            if str(UUID(identity)) != identity or len(kind) > 40:
                raise ValueError
            return cls(
                str(said["kind"]),
                Ref(kind, identity),
                tuple(map(str, said["authorities"])),
                _day(said["answer_by"]),
                str(said["nonce"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable from error


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a value. `to` is the seal of what it answers, `number` counts a party's answers
    to it from 1; `post` is in whose name it was given."""

    to: str
    number: int
    answer: AnswerKind
    on: date
    because: str = ""
    until: date | None = None
    body: str = ""
    paragraph: str = ""
    lawful_on: date | None = None
    post: str = ""

    def values(self) -> Mapping[str, Any]:
        return {
            "to": self.to,
            "number": self.number,
            "answer": self.answer.value,
            "on": self.on.isoformat(),
            "because": self.because,
            "until": self.until.isoformat() if self.until else "",
            "body": self.body,
            "paragraph": self.paragraph,
            "lawful_on": self.lawful_on.isoformat() if self.lawful_on else "",
            "post": self.post,
        }

    @classmethod
    def read(cls, paper: Paper) -> "Given":
        """Raises Unreadable."""
        try:
            said = paper.data["answer"]
            on, number = _day(said["on"]), said["number"]
            if on is None or type(number) is not int or not 1 <= number < 10_000:
                raise ValueError
            if not re.fullmatch(r"[0-9a-f]{64}", said["to"]):
                raise ValueError
            return cls(
                to=said["to"],
                number=number,
                answer=AnswerKind(said["answer"]),
                on=on,
                because=str(said["because"])[:MOST_IN_REASON],
                until=_day(said["until"]),
                body=str(said["body"])[:200],
                paragraph=str(said["paragraph"])[:40],
                lawful_on=_day(said["lawful_on"]),
                post=str(said["post"])[:200],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable from error


def _day(said: Any) -> date | None:
    return date.fromisoformat(said) if said else None


def as_question(paper: Paper, put: Put, words: str | Promise) -> Paper:
    """A paper that is put to parties: what people read stays as it is, since that is what they agree
    to. `words` say in a register what it is."""

    def subject(code: str) -> str:
        what, title = capfirst(str(words)), paper.title.shown(code)[1]
        # Some titles begin by saying what they are.
        said_already = title.startswith(what)
        return title if said_already else _("%(what)s: %(title)s") % {"what": what, "title": title}

    said = {"question": put.values(), SUBJECT: [list(pair) for pair in in_each(subject).items()]}
    return replace(paper, data={**paper.data, **said})


def answer_paper(given: Given, *, of: str, to: Paper) -> Paper:
    """An answer as it is sent: by which authority, to which paper."""
    label = given.answer.label

    def title(code: str) -> str:
        return _("Answer from %(party)s: %(answer)s. %(title)s") % {
            "party": of,
            "answer": str(label),
            "title": to.title.shown(code)[1],
        }

    return Paper(
        kind=ANSWER,
        title=_said(title),
        languages=to.languages,
        sections=(
            Section("answer", _said(lambda c: _("Answer")), (Facts(tuple(_facts(given, of))),)),
            *_because(given, to.languages),
        ),
        data={"answer": given.values()},
    )


def _because(given: Given, columns: Sequence[str]) -> Iterator[Section]:
    """The party's own words, in every column as they were written."""
    if given.because:
        text = Paragraph(Text(dict.fromkeys(columns, given.because)))
        yield Section("because", _said(lambda c: _("Reason or condition")), (text,))


def _facts(given: Given, of: str) -> Iterator[tuple[Text, Text]]:
    def plain(text: str) -> Text:
        return _said(lambda c: text)

    yield _said(lambda c: _("Party")), plain(of)
    yield _said(lambda c: _("Answer")), _said(lambda c: str(given.answer.label))
    if given.until:
        yield _said(lambda c: _("Until")), _dated(given.until)
    if given.body:
        yield _said(lambda c: _("Decided by")), plain(given.body)
    if given.paragraph:
        yield _said(lambda c: _("Paragraph")), plain(given.paragraph)
    yield _said(lambda c: _("Date")), _dated(given.on)
    if given.lawful_on:
        yield _said(lambda c: _("Gains legal force")), _dated(given.lawful_on)
    if given.post:
        yield _said(lambda c: _("Answered by")), plain(given.post)
    yield _said(lambda c: _("Seal of what is answered")), plain(given.to)


def _dated(day: date) -> Text:
    return _said(lambda c: write_date(day, c))


def _said(sentence: Callable[[str], str]) -> Text:
    return Text(in_each(sentence))
