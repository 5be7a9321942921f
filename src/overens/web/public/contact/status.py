"""What a sender reads of a thread: with whom it is, what has happened, and what comes next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.languages.rules import Reader, write_date
from overens.base.mail.queries import interrupted, troubled_about
from overens.base.municipalities.models import Authority
from overens.base.papers.html import blocks_as_html
from overens.base.papers.paper import Section
from overens.base.papers.storage import CannotFetch, fetch
from overens.base.records.actions.cases import FORWARDED
from overens.base.records.messages import MESSAGE, language_of
from overens.base.records.models import Arrival, Case, Document, Entry, Receipt, Register
from overens.base.records.queries import case_number
from overens.base.records.rules import Message
from overens.base.records.states import Direction, DocumentKind, ReceiptState
from overens.web.design.words import dated, marked
from overens.web.public.contact.owners import asked_about
from overens.web.public.contact.shown import short_name
from overens.web.public.shown import OTHER

THREAD = re.compile(r"[-_A-Za-z0-9]{43}")


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of the thread, as it was sent; its words where the file can be read."""

    at: datetime
    sha256: str
    text: str
    language: str
    page: str
    page_title: str
    files: Sequence[str]


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer as it was written, in its own language, and what was sent with it."""

    section: Section
    html: SafeString
    language: str
    files: Sequence[Document]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline, by the clock of the authority whose case it is."""

    at: datetime
    day: SafeString
    time: str
    sentence: SafeString
    answer: AnswerShown | None = None


@dataclass
class CaseShown:
    """What became of the thread at one authority."""

    authority: Authority
    letter: str
    name: SafeString
    short: SafeString
    number: str
    received: str
    register: Register
    events: list[Event] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    is_forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """The whole of a sender's page. `reached_by` is 'email', 'phone' or nothing; `mail` says what
    is the matter with the mail, if anything."""

    thread: str
    sent: Sequence[Sent]
    cases: Sequence[CaseShown]
    reached_by: str
    mail: str

    @property
    def takers(self) -> list[Authority]:
        """Who gets what is added: not whoever has sent the case on, where somebody else has it."""
        all_of_them = [case.authority for case in self.cases]
        return [c.authority for c in self.cases if not c.is_forwarded] or all_of_them


def status_of(thread: str, reader: Reader) -> Status | None:
    """By the thread's address; None where there is no such thread."""
    if not THREAD.fullmatch(thread):
        return None
    arrivals = list(
        Arrival.objects.filter(thread=thread)
        .select_related("sender", "carried__sender")
        .prefetch_related("receipts__authority__municipality", "receipts__authority__register")
        .order_by("at", "pk")
    )
    if not arrivals:
        return None
    sent = [found for arrival in arrivals if (found := _sent(arrival))]
    cases = [
        _case(thread, place, arrivals, reader.language) for place in _places(arrivals, sent, reader)
    ]
    senders = [arrival.sender for arrival in arrivals if hasattr(arrival, "sender")]
    reached_by = ""
    if senders:
        reached_by = "email" if any(sender.email for sender in senders) else "phone"
    return Status(thread, sent, cases, reached_by, _mail(arrivals, reached_by))


def _sent(arrival: Arrival) -> Sent | None:
    """What the sender wrote; None for what another authority carried here."""
    if arrival.kind != MESSAGE or hasattr(arrival, "carried"):
        return None
    try:
        said = Message.read(fetch(settings.FILES, arrival.sha256))
    except CannotFetch:
        return Sent(arrival.at, arrival.sha256, "", "", "", "", ())
    files = [file.name for file in said.attached]
    return Sent(
        arrival.at, arrival.sha256, said.text, said.language, said.page, said.page_title, files
    )


def _places(
    arrivals: Sequence[Arrival], sent: Sequence[Sent], reader: Reader
) -> list[tuple[Authority, str]]:
    """Each authority that has something of the thread, with its mark, in the order of the page
    from which it was sent."""
    asked = asked_about(sent[0].page if sent else "", reader)
    letters = {receiver.by: receiver.letter for receiver in asked.receivers}
    order = {authority: place for place, authority in enumerate(letters)}
    found = dict.fromkeys(r.authority for arrival in arrivals for r in arrival.receipts.all())
    placed = sorted(found, key=lambda a: (order.get(a, len(order)), a.slug))
    return [(authority, letters.get(authority, OTHER)) for authority in placed]


def _case(
    thread: str, place: tuple[Authority, str], arrivals: Sequence[Arrival], language: str
) -> CaseShown:
    authority, letter = place
    mine = [
        (arrival, receipt)
        for arrival in arrivals
        for receipt in arrival.receipts.all()
        if receipt.authority_id == authority.pk
    ]
    case = Case.objects.filter(register=authority.pk, thread=thread).first()
    shown = CaseShown(
        authority=authority,
        letter=letter,
        name=marked(authority.name, language),
        short=short_name(authority, language),
        number=case_number(case) if case else "",
        received=_clock(authority, mine[0][0].at, language),
        register=getattr(authority, "register", None) or Register(authority=authority),
    )
    shown.events += _received(shown, mine, language)
    sent_entries = _sent_entries(case)
    shown.events += _went_out(shown, sent_entries, language)
    if case:
        shown.events += _closed(shown, case, language)
        shown.is_forwarded = bool(case.closed_at) and case.closed_because == FORWARDED
    shown.events.sort(key=lambda event: event.at)
    shown.next = list(_next(shown, case, mine, sent_entries, arrivals, language))
    return shown


