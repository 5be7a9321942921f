"""How somebody holds a post."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Holding(TextChoices):
    """A seat is the post's own, or that of the deputy who holds the work meanwhile."""

    OWN = "own", _("holds the post")
    DEPUTY = "deputy", _("deputy")
