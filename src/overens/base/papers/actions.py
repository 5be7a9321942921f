"""Freezing a Paper into an Edition; checking that what is kept is still what was kept."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from overens.base.papers.models import Edition
from overens.base.papers.paper import Paper, canonical, sha256
from overens.base.papers.storage import damaged, keep
from overens.base.papers.typesetting import as_pdf
from overens.base.trail import checks
from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.queries import faults
from overens.base.trail.states import Audience


def freeze(*, paper: Paper, at: datetime) -> Edition:
    """Typeset a Paper, keep the file, and give back the row; the caller names its owner and saves.

    Called before the caller's transaction opens: typesetting takes a tenth of a second, and the
    file must be there before a row names it. A file that no row came to name harms nobody.
    """
    frozen = canonical(paper)
    return Edition(
        kind=paper.kind,
        schema_version=paper.schema,
        canonical=frozen.decode(),
        sha256=sha256(frozen),
        pdf=keep(settings.FILES, as_pdf(paper, paper.languages, at)),
        frozen_at=at,
    )


def check_what_is_kept() -> list[str]:
    """Each chain, each room's rows and each kept file that does not hold. That it was checked stands in the trail
    (ISO 16363, 4.2.9: fixity)."""
    found = [f"{chain}: {fault}" for chain, fault in faults().items()]
    found += [*checks.found(), *damaged(settings.FILES)]
    with transaction.atomic():
        write(
            chain=INSTANCE,
            by=INSTANCE,
            what="instance.checked",
            about=INSTANCE,
            audience=Audience.OWN,
            details={"faults": found},
        )
    return found
