"""What a page tells of what each party has published by itself: its own part, and nobody else's.

Nothing here tells what a party has not published: that it has answered, or has not, is its own to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.consents.models import Answer
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Reader, Wording, languages
from overens.base.papers.paper import Paper
from overens.cycle.agreements import own_parts, queries
from overens.cycle.agreements.dossier import proposed_in
from overens.cycle.agreements.letters import Proposed
from overens.cycle.agreements.models import Agreement, Party, Published, Version
from overens.cycle.agreements.states import PROPOSAL
from overens.web.design.words import dated, marked
from overens.web.public.shown import OTHER, joined, letter_at

ICONS = {
    AnswerKind.YES: "done",
    AnswerKind.YES_IF: "due",
    AnswerKind.POSTPONED: "wait",
    AnswerKind.SENT_BACK: "sent-back",
    AnswerKind.NO: "not-done",
}
MOST_NEWEST = 5
"""On a page that is about something else."""


@dataclass(frozen=True, slots=True)
class Row:
    """In a list: whose it is, what it is, of which day, and where it is read; `was` where it was
    withdrawn."""

    letter: str
    sentence: SafeString
    day: SafeString
    address: str
    was: SafeString | None


@dataclass
class Parts:
    """All that the parties to one agreement have published by themselves."""

    agreement: Agreement
    parties: Sequence[Party]
    versions: Sequence[Version]
    reader: Reader

    @classmethod
    def fetch(cls, request: HttpRequest, slug: str) -> "Parts":
        """Raises Http404 for what is not public: no text of it counts, and nothing was published."""
        versions = queries.versions_that_count(slug)
        agreement = (
            versions[0].agreement if versions else Agreement.objects.filter(slug=slug).first()
        )
        if agreement is None:
            raise Http404
        found = cls(agreement, queries.parties(agreement), versions, request.reader)
        if not versions and not found.rows:
            raise Http404
        return found

    @property
    def home(self) -> str:
        return f"/{self.reader.language}/agreements/{self.agreement.slug}/"

    @cached_property
    def rows(self) -> list[Published]:
        return own_parts.published_in(self.agreement)

    @cached_property
    def answers(self) -> dict[UUID, Answer]:
        return own_parts.answers_in(self.rows)

    @cached_property
    def letters(self) -> Mapping[UUID, str]:
        return {p.authority_id: letter_at(at) for at, p in enumerate(self.parties)}

    def day(self, at: datetime, row: Published) -> SafeString:
        """A day at the party whose part it is."""
        return dated(row.edition.owner.country.today(at), self.reader.language)

    def shown(self, rows: Sequence[Published]) -> list[Row]:
        return [self._row(row) for row in rows]

    def _row(self, row: Published) -> Row:
        owner = row.edition.owner
        return Row(
            letter=self.letters.get(owner.pk, OTHER),
            sentence=_sentence(row, self.answers.get(row.edition_id), self.reader.language),
            day=self.day(row.at, row),
            address=f"{self.home}proposals/{row.consent_id}/",
            was=self.day(row.withdrawn_at, row) if row.withdrawn_at else None,
        )

    def newest(self) -> list[Row]:
        """What is said of a page beside: what stands, and has not come to count."""
        counted = {version.edition_id for version in self.versions}
        rows = [r for r in self.rows if not r.withdrawn_at and r.consent.edition_id not in counted]
        return self.shown(rows[:MOST_NEWEST])

    def around(self) -> dict[str, Any]:
        """What stands on each page of these."""
        shorts = [
            marked(Wording(p.authority.short, p.authority.name.language), self.reader.language)
            for p in self.parties
        ]
        known = languages()[self.reader.language]
        return {
            "agreement": self.agreement,
            "example": self.agreement.example,
            "page": self.home,
            "counts": bool(self.versions),
            "name": joined(shorts, self.reader.language),
            "plain_name": known.join([p.authority.short for p in self.parties]),
        }


def newest_of(request: HttpRequest, agreement: Agreement, versions: Sequence[Version]) -> list[Row]:
    """For another page of an agreement: three queries at most, and one where nothing is published."""
    rows = own_parts.published_in(agreement)
    if not rows:
        return []
    found = Parts(agreement, queries.parties(agreement), versions, request.reader)
    found.rows = rows
    return found.newest()


def without_text(request: HttpRequest) -> list[dict[str, object]]:
    """Agreements of which no text counts, and about which a party has published something: two
    queries at most."""
    language, found = request.reader.language, []
    for agreement in own_parts.begun_in_public():
        shorts = [
            marked(Wording(party.authority.short, party.authority.name.language), language)
            for party in agreement.parties.all()
        ]
        found.append(
            {
                "address": f"/{language}/agreements/{agreement.slug}/proposals/",
                "name": joined(shorts, language),
                "example": agreement.example,
            }
        )
    return found


def _sentence(row: Published, answer: Answer | None, language: str) -> SafeString:
    """What a party has done, with nothing of what it did not publish or has withdrawn."""
    owner, by = row.edition.owner, row.consent.edition.owner
    who = marked(Wording(owner.short, owner.name.language), language)
    is_text = row.consent.kind == PROPOSAL
    if answer is None:
        said = _("{who} proposes a text") if is_text else _("{who} proposes to waive a commitment")
        return format_html(said, who=who)
    asked = marked(Wording(by.short, by.name.language), language)
    if row.withdrawn_at:
        return format_html(_("{who} answers a proposal by {asked}"), who=who, asked=asked)
    return format_html(
        _("{who} answers a proposal by {asked}: {answer}"),
        who=who,
        asked=asked,
        answer=AnswerKind(answer.answer).label,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as its party published it."""

    icon: str
    word: str
    until: SafeString | None
    because: str
    decided: str
    on: SafeString
    lawful_on: SafeString | None
    pdf: str
    """Its address; empty where it would tell what another party has not published."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one party lets everyone read of a matter. `put` is the day on which it put it, `traces`
    sentences on when it published and withdrew."""

    letter: str
    name: SafeString
    put: SafeString | None
    said: Sequence[Said]
    traces: Sequence[SafeString]


