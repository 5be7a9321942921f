"""Who holds and held which post: on a day, by a deputy, with dates that nobody knows any more."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import (
    correct_last_day,
    note_authority,
    note_post,
    note_seat,
)
from overens.base.municipalities.models import Account, Authority, Municipality, Person, Post, Seat
from overens.base.municipalities.queries import holders, seat_named
from overens.base.municipalities.rules import Refused, overlaps
from overens.base.municipalities.states import Holding

DAY = date(2026, 5, 1)
ONE_DAY = timedelta(days=1)


def authority(slug: str = "lund", country: str = "se") -> Authority:
    found, _new = note_authority(
        slug=slug,
        municipality=slug,
        country=country,
        names=Wordings.of({"sv": slug.title()}),
        short=slug.title(),
    )
    return found


def post(slug: str = "coordinator", of: Authority | None = None) -> Post:
    names = Wordings.of({"sv": "samordnare", "en": slug})
    return note_post(authority=of or authority(), slug=slug, names=names)[0]


def seat(person: str, in_post: Post, since: date | None = DAY, **more: Any) -> Seat:
    return note_seat(post=in_post, person=person, since=since, **more)[0]


def names_on(day: date, *posts: Post) -> list[str]:
    return [held.person.name for held in holders([p.pk for p in posts], day)]


days = st.dates(DAY, DAY + timedelta(days=9))
periods = st.one_of(
    st.tuples(days, days).map(lambda ends: Seat(since=min(ends), until=max(ends))),
    days.map(lambda day: Seat(since=day)),
    days.map(lambda day: Seat(seen_on=day)),
)


@given(periods, st.lists(periods, max_size=4))
def test_periods_overlap_where_they_share_a_day(one: Seat, others: list[Seat]) -> None:
    window = [DAY + timedelta(days=number) for number in range(10)]
    shared = any(
        bool(one.since and other.since) and one.is_held_on(day) and other.is_held_on(day)
        for other in others
        for day in window
    )
    assert overlaps(one, others) is shared


@pytest.mark.django_db
def test_who_held_which_post_on_a_day_is_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    posts = [post(slug) for slug in ("coordinator", "head", "clerk")]
    for place in posts:
        seat(f"Former {place.slug}", place, since=date(2020, 1, 1), until=DAY - ONE_DAY)
        seat(f"Current {place.slug}", place)
    with django_assert_num_queries(1):
        found = {(held.post.slug, held.person.name) for held in holders([p.pk for p in posts], DAY)}
    assert found == {(place.slug, f"Current {place.slug}") for place in posts}


@pytest.mark.django_db
def test_a_seat_is_named_by_authority_and_post_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seat("Åsa", post())
    with django_assert_num_queries(1):
        found = seat_named("lund", "coordinator", DAY)
        assert found
        assert (found.person.name, found.post.authority.country.code) == ("Åsa", "se")
    assert seat_named("lund", "coordinator", DAY - ONE_DAY) is None
    assert seat_named("lund", "head", DAY) is None
    assert seat_named("koge", "coordinator", DAY) is None


@pytest.mark.django_db
def test_the_first_and_the_last_day_count() -> None:
    place, last = post(), DAY + timedelta(days=30)
    seat("Åsa", place, until=last)
    seat("Bo", place, since=last + ONE_DAY)
    assert names_on(DAY - ONE_DAY, place) == []
    assert names_on(DAY, place) == names_on(last, place) == ["Åsa"]
    assert names_on(last + ONE_DAY, place) == ["Bo"]


@pytest.mark.django_db
def test_a_deputy_stands_after_the_posts_own_holder_and_alone_where_there_is_none() -> None:
    place, last = post(), DAY + timedelta(days=30)
    seat("Dea", place, holding=Holding.DEPUTY)
    seat("Åsa", place, until=last)
    assert names_on(DAY, place) == ["Åsa", "Dea"]
    assert names_on(last + ONE_DAY, place) == ["Dea"]
    found = [seat_named("lund", "coordinator", day) for day in (DAY, last + ONE_DAY)]
    assert [held.person.name for held in found if held] == ["Åsa", "Dea"]


@pytest.mark.django_db
def test_a_seat_with_unknown_dates_speaks_for_the_day_on_which_it_was_seen() -> None:
    place = post()
    seat("Åsa", place, since=None, seen_on=DAY)
    assert names_on(DAY, place) == ["Åsa"]
    assert names_on(DAY - ONE_DAY, place) == names_on(DAY + ONE_DAY, place) == []


@pytest.mark.django_db
def test_a_seat_at_hand_and_the_query_say_the_same_of_every_day() -> None:
    place, person = post(), Person.objects.create(authority=authority(), name="Åsa")
    some = [None, *(DAY + timedelta(days=number) for number in range(3))]
    for since, until, seen_on in product(some, repeat=3):
        if (since or seen_on) and not (since and until and until < since):
            Seat.objects.create(
                post=place, person=person, since=since, until=until, seen_on=seen_on
            )
    assert Seat.objects.count() == 48
    for day in (DAY + timedelta(days=number) for number in range(-1, 5)):
        at_hand = {held.pk for held in Seat.objects.all() if held.is_held_on(day)}
        assert set(Seat.objects.on(day).values_list("pk", flat=True)) == at_hand


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until"),
    [(DAY, None), (date(2025, 1, 1), None), (date(2025, 1, 1), DAY), (date(2026, 6, 30), None)],
)
def test_two_people_cannot_hold_one_post_on_one_day(since: date, until: date | None) -> None:
    place = post()
    seat("Åsa", place, until=date(2026, 6, 30))
    with pytest.raises(Refused) as refused:
        seat("Bo", place, since=since, until=until)
    assert str(refused.value) == (
        "Bo cannot hold the post samordnare then: somebody else holds it on those days."
    )
    assert Seat.objects.count() == 1


@pytest.mark.django_db
def test_another_post_or_another_holding_is_no_overlap() -> None:
    seat("Åsa", post())
    seat("Bo", post(), holding=Holding.DEPUTY)
    seat("Bo", post("head"))
    seat("Bo", post(of=authority("malmo")))
    assert Seat.objects.count() == 4


@pytest.mark.django_db
def test_what_is_noted_twice_is_there_once_and_nothing_that_exists_is_edited() -> None:
    first = authority()
    again, new = note_authority(
        slug="lund", municipality="lund", country="dk", names=Wordings(), short="Other"
    )
    assert (again.pk, new, again.short, again.country.code) == (first.pk, False, "Lund", "se")
    place = post()
    assert note_post(authority=first, slug="coordinator", names=Wordings())[0].names == place.names
    held = seat("Åsa", place)
    assert note_seat(post=place, person="Åsa", since=DAY) == (held, False)
    assert (Municipality.objects.count(), Person.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_people_of_one_name_in_two_authorities_are_two() -> None:
    one, other = seat("Åsa", post()), seat("Åsa", post(of=authority("malmo")))
    assert one.person_id != other.person_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    "dates", [{}, {"until": DAY}, {"since": DAY, "until": DAY - ONE_DAY}], ids=str
)
def test_the_database_refuses_a_seat_without_a_day_or_that_ends_before_it_began(
    dates: dict[str, date],
) -> None:
    person = Person.objects.create(authority=authority(), name="Åsa")
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(post=post(), person=person, **dates)


@pytest.mark.django_db
def test_a_last_day_is_corrected_unless_two_would_hold_the_post() -> None:
    held = seat("Åsa", post())
    correct_last_day(held, DAY + ONE_DAY)
    held.refresh_from_db()
    assert held.until == DAY + ONE_DAY
    note_seat(post=post(), person="Bo", since=DAY + 2 * ONE_DAY)
    with pytest.raises(Refused, match="somebody else holds it on those days"):
        correct_last_day(held, DAY + 5 * ONE_DAY)


@pytest.mark.django_db
def test_a_person_needs_no_account_and_an_account_no_person() -> None:
    held = seat("Åsa", post())
    assert not hasattr(held.person, "account")
    account = Account.objects.create(email="asa@lund.example", person=held.person)
    assert Person.objects.get(account=account) == held.person
    assert Account.objects.create(email="root@lund.example").person is None


@pytest.mark.django_db
def test_a_person_has_one_account_at_most() -> None:
    person = seat("Åsa", post()).person
    Account.objects.create(email="asa@lund.example", person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(email="other@lund.example", person=person)


@pytest.mark.django_db
def test_an_authority_shows_the_name_that_it_wrote_first() -> None:
    names = Wordings.of({"da": "Køge Kommune", "en": "Køge Municipality"})
    note_authority(slug="koge", municipality="koge", country="dk", names=names, short="Køge")
    found = Authority.objects.get(slug="koge")
    assert found.name.text == "Køge Kommune"
    assert list(found.names) == ["da", "en"]
