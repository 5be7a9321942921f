"""Who hosted last, who is awaited, where it is quiet: as it is said at the desk, and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.languages.rules import languages
from overens.cycle.agreements.models import Party
from overens.reach.overview.reciprocity import Awaited, Reciprocity
from overens.reach.overview.rules.turns import Hosted
from overens.web.design.parts import part
from overens.web.design.words import dated
from overens.web.desk.tasks import safe, short_of
from overens.web.desk.years import month_name
from overens.web.public.shown import joined, letter_at


@dataclass(frozen=True, slots=True)
class OfSide:
    """A party's mark and name, and what is awaited of it."""

    letter: str
    short: SafeString
    sentence: SafeString


def turns_shown(
    found: Reciprocity, areas: Mapping[UUID, SafeString], language: str, suggest: str
) -> SafeString:
    """A part of a page; nothing where there is nothing yet of which it could speak. `areas` are the
    focus areas by their names for the reader, `suggest` is where one calls a meeting, empty for whoever
    may not."""
    if not found:
        return SafeString("")
    quiet = _Quiet(found, areas, language)
    return part(
        "desk/groups/turns.html",
        language,
        hosting=tuple(_hosting(found, language)),
        awaited=tuple(_awaited(found, language)),
        quiet=tuple(quiet.sentences()),
        suggest=suggest,
    )


def _hosting(found: Reciprocity, language: str) -> Sequence[SafeString]:
    if not any(one.times for one in found.hosts):
        return [safe(_("Nobody has hosted a meeting yet."))]
    said, last = [], found.hosted_last
    if last and last.last:
        said.append(
            format_html(
                _("{name} hosted last, on {day}."),
                name=short_of(last.side, language),
                day=dated(last.last, language),
            )
        )
    return [*said, *(_times(one, language) for one in found.hosts)]


def _times(one: Hosted[Party], language: str) -> SafeString:
    name, n = short_of(one.side, language), one.times
    if n == 0 and one.side.joined:
        sentence = _("{name} has been a party since {day}, and has not hosted yet.")
        return format_html(sentence, name=name, day=dated(one.side.joined, language))
    sentence = {
        0: _("{name} has not hosted yet."),
        1: _("{name} has hosted once."),
        2: _("{name} has hosted twice."),
    }.get(n) or ngettext("{name} has hosted {n} time.", "{name} has hosted {n} times.", n)
    return format_html(sentence, name=name, n=n)


def _awaited(found: Reciprocity, language: str) -> Sequence[OfSide]:
    letters = {party.pk: letter_at(place) for place, party in enumerate(found.parties)}
    return [
        OfSide(
            letters[one.party.pk],
            short_of(one.party, language),
            safe(languages()[language].join(_of(one))),
        )
        for one in found.awaited
    ]


def _of(one: Awaited) -> list[str]:
    counts = (
        (
            one.invitations,
            ngettext(
                "%(n)s answer to an invitation", "%(n)s answers to invitations", one.invitations
            ),
        ),
        (
            one.questions,
            ngettext("its words on %(n)s question", "its words on %(n)s questions", one.questions),
        ),
        (one.tasks, ngettext("%(n)s task past its day", "%(n)s tasks past their day", one.tasks)),
    )
    return [words % {"n": n} for n, words in counts if n]


class _Quiet:
    """Sides and areas in which nothing has been done for some months."""

    def __init__(self, found: Reciprocity, areas: Mapping[UUID, SafeString], language: str) -> None:
        self.found, self.areas, self.language = found, areas, language

    def sentences(self) -> list[SafeString]:
        by_month: dict[date, list[SafeString]] = {}
        for party, since in self.found.quiet_sides:
            by_month.setdefault(since, []).append(short_of(party, self.language))
        said = [
            format_html(
                _("In the groups it has been quiet from {names} since {month}."),
                names=joined(names, self.language),
                month=self._month(since),
            )
            for since, names in sorted(by_month.items())
        ]
        return said + [
            format_html(
                _("{area}: quiet since {month}."), area=self.areas[area], month=self._month(since)
            )
            for area, since in self.found.quiet_areas.items()
            if area in self.areas
        ]

    def _month(self, since: date) -> str:
        """'April', with its year where that is another one."""
        this = self.found.today[self.found.own.pk].year
        name = month_name(since)
        return name if since.year == this else f"{name} {since.year}"
