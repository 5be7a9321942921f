"""Notes stand when nobody has objected for ten working days, at whichever party that takes longest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from overens.base.countries.rules import countries
from overens.base.mail.models import Letter
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.records.actions.dispatching import carry_waiting
from overens.base.records.models import Dispatch, Entry
from overens.base.records.queries import number_of
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Evidence
from overens.cycle.groups.actions.notes import object_to_notes
from overens.cycle.groups.actions.standing import notes_stand
from overens.cycle.groups.models import Meeting, Participant, SentNotes
from overens.cycle.groups.notes_queries import standing_of_notes
from overens.cycle.groups.rules.notes import is_over, last_day_to_object, may_object
from overens.cycle.groups.states import NOTES, Coming, NotesState
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, sent, wrote
from tests.examples import NOW

DK, SE = countries()["dk"], countries()["se"]
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
THEIRS = ("kristianstad", Role.COORDINATOR)
LAST = date(2026, 12, 8)
"""Ten working days after NOW, a Tuesday, in both countries."""


@pytest.mark.parametrize(
    ("sent_on", "danish", "swedish"),
    [
        # No holiday: two weeks later.
        (date(2026, 11, 24), date(2026, 12, 8), date(2026, 12, 8)),
        # 25 December and 1 January are closed at both; 24 and 31 December and 6 January in Sweden alone.
        (date(2026, 12, 18), date(2027, 1, 5), date(2027, 1, 8)),
        (date(2026, 12, 15), date(2026, 12, 30), date(2027, 1, 4)),
        # Maundy Thursday is a holiday in Denmark alone, Good Friday and Easter Monday in both.
        (date(2027, 3, 15), date(2027, 4, 1), date(2027, 3, 31)),
    ],
)
def test_ten_working_days_in_two_countries(sent_on: date, danish: date, swedish: date) -> None:
    at = datetime(sent_on.year, sent_on.month, sent_on.day, 12, tzinfo=COPENHAGEN)
    assert last_day_to_object(at, [DK]) == danish
    assert last_day_to_object(at, [SE]) == swedish
    assert last_day_to_object(at, [SE, DK]) == max(danish, swedish)


BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)


@given(
    at=st.integers(0, 9 * 366 * 24 * 60).map(
        lambda minutes: BEGINNING + timedelta(minutes=minutes)
    ),
    codes=st.lists(st.sampled_from(["dk", "se"]), min_size=1, max_size=5),
)
def test_never_earlier_than_ten_working_days_for_any_party(at: datetime, codes: list[str]) -> None:
    chosen = [countries()[code] for code in codes]
    last = last_day_to_object(at, chosen)
    counted = []
    for country in chosen:
        first = country.today(at) + timedelta(days=1)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        counted.append(sum(map(country.is_working_day, days)))
    assert all(n >= 10 for n in counted)
    assert any(n == 10 for n in counted)


@given(hours=st.integers(-72, 72))
def test_whoever_may_object_still_keeps_it_from_standing(hours: int) -> None:
    now = datetime(2026, 12, 8, 23, 30, tzinfo=COPENHAGEN) + timedelta(hours=hours)
    for country in (DK, SE):
        if may_object(now, LAST, country):
            assert not is_over(now, LAST, [DK, SE])


def test_each_party_counts_by_its_own_clock() -> None:
    east = replace(SE, zone=ZoneInfo("Europe/Helsinki"))
    late = datetime(2026, 11, 24, 23, 30, tzinfo=COPENHAGEN)  # the 25th in Helsinki
    assert last_day_to_object(late, [DK]) == LAST
    assert last_day_to_object(late, [DK, east]) == LAST + timedelta(days=1)
    last_evening = datetime(2026, 12, 8, 23, 30, tzinfo=COPENHAGEN)
    assert may_object(last_evening, LAST, DK)
    assert not may_object(last_evening, LAST, east)
    assert not is_over(last_evening, LAST, [east, DK])
    assert is_over(last_evening + timedelta(minutes=30), LAST, [east, DK])


@pytest.fixture
def meeting(people: Cast) -> Iterator[Meeting]:
    found = a_meeting(people, NOW, group=a_group(people, NOW))
    found.commitments.add(people.agreement.commitments.get(number=3))
    wrote(people, found, NOW)
    sent(people, found, NOW)
    return found


def by_clock(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=COPENHAGEN)


def state(meeting: Meeting) -> NotesState:
    return standing_of_notes(meeting).state


@pytest.mark.django_db
def test_they_stand_on_the_day_after_the_last_and_not_before(meeting: Meeting) -> None:
    assert notes_stand(now=by_clock(8, 23, 59)) == 0
    assert state(meeting) == NotesState.SENT
    assert notes_stand(now=by_clock(9, 0, 1)) == 1
    assert notes_stand(now=by_clock(9, 0, 2)) == 0
    assert state(meeting) == NotesState.STANDS


@pytest.mark.django_db
@pytest.mark.parametrize("readers", ["partners", "public"])
def test_the_open_site_learns_of_what_everyone_may_read_now(
    people: Cast, readers: Audience
) -> None:
    """A page is kept until a party writes a public line: without it the notes would be missing there
    until the next day."""
    meeting = a_meeting(people, NOW, group=a_group(people, NOW))
    Meeting.objects.update(readers=Audience.PUBLIC)
    wrote(people, meeting, NOW, readers=readers)
    sent(people, meeting, NOW)
    assert notes_stand(now=by_clock(9, 1)) == 1
    assert Line.objects.get(what="notes.stood").audience == readers


@pytest.mark.django_db
def test_both_registers_have_them_with_a_number_each(meeting: Meeting) -> None:
    notes_stand(now=by_clock(9, 1))
    found = SentNotes.objects.get()
    here = Entry.objects.get(documents__edition=found.edition)
    assert here.case.thread == meeting.group.thread
    assert carry_waiting(now=by_clock(9, 2)) == 1
    dispatch = Dispatch.objects.get(kind=NOTES)
    there = Entry.objects.exclude(pk=here.pk).get(documents__edition=found.edition)
    assert (dispatch.entry, dispatch.to.slug) == (here, "kristianstad")
    assert dispatch.their_number == number_of(there)
    assert there.case.thread == meeting.group.thread
    assert faults() == {}


@pytest.mark.django_db
def test_each_party_that_was_there_has_it_as_evidence_when_it_is_in_its_register(
    meeting: Meeting,
) -> None:
    def shown() -> list[str]:
        rows = Evidence.objects.filter(source=f"meeting:{meeting.pk}")
        return sorted(rows.values_list("party__authority__slug", flat=True))

    notes_stand(now=by_clock(9, 1))
    assert shown() == ["koge"]
    carry_waiting(now=by_clock(9, 2))
    assert shown() == ["koge", "kristianstad"]
    chains = Line.objects.filter(what="evidence.noted").values_list("chain__holder_id", flat=True)
    assert len(set(chains)) == 2


@pytest.mark.django_db
def test_of_a_party_that_was_not_there_nothing_is_shown(meeting: Meeting) -> None:
    meeting.participants.filter(post__authority__slug="kristianstad").update(was_there=False)
    notes_stand(now=by_clock(9, 1))
    carry_waiting(now=by_clock(9, 2))
    (only,) = Evidence.objects.filter(source=f"meeting:{meeting.pk}")
    assert only.party.authority.slug == "koge"


@pytest.mark.django_db
def test_an_objection_on_the_last_day_reopens_them_and_on_the_day_after_is_refused(
    people: Cast, meeting: Meeting
) -> None:
    said = {"by": people.seats[THEIRS], "meeting": meeting, "language": "sv", "number": 1}
    with pytest.raises(Refused, match="time to object is over"):
        object_to_notes(text="Nej.", at=by_clock(9, 0, 1), **said)
    object_to_notes(text="Nej.", at=by_clock(8, 23, 59), **said)
    assert state(meeting) == NotesState.REOPENED
    assert notes_stand(now=by_clock(20, 12)) == 0
    sent(people, meeting, by_clock(10, 12))
    # The tenth day is the 24th in Denmark, which is closed in Sweden.
    assert notes_stand(now=by_clock(24, 12)) == 0
    assert notes_stand(now=by_clock(25, 12)) == 0
    assert SentNotes.objects.get(number=2).stands_after == date(2026, 12, 28)
    assert notes_stand(now=by_clock(29, 1)) == 1
    assert SentNotes.objects.get(number=1).stands_at is None


@pytest.mark.django_db
def test_a_later_text_keeps_the_earlier_one_from_standing(people: Cast, meeting: Meeting) -> None:
    wrote(people, meeting, NOW, text="<p>Sten</p>", revision=1)
    sent(people, meeting, by_clock(7, 12))
    assert notes_stand(now=by_clock(9, 12)) == 0


@pytest.mark.django_db
def test_what_stands_is_not_objected_to(people: Cast, meeting: Meeting) -> None:
    """A clock that goes wrong at one machine takes nothing back."""
    notes_stand(now=by_clock(9, 1))
    with pytest.raises(Refused, match="time to object is over"):
        object_to_notes(
            by=people.seats[THEIRS],
            meeting=meeting,
            number=1,
            text="Nej.",
            language="sv",
            at=by_clock(8, 12),
        )


@pytest.mark.django_db
def test_one_query_where_nothing_is_due(meeting: Meeting) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert notes_stand(now=by_clock(1, 12)) == 0
    assert len(captured) == 1


@pytest.mark.parametrize("notes", [Audience.PARTNERS, Audience.PUBLIC])
@pytest.mark.parametrize("meeting_is", [Audience.PARTNERS, Audience.PUBLIC])
def test_guests_who_were_there_read_what_everyone_may_once_it_stands(
    people: Cast, notes: Audience, meeting_is: Audience
) -> None:
    group = a_group(people, NOW - timedelta(days=90))
    meeting = a_meeting(people, NOW, group=group)
    Meeting.objects.filter(pk=meeting.pk).update(readers=meeting_is)
    for email, there in (("var@example.org", True), ("inte@example.org", False)):
        Participant.objects.create(
            meeting=meeting, name="Gäst", email=email, language="sv", was_there=there,
            coming=Coming.YES, added_by=people.seats[THEIRS],
        )  # fmt: skip
    wrote(people, meeting, NOW, readers=notes)
    sent(people, meeting, NOW)
    guests = Letter.objects.filter(to__endswith="@example.org")
    assert not guests.exists()
    assert notes_stand(now=NOW + timedelta(days=15)) == 1
    is_open = notes == meeting_is == Audience.PUBLIC
    assert [one.to for one in guests] == (["var@example.org"] if is_open else [])
    if is_open:
        assert f"/sv/agreements/koge-kristianstad/meetings/{meeting.slug}/" in guests[0].text
        assert guests[0].reply_token == ""
