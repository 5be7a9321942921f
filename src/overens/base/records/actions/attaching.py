"""A file that somebody hands in: judged by its content, and kept before any row names it."""

from django.conf import settings

from overens.base.papers.attachments import take
from overens.base.papers.storage import keep
from overens.base.records.rules import Attached


def attached(data: bytes, name: str) -> Attached:
    """Raises Refused for what is not taken, and CannotKeep."""
    kind, shown = take(data, name)
    return Attached(
        name=shown, media_type=kind.media_type, size=len(data), sha256=keep(settings.FILES, data)
    )
