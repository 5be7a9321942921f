"""What every verb about posts asks first."""

from datetime import datetime

from django.utils.translation import gettext as _

from overens.base.municipalities.models import Post, Seat
from overens.base.municipalities.roles import Act, refuse_unless_may
from overens.base.municipalities.rules import Refused


def acting_for(by: Seat, post: Post, act: Act | None, at: datetime) -> None:
    """Raises Refused unless the seat is held, is of the post's authority, and may do the act.

    Without an act, whoever holds the post itself may too.
    """
    if by.post.authority_id != post.authority_id:
        raise Refused(_("Only an authority’s own people say who holds its posts."))
    if not by.is_held_at(at):
        raise Refused(_("Only who holds the post today may act in its name."))
    if act:
        refuse_unless_may(by.post, act)
