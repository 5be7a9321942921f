"""Verbs: a handover is opened, written by several people, confirmed, and taken over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages, write_date
from overens.base.municipalities.actions.guards import acting_for
from overens.base.municipalities.actions.succession import handover_opened, locked
from overens.base.municipalities.models import Handover, Post, Seat
from overens.base.municipalities.roles import TABLE, Act, may
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Holding
from overens.base.papers import rich
from overens.base.trail.actions import write


class WrittenMeanwhile(Changed):
    """Somebody has saved the text since it was read: both texts are here, nothing is lost.

    `revision` is that of `theirs`: whoever has read both saves with it. `standing` is the row as
    it stands, with who saved it last.
    """

    def __init__(self, standing: Handover, yours: str) -> None:
        super().__init__(
            _(
                "Somebody has saved this text since you opened it. Both texts stand here: put what "
                "you want to keep of the other one into yours, and save again."
            ),
            standing.text,
            standing.revision,
        )
        self.standing, self.yours = standing, yours


def open_handover(*, by: Seat, post: Post, at: datetime) -> Handover:
    """Open it without any last day, as in a sudden absence, or for a post that stands vacant.

    Whoever holds the post stays in it. Raises Refused where it is open already.
    """
    acting_for(by, post, Act.HAND_OVER, at)
    with transaction.atomic():
        post = locked(post)
        if post.handovers.filter(closed_at__isnull=True).exists():
            raise Refused(_("The handover of this post is open already."))
        own = [seat for seat in post.seats.filter(holding=Holding.OWN) if seat.is_held_at(at)]
        handover = handover_opened(
            post=post, by=by, leaving=own[0] if own else None, last_day=None, at=at
        )
        _write(by, handover, "handover.opened", at)
    return handover


def write_handover(
    *, by: Seat, handover: Handover, text: str, language: str, revision: int, at: datetime
) -> Handover:
    """Save what was agreed and never written down: HTML, cleaned here, in one language.

    `revision` is the one that was read. Raises WrittenMeanwhile where there is a newer one.
    """
    _acting_in(by, handover, at)
    cleaned = rich.clean(text)
    if language not in languages():
        raise Refused(_("Choose the language in which the text is written."))
    with transaction.atomic():
        handover = _open(handover)
        if (handover.text, handover.language) == (cleaned, language):
            return handover
        if handover.revision != revision:
            raise WrittenMeanwhile(handover, cleaned)
        handover.text, handover.language = cleaned, language
        handover.revision, handover.written_by, handover.written_at = revision + 1, by, at
        handover.save(update_fields=["text", "language", "revision", "written_by", "written_at"])
        # Not the text itself: a handover may speak of people, and the trail lasts.
        _write(by, handover, "handover.written", at, revision=handover.revision)
    return handover


def confirm_left(*, by: Seat, handover: Handover, at: datetime) -> Handover:
    """Whoever leaves says: what my successor needs stands here."""
    acting_for(by, handover.post, None, at)
    with transaction.atomic():
        handover = _open(handover)
        if handover.leaving_id != by.pk:
            raise Refused(_("Only whoever leaves the post confirms that."))
        if handover.left_confirmed_at is None:
            handover.left_confirmed_at = at
            handover.save(update_fields=["left_confirmed_at"])
            _write(by, handover, "handover.left-confirmed", at)
    return handover


def take_over_handover(*, by: Seat, handover: Handover, at: datetime) -> Handover:
    """The successor, or the deputy, confirms: I have the work from here. Closes the handover."""
    acting_for(by, handover.post, None, at)
    if by.post_id != handover.post_id or by.pk == handover.leaving_id:
        raise Refused(_("Only the successor or the deputy in the post takes it over."))
    with transaction.atomic():
        handover = _open(handover)
        leaving = handover.leaving
        if leaving and handover.last_day and leaving.is_held_at(at):
            raise Refused(
                _("%(person)s holds the post until %(day)s. It can be taken over after that.")
                % {
                    "person": leaving.person,
                    "day": write_date(handover.last_day, get_language() or "en"),
                }
            )
        handover.arriving, handover.closed_at = by, at
        handover.save(update_fields=["arriving", "closed_at"])
        _write(by, handover, "handover.taken-over", at)
    return handover


def may_write(seat: Seat, handover: Handover) -> bool:
    """Whether somebody may write in a handover of their own authority: whoever holds that post,
    its deputy, and those whose role is to hand over."""
    return seat.post_id == handover.post_id or may(seat.post, Act.HAND_OVER)


def _acting_in(by: Seat, handover: Handover, at: datetime) -> None:
    acting_for(by, handover.post, None if may_write(by, handover) else Act.HAND_OVER, at)


def _open(handover: Handover) -> Handover:
    """The handover as it stands, under its lock. Raises Refused where it is closed."""
    found = (
        Handover.objects.select_for_update(of=("self",))
        .select_related(
            "post__authority__municipality",
            "leaving__person",
            "leaving__post__authority__municipality",
            "written_by__person",
        )
        .get(pk=handover.pk)
    )
    if found.closed_at:
        raise Refused(_("This handover has been taken over, and stays as it is."))
    return found


def _write(by: Seat, handover: Handover, what: str, at: datetime, **details: object) -> None:
    write(
        chain=by.post.authority.ref,
        by=by.ref,
        what=what,
        about=handover.ref,
        audience=TABLE[Act.HAND_OVER].readers,
        details={"post": handover.post.slug, **details},
        at=at,
    )
