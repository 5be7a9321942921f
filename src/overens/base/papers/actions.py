"""Freezing a Paper into an Edition."""

from datetime import datetime

from django.conf import settings

from overens.base.papers.models import Edition
from overens.base.papers.paper import SCHEMA_VERSION, Paper, canonical, sha256
from overens.base.papers.storage import keep
from overens.base.papers.typesetting import as_pdf


def freeze(*, paper: Paper, at: datetime) -> Edition:
    """Typeset a Paper, keep the file, and give back the row; the caller names its owner and saves.

    Called before the caller's transaction opens: typesetting takes a tenth of a second, and the
    file must be there before a row names it. A file that no row came to name harms nobody.
    """
    frozen = canonical(paper)
    return Edition(
        kind=paper.kind,
        schema_version=SCHEMA_VERSION,
        canonical=frozen.decode(),
        sha256=sha256(frozen),
        pdf=keep(settings.FILES, as_pdf(paper, paper.languages, at)),
        frozen_at=at,
    )
