"""Reads the text of a recurrence rule (RFC 5545, 3.3.10), and says what is wrong with it. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, get_args

from django.utils.translation import gettext as _

Frequency = Literal["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FINER_THAN_A_DAY = ("HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND")
OF_THE_START = ("DTSTART", "TZID", "DTEND", "DURATION")


class BadRule(ValueError):
    """A recurrence rule that cannot be used. Its text is a sentence for the one who wrote it."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurrence rule as data. An empty set means that the part was not written.

    `weekdays` holds (n, weekday) with Monday as 0; n counts within the month or year, from its
    end if negative, and is 0 for every such weekday.
    """

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    week_start: int = 0
    months: frozenset[int] = frozenset()
    week_numbers: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    positions: frozenset[int] = frozenset()

    @property
    def chooses_days(self) -> bool:
        """Whether a part names days or months, so that the start's own day is not all there is."""
        return bool(
            self.months or self.week_numbers or self.year_days or self.month_days or self.weekdays
        )

    @property
    def has_numbered_weekdays(self) -> bool:
        """Whether a weekday is counted, as in 2TU or -1FR."""
        return any(number for number, _weekday in self.weekdays)


# Few agreements write rules of their own, so most of them share a handful of texts.
@lru_cache(maxsize=256)
def read_rule(text: str) -> Recurrence:
    """The rule that stands in `text`, such as 'FREQ=YEARLY;BYMONTH=10;BYDAY=1MO'.

    Raises BadRule.
    """
    parts = _parts(text.upper())
    if "FREQ" not in parts:
        raise BadRule(
            _(
                "The rule does not say how often. Begin it with FREQ=YEARLY, FREQ=MONTHLY, "
                "FREQ=WEEKLY or FREQ=DAILY."
            )
        )
    fields = {_FIELDS[name][0]: _FIELDS[name][1](name, value) for name, value in parts.items()}
    recurrence = Recurrence(**fields)
    _check_together(recurrence)
    return recurrence


def _parts(text: str) -> dict[str, str]:
    """The values by the names of the parts, each known and written once."""
    parts: dict[str, str] = {}
    for part in text.split(";") if text else ():
        name, equals, value = part.partition("=")
        _check_name(name)
        if not (equals and value):
            raise BadRule(
                _(
                    "'%(part)s' cannot be read. Write the rule as NAME=VALUE with semicolons "
                    "between, as in FREQ=YEARLY;INTERVAL=2."
                )
                % {"part": part}
            )
        if name in parts:
            raise BadRule(_("%(name)s stands twice in the rule. Keep one.") % {"name": name})
        parts[name] = value
    return parts


def _check_name(name: str) -> None:
    if name.startswith(OF_THE_START):
        raise BadRule(
            _("The dates are counted from the commitment's own start. Take %(name)s out.")
            % {"name": name}
        )
    if name in FINER_THAN_A_DAY:
        raise _finer_than_a_day(name)
    if name not in _FIELDS:
        raise BadRule(_("'%(name)s' is not a part of a recurrence rule.") % {"name": name})


def _finer_than_a_day(word: str) -> BadRule:
    return BadRule(_("Due dates are whole days. Take %(word)s out.") % {"word": word})


def _frequency(name: str, value: str) -> str:
    if value in FINER_THAN_A_DAY:
        raise _finer_than_a_day(value)
    return _one_of(get_args(Frequency), name, value)


def _one_of(words: tuple[str, ...], name: str, value: str) -> str:
    if value not in words:
        raise BadRule(
            _("%(name)s is one of %(words)s, not '%(value)s'.")
            % {"name": name, "words": ", ".join(words), "value": value}
        )
    return value


def _weekday(name: str, value: str) -> int:
    return WEEKDAYS.index(_one_of(WEEKDAYS, name, value))


def _whole_number(name: str, value: str) -> int:
    if not re.fullmatch(r"0*[1-9][0-9]{0,5}", value):
        raise BadRule(
            _("%(name)s is a whole number from 1 to 999999, not '%(value)s'.")
            % {"name": name, "value": value}
        )
    return int(value)


