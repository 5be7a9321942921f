"""What somebody did at a signing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    """Signed for an authority, or was present."""

    SIGNED = "signed", _("signed")
    PRESENT = "present", _("was present")


SCANS = (b"%PDF", b"II*\x00", b"MM\x00*", b"\xff\xd8\xff", b"\x89PNG")
"""How files begin that a scanner makes."""
