"""A meeting is run at the desk, and noted afterwards."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.agenda import add_item
from overens.cycle.groups.actions.running import close_meeting
from overens.cycle.groups.models import Meeting, Outcome, Task, WorkingGroup
from overens.cycle.groups.rules.agenda import Item
from overens.web.desk.meetings.forms.fields import Number
from tests.cast import Cast, signed_in
from tests.cycle.groups.calling import WHEN, anew, called, held_at
from tests.examples import NOW
from tests.web.desk.meetings.reading import ALL, address, done, page, refused, sent, text


def test_an_agenda_from_template_to_carried_over(
    koge: Client, people: Cast, meeting: Meeting, group: WorkingGroup
) -> None:
    where = address(meeting, "agenda/")
    assert koge.post(where, {"do": "template"}).status_code == 302
    item = {"title": "Extra", "language": "en", "minutes": "5"}
    done(sent(koge, where, **item))
    first, *_rest, last = meeting.agenda.all()
    assert koge.post(where, {"do": "later", "item": str(first.pk)}).status_code == 302
    done(sent(koge, f"{where}{last.pk}/", **{**item, "title": "Extra two"}))
    shown = text(page(koge, where))
    assert "2. Since last time" in shown
    assert "75 minutes in all" in shown
    assert koge.post(where, {"do": "remove", "item": str(last.pk)}).status_code == 302
    refused(koge.post(where, {"do": "template"}), "already")
    close_meeting(by=people.seats["koge", Role.MEMBER], meeting=anew(meeting), at=held_at(meeting))
    later = called(people, group, when=replace(WHEN, day=date(2027, 1, 12)))
    assert "Left from earlier meetings" in text(page(koge, address(later, "agenda/")))
    assert koge.post(address(later, "agenda/"), {"do": "carry"}).status_code == 302
    assert later.agenda.count() == 5
    assert "Carried over to:" in text(page(koge, address(meeting)))


def test_a_meeting_is_run_by_two_at_once(
    koge: Client, theirs: Client, people: Cast, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    for title in ("Water", "Forest"):
        add_item(by=by, meeting=meeting, said=Item({"en": title}, 20), at=NOW)
    where = address(meeting, "run/")
    with time_machine.travel(meeting.starts_at + timedelta(minutes=25), tick=False):
        koge, theirs = (
            signed_in(people.accounts[side, Role.MEMBER]) for side in ("koge", "kristianstad")
        )
        shown = page(koge, where)
        assert text(shown.xpath("//h2")[0]) == "1. Water"
        assert "overrun by 5 minutes" in text(shown)
        said = {"do": "outcome", "language": "en"}
        done(sent(koge, where, **said, kind="decision", text="We measure.", review_on="2027-06-01"))
        done(sent(theirs, where, **said, kind="information", text="They measure."))
        post = people.seats["kristianstad", Role.MEMBER].post
        to = done(
            sent(
                koge, where, **said, kind="task", text="Write.", post=str(post.pk), due="2027-01-05"
            )
        )
        shown = text(page(koge, to))
        for one in ("We measure.", "They measure.", "Write.", "Last saved at 10:25."):
            assert one in shown
        assert Task.objects.get().post == post
        refused(sent(koge, where, **said, kind="task", text="Whose?"), "whose task")
        mine = Outcome.objects.get(kind="decision")
        done(sent(koge, f"{where}{mine.pk}/", text="We measure twice.", language="en"))
        refused(sent(theirs, f"{where}{mine.pk}/", text="No.", language="en"), "wrote this")
        first, second = meeting.agenda.all()
        assert koge.post(where, {"do": "done", "item": str(first.pk)}).status_code == 302
        assert text(page(koge, where).xpath("//h2")[0]) == "2. Forest"
        refused(koge.post(where, {"do": "carry", "item": str(second.pk)}), "No later meeting")
        assert koge.post(where, {"do": "close"}).status_code == 302
        assert "The meeting is closed." in text(page(theirs, where))
        assert "Held" in text(page(theirs, address(meeting)))
        done(sent(theirs, address(meeting, "held/"), there=[]))


def test_whoever_may_have_been_there_is_ticked_also_once_the_agenda_is_closed(
    people: Cast, meeting: Meeting
) -> None:
    """Who presses the button alone says of nobody that they were not there, but of who declined."""
    first, *others = meeting.participants.order_by("pk")
    meeting.participants.filter(pk=first.pk).update(coming="no")
    close_meeting(by=people.seats["koge", Role.MEMBER], meeting=anew(meeting), at=held_at(meeting))
    with time_machine.travel(held_at(meeting), tick=False):
        theirs = signed_in(people.accounts["kristianstad", Role.MEMBER])
        found = page(theirs, address(meeting, "held/"))
    ticked = found.xpath("//input[@name='there'][@checked]/@value")
    assert sorted(ticked) == sorted(str(one.pk) for one in others)


def test_a_visit_of_long_ago_is_noted_on_one_page(koge: Client, people: Cast) -> None:
    post = people.seats["koge", Role.MEMBER].post
    noted = {
        "title": "A visit", "language": "en", "first": "1998-05-04", "last": "1998-05-05",
        "kind": "visit", "mode": "place", "where": "The harbour", "readers": "public",
        "names": "An example\nAnother, mayor, Kristianstads kommun", "posts": [str(post.pk)],
        f"names_{post.authority_id}": "Third example", "amount": "100", "days": "1",
        "programme": "09.00-10.00 Welcome\nWho knows", "outcomes": "A plan.", "group": "",
    }  # fmt: skip
    where = done(sent(koge, f"{ALL}note/", **noted))
    shown = text(page(koge, where))
    for one in (
        "4 May 1998 – 5 May 1998",
        "An example",
        "09:00–10:00 Welcome",
        "Who knows",
        "A plan.",
        "100.00 DKK, 1 day of work",
    ):
        assert one in shown
    assert "Kristianstad Another, mayor" in shown
    assert "Køge Third example" in shown
    assert "Guest An example" in shown
    assert "00:00" not in shown  # nobody knows when it began
    done(sent(koge, f"{where}cost/", days="6.5", language="en"))
    assert "6.5 days of work" in text(page(koge, where))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1200", 1200), ("1.200", 1200), ("1,200", 1200), ("1 200,5", 1200.5),
        ("1.200,50", 1200.5), ("1,200.50", 1200.5), ("0,5", 0.5), ("1.200.000", 1200000),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(typed: str, amount: float) -> None:
    assert Number(max_digits=12, decimal_places=2).clean(typed) == Decimal(str(amount))
