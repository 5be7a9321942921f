"""What Køge has of notes and files, for the walks over every page."""

from datetime import datetime
from typing import Any

from overens.base.municipalities.roles import TABLE, Act
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.files import put_file
from overens.cycle.groups.models import GroupFile
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, sent, wrote


def notes_of_koge(
    cast: Cast,
    at: datetime,
    roles: tuple[Role, ...] = tuple(TABLE[Act.WORK_IN_GROUP].roles),
) -> dict[str, Any]:
    """By their names in addresses: a meeting with notes that were sent, and a file that the parties
    read, with its preview."""
    group = a_group(cast, at, slug="notes", roles=roles)
    meeting = a_meeting(cast, at, group=group)
    wrote(cast, meeting, at)
    sent(cast, meeting, at)
    file = put_file(
        by=cast.seats["koge", Role.COORDINATOR],
        agreement=cast.agreement,
        meeting=meeting,
        data=b"%PDF-1.7 a paper",
        name="kort.pdf",
        readers="partners",
        at=at,
    )
    GroupFile.objects.filter(pk=file.pk).update(preview=file.file)
    return {"group": group.slug, "meeting": meeting.slug, "group_file": file.pk}
