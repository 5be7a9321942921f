"""A file that hangs on a note, for those whom its party lets read it: to save, never to show."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from overens.base.municipalities.roles import Act
from overens.base.papers.storage import fetch
from overens.base.trail.states import Audience
from overens.cycle.agreements.queries import evidence_in
from overens.web.desk.agreements.loading import own_agreement
from overens.web.desk.entering import in_post
from overens.web.public.files import as_attachment


@require_safe
@in_post(Act.READ_AGREEMENT)
def evidence_file(
    request: HttpRequest, language: str, agreement: str, evidence: UUID
) -> HttpResponse:
    """The party's own people read it always; the others where it says so and lets it stand."""
    row = evidence_in(own_agreement(request, agreement), evidence)
    if row is None or not row.file:
        raise Http404
    is_own = row.party.authority_id == request.acting.authority.pk
    if not is_own and (row.file_readers == Audience.OWN or row.withdrawn_at):
        raise Http404
    return as_attachment(fetch(settings.FILES, row.file), row.file_name)
