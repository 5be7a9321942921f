"""How somebody holds a post, and the roles that come with posts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Holding(TextChoices):
    """A seat is the post's own, or that of the deputy who holds the work meanwhile."""

    OWN = "own", _("holds the post")
    DEPUTY = "deputy", _("deputy")


class Role(TextChoices):
    """What kind of work a post carries. A post without a role stands in papers alone.

    The operator of an instance has no seat: see `Account.is_operator`.
    """

    MEMBER = "member", _("member of a working group")
    COORDINATOR = "coordinator", _("coordinator")
    DIRECTOR = "director", _("director")
    LEADER = "leader", _("political leader")
    REGISTRAR = "registrar", _("registrar")
    COMMUNICATOR = "communicator", _("communicator")
    ADMINISTRATOR = "administrator", _("administrator")
