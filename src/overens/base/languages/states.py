"""How much a wording may be relied on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """The standing of one wording in one language. Machine text never stands on a row."""

    OFFICIAL = "official", _("official text")
    REVIEWED = "reviewed", _("reviewed translation")
    OWN = "own", _("our own wording")
