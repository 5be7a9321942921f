"""Fetches one question that has reached one's authority: what has not is not there."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.queries import asked_of, asked_of_each, reached
from overens.base.consents.states import MAY_FOLLOW, REFUSALS, AnswerKind
from overens.base.languages.rules import Reader, Wording, languages
from overens.base.papers.paper import Paper
from overens.base.records.queries import Standing, standing_of
from overens.base.trail.states import Audience
from overens.cycle.agreements import queries
from overens.cycle.agreements.dossier import WAIVED, Dossier, dossier_of, proposed_in, told_in
from overens.cycle.agreements.letters import Proposed, Told, Unreadable
from overens.cycle.agreements.models import Agreement, Comment, Party, Step
from overens.cycle.agreements.states import PROPOSAL, WAIVER, Progress, StepKind
from overens.cycle.groups.models import Mandate
from overens.cycle.groups.states import MANDATE
from overens.web.design.reads import Reads
from overens.web.design.words import marked
from overens.web.desk.entering import Acting
from overens.web.desk.parties import OTHER, readers
from overens.web.public.shown import letter_at

KINDS = (PROPOSAL, WAIVER, MANDATE)
"""What is answered on these pages."""


def _agreement_of(consent: Consent) -> Agreement | None:
    if consent.kind != MANDATE:
        return Agreement.objects.filter(pk=consent.about_id).first()
    mandate = Mandate.objects.filter(consent=consent).select_related("group__agreement").first()
    return mandate.group.agreement if mandate else None


@dataclass
class Put:
    """A proposal, a waiver, or a mandate of a group, as the people of one of the parties see it."""

    consent: Consent
    agreement: Agreement
    acting: Acting
    reader: Reader

    @classmethod
    def fetch(cls, request: HttpRequest, pk: UUID) -> "Put":
        """Fetch and access check in one. Raises Http404."""
        own = request.acting.authority
        consent = reached(own, *KINDS).filter(pk=pk).first()
        agreement = _agreement_of(consent) if consent is not None else None
        if consent is None or agreement is None:
            raise Http404
        found = cls(consent, agreement, request.acting, request.reader)
        if consent.kind == PROPOSAL and found.seal not in found.dossier.consents:
            raise Http404  # it cannot be read as a text: the record stands in the register
        return found

    @classmethod
    def under_way(
        cls, request: HttpRequest, agreement: Agreement, parties: list[Party]
    ) -> "list[Put]":
        """The proposals of an agreement that can still come to count, newest first, as far as they
        have reached one's own authority. As many queries for any number of them."""
        dossier = dossier_of(agreement, request.acting.authority)
        consents = dossier.open()
        asked = asked_of_each(consents)
        found = [cls(consent, agreement, request.acting, request.reader) for consent in consents]
        for put in found:
            put.dossier, put.parties = dossier, parties
            put.asked = put.in_order(asked[put.consent.pk])
        return found

    @property
    def language(self) -> str:
        return self.reader.language

    @property
    def address(self) -> str:
        return f"/{self.language}/desk/approvals/{self.consent.pk}/"

    @property
    def seal(self) -> str:
        return self.consent.edition.sha256

    @property
    def is_proposal(self) -> bool:
        return self.consent.kind == PROPOSAL

    @cached_property
    def mandate(self) -> Mandate | None:
        """Of a group; None for what is about the text."""
        if self.consent.kind != MANDATE:
            return None
        return Mandate.objects.select_related("group").get(consent=self.consent)

    @cached_property
    def paper(self) -> Paper:
        return self.consent.edition.paper

    @property
    def title(self) -> SafeString:
        code, text = self.paper.title.shown(self.language)
        return marked(Wording(text, code), self.language)

    @property
    def plain_title(self) -> str:
        return self.paper.title.shown(self.language)[1]

    @cached_property
    def said(self) -> Proposed | None:
        """The text that is proposed; None for a waiver."""
        return proposed_in(self.consent.edition) if self.is_proposal else None

    @cached_property
    def dossier(self) -> Dossier:
        """What has reached one's own authority."""
        return dossier_of(self.agreement, self.acting.authority)

    @cached_property
    def parties(self) -> list[Party]:
        return queries.parties(self.agreement)

    def letter(self, authority: UUID) -> str:
        places = {party.authority_id: at for at, party in enumerate(self.parties)}
        return letter_at(places[authority]) if authority in places else OTHER

    @cached_property
    def asked(self) -> list[Asked]:
        """Each party that was asked, in the parties' stored order, with its answers."""
        return self.in_order(asked_of(self.consent))

    def in_order(self, asked: list[Asked]) -> list[Asked]:
        order = {party.authority_id: at for at, party in enumerate(self.parties)}
        return sorted(asked, key=lambda one: (order.get(one.authority_id, 99), one.pk))

    @cached_property
    def own(self) -> Asked:
        return next(one for one in self.asked if one.authority_id == self.acting.authority.pk)

    @staticmethod
    def standing(asked: Asked) -> Answer | None:
        """A party's standing answer."""
        answers = list(asked.answers.all())
        return answers[-1] if answers else None

    @cached_property
    def progress(self) -> Progress:
        if self.is_proposal:
            return self.dossier.progress(self.seal)
        if self.mandate.counted_at if self.mandate else self.consent.edition.waivers.exists():
            return Progress.COUNTS
        said = {answer.answer for one in self.asked if (answer := self.standing(one))}
        if said & REFUSALS:
            return Progress.REFUSED
        if self.mandate:
            return Progress.OPEN
        waived = WAIVED.of([self.consent.edition_id])[self.consent.edition_id]
        is_overtaken = waived is not None and self.dossier.is_overtaken(waived)
        return Progress.OVERTAKEN if is_overtaken else Progress.OPEN

    @property
    def is_open(self) -> bool:
        return self.progress in (Progress.OPEN, Progress.AGREED)

    @property
    def what(self) -> str:
        """What kind of matter it is."""
        if self.mandate:
            return _("End of a group") if self.mandate.closes else _("Mandate of a group")
        return _("Proposed text") if self.is_proposal else _("Proposed waiver")

    @property
    def is_signed(self) -> bool:
        """Whether it counts by a signing, and not by each party's yes."""
        return bool(self.said and self.said.signing)

    @cached_property
    def own_bound(self) -> bool:
        if not self.is_proposal:
            return False
        bound = self.dossier.life.bound(self.dossier.life.proposals[self.seal])
        return self.acting.authority.slug in bound

    @property
    def choices(self) -> list[AnswerKind]:
        """What one's own authority may answer now; nothing where its answer is its last."""
        if not self.is_open or self.own_bound:
            return []
        given = self.standing(self.own)
        may = set(MAY_FOLLOW[given.answer if given else ""])
        if self.is_proposal and given and given.answer == AnswerKind.YES:
            may |= REFUSALS  # a yes binds nobody before the signing
        return [kind for kind in AnswerKind if kind in may]

    @property
    def may_be_signed(self) -> bool:
        return self.is_signed and self.progress == Progress.AGREED and not self.own_bound

    @cached_property
    def newer(self) -> Consent | None:
        """The proposal that took the place of this one, as far as it has reached us."""
        found = (
            self.dossier.consents[seal]
            for seal, one in self.dossier.life.proposals.items()
            if one.changes == self.seal
        )
        return next(found, None)

    @cached_property
    def older(self) -> Consent | None:
        """The proposal whose place this one took."""
        return self.dossier.consents.get(self.said.changes) if self.said else None

    @cached_property
    def _counted(self) -> dict[str, queries.Counted]:
        return queries.counted_by_seal(self.agreement, self.acting.authority)

    @property
    def version(self) -> int | None:
        """The number of the version that came of it."""
        return self._counted[self.seal].number if self.seal in self._counted else None

    @property
    def before(self) -> queries.Counted | None:
        """The version that it changes."""
        return self._counted.get(self.said.base) if self.said and self.said.base else None

    @property
    def has_draft(self) -> bool:
        """Whether one's own authority has begun to write a changed text."""
        return "" in self._counted

    @cached_property
    def signatures(self) -> dict[UUID, Told]:
        """Who signed it, by authority."""
        return {step.authority_id: told for step, told in self._told(StepKind.SIGNED)}

    @cached_property
    def comments(self) -> list[tuple[Step, Told]]:
        """What each side has told the others about it, oldest first."""
        return self._told(StepKind.COMMENTED)

    def _told(self, kind: StepKind) -> list[tuple[Step, Told]]:
        found = []
        for step in self.dossier.steps:
            if step.kind == kind and step.about == self.seal:
                try:
                    found.append((step, told_in(step)))
                except Unreadable:
                    continue
        return found

    @cached_property
    def notes(self) -> list[Comment]:
        """What one's own people noted about it, for themselves."""
        return queries.own_notes(self.agreement, self.acting.authority, self.seal)

    @cached_property
    def registered(self) -> Standing | None:
        """Where it stands in one's own register, and in those of the others as far as we know."""
        return standing_of(self.acting.authority, self.consent.edition)

    def names(self, asked: list[Asked]) -> str:
        shorts = [one.authority.short for one in asked]
        return languages()[self.language].join(shorts)

    def reads(self, audience: Audience) -> Reads:
        return readers(audience, self.acting.authority, self.parties, self.language)
