"""What every verb about a meeting begins with: who may, and the row in hand."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Changed, Refused
from overens.cycle.agreements.models import Agreement, Commitment, Party
from overens.cycle.groups.actions.guards import acting_in
from overens.cycle.groups.clock_words import written
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.rules.saying import Missing
from overens.cycle.groups.states import MeetingState


def acting_on(by: Seat, meeting: Meeting, at: datetime, *, ends: bool = False) -> Party:
    """The party for which a seat works on a meeting; with `ends` also when its group is over, to
    bring it to its end. Raises Refused."""
    return acting_in(by, meeting.agreement, meeting.group, Act.WORK_IN_GROUP, at, ends=ends)


def refuse_unless_owner(seat: Seat, meeting: Meeting) -> None:
    """When and where a meeting is belongs to whoever called it."""
    if seat.post.authority_id != meeting.owner_id:
        raise Refused(
            _("%(name)s has called this meeting: only its people change when and where it is.")
            % {"name": meeting.owner.short}
        )


def locked(meeting: Meeting, revision: int | None = None) -> Meeting:
    """The row as it stands, locked until the transaction ends. Raises Changed where it is another
    than the one that was read (`revision`)."""
    row = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agreement", "group", "owner__municipality", "series")
        .get(pk=meeting.pk)
    )
    if revision is not None and row.revision != revision:
        raise changed(row, row.revision)
    return row


def changed(row: Meeting, revision: int) -> Changed:
    """That a meeting, or the series of which it is one, stands otherwise than it was read."""
    sentence = _(
        "Somebody has changed this meeting since you opened the page. What stands now is shown "
        "here: look at it, and send yours again if it is to count."
    )
    return Changed(sentence, _as_text(row), revision)


def _as_text(meeting: Meeting) -> str:
    when = written(meeting.starts_at, meeting.ends_at, meeting.zone, get_language() or "en")
    lines = (*meeting.titles.texts().values(), when, *meeting.purposes.texts().values())
    return "\n".join((*lines, meeting.place, meeting.link)).strip()


def refuse_unless_planned(meeting: Meeting) -> None:
    if meeting.state == MeetingState.HELD:
        raise Refused(_("This meeting has been held."))
    refuse_off(meeting)


def refuse_off(meeting: Meeting) -> None:
    """In what did not take place nothing is done any more."""
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("This meeting was cancelled."))
    if meeting.state == MeetingState.TAKEN_BACK:
        raise Refused(_("This meeting was noted by mistake, and taken back."))


def refuse_unless_own(seat: Seat, written_by: Seat) -> None:
    """What somebody wrote is changed by their own authority's people alone."""
    if written_by.post.authority_id != seat.post.authority_id:
        raise Refused(_("Only people of the authority that wrote this change it."))


def host_of(agreement: Agreement, pk: UUID | None) -> Authority | None:
    """Raises Missing for somebody who is no party."""
    if pk is None:
        return None
    party = (
        Party.objects.filter(agreement=agreement, authority=pk)
        .select_related("authority__municipality")
        .first()
    )
    if party is None:
        raise Missing(_("Choose one of the parties as host."), "host")
    return party.authority


def commitments_of(agreement: Agreement, numbers: Iterable[int]) -> list[Commitment]:
    """Raises Missing for a number that the agreement does not have."""
    wanted = set(numbers)
    found = list(Commitment.objects.filter(agreement=agreement, number__in=wanted))
    if len(found) != len(wanted):
        raise Missing(_("Choose among the commitments of this agreement."), "commitments")
    return found


def post_of(agreement: Agreement, pk: UUID | None, field: str) -> Post | None:
    """A post of one of the parties. Raises Missing."""
    if pk is None:
        return None
    found = Post.objects.filter(pk=pk, authority__parties__agreement=agreement).first()
    if found is None:
        raise Missing(_("Choose a post of one of the parties."), field)
    return found


def said_as_text(words: Wordings) -> str:
    return "\n\n".join(words.texts().values())
