"""Each verb of notes and files, tried by anybody on what is Køge's and on what is shared."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.cycle.groups.actions import files, notes
from overens.cycle.groups.models import GroupFile, Meeting
from tests.cycle.groups.noting import read

Attempt = Callable[[Seat, Any], object]
OF_EACH_PARTY = {"object_to_notes", "put_file"}
"""What each party may do for itself, and nobody else."""


def attempts(now: datetime) -> dict[Act, dict[str, Attempt]]:
    """Per act; each is given the seat that tries, and the things of the walk."""

    def meeting(things: Any) -> Meeting:
        return Meeting.objects.select_related("agreement", "group", "owner__municipality").get(
            slug=things.named["noted"]
        )

    def file(things: Any) -> GroupFile:
        rows = GroupFile.objects.select_related("agreement", "group", "owner__municipality")
        return rows.get(pk=things.named["group_file"])

    return {
        Act.WORK_IN_GROUP: {
            "write_notes": lambda by, t: notes.write_notes(
                by=by,
                meeting=meeting(t),
                text="<p>Andet.</p>",
                language="da",
                readers="partners",
                revision=meeting(t).notes.revision,
                at=now,
            ),
            "object_to_notes": lambda by, t: notes.object_to_notes(
                by=by, meeting=meeting(t), number=1, text="Nej.", language="da", at=now
            ),
            "put_file": lambda by, t: files.put_file(
                by=by,
                agreement=t.cast.agreement,
                meeting=meeting(t),
                data=b"%PDF-1.7",
                name="a.pdf",
                readers="own",
                at=now,
            ),
            "share_file": lambda by, t: files.share_file(
                by=by, file=file(t), readers="public", at=now
            ),
        },
        Act.SEND_NOTES: {
            "send_notes": lambda by, t: notes.send_notes(
                by=by, meeting=meeting(t), read=read(meeting(t), now), at=now
            ),
        },
    }
