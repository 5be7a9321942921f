"""For which authorities it is morning, and nothing was done yet."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from overens.base.countries.rules import countries
from overens.base.municipalities.models import Authority
from overens.cycle.agreements.models import Party
from overens.reach.notices.models import Morning
from overens.reach.notices.rules import MORNING, monday_of
from overens.reach.notices.states import MorningKind


def waiting(what: MorningKind, now: datetime) -> list[tuple[Authority, date]]:
    """Each authority that is a party somewhere, with the day by its own clock (of a week, its Monday), for
    which nothing was done: one query."""
    days = {
        code: day
        for code, country in countries().items()
        if (day := _day(what, now.astimezone(country.zone)))
    }
    wanted: Any = Q(pk__in=[])
    for code, day in days.items():
        done = Morning.objects.filter(authority=OuterRef("pk"), what=what, day=day)
        wanted |= Q(municipality__country=code) & ~Exists(done)
    found = Authority.objects.filter(wanted, Exists(Party.objects.filter(authority=OuterRef("pk"))))
    rows = found.select_related("municipality").order_by("pk")
    return [(one, days[one.municipality.country]) for one in rows]


def _day(what: MorningKind, here: datetime) -> date | None:
    """None before seven; a digest that was not written on Monday morning is written later in the week."""
    today = here.date()
    if what == MorningKind.DIGEST and monday_of(today) != today:
        return monday_of(today)
    return today if here.time() >= MORNING else None
