"""What Køge has of meetings, or each party tries: for the walks over pages and actions."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions import agenda, answering, calling, changing, inviting, programme
from overens.cycle.groups.actions.afterwards import Held, note_meeting
from overens.cycle.groups.actions.costs import note_cost
from overens.cycle.groups.actions.holding import note_held
from overens.cycle.groups.actions.running import (
    Came,
    change_outcome,
    close_meeting,
    mark_item,
    note_outcome,
    pass_on,
)
from overens.cycle.groups.actions.taking_back import take_back_meeting
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.rules.agenda import Item
from overens.cycle.groups.rules.programme import Part
from overens.cycle.groups.rules.series import Again
from overens.cycle.groups.rules.times import About, When
from tests.cast import Cast

OF_EACH_PARTY = {
    "call_meeting", "note_meeting", "invite_post", "invite_by_name", "note_cost", "plan_part",
    "add_item", "move_item", "begin_from_template", "carry_over", "note_outcome", "mark_item",
    "pass_on", "close_meeting", "note_held",
}  # fmt: skip
"""What people of each party do in the shared room."""
ABOUT = About(titles={"da": "Havnen"}, place="Rådhuset")
WHY = {"da": "Sne."}


def named(cast: Cast, now: datetime) -> dict[str, Any]:
    """A series that Køge has called, with an agenda, a programme and an outcome; one meeting that is
    being held, and one that left something undone."""
    by = cast.seats["koge", Role.COORDINATOR]
    given = {"by": by, "agreement": cast.agreement, "about": ABOUT}
    held = _when(now - timedelta(days=1))
    old = calling.call_meeting(when=held, at=now - timedelta(days=9), **given)
    agenda.add_item(by=by, meeting=old, said=Item({"da": "Rest"}), at=now)
    close_meeting(by=by, meeting=old, at=now)
    begun = calling.call_meeting(when=held, at=now - timedelta(days=9), **given)
    meeting = calling.call_meeting(
        when=_when(now + timedelta(days=14)), at=now, again=Again("weekly", count=3), **given
    )
    item = agenda.add_item(by=by, meeting=meeting, said=Item({"da": "Vand"}, 10), at=now)
    other = agenda.add_item(by=by, meeting=meeting, said=Item({"da": "Vind"}, 10), at=now)
    came = Came("decision", {"da": "Ja."})
    outcome = note_outcome(by=by, meeting=meeting, item=other.pk, came=came, at=now)
    part = programme.plan_part(by=by, meeting=meeting, said=Part({"da": "Start"}), at=now)
    return {
        "meeting": meeting.slug,
        "begun": begun.slug,
        "closed": old.slug,
        "item": item.pk,
        "outcome": outcome.pk,
        "programme_part": part.pk,
        "series": meeting.series_id,
    }


def _when(at: datetime) -> When:
    return When(at.date(), time(10), time(11, 30))


def attempts(now: datetime) -> Mapping[str, Callable[[Seat, Any], object]]:
    """Each action that a member does."""
    later = _when(now + timedelta(days=40))

    def meeting(t: Any, slug: str = "") -> Meeting:
        return Meeting.objects.select_related("agreement", "group", "owner", "series").get(
            slug=slug or t.named["meeting"]
        )

    def empty(t: Any) -> Meeting:
        return meeting(t, meeting(t).series.meetings.order_by("-occurrence").first().slug)

    def at(t: Any, **more: Any) -> dict[str, Any]:
        return {"meeting": meeting(t), "at": now, **more}

    def begun(t: Any) -> dict[str, Any]:
        return {"meeting": meeting(t, t.named["begun"]), "at": now}

    def own(t: Any) -> Any:
        found = meeting(t).participants.select_related("meeting__agreement", "meeting__group")
        return found.filter(authority__slug="koge").first()

    def post(t: Any) -> Any:
        return t.cast.seats["koge", Role.LEADER].post_id

    item = Item({"da": "Andet"})
    return {
        "call_meeting": lambda by, t: calling.call_meeting(
            by=by, agreement=t.cast.agreement, about=ABOUT, when=later, at=now
        ),
        "note_meeting": lambda by, t: note_meeting(
            by=by,
            agreement=t.cast.agreement,
            held=Held(ABOUT, now.date() - timedelta(days=9), now.date() - timedelta(days=9), "da"),
            at=now,
        ),
        "change_meeting": lambda by, t: calling.change_meeting(
            by=by, about=ABOUT, revision=1, **at(t)
        ),
        "postpone_meeting": lambda by, t: changing.postpone_meeting(
            by=by, when=later, because=WHY, revision=1, **at(t)
        ),
        "cancel_meeting": lambda by, t: changing.cancel_meeting(
            by=by, because=WHY, revision=1, **at(t)
        ),
        "end_series": lambda by, t: changing.end_series(by=by, because=WHY, revision=1, **at(t)),
        "change_rest": lambda by, t: changing.change_rest(
            by=by, about=ABOUT, when=later, because=WHY, revision=1, **at(t)
        ),
        "invite_post": lambda by, t: inviting.invite_post(by=by, post=post(t), **at(t)),
        "invite_by_name": lambda by, t: inviting.invite_by_name(
            by=by, name="Gæst", email="", language="da", side=None, **at(t)
        ),
        "uninvite": lambda by, t: inviting.uninvite(by=by, participant=own(t).pk, **at(t)),
        "answer_invitation": lambda by, t: answering.answer_invitation(
            by=by, participant=own(t), coming="yes", way="desk", at=now
        ),
        "note_cost": lambda by, t: note_cost(
            by=by, amount=Decimal(1), days=None, note={}, **at(t)
        ),
        "plan_part": lambda by, t: programme.plan_part(by=by, said=Part({"da": "Slut"}), **at(t)),
        "remove_part": lambda by, t: programme.remove_part(
            by=by, part=t.named["programme_part"], **at(t)
        ),
        "add_item": lambda by, t: agenda.add_item(by=by, said=item, **at(t)),
        "change_item": lambda by, t: agenda.change_item(
            by=by, item=t.named["item"], said=item, revision=1, **at(t)
        ),
        "remove_item": lambda by, t: agenda.remove_item(by=by, item=t.named["item"], **at(t)),
        "move_item": lambda by, t: agenda.move_item(
            by=by, item=t.named["item"], earlier=False, **at(t)
        ),
        "begin_from_template": lambda by, t: agenda.begin_from_template(
            by=by, meeting=empty(t), at=now
        ),
        "carry_over": lambda by, t: agenda.carry_over(by=by, **at(t)),
        "note_outcome": lambda by, t: note_outcome(
            by=by, item=t.named["item"], came=Came("information", {"da": "Godt."}), **at(t)
        ),
        "change_outcome": lambda by, t: change_outcome(
            by=by, outcome=t.named["outcome"], came=Came("decision", {"da": "Nej."}), revision=1,
            **at(t),
        ),
        "mark_item": lambda by, t: mark_item(by=by, item=t.named["item"], is_done=True, **at(t)),
        "pass_on": lambda by, t: pass_on(by=by, item=t.named["item"], **at(t)),
        "close_meeting": lambda by, t: close_meeting(by=by, **begun(t)),
        "note_held": lambda by, t: note_held(by=by, who_was_there=(), **begun(t)),
        "take_back_meeting": lambda by, t: take_back_meeting(
            by=by, because=WHY, revision=meeting(t, t.named["closed"]).revision,
            meeting=meeting(t, t.named["closed"]), at=now,
        ),
    }  # fmt: skip
