"""Verb: a meeting or a visit is noted afterwards, at one go, by one person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings, legible
from overens.base.municipalities.models import Post, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.actions.calling import at_free_address, described, in_zone
from overens.cycle.groups.actions.costs import note_cost
from overens.cycle.groups.actions.guards import acting_in, note
from overens.cycle.groups.actions.holding import hold
from overens.cycle.groups.actions.on_meeting import commitments_of
from overens.cycle.groups.actions.programme import fill_part, too_many_parts
from overens.cycle.groups.models import (
    AgendaItem,
    Meeting,
    Outcome,
    Participant,
    ProgrammePart,
    WorkingGroup,
)
from overens.cycle.groups.queries import last_day_of
from overens.cycle.groups.rules.people import read_people
from overens.cycle.groups.rules.programme import MOST_PARTS, read_lines
from overens.cycle.groups.rules.saying import MOST_IN_OUTCOME, Missing
from overens.cycle.groups.rules.times import ALL_DAY, About, When, refuse_beyond, span
from overens.cycle.groups.states import OutcomeKind

MOST_NAMES, MOST_OUTCOMES = 200, 50


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody remembers, or reads in an old programme. Texts are in `language`, a line each.

    Without hours the days alone are known. `posts` were there, and so were `names`, a list by the
    authority of each side, and None for guests (`rules.people` says how a list is read).

    Whoever is named for a side was there for it, as a post is: nobody checks either of them but the
    party itself. So neither shows anything of another party when it is noted. It does once that party
    has said so itself (`holding.note_held`), or has let the notes stand in which it can read its people
    (`standing`).
    """

    about: About
    first: date
    last: date
    language: str
    starts: time | None = None
    ends: time | None = None
    posts: Collection[UUID] = ()
    names: Mapping[UUID | None, str] = field(default_factory=dict)
    programme: str = ""
    outcomes: str = ""
    amount: Decimal | None = None
    days: Decimal | None = None
    zone: str = field(default="")


def note_meeting(
    *,
    by: Seat,
    agreement: Agreement,
    held: Held,
    at: datetime,
    group: WorkingGroup | None = None,
) -> Meeting:
    """Put on file a meeting that was held, also in years before anybody used Overens: with who was
    there, the programme, what came of it and what it cost one's own party. Raises Refused."""
    party = acting_in(by, agreement, group, Act.WORK_IN_GROUP, at, ends=True)
    if held.last < held.first:
        raise Missing(_("The end cannot lie before the beginning."), "last")
    if held.first > by.post.authority.country.today(at):
        raise Missing(_("That day lies ahead. Call the meeting in place of noting it."), "first")
    meeting = described(agreement, group, held.about, by, at)
    when = When(held.first, held.starts or time(0), held.ends or ALL_DAY, held.last, held.zone)
    when = in_zone(when, meeting)
    meeting.zone = when.zone
    meeting.starts_at, meeting.ends_at = span(when)
    if meeting.starts_at > at:
        raise Missing(_("That time lies ahead. Call the meeting in place of noting it."), "first")
    refuse_beyond(meeting.starts_at, when.zone, last_day_of(agreement))
    served = commitments_of(agreement, held.about.commitments)
    names, outcomes = _names(held.names, agreement), _outcomes(held.outcomes)
    with transaction.atomic():
        at_free_address(meeting)
        meeting.commitments.set(served)
        hold(meeting, party, by, at)
        meeting.save()
        _there(meeting, held, names, by)
        _programme(meeting, held, by)
        _came(meeting, held.language, outcomes, by, at)
        meeting.closed_at = at
        meeting.save()
        if held.amount is not None or held.days is not None:
            note_cost(by=by, meeting=meeting, amount=held.amount, days=held.days, note={}, at=at)
        note(by, "meeting.noted", meeting.ref, at, slug=meeting.slug)
    return meeting


def _names(lists: Mapping[UUID | None, str], agreement: Agreement) -> list[tuple[UUID | None, str]]:
    """Each side with a name, once."""
    parties = {
        name.casefold(): party.authority_id
        for party in agreement.parties.select_related("authority")
        for name in (party.authority.short, *party.authority.names.texts().values())
    }
    if not set(lists) <= {None, *parties.values()}:
        raise Refused(_("Choose one of the parties."))
    found = [
        one
        for side, text in lists.items()
        for one in read_people(text, names_field(side), side, parties)
    ]
    if len(found) > MOST_NAMES:
        raise Refused(
            _("At most %(most)s people are invited to one meeting.") % {"most": MOST_NAMES}
        )
    return list(dict.fromkeys(found))


def names_field(side: UUID | None) -> str:
    """What the list of one side is called where it is asked for; of guests without one."""
    return f"names_{side}" if side else "names"


def _outcomes(text: str) -> list[str]:
    found = [one for one in (one.strip() for one in legible(text).split("\n")) if one]
    if len(found) > MOST_OUTCOMES or any(len(one) > MOST_IN_OUTCOME for one in found):
        raise Missing(
            _("Write at most %(lines)s lines, each of at most %(most)s characters.")
            % {"lines": MOST_OUTCOMES, "most": MOST_IN_OUTCOME},
            "outcomes",
        )
    return found


def _there(
    meeting: Meeting, held: Held, names: Sequence[tuple[UUID | None, str]], seat: Seat
) -> None:
    posts = Post.objects.filter(
        pk__in=held.posts, authority__parties__agreement=meeting.agreement
    ).distinct()
    if len(posts) != len(set(held.posts)):
        raise Missing(_("Choose a post of one of the parties."), "posts")
    Participant.objects.bulk_create(
        [
            *(
                Participant(
                    meeting=meeting,
                    post=post,
                    authority_id=post.authority_id,
                    was_there=True,
                    added_by=seat,
                )
                for post in posts
            ),
            *(
                Participant(
                    meeting=meeting, authority_id=side, name=name, was_there=True, added_by=seat
                )
                for side, name in names
            ),
        ]
    )


def _programme(meeting: Meeting, held: Held, seat: Seat) -> None:
    parts = read_lines(held.programme, held.language, held.first, held.last)
    if len(parts) > MOST_PARTS:
        raise Missing(too_many_parts(), "programme")
    rows = []
    for place, part in enumerate(parts):
        row = ProgrammePart(meeting=meeting, position=place)
        try:
            fill_part(row, part, seat)
        except Missing:
            # A time that no clock showed: what stood in the line is kept without it.
            fill_part(row, replace(part, day=None, starts=None, ends=None), seat)
        rows.append(row)
    ProgrammePart.objects.bulk_create(rows)


def _came(
    meeting: Meeting, language: str, outcomes: Sequence[str], seat: Seat, at: datetime
) -> None:
    if not outcomes:
        return
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=1,
        titles=Wordings.of({language: _("What came of it")}),
        is_done=True,
        written_by=seat,
    )
    Outcome.objects.bulk_create(
        Outcome(
            item=item,
            kind=OutcomeKind.INFORMATION,
            text=Wordings.of({language: text}),
            written_by=seat,
            # So that they stand in the order in which they were written.
            written_at=at + timedelta(microseconds=place),
        )
        for place, text in enumerate(outcomes)
    )
