"""A meeting is called: by whom, for whom, when and where."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.actions.calling import change_meeting
from overens.cycle.groups.models import Meeting, WorkingGroup
from overens.cycle.groups.rules.times import About, When
from tests.cast import THIRD, Cast
from tests.cycle.groups.calling import ABOUT, DAY, WHEN, called
from tests.cycle.groups.making import a_group
from tests.examples import NOW

pytestmark = pytest.mark.django_db


def test_a_meeting_has_its_address_its_clock_and_every_member(people: Cast) -> None:
    meeting = called(people, a_group(people, NOW))
    assert meeting.slug == "2026-12-08-klima-i-foraret"
    assert meeting.zone == "Europe/Copenhagen"
    assert meeting.starts_at == datetime(2026, 12, 8, 9, tzinfo=UTC)
    assert meeting.ends_at == datetime(2026, 12, 8, 10, 30, tzinfo=UTC)
    assert meeting.record == "notes"
    invited = {(p.authority.slug, p.post.role) for p in meeting.participants.all()}
    assert invited == {
        (side, role) for side in ("koge", "kristianstad") for role in ("member", "coordinator")
    }
    line = Line.objects.get(what="meeting.called")
    assert line.object_id == str(meeting.pk)
    assert line.audience == "partners"


def test_the_clock_is_the_hosts_else_of_whoever_calls(people: Cast) -> None:
    group = a_group(people, NOW)
    host = Authority.objects.get(slug="kristianstad")
    there = called(people, group, about=replace(ABOUT, host=host.pk))
    assert there.zone == "Europe/Stockholm"
    elsewhere = called(people, group, when=replace(WHEN, zone="Europe/Helsinki"))
    assert elsewhere.starts_at == datetime(2026, 12, 8, 8, tzinfo=UTC)
    assert elsewhere.slug == "2026-12-08-klima-i-foraret-2"


def test_an_address_is_of_the_day_at_the_place(people: Cast) -> None:
    late = called(people, None, when=When(DAY, time(0, 30), time(1)))
    assert late.starts_at.date() == date(2026, 12, 7)
    assert late.slug.startswith("2026-12-08-")


def test_minutes_are_written_of_a_steering_group_and_of_a_dialogue(people: Cast) -> None:
    steering = a_group(people, NOW, slug="steering", kind="steering")
    assert called(people, steering).record == "minutes"
    assert called(people, None, about=replace(ABOUT, kind="dialogue")).record == "minutes"
    assert called(people, None, about=replace(ABOUT, kind="visit")).record == "notes"


def test_without_a_group_each_partys_contact_is_invited_and_who_calls(people: Cast) -> None:
    meeting = called(people, None)
    posts = {p.post for p in meeting.participants.select_related("post")}
    contacts = {p.contact for p in people.agreement.parties.select_related("contact") if p.contact}
    assert posts == contacts | {people.seats["koge", Role.MEMBER].post}


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        (When(date(2027, 3, 28), time(2, 30), time(4)), "summer time"),
        (When(DAY, time(10), time(10)), "before the beginning"),
        (When(DAY, time(10), time(9)), "before the beginning"),
        (When(DAY, time(10), time(9), date(2026, 12, 30)), "14 days"),
        (When(date(2026, 11, 24), time(11), time(12)), "has passed"),
        (When(DAY, time(10), time(11), zone="Europe/Atlantis"), "clock"),
    ],
)
def test_a_time_that_cannot_be_is_refused(people: Cast, when: When, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        called(people, None, when=when)
    assert not Meeting.objects.exists()


def test_a_meeting_after_the_agreements_last_day_is_refused(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from overens.cycle.groups.actions import calling

    monkeypatch.setattr(calling, "last_day_of", lambda agreement: date(2026, 12, 7))
    with pytest.raises(Refused, match="ends before"):
        called(people, None)
    called(people, None, when=replace(WHEN, day=date(2026, 12, 7)))


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        (About(titles={}), "called"),
        (About(titles={"da": "a" * 151}), "too long"),
        (About(titles={"da": "a"}, mode="online", link="http://x.example"), "https"),
        (About(titles={"da": "a"}, mode="online", link="https://a:b@x.example/"), "https"),
        (About(titles={"da": "a"}, mode="online", link="javascript:alert(1)"), "https"),
        (About(titles={"da": "a"}, readers="own"), "who reads"),
        (About(titles={"da": "a"}, commitments=(99,)), "commitments"),
    ],
)
def test_what_cannot_be_kept_is_refused(people: Cast, about: About, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        called(people, None, about=about)


def test_what_the_mode_does_not_ask_for_is_not_kept(people: Cast) -> None:
    both = About(titles={"da": "a"}, place="Her", link="https://x.example/1")
    online = called(people, None, about=replace(both, mode="online"))
    assert (online.place, online.link) == ("", "https://x.example/1")
    place = called(people, None, about=replace(both, mode="place"))
    assert (place.place, place.link) == ("Her", "")


def test_strangers_and_who_sits_in_another_group_call_nothing(people: Cast) -> None:
    group = a_group(people, NOW, roles=(Role.COORDINATOR,))
    with pytest.raises(Refused, match="members"):
        called(people, group)
    with pytest.raises(Refused, match="own parties"):
        called(people, None, side=THIRD)
    with pytest.raises(Refused, match="does not allow"):
        called(people, None, role=Role.ADMINISTRATOR)
    host = Authority.objects.get(slug=THIRD)
    with pytest.raises(Refused, match="host"):
        called(people, None, about=replace(ABOUT, host=host.pk))


def test_only_the_owners_people_say_it_otherwise_and_only_of_what_they_read(people: Cast) -> None:
    meeting = called(people, a_group(people, NOW))
    other = replace(ABOUT, place="Havnen", purposes={"da": "At tale."})
    with pytest.raises(Refused, match="has called this meeting"):
        change_meeting(
            by=people.seats["kristianstad", Role.MEMBER],
            meeting=meeting,
            about=other,
            revision=1,
            at=NOW,
        )
    by = people.seats["koge", Role.COORDINATOR]
    changed = change_meeting(by=by, meeting=meeting, about=other, revision=1, at=NOW)
    assert (changed.place, changed.revision, changed.sequence) == ("Havnen", 2, 1)
    assert changed.slug == meeting.slug
    with pytest.raises(Changed) as refused:
        change_meeting(by=by, meeting=meeting, about=ABOUT, revision=1, at=NOW)
    assert "Havnen" in refused.value.theirs
    assert refused.value.revision == 2


def test_what_no_invitation_says_is_no_reason_for_a_new_one(people: Cast) -> None:
    meeting = called(people, None)
    by = people.seats["koge", Role.COORDINATOR]
    about = replace(ABOUT, readers="public", commitments=(1,))
    changed = change_meeting(by=by, meeting=meeting, about=about, revision=1, at=NOW)
    assert (changed.sequence, changed.readers, changed.revision) == (0, "public", 2)
    assert [one.number for one in changed.commitments.all()] == [1]


def test_no_meeting_is_called_in_a_group_of_another_agreement(people: Cast) -> None:
    group = a_group(people, NOW)
    WorkingGroup.objects.update(agreement=Agreement.objects.create(slug="other"))
    group.refresh_from_db()
    with pytest.raises(Refused, match="another agreement"):
        called(people, group)
