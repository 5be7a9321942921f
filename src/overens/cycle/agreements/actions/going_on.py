"""A question whose day has passed goes on: to the deputy, the director, the political leader. Which
kinds of questions do is said by each kind (`consents.kinds.GoesOn`).

Nothing is decided by that. Each of them is told once for each day that passes, by a letter in their own
language: whoever postpones an answer names another day.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.consents.kinds import KINDS, GoesOn
from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.rules import goes_on_to
from overens.base.consents.states import REFUSALS, AnswerKind, Stage
from overens.base.languages.rules import languages, write_date
from overens.base.mail.actions import queue
from overens.base.mail.queries import about
from overens.base.municipalities.queries import Sitting, sitting
from overens.base.records.messages import language_of
from overens.base.trail.actions import Ref, write
from overens.base.trail.states import Audience
from overens.cycle.agreements.dossier import WAIVED, dossier_of
from overens.cycle.agreements.models import Agreement, GoneOn, Party
from overens.cycle.agreements.rules.going_on import stages_held
from overens.cycle.agreements.states import PROPOSAL, Progress

_OVER: set[tuple[UUID, UUID]] = set()
"""Questions that can never be answered any more, by matter and authority: that stays so."""
MOST_OVER = 10_000


def go_on(*, now: datetime) -> int:
    """Tell whoever is to be told by now, and say how many steps that were.

    Each question in a transaction of its own, since each belongs to one authority's chain. Any number of
    workers may do this at once: each takes what no other one holds, and looks again under the lock.
    One query where no day has passed.
    """
    here: dict[UUID, list[Sitting]] = {}
    done = 0
    for asked in list(_overdue(now)):
        authority = asked.authority
        if _key(asked) in _OVER or not _stages(asked, {*Stage}, now):
            continue
        if authority.pk not in here:
            here[authority.pk] = sitting(authority, now)
        held = _held(asked, here[authority.pk])
        if _stages(asked, held.keys(), now):
            done += _gone_on(asked.pk, held, now)
    return done


def _key(asked: Asked) -> tuple[UUID, UUID]:
    return asked.consent_id, asked.authority_id


def _overdue(now: datetime) -> QuerySet[Asked]:
    """What has reached an authority, and to which it gave no answer by the day, or none but that it
    postponed it to a day that has passed as well. The date is that of the first country in which
    it comes; the rest is judged by the authority's own."""
    tomorrow = now.date() + timedelta(days=1)
    answers = Answer.objects.filter(asked=OuterRef("pk"))
    newest = answers.order_by("-number")
    return (
        Asked.objects.filter(
            ~Exists(answers.exclude(answer=AnswerKind.POSTPONED)),
            Q(consent__answer_by__lt=tomorrow) | Exists(answers.filter(until__lt=tomorrow)),
            consent__kind__in=[name for name, kind in KINDS.items() if kind.goes_on],
            reached_at__isnull=False,
        )
        .annotate(
            postponed=Subquery(newest.values("until")[:1]),
            postponed_at=Subquery(newest.values("at")[:1]),
        )
        .select_related("consent", "authority__municipality")
        .prefetch_related("gone_on")
        .order_by("consent__asked_at", "pk")
    )


def _stages(asked: Asked, held: Collection[Stage], now: datetime) -> Mapping[Stage, date]:
    """The stages that the question has reached by now and that nobody was told of yet, since its last
    day."""
    told = {(one.stage, one.since) for one in asked.gone_on.all()}
    last = _last_day(asked)
    today = asked.authority.country.today(now)
    found = goes_on_to(answer_by=last, today=today, held=held)
    return {stage: day for stage, day in found.items() if (stage, day) not in told}


def _last_day(asked: Asked) -> date | None:
    """The day to which they postponed it, else the one by which they were asked to answer."""
    postponed: date | None = getattr(asked, "postponed", None)
    return postponed or asked.consent.answer_by


def _goes_on(asked: Asked) -> GoesOn:
    found = KINDS[asked.consent.kind].goes_on
    assert found
    return found


def _held(asked: Asked, people: Sequence[Sitting]) -> Mapping[Stage, list[Sitting]]:
    """Who is meant by each stage. Of an authority whose people sign in elsewhere nobody is: there it
    goes on by itself."""
    if not any(one.email for one in people):
        return {}
    parties = Party.objects.filter(
        agreement=_goes_on(asked).agreement(asked.consent), authority=asked.authority_id
    )
    contact = parties.values_list("contact", flat=True).first()
    return stages_held(people, contact.hex if contact else None)


