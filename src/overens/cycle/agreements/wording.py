"""When something promised falls due, in words: for the frozen text and for pages. Pure."""

from dataclasses import replace
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages, write_date
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.models import CommitmentTerms
from overens.cycle.agreements.rules.durations import DURATION
from overens.cycle.agreements.rules.rule_text import Recurrence, read_rule
from overens.cycle.agreements.states import CommitmentKind


def when(named: shape.Commitment | CommitmentTerms) -> str:
    """A sentence in the active language."""
    if named.kind == CommitmentKind.STANDING:
        return _("It holds all the time.")
    if named.due:
        return _("It is due on %(day)s.") % {"day": _date(named.due)}
    if named.within:
        return _("It is due within %(time)s from the start.") % {"time": _time(named.within)}
    if named.rule:
        return _recurring(named.rule)
    return _("It is to be done once; no date is on file.")


def from_when(named: shape.Commitment) -> list[str]:
    """From which day it counts and how long before its date it is due now, where that is said."""
    said = []
    if named.starts:
        said.append(_("It counts from %(day)s.") % {"day": _date(named.starts)})
    if named.lead_days is not None:
        said.append(
            ngettext(
                "It is due now %(n)s day before its date.",
                "It is due now %(n)s days before its date.",
                named.lead_days,
            )
            % {"n": named.lead_days}
        )
    return said


def _recurring(rule: str) -> str:
    """Plain rules in words; what is finer as it was written."""
    read = read_rule(rule)
    n = read.interval
    every = {
        "YEARLY": ngettext("It is due every year.", "It is due every %(n)s years.", n),
        "MONTHLY": ngettext("It is due every month.", "It is due every %(n)s months.", n),
        "WEEKLY": ngettext("It is due every week.", "It is due every %(n)s weeks.", n),
        "DAILY": ngettext("It is due every day.", "It is due every %(n)s days.", n),
    }[read.freq]
    if read == replace(Recurrence(read.freq), interval=n):
        return every % {"n": n}
    return _("It recurs by the rule %(rule)s.") % {"rule": rule}


def _time(duration: str) -> str:
    """'6 months' for 'P6M'."""
    found = DURATION.fullmatch(duration)
    assert found
    years, months, weeks, days = (int(n or 0) for n in found.groups())
    parts = (
        (years, ngettext("%(n)s year", "%(n)s years", years)),
        (months, ngettext("%(n)s month", "%(n)s months", months)),
        (weeks, ngettext("%(n)s week", "%(n)s weeks", weeks)),
        (days, ngettext("%(n)s day", "%(n)s days", days)),
    )
    known = languages()
    language = known.get(get_language() or "en") or known["en"]
    return language.join([text % {"n": n} for n, text in parts if n])


def _date(day: date) -> str:
    return write_date(day, get_language() or "en")
