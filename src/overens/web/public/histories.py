"""What has happened, from the public trail and from what is dated on file, in sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wordings, write_date
from overens.base.trail.queries import last_public, public_lines, public_lines_of
from overens.cycle.agreements.models import Evidence
from overens.cycle.agreements.states import EvidenceKind
from overens.cycle.groups.open_queries import things_of
from overens.web.design.words import dated, marked
from overens.web.public.groups.happened import KINDS, happened
from overens.web.public.groups.happened import OF_ALL as SHARED
from overens.web.public.loading import Open
from overens.web.public.shown import CommitmentShown, PartyShown, StateShown


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: the day at the party that it concerns, its mark, a sentence."""

    at: date
    day: SafeString
    letter: str
    sentence: str | SafeString


Sentence = Callable[[Open, str | SafeString, Mapping[str, Any]], str | SafeString]


def _transcribed(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(
        _("{who} typed in version {number} of the agreement."),
        who=who,
        number=said.get("version", ""),
    )


def _answered(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    if said.get("answer") == AnswerKind.YES:
        return format_html(_("{who} confirmed that the agreement was typed in rightly."), who=who)
    if not said.get("because"):
        return format_html(_("{who} sent back what was typed in, to be corrected."), who=who)
    return format_html(
        _("{who} answered about the typing in of the agreement: {answer}. {because}"),
        who=who,
        answer=AnswerKind(said["answer"]).label if said.get("answer") else "",
        because=said.get("because", ""),
    )


def _put(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(
        _(
            "{who} typed in the signed paper, and asked each party to confirm that it was done rightly."
        ),
        who=who,
    )


def _confirmed(page: Open, _who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(
        _("Each party has confirmed that version {number} says what the signed paper says."),
        number=said.get("version", ""),
    )


def _noted(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(
        _("{who} noted for commitment {number}: {kind}, {day}."),
        who=who,
        number=said.get("commitment", ""),
        kind=EvidenceKind(said["kind"]).label if said.get("kind") else "",
        day=_day(said.get("since"), page),
    )


def _withdrawn(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(
        _("{who} withdrew what was noted for commitment {number}."),
        who=who,
        number=said.get("commitment", ""),
    )


def _not_done(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(
        _("{who} said that commitment {number} was not done, and why."),
        who=who,
        number=said.get("commitment", ""),
    )


def _people(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(_("{who} noted who holds its posts."), who=who)


def _counts(page: Open, _who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(
        _("Each party has agreed: version {number} of the agreement counts from {day}."),
        number=said.get("version", ""),
        day=_day(said.get("valid_from"), page),
    )


def _waived(page: Open, _who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    number = said.get("commitment", "")
    if said.get("due"):
        return format_html(
            _("Each party has agreed to waive commitment {number} for {day}."),
            number=number,
            day=_day(said["due"], page),
        )
    return format_html(_("Each party has agreed to waive commitment {number}."), number=number)


def _notice(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    return format_html(_("{who} gave notice, as the agreement allows."), who=who)


def _own_published(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    sentence = (
        _('{who} published its own answer to <a href="{address}">a proposal</a>.')
        if said.get("answered")
        else _('{who} published <a href="{address}">what it proposes</a>; it is not agreed.')
    )
    return format_html(sentence, who=who, address=_own_part(page, said))


def _own_withdrawn(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    sentence = (
        _('{who} withdrew the answer to <a href="{address}">a proposal</a> that it had published.')
        if said.get("answered")
        else _('{who} withdrew <a href="{address}">the proposal</a> that it had published.')
    )
    return format_html(sentence, who=who, address=_own_part(page, said))


def _own_part(page: Open, said: Mapping[str, Any]) -> str:
    consent = said.get("consent")
    return f"{page.home}proposals/{consent}/" if consent else f"{page.home}proposals/"


def _left(page: Open, _who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    views = {view.slug: view.short for view in page.parties_shown}
    party = views.get(said.get("party", ""), said.get("party", ""))
    if not said.get("left"):
        return format_html(_("{party} stays a party to the agreement."), party=party)
    return format_html(
        _("{party} is a party to the agreement until {day}."),
        party=party,
        day=_day(said["left"], page),
    )


def _of_group(sentence: Callable[[], str]) -> Sentence:
    def say(page: Open, _who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
        names = Wordings.of(said.get("names") or {"": str(said.get("group", ""))})
        name = names.shown(*page.reader.wants(names))
        return format_html(sentence(), name=marked(name, page.reader.language))

    return say


def _something(page: Open, who: str | SafeString, said: Mapping[str, Any]) -> str | SafeString:
    """For a line that a newer release wrote."""
    return format_html(_("{who} changed something."), who=who)


SENTENCES: dict[str, Sentence] = {
    "agreement.transcribed": _transcribed,
    "agreement.transcription.answered": _answered,
    "agreement.transcription.put": _put,
    "agreement.transcription-counts": _confirmed,
    "agreement.counts": _counts,
    "agreement.waived": _waived,
    "agreement.notice": _notice,
    "agreement.left": _left,
    "agreement.own-published": _own_published,
    "agreement.own-withdrawn": _own_withdrawn,
    "evidence.noted": _noted,
    "evidence.withdrawn": _withdrawn,
    "evidence.not-done": _not_done,
    "people.noted": _people,
    "group.founded": _of_group(lambda: _("Each party has agreed to the group {name}.")),
    "group.mandate-changed": _of_group(
        lambda: _("Each party has agreed to another mandate for the group {name}.")
    ),
    "group.closed": _of_group(lambda: _("Each party has agreed to close the group {name}.")),
}
"""How each public line about an agreement reads. A test holds this list against the actions."""

OF_ALL = frozenset(
    {
        "agreement.counts",
        "agreement.transcription-counts",
        "agreement.waived",
        "agreement.left",
        "group.founded",
        "group.mandate-changed",
        "group.closed",
    }
)
"""What no party does by itself: it bears no party's mark, whoever wrote it down."""


def _day(text: str | None, page: Open) -> str:
    return write_date(date.fromisoformat(text), page.reader.language) if text else ""


def events(page: Open) -> list[Event]:
    """Newest first: the public lines of the trail, and the signing on its own day."""
    language = page.reader.language
    of_party = {
        str(party.authority_id): (party, view)
        for party, view in zip(page.parties, page.parties_shown, strict=True)
    }
    found, things = [], things_of(page.agreement)
    lines = list(public_lines("agreement", str(page.agreement.pk)))
    if things:
        lines += public_lines_of(KINDS, things)
        lines.sort(key=lambda line: line.at, reverse=True)
    for line in lines:
        party, view = of_party.get(line.chain.holder_id, (None, None))
        who = view.short if view else _("A former party")
        day = _local_day(line.at, party)
        if line.object_kind in KINDS:
            thing = things.get(line.object_id)
            sentence = happened(line.what, who, thing, page.home, page.reader)
        else:
            values = line.details.values if hasattr(line, "details") else {}
            sentence = SENTENCES.get(line.what, _something)(page, who, values)
        is_shared = line.what in OF_ALL or line.what in SHARED
        letter = view.letter if view and not is_shared else ""
        found.append(Event(day, dated(day, language), letter, sentence))
    if page.signatories:
        on = page.signatories[0].on
        sentence = _("The parties signed the agreement on paper.")
        found.append(Event(on, dated(on, language), "", sentence))
    return sorted(found, key=lambda event: event.at, reverse=True)


def _local_day(at: datetime, party: Any) -> date:
    return party.authority.country.today(at) if party else at.date()


def last_change(page: Open) -> date | None:
    """The day of the newest public line, at the party that wrote it: one query."""
    newest = last_public("agreement", str(page.agreement.pk))
    if newest is None:
        return None
    at, holder = newest
    return _local_day(at, next((p for p in page.parties if str(p.authority_id) == holder), None))


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """Something on file that shows a commitment met, or met once."""

    iso: str
    day: str
    letter: str
    short: SafeString
    kind: str
    note: SafeString | str
    row: Evidence
    file_address: str


def evidence_shown(page: Open, row: CommitmentShown) -> list[EvidenceShown]:
    """What stands, newest first."""
    found = [
        (evidence, cell.party)
        for cell in row.cells
        for evidence in (cell.standing.evidence if cell.standing else ())
    ]
    found.sort(key=lambda pair: (pair[0].since, pair[0].pk), reverse=True)
    return [_evidence(evidence, party, page) for evidence, party in found]


def _evidence(row: Evidence, view: PartyShown, page: Open) -> EvidenceShown:
    language = page.reader.language
    day = write_date(row.since, language)
    if row.until is None:
        day = _("since %(day)s") % {"day": day}
    elif row.until != row.since:
        day = _("%(since)s to %(until)s") % {
            "since": day,
            "until": write_date(row.until, language),
        }
    note = marked(row.note.shown(*page.reader.wants(row.note)), language) if row.note else ""
    kind = str(EvidenceKind(row.kind).label)
    return EvidenceShown(
        iso=row.since.isoformat(),
        day=day,
        letter=view.letter,
        short=view.short,
        kind=kind,
        note=note,
        row=row,
        file_address=f"{page.home}evidence/{row.pk}/file" if row.file else "",
    )


@dataclass(frozen=True, slots=True)
class PeriodShown:
    """One due date, with the state at each party; None where it does not bind one."""

    day: SafeString
    states: Sequence[tuple[PartyShown, StateShown | None]]


def periods_shown(row: CommitmentShown, language: str) -> list[PeriodShown]:
    """The due dates so far and the coming one, newest first."""
    by_due: dict[date, dict[str, StateShown]] = {}
    for cell in row.cells:
        for period in cell.standing.periods if cell.standing else ():
            if period.due:
                state = StateShown.of(period, language)
                by_due.setdefault(period.due, {})[cell.party.slug] = state
    return [
        PeriodShown(
            dated(due, language),
            [(cell.party, states.get(cell.party.slug)) for cell in row.cells],
        )
        for due, states in sorted(by_due.items(), reverse=True)
    ]