def _gone_on(pk: int, held: Mapping[Stage, list[Sitting]], now: datetime) -> int:
    with transaction.atomic():
        locked = Asked.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk)
        if not locked.exists():
            return 0
        asked = _overdue(now).filter(pk=pk).first()
        if asked is None:
            return 0
        goes_on = _goes_on(asked)
        within = goes_on.agreement(asked.consent)
        agreement = Agreement.objects.filter(pk=within).first() if within else None
        if agreement is None:
            return 0
        if not goes_on.waits(asked):
            if len(_OVER) > MOST_OVER:
                _OVER.clear()
            _OVER.add(_key(asked))
            return 0
        stages = _stages(asked, held.keys(), now)
        for stage, day in stages.items():
            GoneOn.objects.create(asked=asked, stage=stage, since=day, at=now)
            for somebody in held[stage]:
                _tell(asked, stage, somebody, now)
        if stages:
            write(
                chain=asked.authority.ref,
                by=agreement.ref,
                what=f"{asked.consent.kind}.gone-on",
                about=agreement.ref,
                audience=Audience.OWN,
                details={
                    "agreement": agreement.slug,
                    "edition": asked.consent.edition.sha256,
                    "stages": [stage.value for stage in stages],
                },
                at=now,
            )
    return len(stages)


def agreement_of(consent: Consent) -> UUID | None:
    """Of a text that is proposed, or a waiver; None for a letter that says something else there."""
    try:
        return UUID(consent.about_id)
    except ValueError:
        return None


def waits(asked: Asked) -> bool:
    """Whether a text, or a waiver, can still come to count, and takes this authority's answer."""
    agreement = Agreement.objects.get(pk=asked.consent.about_id)
    dossier, consent, slug = dossier_of(agreement), asked.consent, asked.authority.slug
    if consent.kind == PROPOSAL:
        proposal = dossier.life.proposals.get(consent.edition.sha256)
        if proposal is None or slug not in dossier.life.needed(proposal):
            return False
        return dossier.progress(proposal.seal) in (Progress.OPEN, Progress.AGREED)
    waived = WAIVED.of([consent.edition_id])[consent.edition_id]
    refused = Answer.objects.filter(asked__consent=consent, answer__in=REFUSALS)
    if waived is None or dossier.is_overtaken(waived) or refused.exists():
        return False
    return slug in dossier.needed_to_waive(waived)


def _tell(asked: Asked, stage: Stage, somebody: Sitting, now: datetime) -> None:
    """One letter to each for one last day, whatever they are deputy and leader of; none to whoever signs in nowhere."""
    ref = Ref("asked", str(asked.pk))
    since = getattr(asked, "postponed_at", None) or asked.consent.asked_at
    if not somebody.email or about(ref).filter(to=somebody.email, queued_at__gte=since).exists():
        return
    own = asked.authority
    language = somebody.language if somebody.language in languages() else language_of(own)
    with override(language):
        queue(
            to=somebody.email,
            subject=_("Not answered: %(title)s") % {"title": _title(asked.consent, language)},
            text="\n\n".join(_paragraphs(asked, stage, somebody, language)),
            language=language,
            about=ref,
            at=now,
        )


def _paragraphs(asked: Asked, stage: Stage, somebody: Sitting, language: str) -> Iterator[str]:
    consent, own = asked.consent, asked.authority
    last = _last_day(asked)
    assert last
    yield _(
        "%(by)s has put this to %(name)s: %(title)s. An answer was due on %(day)s, and none is recorded."
    ) % {
        "by": consent.edition.owner.short,
        "name": own.short,
        "title": _title(consent, language),
        "day": write_date(last, language),
    }
    post = somebody.names.shown(language).text
    yield (
        _("It goes on to you as deputy in the post: %(post)s.")
        if stage == Stage.DEPUTY
        else _("It goes on to you in the post: %(post)s.")
    ) % {"post": post}
    yield _(
        "Nothing is decided by that: until it is answered, what counts stays as it is. Here you can read "
        "it, and answer as your body has decided:"
    )
    yield f"{settings.ADDRESS}/{language}/desk/approvals/{consent.pk}/"


def _title(consent: Consent, language: str) -> str:
    return consent.edition.paper.title.shown(language)[1]
