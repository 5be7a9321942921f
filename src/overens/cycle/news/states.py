"""What there is to publish, and where it stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """News stand in the flow under their day; a page stands by itself; a link leads to what the
    municipality has published on its own site."""

    NEWS = "news", _("news")
    PAGE = "page", _("page")
    LINK = "link", _("link to one’s own site")
