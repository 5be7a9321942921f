"""Groups of the tests: everybody is made up."""

import secrets
from datetime import date, datetime

from overens.base.languages.rules import Wordings
from overens.base.municipalities.states import Role
from overens.cycle.groups.models import Membership, WorkingGroup
from tests.cast import SIDES, SINCE, Cast

MEMBERS = (Role.MEMBER, Role.COORDINATOR)


def a_group(
    cast: Cast,
    at: datetime,
    *,
    slug: str = "climate",
    kind: str = "working",
    since: date = SINCE,
    roles: tuple[Role, ...] = MEMBERS,
) -> WorkingGroup:
    """A group that stands, with members of each side, written as rows."""
    group = WorkingGroup.objects.create(
        agreement=cast.agreement,
        slug=slug,
        kind=kind,
        names=Wordings.of({"sv": f"Grupp {slug}", "da": f"Gruppe {slug}"}),
        mandate=Wordings.of({"sv": "Ett uppdrag.", "da": "Et kommissorium."}),
        thread=secrets.token_urlsafe(32),
        founded_at=at,
    )
    for side in SIDES:
        for role in roles:
            seat = cast.seats[side, role]
            Membership.objects.create(
                group=group, post=seat.post, since=since, named_by=seat, named_at=at
            )
    return group
