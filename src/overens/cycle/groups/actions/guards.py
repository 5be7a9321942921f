"""What every verb of the room begins and ends with."""

from datetime import datetime

from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act, refuse_unless_may
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.trail.actions import Ref, write
from overens.base.trail.queries import public_lines
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.groups.models import Meeting, Membership, Question, WorkingGroup
from overens.cycle.groups.queries import bound_on

AS_MEMBERS = frozenset({Act.WORK_IN_GROUP, Act.SEND_NOTES})
"""Acts that whoever sits in a group does there; a coordinator of a party does them in each of its
groups, and whoever may at all does them where there is no group."""


def acting_in(
    by: Seat,
    agreement: Agreement,
    group: WorkingGroup | None,
    act: Act,
    at: datetime,
    *,
    ends: bool = False,
) -> Party:
    """The party for which a seat acts. Raises Refused unless the seat is held, its authority is a party
    of the agreement, its post may do the act, and it sits in the group where that is asked for; the group
    is one of the agreement's.

    Nothing is begun in a group that each party has not agreed to, or that is closed, nor once the
    agreement has ended or the own party has left; with `ends` what stands may still be brought to its
    end.
    """
    party = Party.objects.filter(agreement=agreement, authority=by.post.authority_id).first()
    if party is None:
        raise Refused(_("Only people of the agreement’s own parties work in its groups."))
    if not by.is_held_at(at):
        raise Refused(_("Only who holds the post today may act in its name."))
    refuse_unless_may(by.post, act)
    if group and group.agreement_id != agreement.pk:
        raise Refused(_("This stands in another agreement."))
    if not ends:
        _refuse_over(by, agreement, group, at)
    if act in AS_MEMBERS and group and not sits_in(by, group, at):
        raise Refused(
            _("Only members of the group do this. Ask your coordinator for a seat in it.")
        )
    return party


def _refuse_over(by: Seat, agreement: Agreement, group: WorkingGroup | None, at: datetime) -> None:
    own = by.post.authority
    bound = {party.authority_id for party in bound_on(agreement, own.country.today(at))}
    if len(bound) < 2:
        raise Refused(
            _(
                "The agreement does not count: nothing new is begun in it. All of it stays to be read."
            )
        )
    if own.pk not in bound:
        raise Refused(_("Your municipality has left this agreement."))
    if group and group.founded_at is None:
        raise Refused(_("The group begins once each party has said yes to its mandate."))
    if group and group.closed_at:
        raise Refused(
            _("The group is closed: nothing new is begun in it. All of it stays to be read.")
        )


def sits_in(by: Seat, group: WorkingGroup, at: datetime) -> bool:
    """Whether a seat works in a group: as one of its members, or as coordinator of a party."""
    today = by.post.authority.country.today(at)
    return by.post.role == Role.COORDINATOR or any(
        one.until is None or one.until >= today
        for one in Membership.objects.filter(group=group, post=by.post_id, since__lte=today)
    )


def room_of_question(by: Seat, question: Question) -> WorkingGroup | None:
    """The group in which one must sit to speak of a question, or to say what came of it: whoever owns it
    at their own authority needs no seat there."""
    owns = question.sides.filter(owner=by.post_id).exists()
    return None if owns else question.group


SHOWN = frozenset(
    {
        "meeting.called",
        "meeting.cancelled",
        "meeting.changed",
        "meeting.held",
        "meeting.noted",
        "meeting.postponed",
        "meeting.programme-written",
        "meeting.series-changed",
        "meeting.series-ended",
        "meeting.taken-back",
    }
)
"""What changes the open page of a meeting."""


def _is_open(meeting: Ref) -> bool:
    found = Meeting.objects.filter(pk=meeting.id, readers=Audience.PUBLIC)
    return found.exists() or public_lines(meeting.kind, meeting.id).exists()


def note(
    by: Seat,
    what: str,
    about: Ref,
    at: datetime,
    *,
    audience: Audience = Audience.PARTNERS,
    **details: object,
) -> None:
    """The line in the chain of whoever acts, as the last statement of the action.

    What shows on the open page of a meeting is a public line: by these the open site knows that a page
    has become another. So it is for a meeting that is not open any more, once it was.
    """
    is_open = what in SHOWN and about.kind == "meeting" and _is_open(about)
    write(
        chain=by.post.authority.ref,
        by=by.ref,
        what=what,
        about=about,
        audience=Audience.PUBLIC if is_open else audience,
        details=details,
        at=at,
    )
