"""Meetings of the tests, with something to write of them. Everybody is made up."""

from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

from overens.base.languages.rules import Wordings
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.notes import send_notes, write_notes
from overens.cycle.groups.models import (
    AgendaItem,
    Meeting,
    Notes,
    Outcome,
    Participant,
    SentNotes,
    Task,
    WorkingGroup,
)
from overens.cycle.groups.notes_paper import notes_paper, seal_of
from overens.cycle.groups.notes_queries import written
from tests.cast import SIDES, Cast

TEXT = "<p>Vi talte om kysten.</p><ul><li>Sand</li><li>Sten</li></ul>"


def a_meeting(
    cast: Cast,
    at: datetime,
    *,
    group: WorkingGroup | None = None,
    slug: str = "moede",
    record: str = "notes",
    state: str = "held",
    items: int = 1,
) -> Meeting:
    """One that was held a day before, with a coordinator of each side and a guest, as rows."""
    seat = cast.seats["koge", Role.COORDINATOR]
    meeting = Meeting.objects.create(
        agreement=cast.agreement,
        group=group,
        slug=slug,
        titles=Wordings.of({"da": "Møde om kysten"}),
        owner=seat.post.authority,
        called_by=seat,
        called_at=at,
        mode="place",
        place="Rådhuset, Køge",
        zone="Europe/Copenhagen",
        starts_at=at - timedelta(days=1),
        ends_at=at - timedelta(days=1) + timedelta(hours=2),
        state=state,
        record=record,
        uid=f"{slug}@example.org",
    )
    for side in SIDES:
        post = cast.seats[side, Role.COORDINATOR].post
        Participant.objects.create(meeting=meeting, post=post, was_there=True, added_by=seat)
    Participant.objects.create(meeting=meeting, name="Eksempel Gæst", was_there=True, added_by=seat)
    for place in range(1, items + 1):
        an_item(cast, meeting, place, at)
    return meeting


def an_item(cast: Cast, meeting: Meeting, place: int, at: datetime) -> AgendaItem:
    """With a decision, and a task that Kristianstad has."""
    seat = cast.seats["koge", Role.COORDINATOR]
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=place,
        titles=Wordings.of({"da": f"Punkt {place}"}),
        is_done=True,
        written_by=seat,
    )
    for kind in ("decision", "task"):
        outcome = Outcome.objects.create(
            item=item,
            kind=kind,
            text=Wordings.of({"da": f"Vi gør det ({kind})."}),
            written_by=seat,
            written_at=at,
        )
    Task.objects.create(
        agreement=meeting.agreement,
        number=Task.objects.count() + 1,
        group=meeting.group,
        text=outcome.text,
        post=cast.seats["kristianstad", Role.COORDINATOR].post,
        due=at.date() + timedelta(days=20),
        outcome=outcome,
        given_by=seat,
        given_at=at,
    )
    return item


def wrote(cast: Cast, meeting: Meeting, at: datetime, **more: object) -> Notes:
    """Køge's coordinator has written them."""
    said = {"text": TEXT, "language": "da", "readers": "partners", "revision": 0} | more
    return write_notes(by=cast.seats["koge", Role.COORDINATOR], meeting=meeting, at=at, **said)


def read(meeting: Meeting, at: datetime) -> str:
    """What somebody has read who sends them then."""
    notes = Notes.objects.get(meeting=meeting)
    return seal_of(notes_paper(written(notes, at)))


def sent(cast: Cast, meeting: Meeting, at: datetime, **more: object) -> SentNotes:
    """Køge's coordinator has sent them as they read."""
    by = cast.seats["koge", Role.COORDINATOR]
    return send_notes(by=by, meeting=meeting, read=read(meeting, at), at=at, **more)


def office(member: str, types: str = "<Types/>", **more: str) -> bytes:
    """A zip that has the members of a Word or PowerPoint file, and nothing that could be shown."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(member, "<document/>")
        for name, said in more.items():
            archive.writestr(name, said)
    return made.getvalue()
