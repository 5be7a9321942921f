"""What each party has said by itself about a matter, and which of it everyone may read.

A matter is a text, or a waiver, that was put to the parties. A party's own part of it is an edition
of its own: the matter, where it put it, and each of its answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from overens.base.consents.models import Answer, Consent
from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
from overens.cycle.agreements.models import Agreement, Published
from overens.cycle.agreements.queries import parties_of
from overens.cycle.agreements.states import PROPOSAL, WAIVER


@dataclass(frozen=True, slots=True)
class OwnPart:
    """One edition of a party's own; `answer` is what it answers, and None where it is the matter
    itself. `published` are the times at which it was published, oldest first."""

    edition: Edition
    answer: Answer | None
    published: tuple[Published, ...] = ()

    @property
    def standing(self) -> Published | None:
        """By which everyone reads it now."""
        return next((one for one in self.published if one.withdrawn_at is None), None)


def own_editions(consent: Consent, authority: Authority) -> list[OwnPart]:
    """A party's own part of a matter, oldest first: two queries."""
    if consent.kind not in (PROPOSAL, WAIVER):
        return []
    rows: dict[UUID, list[Published]] = {}
    for row in Published.objects.filter(consent=consent, edition__owner=authority):
        rows.setdefault(row.edition_id, []).append(row)
    found = []
    if consent.edition.owner_id == authority.pk:
        found.append(OwnPart(consent.edition, None, tuple(rows.get(consent.edition_id, ()))))
    answers = Answer.objects.filter(
        asked__consent=consent, asked__authority=authority, edition__isnull=False
    )
    for answer in answers.select_related("edition").order_by("number"):
        if edition := answer.edition:
            found.append(OwnPart(edition, answer, tuple(rows.get(edition.pk, ()))))
    return found


def published_in(agreement: Agreement) -> list[Published]:
    """All that the parties to an agreement have each published, withdrawn or not, newest first: two
    queries. The texts themselves stay in the database."""
    return list(_rows().filter(agreement=agreement))


def published_of(consent: Consent) -> list[Published]:
    """The same of one matter, with its texts."""
    return list(_rows(texts=True).filter(consent=consent))


def begun_in_public() -> list[Agreement]:
    """Agreements of which no text counts yet, and about which a party lets everyone read something."""
    standing = Published.objects.filter(withdrawn_at__isnull=True)
    return list(
        Agreement.objects.filter(pk__in=standing.values("agreement"))
        .exclude(versions__edition__isnull=False)
        .order_by("slug")
        .prefetch_related(Prefetch("parties", parties_of()))
    )


def answers_in(rows: Sequence[Published]) -> dict[UUID, Answer]:
    """The answers among what was published, by their editions: one query."""
    found = Answer.objects.filter(edition__in=[row.edition_id for row in rows])
    return {answer.edition_id: answer for answer in found if answer.edition_id}


def _rows(texts: bool = False) -> QuerySet[Published]:
    found = Published.objects.select_related(
        "edition__owner__municipality", "consent__edition__owner__municipality"
    ).order_by("-at", "-pk")
    return found if texts else found.defer("edition__canonical", "consent__edition__canonical")
