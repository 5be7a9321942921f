"""Which days count when an authority owes an answer within so many working days. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

DAY = timedelta(days=1)
SATURDAY = 5


@cache
def closing_days(
    code: str, language: str, eves: tuple[tuple[str, str], ...], year: int
) -> Mapping[date, str]:
    """The days of a year, besides Saturdays and Sundays, that are no working days; each by name.

    `eves` are the holidays whose day before is closed too, each with the name of that day.
    """
    # Here and not above: a quarter of a second and 300 modules, and most pages count no days.
    from holidays import country_holidays

    public = country_holidays(code.upper(), years=(year, year + 1), language=language)
    before = {day - DAY: dict(eves)[name] for day, name in public.items() if name in dict(eves)}
    closed = sorted({**before, **public}.items())
    return MappingProxyType(
        {day: name for day, name in closed if day.year == year and day.weekday() < SATURDAY}
    )


def after_working_days(day: date, count: int, is_working_day: Callable[[date], bool]) -> date:
    """The last day of a deadline; `day` itself is day zero, and the count begins on the next one."""
    while count > 0 or not is_working_day(day):
        day += DAY
        count -= is_working_day(day)
    return day
