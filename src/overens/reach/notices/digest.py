"""The weekly digest as plain text: what the partners did, what waits, which dates are next. Pure.

One mail in place of ten; nothing is written where there is nothing to say.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.languages.rules import write_date

MOST_DEEDS, MOST_DATES = 20, 10
"""Lines of one kind: the rest stands at the desk."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Things of one kind that wait, and the first of their days."""

    sentence: str
    day: date | None
    is_one: bool = False


@dataclass(frozen=True, slots=True)
class NextDate:
    """Something that lies ahead; `time` is that of the receiver's clock, and empty for a whole day."""

    day: date
    time: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Week:
    """What one account reads on a Monday; `deeds` are sentences, oldest first."""

    name: str
    deeds: Sequence[str]
    waits: Sequence[Waits]
    dates: Sequence[NextDate]
    address: str

    @property
    def says_something(self) -> bool:
        """A date alone is no news: whoever was invited knows it, and is reminded on the day before."""
        return bool(self.deeds or self.waits)


def subject(week: Week) -> str:
    """What is new, in a line."""
    count = len(week.deeds)
    if count:
        return ngettext(
            "The week: %(n)s thing from the partners",
            "The week: %(n)s things from the partners",
            count,
        ) % {"n": count}
    return _("The week: what waits for you")


def text(week: Week, language: str) -> str:
    """In the language that is set."""
    parts = [_("Hello %(name)s,") % {"name": week.name}]
    if week.deeds:
        parts.append("\n".join([_("What the partners did:"), *_deeds(week)]))
    if week.waits:
        waits = [f"- {_with_day(one, language)}" for one in week.waits]
        parts.append("\n".join([_("What waits for you:"), *waits]))
    if week.dates:
        dates = [f"- {_dated(one, language)}" for one in week.dates[:MOST_DATES]]
        parts.append("\n".join([_("Next dates:"), *dates]))
    parts.append(_("All of it stands at the desk: %(address)s") % {"address": week.address})
    return "\n\n".join(parts)


def _deeds(week: Week) -> Iterator[str]:
    """In the order in which it happened; what was done several times stands once."""
    counted = Counter(week.deeds)
    for sentence, times in list(counted.items())[:MOST_DEEDS]:
        yield f"- {sentence}" if times == 1 else f"- {sentence} ({times})"
    left = len(counted) - MOST_DEEDS
    if left > 0:
        yield ngettext("And %(n)s thing more.", "And %(n)s things more.", left) % {"n": left}


def _with_day(one: Waits, language: str) -> str:
    if one.day is None:
        return one.sentence
    said = _("%(what)s, by %(day)s") if one.is_one else _("%(what)s, the first by %(day)s")
    return said % {"what": one.sentence, "day": write_date(one.day, language)}


def _dated(one: NextDate, language: str) -> str:
    day = write_date(one.day, language)
    return f"{day} {one.time}: {one.sentence}" if one.time else f"{day}: {one.sentence}"