class Matter:
    """One matter, as far as its parties have published it."""

    def __init__(self, page: Parts, rows: Sequence[Published]) -> None:
        self.page, self.rows = page, rows
        self.consent = rows[0].consent
        self.standing = [row for row in rows if not row.withdrawn_at]

    @classmethod
    def fetch(cls, request: HttpRequest, slug: str, consent: UUID) -> "Matter":
        """Raises Http404 where nobody has ever published anything of it."""
        page = Parts.fetch(request, slug)
        rows = [row for row in page.rows if row.consent_id == consent]
        if not rows:
            raise Http404
        return cls(page, own_parts.published_of(rows[0].consent))

    @property
    def address(self) -> str:
        return f"{self.page.home}proposals/{self.consent.pk}/"

    @cached_property
    def paper(self) -> Paper | None:
        """What was put, where whoever put it lets everyone read it."""
        own = [row for row in self.standing if row.edition_id == self.consent.edition_id]
        return own[0].edition.paper if own else None

    @cached_property
    def pdfs(self) -> set[str]:
        """The PDFs that everyone may read. That of an answer says what the matter is called, in the
        words of whoever put it: it waits until those are public."""
        title, versions = self.consent.edition.paper.title, self.page.versions
        is_known = self.consent.kind == PROPOSAL and title in [v.title.texts() for v in versions]
        own = [row for row in self.standing if row.edition_id == self.consent.edition_id]
        return {row.edition.pdf for row in (self.standing if own or is_known else own)}

    @property
    def said(self) -> Proposed | None:
        """The text that is proposed, where it may be read."""
        is_text = self.paper and self.consent.kind == PROPOSAL
        return proposed_in(self.consent.edition) if is_text else None

    @cached_property
    def base(self) -> Version | None:
        """The version that it changes."""
        if self.said is None:
            return None
        proofs = queries.proofs_of(self.page.agreement)
        found = (v for v in self.page.versions if proofs[v.pk].sha256 == self.said.base)
        return next(found, None)

    @property
    def counts_as(self) -> int | None:
        """The number of the version that came of it, which everyone may know."""
        numbers = [v.number for v in self.page.versions if v.edition_id == self.consent.edition_id]
        return numbers[0] if numbers else None

    @property
    def title(self) -> SafeString:
        """As the matter is called, where somebody has published that; else what kind it is."""
        language = self.page.reader.language
        if self.paper:
            code, text = self.paper.title.shown(*self.page.reader.wants())
            return marked(Wording(text, code), language)
        return SafeString(
            _("A proposed text") if self.consent.kind == PROPOSAL else _("A proposed waiver")
        )

    def cells(self) -> list[Cell]:
        return [self._cell(party) for party in self.page.parties]

    def _cell(self, party: Party) -> Cell:
        language, authority = self.page.reader.language, party.authority
        own = [row for row in reversed(self.rows) if row.edition.owner_id == authority.pk]
        standing = [row for row in own if not row.withdrawn_at]
        asked_on = authority.country.today(self.consent.asked_at)
        return Cell(
            letter=self.page.letters[authority.pk],
            name=marked(Wording(authority.short, authority.name.language), language),
            put=dated(asked_on, language)
            if any(row.edition_id == self.consent.edition_id for row in standing)
            else None,
            said=[
                self._said(answer, row)
                for row in standing
                if (answer := self.page.answers.get(row.edition_id))
            ],
            traces=[self._trace(row) for row in own],
        )

    def _said(self, answer: Answer, row: Published) -> Said:
        language, kind = self.page.reader.language, AnswerKind(answer.answer)
        return Said(
            icon=ICONS[kind],
            word=capfirst(str(kind.label)),
            until=dated(answer.until, language) if answer.until else None,
            because=answer.because,
            decided=", ".join(filter(None, (answer.body, answer.paragraph))),
            on=dated(answer.on, language),
            lawful_on=dated(answer.lawful_on, language) if answer.lawful_on else None,
            pdf=f"{self.address}{row.edition.pdf}.pdf" if row.edition.pdf in self.pdfs else "",
        )

    def _trace(self, row: Published) -> SafeString:
        published = self.page.day(row.at, row)
        if row.withdrawn_at:
            return format_html(
                _("Published {day}, and withdrawn {later}."),
                day=published,
                later=self.page.day(row.withdrawn_at, row),
            )
        return format_html(_("Published {day}."), day=published)
