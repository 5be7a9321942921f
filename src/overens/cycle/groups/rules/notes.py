"""May and must about notes and minutes. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

from overens.base.countries.rules import Country
from overens.cycle.groups.states import STANDS_AFTER, NotesState


def last_day_to_object(sent_at: datetime, countries: Iterable[Country]) -> date:
    """The last of the days on which each party's ten working days are over: in its own calendar, from
    the day after the one on which it was sent by its own clock."""
    return max(
        country.after_working_days(country.today(sent_at), STANDS_AFTER) for country in countries
    )


def may_object(now: datetime, last: date, country: Country) -> bool:
    """Whether somebody of that country may still object to what has not come to stand."""
    return country.today(now) <= last


def is_over(now: datetime, last: date, countries: Iterable[Country]) -> bool:
    """Whether the last day has passed by the clock of each party."""
    return all(country.today(now) > last for country in countries)


def state_of(*, is_written: bool, is_sent: bool, is_reopened: bool, stands: bool) -> NotesState:
    """Of the newest text that was sent, where one was."""
    if not is_sent:
        return NotesState.WRITING if is_written else NotesState.NONE
    if stands:
        return NotesState.STANDS
    return NotesState.REOPENED if is_reopened else NotesState.SENT
