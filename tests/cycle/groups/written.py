"""Meetings, notes, tasks and files of the tests, written as rows: everybody is made up."""

from datetime import datetime, timedelta
from typing import Any

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.base.papers.actions import freeze
from overens.base.papers.paper import Paper, Paragraph, Section, Text
from overens.base.trail.states import Audience
from overens.cycle.groups.models import (
    AgendaItem,
    GroupFile,
    Meeting,
    Notes,
    Outcome,
    SentNotes,
    Task,
    WorkingGroup,
)
from tests.cast import Cast

HOUR = timedelta(hours=1)


def named(text: str) -> Wordings:
    return Wordings.of({"sv": f"{text} (sv)", "da": f"{text} (da)"})


def seat_of(cast: Cast, side: str = "koge", role: Role = Role.COORDINATOR) -> Seat:
    return cast.seats[side, role]


def a_meeting(
    cast: Cast,
    starts: datetime,
    *,
    slug: str = "first",
    group: WorkingGroup | None = None,
    side: str = "koge",
    readers: str = Audience.PUBLIC,
    hours: int = 2,
    **more: Any,
) -> Meeting:
    seat = seat_of(cast, side)
    return Meeting.objects.create(
        **{
            "agreement": cast.agreement,
            "group": group,
            "slug": slug,
            "titles": named(f"Meeting {slug}"),
            "purposes": named("Purpose"),
            "owner": seat.post.authority,
            "called_by": seat,
            "called_at": starts - 30 * 24 * HOUR,
            "mode": "both",
            "place": "Rådhus 1",
            "link": "https://meet.example/secret",
            "zone": "Europe/Copenhagen",
            "starts_at": starts,
            "ends_at": starts + hours * HOUR,
            "record": "notes",
            "readers": readers,
            "uid": f"{slug}@example",
            **more,
        }
    )


def sent(
    meeting: Meeting,
    at: datetime,
    *,
    stands: bool = True,
    readers: str = Audience.PUBLIC,
    text: str = "What was said.",
    number: int = 1,
) -> SentNotes:
    seat = meeting.called_by
    notes, _new = Notes.objects.get_or_create(
        meeting=meeting,
        defaults={
            "owner": meeting.owner,
            "language": "da",
            "readers": readers,
            "written_by": seat,
            "written_at": at,
        },
    )
    paper = Paper(
        kind="group-notes",
        title=Text({"da": "Referat"}),
        languages=("da",),
        sections=(Section("said", Text({"da": "Sagt"}), (Paragraph(Text({"da": text})),)),),
    )
    edition = freeze(paper=paper, at=at)
    edition.owner = meeting.owner
    edition.save()
    return SentNotes.objects.create(
        notes=notes,
        number=number,
        edition=edition,
        readers=readers,
        sent_by=seat,
        sent_at=at,
        stands_after=at.date() + timedelta(days=14),
        stands_at=at + 14 * 24 * HOUR if stands else None,
    )


def decided(meeting: Meeting, at: datetime, text: str = "We decide.") -> Outcome:
    item = AgendaItem.objects.create(
        meeting=meeting, position=1, titles=named("Item"), written_by=meeting.called_by
    )
    return Outcome.objects.create(
        item=item, kind="decision", text=named(text), written_by=meeting.called_by, written_at=at
    )


def a_task(cast: Cast, seat: Seat, number: int, at: datetime, **more: Any) -> Task:
    return Task.objects.create(
        agreement=cast.agreement,
        number=number,
        text=named(f"Task {number}"),
        post=seat.post,
        given_by=seat,
        given_at=at,
        **more,
    )


def a_file(
    cast: Cast, at: datetime, *, file: str, name: str = "plan.pdf", side: str = "koge", **more: Any
) -> GroupFile:
    seat = seat_of(cast, side)
    return GroupFile.objects.create(
        agreement=cast.agreement,
        owner=seat.post.authority,
        file=file,
        name=name,
        media_type="application/pdf",
        size=3,
        put_by=seat,
        at=at,
        **more,
    )
