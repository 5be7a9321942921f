"""The notes, or the minutes, of a meeting as a Paper. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.languages.rules import in_each, languages, write_date
from overens.base.papers import rich
from overens.base.papers.paper import (
    Block,
    Facts,
    Items,
    Paper,
    Paragraph,
    Section,
    Text,
    canonical,
    sha256,
)
from overens.base.trail.states import Audience
from overens.cycle.groups.clock_words import written as when_written
from overens.cycle.groups.rules.times import on_the_wall
from overens.cycle.groups.states import OutcomeKind, RecordKind

Texts = Mapping[str, str]
"""One text by language, as it was written."""
Row = tuple[Text, Text]


@dataclass(frozen=True, slots=True)
class Came:
    """One outcome of an item. Of a task `post` does it, of the authority `side`, by `due`; `review_on`
    brings a decision back."""

    kind: OutcomeKind
    text: Texts
    review_on: date | None = None
    post: Texts | None = None
    side: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda, and what came of it; `is_done` says that it does not come again."""

    title: Texts
    is_done: bool
    outcomes: tuple[Came, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """Who was there of one party: posts by what they are called, and people without one by name, or
    where everyone reads it by how many they are (`unnamed`). `name` is empty for guests."""

    name: str
    posts: tuple[Texts, ...] = ()
    names: tuple[str, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """All that is sent of a meeting. `meeting` is its id, `number` counts what was sent of it before,
    and this; `text` is cleaned HTML in `language`; `parties` are names in the agreement's order."""

    meeting: str
    number: int
    record: RecordKind
    title: Texts
    group: Texts
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    is_online: bool
    parties: tuple[str, ...]
    sides: tuple[Side, ...]
    items: tuple[Item, ...]
    text: str
    language: str
    readers: Audience


def notes_paper(said: Written) -> Paper:
    """What is frozen: the meeting's facts, who was there, each item with what came of it, the text."""
    return Paper(
        kind=f"group.{said.record.value}",
        title=_each(lambda c: _title(said, c)),
        languages=(said.language,),
        sections=tuple(_sections(said)),
        parties=tuple(_plain(name) for name in said.parties),
        data={
            "notes": {
                "meeting": said.meeting,
                "number": said.number,
                "record": said.record.value,
                "readers": said.readers.value,
            }
        },
    )


def seal_of(paper: Paper) -> str:
    """By which whoever sends says what they have read."""
    return sha256(canonical(paper))


def _title(said: Written, code: str) -> str:
    sentence = (
        _("Minutes: %(meeting)s, %(day)s")
        if said.record == RecordKind.MINUTES
        else _("Notes: %(meeting)s, %(day)s")
    )
    return sentence % {
        "meeting": Text(said.title).shown(code)[1],
        "day": write_date(on_the_wall(said.starts_at, said.zone).date(), code),
    }


def _sections(said: Written) -> Iterator[Section]:
    yield Section("meeting", _each(lambda c: _("The meeting")), (Facts(tuple(_facts(said))),))
    if said.sides:
        rows = tuple(_side(side) for side in said.sides)
        yield Section("present", _each(lambda c: _("Who was there")), (Facts(rows),))
    for place, item in enumerate(said.items, 1):
        heading = Text({code: f"{place}. {text}" for code, text in item.title.items()})
        yield Section(f"item-{place}", heading, tuple(_item(item)))
    if said.text:
        heading = (
            _each(lambda c: _("What was said and agreed"))
            if said.items
            else _each(lambda c: capfirst(str(said.record.label)))
        )
        yield Section("text", heading, rich.as_blocks(said.text, said.language))


def _facts(said: Written) -> Iterator[Row]:
    if said.group:
        yield _each(lambda c: _("Group")), Text(said.group)
    yield (
        _each(lambda c: _("When")),
        # By the clock of the place, which is named.
        _each(lambda c: when_written(said.starts_at, said.ends_at, said.zone, c)),
    )
    if said.place or said.is_online:
        yield _each(lambda c: _("Where")), _each(lambda c: _where(said))
    if said.number > 1:
        yield (
            _each(lambda c: _("Text")),
            _each(
                lambda c: (
                    _("Number %(number)s: it takes the place of the one before.")
                    % {"number": said.number}
                )
            ),
        )
    yield _each(lambda c: _("Who reads it")), _each(lambda c: _readers(said))


def _where(said: Written) -> str:
    return ", ".join(filter(None, (said.place, _("online") if said.is_online else "")))


def _readers(said: Written) -> str:
    if said.readers == Audience.PUBLIC:
        return _("the parties, and everyone once they stand")
    return _("the parties")


def _side(side: Side) -> Row:
    label = _plain(side.name) if side.name else _each(lambda c: _("Guests"))

    def everyone(code: str) -> str:
        posts = [Text(post).shown(code)[1] for post in side.posts]
        people = ngettext(
            "%(n)s person without a post", "%(n)s people without a post", side.unnamed
        )
        unnamed = [people % {"n": side.unnamed}] if side.unnamed else []
        return languages()[code].join([*posts, *side.names, *unnamed])

    return label, _each(everyone)


def _item(item: Item) -> Iterator[Block]:
    for outcome in item.outcomes:
        yield Facts(tuple(_outcome(outcome)))
    if not item.is_done:
        yield Paragraph(_each(lambda c: _("It is carried over to a later meeting.")), quiet=True)
    elif not item.outcomes:
        yield Paragraph(_each(lambda c: _("No outcome is noted.")), quiet=True)


def _outcome(said: Came) -> Iterator[Row]:
    yield _each(lambda c: capfirst(str(said.kind.label))), Text(said.text)
    if said.post is not None:
        post = said.post

        def who(code: str) -> str:
            return ", ".join(filter(None, (Text(post).shown(code)[1], said.side)))

        yield _each(lambda c: _("Who does it")), _each(who)
    if due := said.due:
        yield _each(lambda c: _("By")), _each(lambda c: write_date(due, c))
    if again := said.review_on:
        yield _each(lambda c: _("Comes up again")), _each(lambda c: write_date(again, c))


def file_paper(
    *,
    name: str,
    by: str,
    group: Texts,
    meeting: Texts,
    question: Texts,
    pk: str,
    is_public: bool,
    language: str,
) -> Paper:
    """What goes with a file that one authority lets the others read: `by` is its name."""

    def readers(_code: str) -> str:
        return _("everyone") if is_public else _("the parties")

    rows = [(_each(lambda c: _("From")), _plain(by))]
    rows += [(_each(lambda c: _("Group")), Text(group))] if group else []
    rows += [(_each(lambda c: _("Meeting")), Text(meeting))] if meeting else []
    rows += [(_each(lambda c: _("Question")), Text(question))] if question else []
    rows.append((_each(lambda c: _("Who reads it")), _each(readers)))
    return Paper(
        kind="group.file",
        title=_each(lambda c: _("File: %(name)s") % {"name": name}),
        languages=(language,),
        sections=(
            Section(
                "file", _each(lambda c: _("The file")), (Items((_plain(name),)), Facts(tuple(rows)))
            ),
        ),
        data={"file": {"id": pk}},
    )


def _each(sentence: Callable[[str], str]) -> Text:
    return Text(in_each(sentence))


def _plain(text: str) -> Text:
    return _each(lambda c: text)
