"""Who may read a line, and whose chain it stands in."""

from django.db.models import TextChoices


class Audience(TextChoices):
    """Sharing is an act: own authority → partners → public."""

    OWN = "own"
    PARTNERS = "partners"
    PUBLIC = "public"


class Holder(TextChoices):
    """Whose chain it is: an authority's, or the one of the instance itself."""

    AUTHORITY = "authority"
    INSTANCE = "instance"


INSTANCE_ID = "instance"
