"""Files that a party lets everyone read: to save, never to show."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from overens.base.papers.attachments import media_type
from overens.base.papers.storage import fetch
from overens.base.trail.states import Audience
from overens.cycle.agreements.queries import evidence_in, versions_that_count


@require_safe
def evidence_file(
    request: HttpRequest, language: str, agreement: str, evidence: UUID
) -> HttpResponse:
    versions = versions_that_count(agreement)
    row = evidence_in(versions[0].agreement, evidence) if versions else None
    if row is None or not row.file or row.file_readers != Audience.PUBLIC or row.withdrawn_at:
        raise Http404
    response = as_attachment(fetch(settings.FILES, row.file), row.file_name)
    response["Cache-Control"] = "no-cache"  # it may be withdrawn
    return response


def as_attachment(data: bytes, name: str, kind: str = "") -> HttpResponse:
    """Bytes to save under a name, by the media type that they were judged to have: `kind`, or what
    the name was given for."""
    kind = kind or media_type(name) or "application/octet-stream"
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
