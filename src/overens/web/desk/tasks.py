"""What waits, in sentences: for whoever sits in a seat, and for the other parties."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wording
from overens.base.municipalities.models import Authority
from overens.base.municipalities.roles import Act
from overens.base.records.own_queries import CaseOwed
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Party
from overens.reach.overview.queries import Change, Overview, Owed, Put
from overens.reach.overview.rules.waiting import Waiting
from overens.reach.overview.states import Kind
from overens.web.design import reads
from overens.web.design.words import dated, marked
from overens.web.desk.parties import OTHER, kept_on_record, place_letters, readers
from overens.web.desk.places import PLACES
from overens.web.public.shown import joined, letter_at


@dataclass(frozen=True, slots=True)
class Side:
    """One party's answer so far."""

    letter: str
    short: SafeString
    icon: str
    word: str
    day: SafeString


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits, as it stands in the list. `verb` is on its button when it is first."""

    title: SafeString
    address: str
    verb: str
    when: SafeString
    is_late: bool
    next: SafeString
    reads: reads.Reads
    sides: Sequence[Side] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What another party was sent, when, and what came back."""

    party: SafeString
    letter: str
    address: str
    sent: SafeString
    back: SafeString
    promised: SafeString
    is_late: bool


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A post that changes hands, in a sentence, and where one's own handover stands."""

    sentence: SafeString
    address: str


