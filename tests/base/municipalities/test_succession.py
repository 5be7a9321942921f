"""Succession: who holds a post at which minute, by the authority's own clock."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overens.base.access.queries import seats_now
from overens.base.handovers.actions import (
    WrittenMeanwhile,
    confirm_left,
    open_handover,
    take_over_handover,
    write_handover,
)
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_authority, note_post, note_seat
from overens.base.municipalities.actions.succession import (
    end_seat_now,
    give_role,
    name_deputy,
    name_post,
    rename_post,
    set_last_day,
    take_over,
)
from overens.base.municipalities.models import Account, Authority, Handover, Person, Post, Seat
from overens.base.municipalities.queries import holders, seat_named, successor
from overens.base.municipalities.rules import Refused, are_without_gap, overlaps
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.models import Line

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
TODAY, DAY, HOUR, MINUTE = date(2026, 11, 24), timedelta(1), timedelta(hours=1), timedelta(0, 60)


def authority(slug: str = "lund", country: str = "se") -> Authority:
    names = Wordings.of({"sv": slug.title()})
    return note_authority(
        slug=slug, municipality=slug, country=country, names=names, short=slug.title()
    )[0]


def held(role: Role, person: str, of: Authority | None = None, **more: Any) -> Seat:
    """A post of that role, and somebody who has held it for long."""
    place, _new = note_post(
        authority=of or authority(),
        slug=role,
        names=Wordings.of({"en": str(role.label)}),
        role=role,
    )
    return fresh(note_seat(post=place, person=person, since=date(2025, 1, 1), **more)[0])


def fresh(seat: Seat) -> Seat:
    """As the next request reads it."""
    return Seat.objects.select_related("person", "post__authority__municipality").get(pk=seat.pk)


def account(seat: Seat) -> Account:
    return Account.objects.create(email=f"{seat.pk}@example.org", person=seat.person)


@pytest.fixture
def admin(db: None) -> Seat:
    return held(Role.ADMINISTRATOR, "Ada")


@pytest.fixture
def coordinator(admin: Seat) -> Seat:
    return held(Role.COORDINATOR, "Carl")


def last_line() -> tuple[str, str]:
    line = Line.objects.order_by("pk").last()
    assert line
    return line.what, line.audience


def test_a_post_is_named_by_an_administrator_and_its_address_is_made_of_its_name(
    admin: Seat, coordinator: Seat
) -> None:
    names = Wordings.of({"da": "Ordfører for næste år", "sv": "Ordförande"})
    named = name_post(by=admin, names=names, role=Role.LEADER, at=NOW)
    assert (named.slug, named.role) == ("ordforer-for-naeste-ar", "leader")
    assert last_line() == ("post.named", "partners")
    with pytest.raises(Refused, match="a post with this name already"):
        name_post(by=admin, names=names, role="", at=NOW)
    with pytest.raises(Refused, match="one language at least"):
        name_post(by=admin, names=Wordings(), role="", at=NOW)
    with pytest.raises(Refused, match="Your post does not allow this"):
        name_post(by=coordinator, names=Wordings.of({"da": "Ny"}), role="", at=NOW)


def test_a_post_whose_name_has_no_letter_for_an_address_has_one_all_the_same(admin: Seat) -> None:
    assert name_post(by=admin, names=Wordings.of({"sv": "„…“"}), role="", at=NOW).slug == "post"


def test_a_post_is_renamed_and_given_a_role_and_keeps_its_address(
    admin: Seat, coordinator: Seat
) -> None:
    renamed = rename_post(
        by=admin, post=coordinator.post, names=Wordings.of({"sv": "samordnare"}), at=NOW
    )
    assert (renamed.slug, renamed.names.texts()) == ("coordinator", {"sv": "samordnare"})
    assert give_role(by=admin, post=renamed, role=Role.MEMBER, at=NOW).role == "member"
    assert last_line() == ("post.role-given", "partners")


def test_a_successor_begins_on_the_day_after_the_last_one(coordinator: Seat) -> None:
    last = TODAY + 10 * DAY
    set_last_day(by=coordinator, seat=coordinator, day=last, at=NOW)
    came = take_over(by=coordinator, post=coordinator.post, person="Siv", since=last + DAY, at=NOW)
    for day, name in ((last, "Carl"), (last + DAY, "Siv")):
        found = seat_named("lund", "coordinator", day)
        assert found
        assert found.person.name == name
    with pytest.raises(Refused, match="somebody else holds it on those days"):
        set_last_day(by=coordinator, seat=coordinator, day=last + DAY, at=NOW)
    assert came.began_at is None


def test_two_cannot_hold_one_post_however_the_second_is_named(coordinator: Seat) -> None:
    for since in (None, TODAY + DAY, TODAY - 30 * DAY):
        with pytest.raises(Refused, match="Siv cannot hold the post"):
            take_over(by=coordinator, post=coordinator.post, person="Siv", since=since, at=NOW)
    with pytest.raises(Refused, match="Carl holds the post then already"):
        take_over(by=coordinator, post=coordinator.post, person=" Carl ", at=NOW)
    with pytest.raises(Refused, match="Write the name"):
        take_over(by=coordinator, post=coordinator.post, person="  ", at=NOW)


def test_whoever_is_ended_has_no_access_from_that_minute_and_the_successor_has(
    admin: Seat, coordinator: Seat
) -> None:
    carl = account(coordinator)
    assert [s.pk for s in seats_now(carl, NOW - MINUTE)] == [coordinator.pk]
    end_seat_now(by=admin, seat=coordinator, at=NOW)
    assert last_line() == ("post.seat-ended", "partners")
    assert seats_now(carl, NOW) == []
    siv = account(take_over(by=admin, post=coordinator.post, person="Siv", at=NOW + HOUR))
    assert seats_now(siv, NOW + HOUR - MINUTE) == []
    assert [s.person.name for s in seats_now(siv, NOW + HOUR)] == ["Siv"]
    found = seat_named("lund", "coordinator", TODAY)
    assert found
    assert found.person.name == "Siv"
    assert [s.person.name for s in holders([coordinator.post_id], TODAY)] == ["Siv"]
    with pytest.raises(Refused, match="Only who holds the post today"):
        take_over(by=fresh(coordinator), post=coordinator.post, person="Carl", at=NOW + HOUR)


def test_an_end_in_the_middle_of_a_day_leaves_nobody_until_somebody_is_named(
    admin: Seat, coordinator: Seat
) -> None:
    end_seat_now(by=admin, seat=coordinator, at=NOW)
    assert seat_named("lund", "coordinator", TODAY) is None
    assert list(Seat.objects.on(TODAY).filter(post=coordinator.post)) == [coordinator]
    with pytest.raises(Refused, match="does not hold the post now"):
        end_seat_now(by=admin, seat=coordinator, at=NOW + MINUTE)
    with pytest.raises(Refused, match="has been ended, and stays"):
        set_last_day(by=admin, seat=coordinator, day=TODAY + DAY, at=NOW + MINUTE)


def test_a_deputy_who_becomes_the_holder_is_deputy_no_more(admin: Seat, coordinator: Seat) -> None:
    post = coordinator.post
    deputy = name_deputy(by=admin, post=post, person="Dea", at=NOW)
    with pytest.raises(Refused, match="Dea holds the post then already"):
        name_deputy(by=admin, post=post, person="Dea", at=NOW)
    with pytest.raises(Refused, match="Carl holds the post then already"):
        name_deputy(by=admin, post=post, person="Carl", at=NOW)
    end_seat_now(by=admin, seat=coordinator, at=NOW + MINUTE)
    own = take_over(by=admin, post=post, person="Dea", at=NOW + HOUR)
    now = [s.pk for s in seats_now(account(own), NOW + HOUR)]
    assert now == [own.pk]
    assert fresh(deputy).ended_at == NOW + HOUR


def test_a_deputy_who_becomes_the_holder_later_is_deputy_until_then(
    admin: Seat, coordinator: Seat
) -> None:
    deputy = name_deputy(by=admin, post=coordinator.post, person="Dea", at=NOW - DAY)
    set_last_day(by=admin, seat=coordinator, day=TODAY + DAY, at=NOW)
    take_over(by=admin, post=coordinator.post, person="Dea", since=TODAY + 2 * DAY, at=NOW)
    assert (fresh(deputy).until, fresh(deputy).ended_at) == (TODAY + DAY, None)


def test_the_last_administrator_stays_until_a_successor_is_named(admin: Seat) -> None:
    changes: list[Callable[[], object]] = [
        lambda: end_seat_now(by=admin, seat=admin, at=NOW),
        lambda: set_last_day(by=admin, seat=admin, day=TODAY + DAY, at=NOW),
        lambda: give_role(by=admin, post=admin.post, role=Role.MEMBER, at=NOW),
    ]
    for change in changes:
        with pytest.raises(Refused, match="Lund would have no administrator then"):
            change()
    assert (fresh(admin).until, fresh(admin).ended_at, fresh(admin).post.role) == (
        None,
        None,
        "administrator",
    )
    name_deputy(by=admin, post=admin.post, person="Dea", until=TODAY + DAY, at=NOW)
    with pytest.raises(Refused, match="would have no administrator"):
        end_seat_now(by=admin, seat=admin, at=NOW)
    second = name_post(by=admin, names=Wordings.of({"sv": "IT"}), role="administrator", at=NOW)
    take_over(by=admin, post=second, person="Bo", since=TODAY + 2 * DAY, at=NOW)
    assert set_last_day(by=admin, seat=admin, day=TODAY + DAY, at=NOW).until == TODAY + DAY


def test_a_coordinator_makes_nobody_an_administrator(coordinator: Seat, admin: Seat) -> None:
    for act in (take_over, name_deputy):
        with pytest.raises(Refused, match="Only an administrator says"):
            act(by=coordinator, post=admin.post, person="Carl", at=NOW)
    with pytest.raises(Refused, match="Only an administrator says"):
        end_seat_now(by=coordinator, seat=admin, at=NOW)


def test_nobody_says_who_holds_another_authoritys_posts(admin: Seat) -> None:
    other = held(Role.COORDINATOR, "Mia", authority("malmo"))
    for act in (
        lambda: take_over(by=admin, post=other.post, person="Siv", at=NOW),
        lambda: end_seat_now(by=admin, seat=other, at=NOW),
        lambda: set_last_day(by=admin, seat=other, day=TODAY, at=NOW),
        lambda: open_handover(by=admin, post=other.post, at=NOW),
        lambda: rename_post(by=admin, post=other.post, names=Wordings.of({"sv": "x"}), at=NOW),
    ):
        with pytest.raises(Refused, match="Only an authority’s own people"):
            act()
    assert Line.objects.count() == 0


def test_a_last_day_opens_the_handover_and_another_one_changes_it(coordinator: Seat) -> None:
    set_last_day(by=coordinator, seat=coordinator, day=TODAY + DAY, at=NOW)
    (opened,) = Handover.objects.all()
    assert (opened.leaving_id, opened.last_day) == (coordinator.pk, TODAY + DAY)
    set_last_day(by=coordinator, seat=coordinator, day=TODAY + 5 * DAY, at=NOW)
    (opened,) = Handover.objects.all()
    assert opened.last_day == TODAY + 5 * DAY
    with pytest.raises(Refused, match="today or later"):
        set_last_day(by=coordinator, seat=coordinator, day=TODAY - DAY, at=NOW)


def test_a_deputys_last_day_opens_none(admin: Seat, coordinator: Seat) -> None:
    deputy = fresh(name_deputy(by=admin, post=coordinator.post, person="Dea", at=NOW))
    set_last_day(by=admin, seat=deputy, day=TODAY + DAY, at=NOW)
    assert not Handover.objects.exists()


def test_a_sudden_absence_opens_it_without_a_day_and_the_deputy_takes_over(
    admin: Seat, coordinator: Seat
) -> None:
    handover = open_handover(by=admin, post=coordinator.post, at=NOW)
    assert (handover.leaving_id, handover.last_day) == (coordinator.pk, None)
    assert last_line() == ("handover.opened", "own")
    with pytest.raises(Refused, match="is open already"):
        open_handover(by=admin, post=coordinator.post, at=NOW)
    for nobody in (admin, coordinator):
        with pytest.raises(Refused, match="Only the successor or the deputy"):
            take_over_handover(by=nobody, handover=handover, at=NOW)
    deputy = fresh(name_deputy(by=admin, post=coordinator.post, person="Dea", at=NOW))
    assert successor(handover, NOW) == deputy
    taken = take_over_handover(by=deputy, handover=handover, at=NOW)
    assert (taken.arriving_id, taken.closed_at) == (deputy.pk, NOW)
    with pytest.raises(Refused, match="has been taken over"):
        write_handover(
            by=admin, handover=handover, text="<p>x</p>", language="sv", revision=0, at=NOW
        )


def test_a_vacant_post_is_handed_over_too(admin: Seat, coordinator: Seat) -> None:
    end_seat_now(by=admin, seat=coordinator, at=NOW - 2 * DAY)
    Handover.objects.all().delete()
    handover = open_handover(by=admin, post=coordinator.post, at=NOW)
    assert handover.leaving is None
    siv = fresh(take_over(by=admin, post=coordinator.post, person="Siv", at=NOW))
    assert take_over_handover(by=siv, handover=handover, at=NOW).arriving == siv


def test_a_planned_handover_waits_for_the_last_day_and_both_confirm(coordinator: Seat) -> None:
    set_last_day(by=coordinator, seat=coordinator, day=TODAY, at=NOW)
    handover = Handover.objects.get()
    siv = fresh(
        take_over(by=coordinator, post=coordinator.post, person="Siv", since=TODAY + DAY, at=NOW)
    )
    deputy = fresh(name_deputy(by=coordinator, post=coordinator.post, person="Dea", at=NOW))
    with pytest.raises(Refused, match="Carl holds the post until 24 November 2026"):
        take_over_handover(by=deputy, handover=handover, at=NOW)
    with pytest.raises(Refused, match="Only whoever leaves"):
        confirm_left(by=deputy, handover=handover, at=NOW)
    assert confirm_left(by=fresh(coordinator), handover=handover, at=NOW).left_confirmed_at == NOW
    assert take_over_handover(by=siv, handover=handover, at=NOW + DAY).arriving == siv


def test_the_text_is_cleaned_and_written_by_whom_it_concerns(
    admin: Seat, coordinator: Seat
) -> None:
    handover = open_handover(by=admin, post=coordinator.post, at=NOW)
    member = held(Role.MEMBER, "Moa")
    html = "<h3>Hej</h3><p onclick=x>Ring <b>först</b><script>alert(1)</script></p>"
    with pytest.raises(Refused, match="Your post does not allow this"):
        write_handover(by=member, handover=handover, text=html, language="sv", revision=0, at=NOW)
    saved = write_handover(
        by=coordinator, handover=handover, text=html, language="sv", revision=0, at=NOW
    )
    assert saved.text == "<h3>Hej</h3><p>Ring först</p>"
    assert (saved.revision, saved.written_by) == (1, coordinator)
    line = Line.objects.order_by("pk").last()
    assert line
    assert line.what == "handover.written"
    assert "Hej" not in str(line.details.values)
    with pytest.raises(Refused, match="Choose the language"):
        write_handover(
            by=coordinator, handover=handover, text="", language="xx", revision=1, at=NOW
        )
    with pytest.raises(Refused, match="too long"):
        write_handover(
            by=coordinator, handover=handover, text="x" * 50_001, language="sv", revision=1, at=NOW
        )


def test_the_later_of_two_writers_is_told_and_nothing_is_written_over(
    admin: Seat, coordinator: Seat
) -> None:
    handover = open_handover(by=admin, post=coordinator.post, at=NOW)

    def save(by: Seat, text: str, revision: int) -> Handover:
        return write_handover(
            by=by, handover=handover, text=text, language="sv", revision=revision, at=NOW
        )

    save(coordinator, "<p>one</p>", 0)
    with pytest.raises(WrittenMeanwhile) as meanwhile:
        save(admin, "<p>other</p>", 0)
    assert (meanwhile.value.theirs, meanwhile.value.yours) == ("<p>one</p>", "<p>other</p>")
    assert Handover.objects.get().text == "<p>one</p>"
    save(admin, "<p>one and other</p>", meanwhile.value.revision)
    assert Handover.objects.get().revision == 2
    assert save(coordinator, "<p>one and other</p>", 0).revision == 2, "the same text is no clash"


@pytest.mark.parametrize("country", ["dk", "se"])
def test_a_last_day_ends_at_midnight_by_the_authoritys_own_clock(db: None, country: str) -> None:
    by = held(Role.ADMINISTRATOR, "Ada", authority("mid", country))
    seat = held(Role.COORDINATOR, "Carl", authority("mid", country))
    carl = account(seat)
    set_last_day(by=by, seat=seat, day=TODAY, at=NOW)
    zone = seat.post.authority.country.zone
    midnight = datetime(2026, 11, 25, tzinfo=zone)
    assert seats_now(carl, midnight - timedelta(microseconds=1))
    assert seats_now(carl, midnight) == []
    assert midnight.astimezone(UTC).hour == 23


moments = st.integers(0, 3 * 24 * 60).map(
    lambda minute: datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=minute)
)
deeds = st.lists(
    st.tuples(
        moments,
        st.sampled_from(["take", "take-ahead", "end", "last", "deputy"]),
        st.sampled_from(["Siv", "Bo", "Dea"]),
        st.integers(0, 3),
    ),
    max_size=9,
).map(lambda found: sorted(found, key=lambda deed: deed[0]))


def carry_out(admin: Seat, post: Post, deed: tuple[datetime, str, str, int]) -> None:
    at, what, person, number = deed
    day = post.authority.country.today(at) + number * DAY
    own = [s for s in post.seats.filter(holding=Holding.OWN) if fresh(s).is_held_at(at)]
    try:
        if what == "take":
            take_over(by=admin, post=post, person=person, at=at)
        elif what == "take-ahead":
            take_over(by=admin, post=post, person=person, since=day, at=at)
        elif what == "deputy":
            name_deputy(by=admin, post=post, person=person, since=day, at=at)
        elif own and what == "end":
            end_seat_now(by=admin, seat=fresh(own[0]), at=at)
        elif own:
            set_last_day(by=admin, seat=fresh(own[0]), day=day, at=at)
    except Refused:
        pass


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds, st.sampled_from(["dk", "se"]), st.lists(moments, max_size=12))
@pytest.mark.django_db(transaction=False)
def test_at_no_instant_two_hold_a_post_and_nobody_has_access_after_the_end(
    done: list[tuple[datetime, str, str, int]], country: str, looked: list[datetime]
) -> None:
    of = authority(f"p{Authority.objects.count()}", country)
    admin, start = held(Role.ADMINISTRATOR, "Ada", of), held(Role.COORDINATOR, "Carl", of)
    post, rows = start.post, 2
    for deed in done:
        carry_out(admin, post, deed)
        count = Seat.objects.filter(post__authority=of).count()
        assert count >= rows, "no seat is ever deleted"
        rows = count
    seats = [fresh(seat) for seat in post.seats.all()]
    edges = [seat.ended_at for seat in seats if seat.ended_at]
    midnights = [
        datetime(2026, 11, day, tzinfo=of.country.zone).astimezone(UTC) for day in range(24, 31)
    ]
    for at in [*looked, *edges, *(deed[0] for deed in done), *midnights]:
        own = [s for s in seats if s.holding == Holding.OWN and s.is_held_at(at)]
        assert len(own) <= 1, (at, own)
        named = seat_named(of.slug, post.slug, of.country.today(at))
        if own and not any(s.ended_at and s.ended_at > at for s in own):
            later = [s for s in seats if s.began_at and s.began_at > at]
            assert later or named == own[0]
    for person in Person.objects.filter(authority=of, account__isnull=True):
        Account.objects.create(email=f"{person.pk}@example.org", person=person)
    for seat in seats:
        ends = seat.ended_at or (
            datetime.combine(seat.until + DAY, datetime.min.time(), of.country.zone)
            if seat.until
            else None
        )
        if ends:
            later_seats = seats_now(seat.person.account, ends)
            assert seat.pk not in [s.pk for s in later_seats]


clock = st.integers(0, 96).map(lambda quarter: NOW + timedelta(minutes=15 * quarter))


@given(st.lists(st.tuples(clock, clock), max_size=6), clock)
def test_without_gap_means_somebody_at_each_moment(
    ends: list[tuple[datetime, datetime]], at: datetime
) -> None:
    seats = [
        Seat(since=begins.date(), began_at=begins, until=None, ended_at=end)
        for begins, end in ends
        if begins < end
    ]
    forever = Seat(since=date(2026, 11, 26))
    watched = [at + timedelta(minutes=15 * n) for n in range(200)]

    def somebody(moment: datetime) -> bool:
        begun = moment >= datetime(2026, 11, 26, tzinfo=UTC)
        return begun or any(s.began_at <= moment < s.ended_at for s in seats)

    assert are_without_gap([*seats, forever], at, UTC) is all(map(somebody, watched))
    assert not are_without_gap(seats, at, UTC), "without an end that nobody has said"


def test_whoever_ended_shares_nothing_with_who_begins_later_on_the_day() -> None:
    ended = Seat(since=TODAY - DAY, until=TODAY, ended_at=NOW)
    assert not overlaps(Seat(since=TODAY, began_at=NOW), [ended])
    assert overlaps(Seat(since=TODAY, began_at=NOW - MINUTE), [ended])
    assert overlaps(Seat(since=TODAY), [ended])


@pytest.fixture
def two_at_once(transactional_db: None) -> tuple[Seat, Post]:
    with transaction.atomic():
        admin = held(Role.ADMINISTRATOR, "Ada")
    place, _new = note_post(
        authority=admin.post.authority,
        slug="desk",
        names=Wordings.of({"sv": "desk"}),
        role="member",
    )
    return admin, Post.objects.select_related("authority__municipality").get(pk=place.pk)


def test_two_who_name_a_holder_at_once_are_not_both_obeyed(
    two_at_once: tuple[Seat, Post],
) -> None:
    """On SQLite and on PostgreSQL, each run of the suite on its own."""
    admin, place = two_at_once
    start, said = threading.Barrier(4), []

    def name(person: str) -> None:
        try:
            start.wait(10)
            take_over(by=admin, post=place, person=person, at=NOW)
            said.append("done")
        except Refused as refused:
            said.append(str(refused))
        except Exception as error:
            said.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=name, args=(f"Person {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert said.count("done") == 1, said
    assert all("somebody else holds it" in s for s in said if s != "done"), said
    assert place.seats.count() == 1
