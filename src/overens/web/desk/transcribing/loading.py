"""Fetches a paper that one's own authority types in, and a transcription that was put to it."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.queries import asked_of, reached
from overens.base.papers.attachments import PDF
from overens.base.records.models import Document
from overens.base.trail.states import Audience
from overens.cycle.agreements import queries
from overens.cycle.agreements.actions.confirming import refused_by
from overens.cycle.agreements.letters import Unreadable
from overens.cycle.agreements.models import Agreement, Party, Transcribing, Version
from overens.cycle.agreements.rules.wordings import Lacking
from overens.cycle.agreements.signed_papers import SignedPaper
from overens.cycle.agreements.states import TRANSCRIPTION
from overens.web.design.reads import Reads
from overens.web.desk.drafts.loading import Own
from overens.web.desk.entering import Acting
from overens.web.desk.parties import readers
from overens.web.desk.transcribing.scans import Scan


class Paper(Own):
    """A signed paper, and the draft of what it says. Its parts are written as those of any draft."""

    part = ""
    """The part whose page is open."""

    @classmethod
    def fetch(cls, request: HttpRequest, slug: str) -> "Paper":
        """Fetch and access check in one. Raises Http404."""
        found = super().fetch(request, slug)
        if not isinstance(found, Paper) or found.draft is None or found.transcribing is None:
            raise Http404
        return found

    @property
    def address(self) -> str:
        return f"/{self.language}/desk/transcriptions/{self.agreement.slug}/"

    @cached_property
    def transcribing(self) -> Transcribing | None:
        return queries.transcribing_of(self.agreement, self.acting.authority)

    @property
    def typed(self) -> Transcribing:
        assert self.transcribing
        return self.transcribing

    @property
    def lacking(self) -> list[Lacking]:  # type: ignore[override]  # cached there, and always the same here
        """Nothing: what the paper does not say in a language is not written in it."""
        return []

    @property
    def scan(self) -> Scan:
        return Scan.of(self.typed.scan, self.address)

    @property
    def hint(self) -> str:
        """What to look for on the paper, for the part whose page is open."""
        kind = "art" if self.part.startswith(("art-", "articles")) else self.part
        kind = "areas" if self.part.startswith("focus-") else kind
        kind = "c" if self.part.startswith(("c-", "commitments")) else kind
        return {
            "title": _("What the paper is called, word for word."),
            "preamble": _("What stands before the first article, word for word. Many have none."),
            "purpose": _("Why the parties have agreed, where the paper says so."),
            "art": _(
                "One article at a time, word for word, with its number. What you cannot read, write "
                "as […], and say where it stands under ‘What cannot be read’."
            ),
            "areas": _(
                "The areas in which the parties work together, as the paper names them. Many name none."
            ),
            "c": _(
                "What a party has to do by the paper: once, again and again, or all the time. Write it "
                "in a few words, and say from which article it comes. Overens asks by it what has been "
                "done."
            ),
            "term": _(
                "From which day it holds, its last day, and how notice is given, as far as the paper "
                "says so. What it does not say stays empty."
            ),
            "languages": _("The languages in which the paper itself is written and signed."),
        }.get(kind, "")


@dataclass
class Sent:
    """A transcription that has reached one's authority, as the people of one of the parties see it."""

    consent: Consent
    agreement: Agreement
    said: SignedPaper
    acting: Acting
    language: str

    @classmethod
    def fetch(cls, request: HttpRequest, pk: UUID) -> "Sent":
        """Fetch and access check in one. Raises Http404."""
        own = request.acting.authority
        consent = reached(own, TRANSCRIPTION).exclude(thread="").filter(pk=pk).first()
        agreement = consent and Agreement.objects.filter(pk=consent.about_id).first()
        if consent is None or agreement is None:
            raise Http404
        try:
            said = SignedPaper.read(consent.edition.paper)
        except Unreadable as error:
            raise Http404 from error  # the record stands in the register
        return cls(consent, agreement, said, request.acting, request.reader.language)

    @property
    def address(self) -> str:
        return f"/{self.language}/desk/transcriptions/put/{self.consent.pk}/"

    @cached_property
    def scan(self) -> Scan | None:
        """None where it did not come with the letter."""
        return Scan.of(self.said.scan, self.address) if self.has_scan else None

    @cached_property
    def has_scan(self) -> bool:
        """Whether the scan came with it, or went with it: a letter may name any file."""
        came = Document.objects.filter(
            entry__register__in=(self.acting.authority.pk, self.consent.edition.owner_id),
            entry__case__thread=self.consent.thread,
            sha256=self.said.scan,
            media_type=PDF.media_type,
        )
        return came.exists()

    @cached_property
    def parties(self) -> list[Party]:
        return queries.parties(self.agreement)

    @cached_property
    def asked(self) -> list[Asked]:
        """Each party in the stored order, with its answers."""
        order = {party.authority_id: at for at, party in enumerate(self.parties)}
        return sorted(
            asked_of(self.consent), key=lambda one: (order.get(one.authority_id, 99), one.pk)
        )

    @property
    def own_answer(self) -> Answer | None:
        for one in self.asked:
            if one.authority_id == self.acting.authority.pk:
                answers = list(one.answers.all())
                return answers[-1] if answers else None
        return None

    @cached_property
    def version(self) -> Version | None:
        """The version that came of it."""
        return self.agreement.versions.filter(edition=self.consent.edition_id).first()

    @cached_property
    def is_refused(self) -> bool:
        return bool(refused_by(self.consent))

    def reads(self, audience: Audience) -> Reads:
        return readers(audience, self.acting.authority, self.parties, self.language)
