"""What people say to a group, a question, a task, and to a meeting without a post."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id
from overens.base.trail.models import Line
from overens.cycle.groups import queries
from overens.cycle.groups.actions.inviting import invite_post
from overens.cycle.groups.actions.questions import ask_question, write_side
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.models import Meeting, Remark, WorkingGroup
from tests.cast import Cast
from tests.cycle.groups.calling import called
from tests.cycle.groups.making import a_group
from tests.examples import NOW


def say(people: Cast, by: Seat | None, about: Ref, text: str = "Hej.", **more: str) -> Remark:
    return remark(
        by=by,
        agreement=people.agreement,
        about=about,
        text=text,
        at=NOW,
        **{"name": "", "language": "sv", "way": "desk", **more},
    )


@pytest.fixture
def group(people: Cast) -> WorkingGroup:
    return a_group(people, NOW)


def test_members_of_each_side_say_something_and_it_is_never_changed(
    people: Cast, group: WorkingGroup
) -> None:
    for side in ("koge", "kristianstad"):
        say(people, people.seats[side, Role.MEMBER], group.ref, f" Hej från {side}.\r\n")
    found = queries.remarks_on("group", str(group.pk))
    assert [one.text for one in found] == ["Hej från koge.", "Hej från kristianstad."]
    line = Line.objects.filter(what="remark.made").latest("at")
    assert (line.audience, "Hej" in str(line.details.values)) == ("partners", False)
    with pytest.raises(DatabaseError, match="append-only"):
        Remark.objects.update(text="Något annat.")


@pytest.mark.parametrize(
    ("side", "role", "sentence"),
    [
        ("koge", Role.LEADER, "Only members"),
        ("koge", Role.ADMINISTRATOR, "does not allow"),
        ("lund", Role.MEMBER, "own parties"),
    ],
)
def test_who_does_not_work_there_says_nothing(
    people: Cast, group: WorkingGroup, side: str, role: Role, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        say(people, people.seats[side, role], group.ref)


def test_whoever_is_invited_to_a_meeting_speaks_there_without_a_seat_in_the_group(
    people: Cast, group: WorkingGroup
) -> None:
    meeting, leader = called(people, group), people.seats["koge", Role.LEADER]
    with pytest.raises(Refused, match="Only members"):
        say(people, leader, meeting.ref)
    by = people.seats["koge", Role.MEMBER]
    invite_post(by=by, meeting=meeting, post=leader.post_id, at=NOW)
    assert say(people, leader, meeting.ref).seat == leader
    with pytest.raises(Refused, match="Only members"):
        say(people, leader, group.ref)


def test_who_owns_a_question_speaks_there_without_a_seat_in_the_group(
    people: Cast, group: WorkingGroup
) -> None:
    member, leader = people.seats["koge", Role.MEMBER], people.seats["koge", Role.LEADER]
    question = ask_question(
        by=member,
        agreement=people.agreement,
        group=group,
        sentence=Wordings.of({"da": "Hvorfor?"}),
        at=NOW,
    )
    with pytest.raises(Refused):
        say(people, leader, question.ref)
    write_side(by=member, question=question, why=Wordings(), owner=leader.post, revision=0, at=NOW)
    say(people, leader, question.ref)


def test_without_a_post_one_speaks_to_a_meeting_alone_and_by_name(
    people: Cast, group: WorkingGroup
) -> None:
    caller = people.seats["kristianstad", Role.MEMBER]
    meeting = Meeting.objects.create(
        agreement=people.agreement,
        group=group,
        slug="2026-12-01",
        owner=caller.post.authority,
        called_by=caller,
        called_at=NOW,
        mode="online",
        zone="Europe/Stockholm",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        record="notes",
        uid="one",
    )
    row = say(people, None, meeting.ref, name=" Eksempel \n Gæst ", way="mail")
    assert (row.name, row.seat, row.way) == ("Eksempel Gæst", None, "mail")
    line = Line.objects.get(what="remark.made")
    assert line.chain.holder_id == str(caller.post.authority_id)
    for about, name in ((meeting.ref, " "), (group.ref, "Eksempel Gæst")):
        with pytest.raises(Refused, match="invited to a meeting"):
            say(people, None, about, name=name)


def test_what_is_not_there_or_says_nothing_is_refused(people: Cast, group: WorkingGroup) -> None:
    by = people.seats["koge", Role.MEMBER]
    for about in (Ref("group", str(new_id())), people.agreement.ref):
        with pytest.raises(Refused, match="nothing here"):
            say(people, by, about)
    for text in ("", "\u200b", "x" * 4001):
        with pytest.raises(Refused):
            say(people, by, group.ref, text)
    with pytest.raises(Refused, match="language"):
        say(people, by, group.ref, language="xx")
