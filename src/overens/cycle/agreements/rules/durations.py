"""Times from a start, such as 'within six months'. Pure."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from overens.cycle.agreements.rules.recurrence import months_after

DURATION = re.compile(r"P(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?")


class BadDuration(ValueError):
    """A time from a start that cannot be used. Its text is a sentence for its writer."""


def due_within(start: date, duration: str) -> date:
    """The date that lies `duration` after `start`: 'P6M', 'P1Y', 'P2W', 'P30D' (ISO 8601).

    Years and months come first and end on a shorter month's last day; then weeks and days.
    Times of the day, and no time at all, raise BadDuration.
    """
    found = DURATION.fullmatch(duration)
    years, months, weeks, days = (int(n or 0) for n in found.groups()) if found else (0, 0, 0, 0)
    if not (years or months or weeks or days):
        raise BadDuration(
            _(
                "'%(duration)s' cannot be counted from a start. Write years, months, weeks or "
                "days, such as P1Y, P6M, P2W or P30D."
            )
            % {"duration": duration}
        )
    try:
        return months_after(start, years * 12 + months) + timedelta(days=weeks * 7 + days)
    except (OverflowError, ValueError):
        raise BadDuration(
            _("'%(duration)s' leads beyond the year 9999.") % {"duration": duration}
        ) from None
