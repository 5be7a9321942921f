"""The page of one meeting: who is signed in, what is said, that it was held is taken back."""

from datetime import timedelta

import time_machine
from django.test import Client

from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.agenda import add_item
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.actions.running import Came, note_outcome
from overens.cycle.groups.models import Meeting, Participant, WorkingGroup
from overens.cycle.groups.rules.agenda import Item
from tests.cast import Cast, signed_in
from tests.cycle.groups.calling import called, held_at
from tests.examples import NOW
from tests.web.desk.meetings.reading import ALL, HOME, address, done, page, refused, sent, text


def signed_in_as(people: Cast, side: str) -> Client:
    return signed_in(people.accounts[side, Role.MEMBER])


def test_the_form_knows_who_is_signed_in(koge: Client, meeting: Meeting, people: Cast) -> None:
    """Also in another post of theirs, and where they were invited by name."""
    own, other = people.seats["koge", Role.MEMBER], people.seats["koge", Role.COORDINATOR]

    def chosen() -> list[str]:
        found = page(koge, address(meeting)).xpath(
            "//select[@name='participant']/option[@selected]"
        )
        return [one.get("value") for one in found]

    assert chosen() == [str(meeting.participants.get(post=own.post).pk)]
    meeting.participants.filter(post=own.post).delete()
    named = {"authority": own.post.authority, "added_by": own, "meeting": meeting}
    Participant.objects.create(name="Somebody else", **named)
    assert chosen() == [""]
    Participant.objects.create(name=own.person.name.upper(), **named)
    assert chosen() == [str(meeting.participants.get(name=own.person.name.upper()).pk)]
    Seat.objects.create(person=own.person, post=other.post, since=own.since, holding="deputy")
    assert chosen() == [str(meeting.participants.get(post=other.post).pk)]


def test_something_is_said_about_a_meeting_beside_an_answer(
    koge: Client, theirs: Client, meeting: Meeting
) -> None:
    assert "Nobody has said anything yet" in text(page(theirs, address(meeting)))
    done(sent(koge, address(meeting), do="remark", text="Bring boots.", language="en"))
    assert "Bring boots." in text(page(theirs, address(meeting)))
    refused(sent(koge, address(meeting), do="remark", text=" ", language="en"), "This field is")
    assert not meeting.participants.filter(way="desk", coming="maybe").exists()
    remark(
        by=None, name="Eksempel Gæst", agreement=meeting.agreement, about=meeting.ref,
        text="Vi kommer.", language="da", way="mail", at=NOW,
    )  # fmt: skip
    assert "Eksempel Gæst · by mail" in text(page(koge, address(meeting)))


def test_that_it_was_held_is_taken_back(koge: Client, people: Cast, meeting: Meeting) -> None:
    link, why = "Take back that it was held", {"because": "Another one.", "language": "en"}
    assert link not in text(page(koge, address(meeting)))
    with time_machine.travel(held_at(meeting), tick=False):
        koge, theirs = signed_in_as(people, "koge"), signed_in_as(people, "kristianstad")
        done(sent(koge, address(meeting, "held/"), there=[]))
        assert link in text(page(koge, address(meeting)))
        assert link not in text(page(theirs, address(meeting)))
        refused(sent(theirs, address(meeting, "take-back/"), **why), "Only who called")
        refused(sent(koge, address(meeting, "take-back/"), because="", language="en"), "field is")
        assert "planned again, as it was called" in text(page(koge, address(meeting, "take-back/")))
        where = done(sent(koge, address(meeting, "take-back/"), **why))
        shown = text(page(theirs, where))
        assert "It was not held after all." in shown
        assert "Another one." in shown
        assert "Planned" in shown


def test_what_was_noted_by_mistake_stays_at_its_address_alone(koge: Client) -> None:
    noted = {"title": "Wrong", "language": "en", "first": "2026-11-16", "kind": "visit",
             "mode": "place", "readers": "partners", "group": ""}  # fmt: skip
    where = done(sent(koge, f"{ALL}note/", **noted))
    assert "Wrong" in text(page(koge, ALL))
    assert "stands on no list" in text(page(koge, f"{where}take-back/"))
    done(sent(koge, f"{where}take-back/", because="No.", language="en"))
    assert "Wrong" not in text(page(koge, ALL))
    shown = page(koge, where)
    assert "Taken back" in text(shown)
    links = [one.get("href") for one in shown.xpath("//main//a")]
    for more in ("held/", "programme/", "people/", "run/", "take-back/", "agenda/"):
        assert f"{where}{more}" not in links


def test_a_decision_leaves_nothing_to_take_back(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    item = add_item(by=by, meeting=meeting, said=Item({"en": "Water"}), at=NOW)
    with time_machine.travel(held_at(meeting), tick=False):
        came = Came("decision", {"en": "Yes."})
        note_outcome(by=by, meeting=meeting, item=item.pk, came=came, at=held_at(meeting))
        koge = signed_in_as(people, "koge")
        done(sent(koge, address(meeting, "held/"), there=[]))
        assert "Take back" not in text(page(koge, address(meeting)))


def test_beside_the_only_item_of_another_side_stands_nothing(
    koge: Client, people: Cast, meeting: Meeting
) -> None:
    theirs = people.seats["kristianstad", Role.MEMBER]
    forms = "//form[.//input[@name='item']]"
    add_item(by=theirs, meeting=meeting, said=Item({"sv": "Hav"}), at=NOW)
    assert not page(koge, address(meeting, "agenda/")).xpath(forms)
    add_item(by=theirs, meeting=meeting, said=Item({"sv": "Skog"}), at=NOW)
    assert len(page(koge, address(meeting, "agenda/")).xpath(forms)) == 2


def test_a_group_that_has_met_does_not_start_with_a_first_meeting(
    koge: Client, people: Cast, group: WorkingGroup
) -> None:
    where, first = f"{HOME}groups/climate/", "Start with a first meeting"
    assert first in text(page(koge, where))
    meeting = called(people, group)
    Meeting.objects.update(state="cancelled")
    assert first in text(page(koge, where))
    for state in ("held", "planned"):
        Meeting.objects.update(state=state)
        with time_machine.travel(meeting.ends_at + timedelta(days=1), tick=False):
            assert first not in text(page(signed_in_as(people, "koge"), where))
