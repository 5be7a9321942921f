"""What somebody did at a signing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    """Signed for an authority, or was present."""

    SIGNED = "signed", _("signed")
    PRESENT = "present", _("was present")