def _day(name: str, value: str) -> date:
    """A date, or a date with a time; its day is the last one that counts."""
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})(T[0-9]{6}Z?)?", value)
    try:
        return date(*map(int, found.groups()[:3] if found else ()))
    except (TypeError, ValueError):
        raise BadRule(
            _("%(name)s is a date such as 20301231, not '%(value)s'.")
            % {"name": name, "value": value}
        ) from None


def _numbers(most: int, *, signed: bool) -> Callable[[str, str], frozenset[int]]:
    """A reader of lists of numbers from 1 to `most`, also counted from the end if `signed`."""

    def read(name: str, value: str) -> frozenset[int]:
        return frozenset(_number(name, item, most, signed=signed) for item in value.split(","))

    return read


def _number(name: str, value: str, most: int, *, signed: bool) -> int:
    number = int(value) if re.fullmatch(r"[+-]?[0-9]{1,3}", value) else 0
    if signed and 1 <= abs(number) <= most:
        return number
    if not signed and 1 <= number <= most:
        return number
    raise BadRule(
        _(
            "%(name)s takes numbers from 1 to %(most)s, or from -1 to -%(most)s counted from "
            "the end, not '%(value)s'."
        )
        % {"name": name, "most": most, "value": value}
        if signed
        else _("%(name)s takes numbers from 1 to %(most)s, not '%(value)s'.")
        % {"name": name, "most": most, "value": value}
    )


def _weekdays(name: str, value: str) -> frozenset[tuple[int, int]]:
    return frozenset(_numbered_weekday(name, item) for item in value.split(","))


def _numbered_weekday(name: str, value: str) -> tuple[int, int]:
    """(1, 0) from '1MO', (-1, 4) from '-1FR', (0, 1) from 'TU'."""
    found = re.fullmatch(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", value)
    number = int(found[1] or 0) if found else 0
    if not found or (found[1] and not 1 <= abs(number) <= 53):
        raise BadRule(
            _("%(name)s takes weekdays such as MO, 1MO or -1FR, not '%(value)s'.")
            % {"name": name, "value": value}
        )
    return number, WEEKDAYS.index(found[2])


_FIELDS: Mapping[str, tuple[str, Callable[[str, str], Any]]] = {
    "FREQ": ("freq", _frequency),
    "INTERVAL": ("interval", _whole_number),
    "COUNT": ("count", _whole_number),
    "UNTIL": ("until", _day),
    "WKST": ("week_start", _weekday),
    "BYMONTH": ("months", _numbers(12, signed=False)),
    "BYWEEKNO": ("week_numbers", _numbers(53, signed=True)),
    "BYYEARDAY": ("year_days", _numbers(366, signed=True)),
    "BYMONTHDAY": ("month_days", _numbers(31, signed=True)),
    "BYDAY": ("weekdays", _weekdays),
    "BYSETPOS": ("positions", _numbers(366, signed=True)),
}


def _check_together(rule: Recurrence) -> None:
    """The parts that RFC 5545 does not allow beside each other."""
    if rule.count and rule.until:
        raise BadRule(_("COUNT and UNTIL cannot stand in one rule. Keep one of them."))
    if rule.positions and not rule.chooses_days:
        raise BadRule(_("BYSETPOS chooses among other days. Add a part such as BYDAY."))
    if rule.has_numbered_weekdays and (rule.freq in ("WEEKLY", "DAILY") or rule.week_numbers):
        raise BadRule(
            _("A numbered weekday such as 1MO is counted within a month or a year, nowhere else.")
        )
    for name, days, allowed in (
        ("BYMONTHDAY", rule.month_days, ("YEARLY", "MONTHLY", "DAILY")),
        ("BYYEARDAY", rule.year_days, ("YEARLY",)),
        ("BYWEEKNO", rule.week_numbers, ("YEARLY",)),
    ):
        if days and rule.freq not in allowed:
            raise BadRule(
                _("%(name)s cannot stand beside FREQ=%(freq)s.") % {"name": name, "freq": rule.freq}
            )
