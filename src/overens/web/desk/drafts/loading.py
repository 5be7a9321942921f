"""Fetches one's own draft of an agreement, and writes a part of it as it was read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from overens.base.countries.rules import countries
from overens.base.languages.rules import languages
from overens.base.municipalities.rules import Changed, Refused
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.drafting import change_draft, own_draft, sealed
from overens.cycle.agreements.actions.proposing import overtaken_by
from overens.cycle.agreements.agreement_file.reading import FileFaults, read
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.agreement_file.writing import write
from overens.cycle.agreements.dossier import text_of
from overens.cycle.agreements.letters import as_proposed
from overens.cycle.agreements.models import Agreement, Party, Version
from overens.cycle.agreements.rules.redline import Redline, redline
from overens.cycle.agreements.rules.wordings import Lacking, lacking, languages_of, parts
from overens.cycle.agreements.transcript import as_file, text_as_file
from overens.web.design.reads import Reads
from overens.web.desk.agreements.loading import draft_of, own_agreement
from overens.web.desk.entering import Acting
from overens.web.desk.parties import readers

Change = Callable[[AgreementFile], AgreementFile]


@dataclass
class Own:
    """An agreement to which one's own authority is a party, and its draft where it has one."""

    acting: Acting
    language: str
    agreement: Agreement
    draft: Version | None

    @classmethod
    def fetch(cls, request: HttpRequest, slug: str) -> "Own":
        """Fetch and access check in one: one that counts, one's own draft, or what another party
        has proposed. Raises Http404."""
        found = own_agreement(request, slug)
        return cls(request.acting, request.reader.language, found, draft_of(found))

    @property
    def home(self) -> str:
        return f"/{self.language}/desk/agreements/{self.agreement.slug}/"

    @property
    def address(self) -> str:
        return f"{self.home}draft/"

    @property
    def written(self) -> Version:
        """The draft, on a page that is about one."""
        assert self.draft
        return self.draft

    @cached_property
    def file(self) -> AgreementFile:
        """What the draft says, with nothing of the parties' people: it is no part of the text."""
        return text_as_file(self.written, self.parties)

    @property
    def name(self) -> str:
        return self.written.title.shown(self.language).text

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The languages side by side: those that each part is worded in, then what stands there in
        others."""
        others = (code for texts in parts(self.file).values() for code in texts)
        return tuple(dict.fromkeys((*languages_of(self.file), *others)))

    @cached_property
    def lacking(self) -> list[Lacking]:
        """What keeps it from being proposed."""
        return list(lacking(self.file, self.before, self.written.confirmed))

    @cached_property
    def overtaken_by(self) -> Version | None:
        """The version that has come to count since the draft was begun, where there is one."""
        return overtaken_by(self.written)

    @property
    def before(self) -> AgreementFile | None:
        """The text that the draft changes: the one from which it began, or that which has come to count
        since. None for a draft that began empty."""
        newer = self.overtaken_by
        edition = newer.edition_id if newer else self.written.based_on_id
        return text_of(edition) if edition else None

    @cached_property
    def changes(self) -> Redline | None:
        """What the draft changes in the text before it."""
        return redline(self.before, as_proposed(self.file)) if self.before else None

    @cached_property
    def own_people(self) -> Reads:
        return self._readers(Audience.OWN)

    @cached_property
    def partners(self) -> Reads:
        """Who reads what is proposed."""
        return self._readers(Audience.PARTNERS)

    @cached_property
    def until_proposed(self) -> Reads:
        """One's own people first, and the other parties once it is proposed."""
        others = [p.authority.short for p in self.parties if p.authority != self.acting.authority]
        words = _(
            "<b>Only {name}</b> reads it until it is proposed; then <b>also {others}</b>, where "
            "anyone may ask for it"
        )
        names = languages()[self.language].join(others)
        said = format_html(words, name=self.acting.authority.short, others=names)
        return Reads(said, self.partners.letters)

    @cached_property
    def parties(self) -> list[Party]:
        """In their stored order."""
        return list(self.agreement.parties.all())

    def _readers(self, audience: Audience) -> Reads:
        return readers(audience, self.acting.authority, self.parties, self.language)

    def mark(self, part: str) -> int:
        """By which a form knows what it read: the first signs of the part's seal, as the number
        that every form of the desk sends along (`DeskForm.base`)."""
        return mark_of(self.file, part)

    def write(self, part: str, read_: int, change: Change) -> Version:
        """Change a part as it was read. Raises Changed with what stands there now, and Refused
        where the draft would hold what no agreement can."""
        seal = sealed(self.file, part)
        try:
            return change_draft(
                by=self.acting.seat,
                draft=self.written,
                part=part,
                read=seal if read_ == self.mark(part) else "",
                change=lambda file: _checked(change(file), self.acting),
                at=self.acting.now,
            )
        except Changed as changed:
            draft = own_draft(self.acting.seat, self.agreement)
            now = as_file(draft) if draft else self.file
            raise Changed(str(changed), _in_words(now, part), mark_of(now, part)) from changed


def mark_of(file: AgreementFile, part: str) -> int:
    return int(sealed(file, part)[:7], 16)


def _checked(file: AgreementFile, acting: Acting) -> AgreementFile:
    """What a form lets through, and an agreement file may not say, is refused while it is typed
    and not once it is proposed. Raises Refused."""
    try:
        read(write(as_proposed(file)), countries=countries(), today=acting.today)
    except FileFaults as error:
        raise Refused(" ".join(dict.fromkeys(f.message for f in error.faults[:5]))) from error
    return file


def _in_words(file: AgreementFile, part: str) -> str:
    """What somebody else has written there: each wording a paragraph."""
    texts = parts(file)
    names = ("renewal",) if part == "term" else (f"{part}.heading", part, f"{part}.difference")
    return "\n\n".join(text for name in names for text in texts.get(name, {}).values())
