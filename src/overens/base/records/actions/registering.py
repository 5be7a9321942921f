"""Entries that somebody writes, corrections of them, and who opened what is marked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Changed, Refused
from overens.base.records.actions.entering import entered, register_of, told, wording
from overens.base.records.actions.guards import acting_in, locked
from overens.base.records.messages import attachment
from overens.base.records.models import Case, Entry, EntryVersion, Viewing
from overens.base.records.queries import latest, said_in
from overens.base.records.rules import (
    MOST_IN_REASON,
    Attached,
    Said,
    differs,
    in_brief,
    refusal_of,
)
from overens.base.records.states import Direction
from overens.base.trail.actions import write
from overens.base.trail.states import Audience


def enter_by_hand(
    *,
    by: Seat,
    direction: str,
    on: date,
    said: Said,
    at: datetime,
    case: Case | None = None,
    attached: Sequence[Attached] = (),
) -> Entry:
    """Enter what came by post, what was sent, or what was drawn up: in a case, or in a new one.

    `on` is the date on which it came, went or was finished; that it was entered later shows as
    such. The files are kept already. Raises Refused.
    """
    register = register_of(by.post.authority)
    acting_in(by, register, Act.KEEP_REGISTER, at)
    if on > by.post.authority.country.today(at):
        raise Refused(_("The date lies in the future."))
    _refuse(said, direction)
    with transaction.atomic():
        if case is None:
            case = Case.objects.create(register=register, opened_at=at)
        else:
            if case.register_id != register.pk:
                raise Refused(_("There is no such case in this register."))
            case = locked(case)
        return entered(
            case=case,
            direction=Direction(direction),
            on=on,
            at=None,
            said=said,
            documents=[attachment(file) for file in attached],
            by=by,
            now=at,
        )


def correct_entry(
    *, by: Seat, entry: Entry, said: Said, because: str, read: int, at: datetime
) -> EntryVersion:
    """Write a new version: the older ones stay, with who, when and why.

    `read` is the number of the version that was read. A new marking bears today's date. Raises
    Refused, and Changed where there is a newer version.
    """
    acting_in(by, entry.register, Act.KEEP_REGISTER, at)
    if not because.strip():
        raise Refused(_("Write why the entry is corrected."))
    _refuse(said, entry.direction)
    today = by.post.authority.country.today(at)
    with transaction.atomic():
        # The row is the lock: two people who correct do it in turn.
        Entry.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.pk)
        standing = latest(entry)
        before = said_in(standing)
        marked = before.secrecy_on if said.secrecy == before.secrecy else today
        said = replace(said, secrecy_on=marked if said.secrecy else None)
        if standing.number != read:
            raise Changed(
                _("Somebody has corrected this entry since you opened it. Both stand here."),
                standing.subject,
                standing.number,
            )
        if not (changed := differs(before, said)):
            raise Refused(_("Nothing is different from what stands there."))
        version = wording(
            entry,
            standing.number + 1,
            said,
            by=by,
            because=in_brief(because, MOST_IN_REASON),
            now=at,
        )
        what = (
            "entry.cancelled"
            if "is_cancelled" in changed and said.is_cancelled
            else "entry.corrected"
        )
        told(entry, version, what, by=by, now=at, changed=list(changed))
    return version


def cancel_entry(*, by: Seat, entry: Entry, because: str, read: int, at: datetime) -> EntryVersion:
    """Cancel an entry: it stays, marked, and keeps its number."""
    said = replace(said_in(latest(entry)), is_cancelled=True)
    return correct_entry(by=by, entry=entry, said=said, because=because, read=read, at=at)


def note_viewing(*, by: Seat, entry: Entry, at: datetime) -> Viewing:
    """That somebody opened an entry that is marked."""
    acting_in(by, entry.register, Act.READ_REGISTER, at)
    with transaction.atomic():
        viewing = Viewing.objects.create(entry=entry, seat=by, at=at)
        write(
            chain=entry.register.authority.ref,
            by=by.ref,
            what="entry.viewed",
            about=entry.ref,
            audience=Audience.OWN,
            at=at,
        )
    return viewing


def _refuse(said: Said, direction: str) -> None:
    if why_not := refusal_of(said, direction):
        raise Refused(why_not)
