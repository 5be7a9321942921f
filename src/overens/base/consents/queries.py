"""Where each party stands."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, QuerySet

from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.states import MAY_FOLLOW
from overens.base.municipalities import rows
from overens.base.municipalities.models import Authority


def standing_answers(kind: str, edition: UUID) -> dict[UUID, str]:
    """Per authority that has answered its standing answer to an edition: one query.

    Plain SQL, since every public page asks it: see `trail.queries.public_lengths`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.authority_id, answer.answer FROM consents_answer answer "
            "JOIN consents_asked asked ON asked.id = answer.asked_id "
            "JOIN consents_consent consent ON consent.id = asked.consent_id "
            "WHERE consent.kind = %s AND consent.edition_id = %s ORDER BY answer.number",
            [kind, Consent._meta.pk.get_db_prep_value(edition, connection)],
        )
        return {UUID(str(authority)): answer for authority, answer in cursor.fetchall()}


def reached(authority: Authority, *kinds: str) -> QuerySet[Consent]:
    """What was put to an authority and stands in its register, of some kinds: newest first."""
    return (
        Consent.objects.filter(
            kind__in=kinds, asked__authority=authority, asked__reached_at__isnull=False
        )
        .select_related("edition__owner__municipality")
        .order_by("-asked_at", "-pk")
    )


def asked_of(consent: Consent) -> list[Asked]:
    """Each authority that was asked, with its answers, oldest first: two queries."""
    return asked_of_each([consent])[consent.pk]


def asked_of_each(consents: Sequence[Consent]) -> dict[UUID, list[Asked]]:
    """By consent each authority that was asked, with its answers, oldest first: two queries for any
    number of consents."""
    answers = Answer.objects.select_related("edition", "seat__post").order_by("number")
    asked = Asked.objects.filter(consent__in=consents).select_related("authority__municipality")
    found: dict[UUID, list[Asked]] = {consent.pk: [] for consent in consents}
    for one in asked.order_by("pk").prefetch_related(Prefetch("answers", answers)):
        found[one.consent_id].append(one)
    return found


def standing_at(authority: Authority, consents: Sequence[Consent]) -> dict[UUID, str]:
    """By consent an authority's own standing answer, where it has answered: one query."""
    answers = Answer.objects.filter(asked__authority=authority, asked__consent__in=consents)
    return dict(answers.order_by("number").values_list("asked__consent_id", "answer"))


class Question(NamedTuple):
    """What was put to one authority, with its standing answer; ids are hexadecimal digits.

    `about` is what the kind's room means, `owner` whoever put it, `seal` that of what was put. `answer`
    is empty while there is none; `until` is the day to which it was postponed, else the day by which
    everyone was asked to answer; `said` are all answers of the authority, oldest first, and `said_at` is
    when the standing one came.
    """

    edition: str
    authority: str
    asked_at: datetime
    until: date | None
    answer: str
    on: date | None
    kind: str = ""
    consent: str = ""
    about: str = ""
    owner: str = ""
    seal: str = ""
    reached: bool = False
    said: tuple[str, ...] = ()
    said_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether another answer can still follow."""
        return bool(MAY_FOLLOW[self.answer])


def questions_beside(authority: UUID, *kinds: str) -> tuple[Question, ...]:
    """What was put to an authority and, in the same matter, to others: oldest first. One query.

    As long as the rows read as before, what comes out is the same object.
    """
    return _questions(
        tuple(
            rows.asked(
                "SELECT asked.id, consent.edition_id, asked.authority_id, answer.answer, "
                "CAST(consent.asked_at AS TEXT), CAST(consent.answer_by AS TEXT), "
                'CAST(answer.until AS TEXT), CAST(answer."on" AS TEXT), consent.kind, consent.id, '
                "consent.about_id, edition.owner_id, edition.sha256, "
                "CASE WHEN asked.reached_at IS NULL THEN 0 ELSE 1 END, CAST(answer.at AS TEXT) "
                "FROM consents_asked asked "
                "JOIN consents_consent consent ON consent.id = asked.consent_id "
                "JOIN papers_edition edition ON edition.id = consent.edition_id "
                "LEFT JOIN consents_answer answer ON answer.asked_id = asked.id "
                f"WHERE consent.kind IN ({', '.join(['%s'] * len(kinds))}) AND asked.consent_id IN "
                "(SELECT consent_id FROM consents_asked WHERE authority_id = %s) "
                "ORDER BY consent.asked_at, asked.id, answer.number",
                *kinds,
                authority.hex,
            )
        )
    )


@lru_cache(maxsize=100)
def _questions(found: tuple[tuple[Any, ...], ...]) -> tuple[Question, ...]:
    newest = {row[0]: row[1:] for row in found}  # the last answer stands
    said: dict[Any, list[str]] = {}
    for row in found:
        said.setdefault(row[0], []).extend([row[3]] if row[3] else [])
    return tuple(
        Question(
            rows.digits(edition),
            rows.digits(of),
            rows.instant(at),
            rows.day(until or by),
            answer or "",
            rows.day(on),
            kind,
            rows.digits(consent),
            about,
            rows.digits(owner),
            seal,
            bool(reached),
            tuple(said[asked]),
            rows.instant(said_at) if said_at else None,
        )
        for asked, (
            edition,
            of,
            answer,
            at,
            by,
            until,
            on,
            kind,
            consent,
            about,
            owner,
            seal,
            reached,
            said_at,
        ) in newest.items()
    )
