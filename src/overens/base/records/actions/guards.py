"""What every verb about a register asks first."""

from datetime import datetime

from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act, refuse_unless_may
from overens.base.municipalities.rules import Refused
from overens.base.records.models import Case, Register


def acting_in(by: Seat, register: Register, act: Act, at: datetime) -> None:
    """Raises Refused unless the seat is held, is of the register's authority, and may do the act."""
    if by.post.authority_id != register.pk:
        raise Refused(_("Only an authority’s own people act in its register."))
    if not by.is_held_at(at):
        raise Refused(_("Only who holds the post today may act in its name."))
    refuse_unless_may(by.post, act)


def locked(case: Case) -> Case:
    """A case as it stands, under its lock."""
    return (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("register__authority__municipality", "handler")
        .get(pk=case.pk)
    )