def _event(shown: CaseShown, at: datetime, language: str, sentence: str, **named: object) -> Event:
    """A sentence with the authority's short name as {name}, at the authority's own clock."""
    local = at.astimezone(shown.authority.country.zone)
    name = short_name(shown.authority, language)
    return Event(
        at,
        dated(local.date(), language),
        f"{local:%H.%M}",
        format_html(sentence, name=name, **named),
    )


def _received(
    shown: CaseShown, mine: Sequence[tuple[Arrival, Receipt]], language: str
) -> Iterator[Event]:
    for place, (arrival, receipt) in enumerate(mine):
        carried = getattr(arrival, "carried", None)
        if carried:
            sentence, by = _("{name} received your message from {by}."), carried.sender
            yield _event(shown, arrival.at, language, sentence, by=short_name(by, language))
        elif place == 0:
            yield _event(shown, arrival.at, language, _("{name} received your message."))
        else:
            yield _event(shown, arrival.at, language, _("{name} received what you added."))
        if receipt.state == ReceiptState.SET_ASIDE and receipt.decided_at:
            sentence = _("{name} read it, and does not enter it in the register.")
            yield _event(shown, receipt.decided_at, language, sentence)


def _sent_entries(case: Case | None) -> list[Entry]:
    if case is None:
        return []
    return list(
        case.entries.filter(direction=Direction.SENT)
        .prefetch_related("documents__edition", "dispatches__to")
        .order_by("entered_at", "number")
    )


def _went_out(shown: CaseShown, entries: Sequence[Entry], language: str) -> Iterator[Event]:
    for entry in entries:
        at = entry.at or entry.entered_at
        if sent_on := list(entry.dispatches.all()):
            for one in sent_on:
                to = short_name(one.to, language)
                yield _event(shown, at, language, _("{name} sent your message on to {to}."), to=to)
        elif answer := answer_in(entry):
            event = _event(shown, at, language, _("{name} answered."))
            yield Event(event.at, event.day, event.time, event.sentence, answer)


def answer_in(entry: Entry) -> AnswerShown | None:
    """The answer that an entry holds; None for one that holds something else."""
    documents = sorted(entry.documents.all(), key=lambda document: document.position)
    first = next((d for d in documents if d.kind == DocumentKind.ANSWER and d.edition), None)
    if first is None:
        return None
    paper = first.edition.paper
    section, language = paper.sections[0], paper.languages[0]
    html = blocks_as_html(section.blocks, language)
    return AnswerShown(section, html, language, documents)


def _closed(shown: CaseShown, case: Case, language: str) -> Iterator[Event]:
    """That it was closed, and why; not where an answer or a dispatch says so already."""
    if case.closed_at and case.closed_because and case.closed_because != FORWARDED:
        because = format_html(
            '<span lang="{}">{}</span>', language_of(shown.authority), case.closed_because
        )
        sentence = _("{name} closed the case, because: {because}")
        yield _event(shown, case.closed_at, language, sentence, because=because)


def _next(
    shown: CaseShown,
    case: Case | None,
    mine: Sequence[tuple[Arrival, Receipt]],
    sent: Sequence[Entry],
    arrivals: Sequence[Arrival],
    language: str,
) -> Iterator[str]:
    """What comes, and by when: of an ordinary question no law says it."""
    states = {receipt.state for _arrival, receipt in mine}
    if states == {ReceiptState.SET_ASIDE}:
        return
    if case and case.closed_at:
        if not shown.is_forwarded:
            yield _("The case is closed. If you add something, it is opened again.")
        return
    waits = [a for a, _r in mine if not any((e.at or e.entered_at) >= a.at for e in sent)]
    if not waits:
        return
    if not any(hasattr(arrival, "sender") for arrival in arrivals):
        yield _("You wanted no reply. What becomes of it stands here all the same.")
        return
    yield _expected(shown, waits[0], language)


def _expected(shown: CaseShown, arrival: Arrival, language: str) -> SafeString:
    country = shown.authority.country
    within = shown.register.answer_within
    day = country.after_working_days(country.today(arrival.at), within)
    name = short_name(shown.authority, language)
    if day < country.today(timezone.now()):
        sentence = _(
            "{name} answers as a rule by {day}. That is past: write or call, or add it here."
        )
    else:
        sentence = _(
            "{name} answers as a rule by {day}. For an ordinary question no law sets a time."
        )
    return format_html(sentence, name=name, day=dated(day, language))


def _clock(authority: Authority, at: datetime, language: str) -> str:
    local = at.astimezone(authority.country.zone)
    said = {"day": write_date(local.date(), language), "time": f"{local:%H.%M}"}
    return _("%(day)s at %(time)s") % said


def _mail(arrivals: Sequence[Arrival], reached_by: str) -> str:
    """What is the matter with the mail to the sender; empty where nothing is."""
    if reached_by != "email":
        return ""
    if not settings.MAIL:
        return _("No mail can be sent just now. Whatever there is to tell stands here.")
    refs = [arrival.ref for arrival in arrivals]
    broken_off = interrupted(timezone.now()).filter(about_id__in=[ref.id for ref in refs])
    if troubled_about(refs).exists() or broken_off.exists():
        return _("A mail to you could not be sent. What it says stands here.")
    return ""
