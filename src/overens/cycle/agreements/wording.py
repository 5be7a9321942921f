"""What an agreement says, in words: for the frozen text, for what changed in it, and for pages. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from overens.base.countries.rules import called
from overens.base.languages.rules import in_each, languages, write_date
from overens.base.papers.paper import Facts, Text
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.models import CommitmentTerms
from overens.cycle.agreements.rules.durations import DURATION
from overens.cycle.agreements.rules.rule_text import Recurrence, read_rule
from overens.cycle.agreements.states import CommitmentKind, EvidenceKind, NameStanding


def when(named: shape.Commitment | CommitmentTerms) -> str:
    """When something promised falls due: a sentence in the active language."""
    if named.kind == CommitmentKind.STANDING:
        return _("It holds all the time.")
    if named.due:
        return _("It is due on %(day)s.") % {"day": _date(named.due)}
    if named.within:
        return _("It is due within %(time)s from the start.") % {"time": _time(named.within)}
    if named.rule:
        return _recurring(named.rule)
    return _("It is to be done once; no date is on file.")


def from_when(named: shape.Commitment) -> list[str]:
    """From which day it counts and how long before its date it is due now, where that is said."""
    said = []
    if named.starts:
        said.append(_("It counts from %(day)s.") % {"day": _date(named.starts)})
    if named.lead_days is not None:
        said.append(
            ngettext(
                "It is due now %(n)s day before its date.",
                "It is due now %(n)s days before its date.",
                named.lead_days,
            )
            % {"n": named.lead_days}
        )
    return said


def _recurring(rule: str) -> str:
    """Plain rules in words; what is finer as it was written."""
    read = read_rule(rule)
    n = read.interval
    every = {
        "YEARLY": ngettext("It is due every year.", "It is due every %(n)s years.", n),
        "MONTHLY": ngettext("It is due every month.", "It is due every %(n)s months.", n),
        "WEEKLY": ngettext("It is due every week.", "It is due every %(n)s weeks.", n),
        "DAILY": ngettext("It is due every day.", "It is due every %(n)s days.", n),
    }[read.freq]
    if read == replace(Recurrence(read.freq), interval=n):
        return every % {"n": n}
    return _("It recurs by the rule %(rule)s.") % {"rule": rule}


def _time(duration: str) -> str:
    """'6 months' for 'P6M'."""
    found = DURATION.fullmatch(duration)
    assert found
    years, months, weeks, days = (int(n or 0) for n in found.groups())
    parts = (
        (years, ngettext("%(n)s year", "%(n)s years", years)),
        (months, ngettext("%(n)s month", "%(n)s months", months)),
        (weeks, ngettext("%(n)s week", "%(n)s weeks", weeks)),
        (days, ngettext("%(n)s day", "%(n)s days", days)),
    )
    known = languages()
    language = known.get(get_language() or "en") or known["en"]
    return language.join([text % {"n": n} for n, text in parts if n])


def _date(day: date) -> str:
    return write_date(day, get_language() or "en")


def languages_of(file: shape.AgreementFile) -> tuple[str, ...]:
    """The languages side by side: the authentic ones, else the parties' own, as far as written."""
    wanted = file.authentic_languages or [c for p in file.parties for c in p.languages]
    written = [code for code in dict.fromkeys(wanted) if code in file.title]
    return tuple(written) or tuple(file.title)


def said(sentence: Callable[[str], str]) -> Text:
    """A sentence of the interface in each of its languages; it is handed the language."""
    return Text(in_each(sentence))


def parted(text: str) -> list[str]:
    """The paragraphs of a text, between blank lines; a word's distance from the next is nothing."""
    return [" ".join(part.split()) for part in text.strip().split("\n\n") if part.strip()]


def names_now(area: shape.FocusArea) -> dict[str, shape.FocusAreaName]:
    """By language the area's name as signed, or else its official one, in the file's order."""
    rank = {NameStanding.AS_SIGNED: 0, NameStanding.OFFICIAL: 1, NameStanding.OWN: 2}
    best: dict[str, shape.FocusAreaName] = {}
    for name in sorted(area.names, key=lambda name: rank[NameStanding(name.standing)]):
        best.setdefault(name.language, name)
    return {name.language: best[name.language] for name in area.names}


def area_name(area: shape.FocusArea) -> Text:
    """The area's name as signed, or else its official one, in each language."""
    return Text({code: capfirst(name.text) for code, name in names_now(area).items()})


def named_as(name: shape.FocusAreaName) -> str:
    """'vand og kyst: official text, 1. januar 2024', in the name's own language if we speak it."""
    with override(name.language if name.language in languages() else "en"):
        said = [str(NameStanding(name.standing).label)]
        if name.since:
            said.append(write_date(name.since, name.language))
    return f"{name.text}: {', '.join([*said, *([name.source] if name.source else [])])}"


def narrower(named: shape.Commitment, file: shape.AgreementFile, language: str) -> list[str]:
    """What it is about, what counts as evidence, and whom it binds, where that is said."""
    said = []
    for area in file.focus_areas:
        if area.slug == named.focus_area:
            name = area_name(area).shown(language)[1]
            said.append(_("It is about: %(area)s.") % {"area": name})
    if named.evidence:
        kinds = ", ".join(str(EvidenceKind(kind).label) for kind in named.evidence)
        said.append(_("What shows it: %(kinds)s.") % {"kinds": kinds})
    if named.parties:
        short = {party.authority: party.short for party in file.parties}
        known = languages()
        joiner = known.get(language) or known["en"]
        names = joiner.join([short[slug] for slug in named.parties])
        said.append(_("It binds %(names)s.") % {"names": names})
    return said


def term_facts(file: shape.AgreementFile) -> Facts:
    """How long it holds, in which languages it is authentic, and by which law."""
    unknown = said(lambda c: _("not recorded here"))
    term = file.term
    rows = [
        (said(lambda c: _("In force from")), _day(term.in_force) or unknown),
        (said(lambda c: _("Ends")), _day(term.ends) or unknown),
        (said(lambda c: _("Notice")), _notice(term.notice_months) or unknown),
        (said(lambda c: _("Authentic languages")), _authentic(file) or unknown),
    ]
    if term.renewal:
        rows.append((said(lambda c: _("Renewal")), Text(term.renewal)))
    if file.legal_basis:
        basis = file.legal_basis
        rows.append((said(lambda c: _("Legal basis")), said(lambda c: called(basis, c))))
    return Facts(tuple(rows))


def _authentic(file: shape.AgreementFile) -> Text | None:
    codes = file.authentic_languages
    if not codes:
        return None
    known = languages()
    return said(
        lambda c: known[c].join([known[x].called_in(c) if x in known else x for x in codes])
    )


def party_facts(parties: Iterable[shape.Party]) -> Facts:
    """From when until when a party is bound, of those that joined later or left."""
    rows = []
    for party in parties:
        if party.joined:
            rows.append(
                (_of_party(party, lambda c: _("%(party)s is bound from")), _day(party.joined))
            )
        if party.left:
            rows.append(
                (_of_party(party, lambda c: _("%(party)s is bound until")), _day(party.left))
            )
    return Facts(tuple((label, day) for label, day in rows if day))


def _of_party(party: shape.Party, sentence: Callable[[str], str]) -> Text:
    return said(lambda c: sentence(c) % {"party": party.short})


def _day(day: date | None) -> Text | None:
    return None if day is None else said(lambda c: write_date(day, c))


def _notice(months: int | None) -> Text | None:
    if months is None:
        return None
    return said(lambda c: ngettext("%(n)s month", "%(n)s months", months) % {"n": months})