class Tasks:
    """Says what waits, in the reader's language."""

    def __init__(self, overview: Overview, language: str) -> None:
        self.overview, self.language = overview, language
        self.home = f"/{language}/desk/"
        self.authority: Authority = overview.seat.post.authority
        self._readers: dict[Audience, reads.Reads] = {}
        self._say: dict[Kind, Callable[[Waiting], Task]] = {
            Kind.CONFIRM: self._confirm,
            Kind.COMMITMENT: self._commitment,
            Kind.CASE: self._case,
            Kind.SET_APART: self._set_apart,
            Kind.WITHOUT_NUMBER: self._without_number,
            Kind.VACANT: self._vacant,
            Kind.HANDOVER: self._handover,
            Kind.RECOVERY: self._recovery,
            Kind.DRAFT: self._draft,
        }

    def of(self, waiting: Waiting) -> Task:
        return self._say[waiting.kind](waiting)

    def readers(self, audience: Audience) -> reads.Reads:
        if audience not in self._readers:
            found = readers(audience, self.authority, self.overview.parties, self.language)
            self._readers[audience] = replace(found, letters=tuple(found.letters))
        return self._readers[audience]

    def others(self, agreement: Agreement) -> SafeString:
        """The names of an agreement's other parties."""
        parties = self.overview.agreed.of_agreement[agreement.pk]
        return joined(
            [short_of(p, self.language) for p in parties if p.authority_id != self.authority.pk],
            self.language,
        )

    def _when(self, waiting: Waiting, until: str, late: str, since: str) -> SafeString:
        """The date first, the distance second; each of the sentences holds {day} and {distance}."""
        assert waiting.day
        sentence = late if waiting.is_late else until if waiting.is_deadline else since
        return format_html(
            sentence,
            day=dated(waiting.day, self.language),
            distance=distance(waiting.day, self.overview.today),
        )

    def _confirm(self, waiting: Waiting) -> Task:
        put: Put = waiting.about
        return Task(
            title=format_html(
                _("Confirm that the agreement with {names} was typed in rightly"),
                names=self.others(put.agreement),
            ),
            address=f"{self.home}agreements/{put.agreement.slug}/confirm/",
            verb=_("Read and confirm"),
            when=self._when(
                waiting,
                _("Answer by <b>{day}</b> {distance}"),
                _("Answer was due <b>{day}</b>, {distance}"),
                _("Sent <b>{day}</b> {distance}"),
            ),
            is_late=waiting.is_late,
            next=_safe(
                _(
                    "The agreement counts already. When you have answered, everyone can read that "
                    "your municipality has confirmed it."
                )
            ),
            reads=self.readers(Audience.PUBLIC),
            sides=self._sides(put.agreement),
        )

    def _sides(self, agreement: Agreement) -> tuple[Side, ...]:
        agreed = self.overview.agreed
        given = {put.party.pk: put for put in agreed.put if put.agreement == agreement}
        return tuple(
            self._side(letter_at(place), given[party.pk])
            for place, party in enumerate(agreed.of_agreement[agreement.pk])
            if party.pk in given
        )

    def _side(self, letter: str, put: Put) -> Side:
        short, question = short_of(put.party, self.language), put.question
        if not question.answer:
            own = put.party.authority_id == self.authority.pk
            return Side(
                letter,
                short,
                "wait",
                _("Waits for you") if own else _("No answer yet"),
                self._day(None),
            )
        icon = "done" if question.answer == AnswerKind.YES else "wait"
        word = capfirst(str(AnswerKind(question.answer).label))
        return Side(letter, short, icon, word, self._day(question.on))

    def _day(self, day: date | None) -> SafeString:
        return dated(day, self.language) if day else SafeString("")

    def _commitment(self, waiting: Waiting) -> Task:
        owed: Owed = waiting.about
        agreement, terms = owed.agreement, owed.promise.terms
        number = terms.commitment.number
        notes = self.overview.may(Act.NOTE_EVIDENCE)
        next_step = (
            _("Write what was done, also where it was later; or say that it was not, and why.")
            if waiting.is_late
            else _("What you note shows at once on the agreement’s open page.")
        )
        return Task(
            title=marked(terms.title.shown(self.language), self.language),
            address=f"{self.home}agreements/{agreement.slug}/commitments/{number}/",
            verb=_("Write what we did") if notes else _("Say how it went"),
            when=self._when(
                waiting,
                _("Due <b>{day}</b> {distance}"),
                _("Was due <b>{day}</b>, {distance}"),
                "",
            ),
            is_late=waiting.is_late,
            next=format_html(
                _("In the agreement with {names}. {next}"),
                names=self.others(agreement),
                next=next_step,
            ),
            reads=self.readers(Audience.PUBLIC),
        )

    def _case(self, waiting: Waiting) -> Task:
        owed: CaseOwed = waiting.about
        sentence = _("Answer {number}: {subject}") if owed.subject else _("Answer {number}")
        return Task(
            title=format_html(sentence, number=owed.written, subject=owed.subject),
            address=f"{self.home}inbox/{owed.case}/",
            verb=_("Answer"),
            when=self._when(
                waiting,
                _("As a rule by <b>{day}</b> {distance}"),
                _("As a rule it was to be answered by <b>{day}</b>, {distance}"),
                "",
            ),
            is_late=waiting.is_late,
            next=_safe(_("It is in the register already. No law sets a time; your authority does."))
            if owed.subject
            else _safe(_("Something in it is marked as confidential. That you open it is noted.")),
            reads=self._on_record,
        )

    def _set_apart(self, waiting: Waiting) -> Task:
        n: int = waiting.about
        return self._of_register(
            ngettext(
                "Look at {n} message that was set apart",
                "Look at {n} messages that were set apart",
                n,
            ),
            n,
            "set-apart/",
            _("Look and decide"),
            _(
                "Each is stored with its time of arrival, and has no number before you have decided."
            ),
        )

    def _without_number(self, waiting: Waiting) -> Task:
        n: int = waiting.about
        return self._of_register(
            ngettext("{n} entry has no number yet", "{n} entries have no number yet", n),
            n,
            "without-number/",
            _("Look what is missing"),
            _(
                "Each is stored. Overens tries again by itself; the number can be written in by hand."
            ),
        )

    def _of_register(self, title: str, n: int, address: str, verb: str, then: str) -> Task:
        return Task(
            title=format_html(title, n=n),
            address=f"{self.home}register/{address}",
            verb=verb,
            when=SafeString(""),
            is_late=False,
            next=_safe(then),
            reads=self._on_record,
        )

    @cached_property
    def _on_record(self) -> reads.Reads:
        return kept_on_record(self.authority, self.overview.parties)

    def _vacant(self, waiting: Waiting) -> Task:
        vacant = waiting.about
        names = joined([self.others(one) for one in vacant.agreements[:3]], self.language)
        return Task(
            title=format_html(_("Who holds the post {post}?"), post=self._post(vacant.post)),
            address=f"{self.home}posts/{vacant.post.slug}/",
            verb=_("Say who holds it"),
            when=self._when(waiting, "", "", _("Vacant since <b>{day}</b> {distance}"))
            if waiting.day
            else _safe(_("Nobody holds it today")),
            is_late=False,
            next=format_html(
                _("It is the contact for {names}. Until somebody holds it, its work waits."),
                names=names,
            ),
            reads=self.readers(Audience.PARTNERS),
        )

    def _handover(self, waiting: Waiting) -> Task:
        handover = waiting.about
        return Task(
            title=format_html(_("Hand over the post {post}"), post=self._post(handover.post)),
            address=f"{self.home}handovers/{handover.pk}/",
            verb=_("Open the handover"),
            when=self._when(
                waiting,
                _("Last day <b>{day}</b> {distance}"),
                _("Last day was <b>{day}</b>, {distance}"),
                _("Opened <b>{day}</b> {distance}"),
            ),
            is_late=waiting.is_late,
            next=_safe(
                _(
                    "Write what must not be lost. It is closed when somebody has taken over the post."
                )
            ),
            reads=self.readers(Audience.OWN),
        )

    def _recovery(self, waiting: Waiting) -> Task:
        return Task(
            title=format_html(
                _("{name} cannot sign in any more"), name=waiting.about.account.person.name
            ),
            address=f"{self.home}people/",
            verb=_("Look and answer"),
            when=self._when(waiting, _("Answer by <b>{day}</b> {distance}"), "", ""),
            is_late=False,
            next=_safe(
                _(
                    "One administrator has asked for a way back. It is made when a second one agrees."
                )
            ),
            reads=self.readers(Audience.OWN),
        )

    def _draft(self, waiting: Waiting) -> Task:
        pattern, address, sentence = next(
            place for place in PLACES if place[0].fullmatch(waiting.about.place)
        )
        found = pattern.fullmatch(waiting.about.place)
        assert found
        return Task(
            title=_safe(_(sentence)),
            address=self.home + address.format(**found.groupdict()),
            verb=_("Go on writing"),
            when=self._when(waiting, "", "", _("Saved <b>{day}</b> {distance}")),
            is_late=False,
            next=_safe(_("It is kept as you left it. Nothing is sent before you send it.")),
            reads=reads.only_you(),
        )

    def _post(self, post: object) -> SafeString:
        return marked(post.names.shown(self.language), self.language)

    def sent(self, put: Put) -> Sent:
        """What one other party was sent, and what came back."""
        language, question, today = self.language, put.question, self.overview.today
        sent_on, last = self.authority.country.today(question.asked_at), question.until
        promised: SafeString | str = ""
        if last:
            sentence = (
                _("An answer was promised by {day}, {distance}.")
                if last < today
                else _("An answer is promised by {day}, {distance}.")
            )
            promised = format_html(
                sentence, day=dated(last, language), distance=distance(last, today)
            )
        back = (
            format_html(
                _("Answered {day}: {answer}."),
                day=self._day(question.on),
                answer=AnswerKind(question.answer).label,
            )
            if question.answer
            else _("No answer yet.")
        )
        return Sent(
            party=short_of(put.party, language),
            letter=self.letters.get(put.party.authority.slug, OTHER),
            address=f"{self.home}agreements/{put.agreement.slug}/",
            sent=format_html(
                _("Sent {day}, {distance}."),
                day=dated(sent_on, language),
                distance=distance(sent_on, today),
            ),
            back=format_html("{}", back),
            promised=format_html("{}", promised),
            is_late=bool(last and last < today),
        )

    @cached_property
    def letters(self) -> dict[str, str]:
        return place_letters(self.overview.parties)

    def change(self, change: Change) -> ChangeShown:
        """A post that changes hands, or that nobody holds."""
        authority = change.post.authority
        letter = self.letters.get(authority.slug, OTHER)
        said = {
            "post": self._post(change.post),
            "party": format_html(
                '<span class="who"><svg class="mark {}" aria-hidden="true"><use href="#p{}"/></svg>'
                "{}</span>",
                letter,
                letter,
                marked(Wording(authority.short, authority.name.language), self.language),
            ),
            "day": dated(change.day, self.language) if change.day else "",
        }
        if change.is_vacant:
            sentence = (
                _("Nobody has held the post {post} in {party} since {day}.")
                if change.day
                else _("Nobody holds the post {post} in {party} today.")
            )
        elif change.day:
            sentence = _("The post {post} in {party} changes hands. The last day is {day}.")
        else:
            sentence = _("The post {post} in {party} changes hands.")
        address = f"{self.home}handovers/{change.handover.pk}/" if change.handover else ""
        return ChangeShown(format_html(sentence, **said), address)


def _safe(sentence: str) -> SafeString:
    """Every text of a task is safe, so that two that read alike are one."""
    return format_html("{}", sentence)


def short_of(party: Party, language: str) -> SafeString:
    """The party's short name, marked with its own language."""
    authority = party.authority
    return _short(authority.short, authority.name.language, language)


@lru_cache(maxsize=5000)
def _short(short: str, own: str, language: str) -> SafeString:
    return marked(Wording(short, own), language)


def distance(day: date, today: date) -> str:
    """'in 11 days', 'today', '3 days ago'."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}
