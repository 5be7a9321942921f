"""A visit is noted afterwards by one person, also from an old programme."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.afterwards import Held, note_meeting
from overens.cycle.groups.actions.letters import invite_waiting
from overens.cycle.groups.models import Cost, Meeting, Outcome
from overens.cycle.groups.rules.programme import in_order
from overens.cycle.groups.rules.times import About, on_the_wall
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.examples import NOW

pytestmark = pytest.mark.django_db
VISIT = Held(
    about=About(titles={"da": "Besøg ved havnen"}, kind="visit", place="Havnen"),
    first=date(1998, 5, 4),
    last=date(1998, 5, 5),
    language="da",
    names="Eksempel Gæst\n\n Eksempel Anden ",
    programme="4. maj\n09.00–10.30 Velkomst; Rådhuset\nTale af borgmesteren\nDag 2\n9.15 Rundtur",
    outcomes="Vi skrev en plan.\n\nDen blev sendt.",
    amount=Decimal(12000),
    days=Decimal(6),
)


def noted(cast: Cast, held: Held = VISIT, **named: object) -> Meeting:
    by = cast.seats["koge", Role.MEMBER]
    return note_meeting(by=by, agreement=cast.agreement, held=held, at=NOW, **named)


def test_all_of_it_is_on_file_at_once(people: Cast) -> None:
    host = Authority.objects.get(slug="kristianstad")
    posts = [people.seats[side, Role.MEMBER].post_id for side in ("koge", "kristianstad")]
    held = replace(VISIT, about=replace(VISIT.about, host=host.pk), posts=posts)
    visit = noted(people, held, group=a_group(people, NOW))
    assert visit.slug == "1998-05-04-besog-ved-havnen"
    assert (visit.state, visit.zone) == ("held", "Europe/Stockholm")
    assert visit.closed_at
    assert on_the_wall(visit.starts_at, visit.zone).isoformat() == "1998-05-04T00:00:00"
    there = visit.participants.filter(was_there=True)
    assert {one.name for one in there if not one.post_id} == {"Eksempel Gæst", "Eksempel Anden"}
    assert {one.post_id for one in there if one.post_id} == set(posts)
    parts = in_order(visit.programme.all())
    local = [on_the_wall(p.starts_at, visit.zone).isoformat() if p.starts_at else "" for p in parts]
    assert local == ["1998-05-04T09:00:00", "1998-05-05T09:15:00", ""]
    assert parts[2].titles.shown().text == "Tale af borgmesteren"
    assert [one.text.shown().text for one in Outcome.objects.order_by("written_at")] == [
        "Vi skrev en plan.",
        "Den blev sendt.",
    ]
    assert (Cost.objects.get().amount, Cost.objects.get().currency) == (Decimal(12000), "DKK")
    assert invite_waiting(now=NOW) == 0


def test_the_least_is_a_title_and_a_day(people: Cast) -> None:
    day = date(2026, 11, 23)
    least = Held(about=About(titles={"da": "Kaffe"}), first=day, last=day, language="da")
    visit = noted(people, least)
    assert not visit.programme.exists()
    assert not visit.agenda.exists()
    today = NOW.date()
    # The day may not be over: only what has begun can be noted.
    assert noted(people, replace(least, first=today, last=today)).starts_at < NOW
    hours = replace(least, starts=time(13), ends=time(14, 30))
    assert on_the_wall(noted(people, hours).starts_at, "Europe/Copenhagen") == datetime.combine(
        day, time(13)
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"last": date(1998, 5, 3)}, "before the beginning"),
        ({"first": date(2026, 11, 25), "last": date(2026, 11, 25)}, "lies ahead"),
        (
            {"first": date(2026, 11, 24), "last": date(2026, 11, 24), "starts": time(23)},
            "lies ahead",
        ),
        ({"names": "a" * 121}, "too long"),
        ({"names": "\n".join(["a"] * 201)}, "At most"),
        ({"outcomes": "a" * 2001}, "at most"),
        ({"programme": "\n".join(["a"] * 201)}, "at most"),
        ({"amount": Decimal(-1)}, "not below zero"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    people: Cast, change: dict, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        noted(people, replace(VISIT, **change))
    assert not Meeting.objects.exists()
