"""A paper by which a party puts a matter of an agreement to its own council.

Its headings are the country's, its language is the authority's. What is on file fills it; what only
people can write is a marked place. Pure but for the list of countries and the translations.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from overens.base.consents.states import AnswerKind
from overens.base.countries.rules import Country, countries
from overens.base.languages.rules import languages, write_date
from overens.base.papers.paper import (
    Block,
    Facts,
    Heading,
    Items,
    Paper,
    Paragraph,
    Section,
    Table,
    Text,
)
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.matters import (
    ANSWERED,
    OF_A_TEXT,
    SUMMARIES,
    TITLES,
    Answered,
    Kept,
    Matter,
    Occasion,
    decisions,
)
from overens.cycle.agreements.paper import text_paper
from overens.cycle.agreements.rules.recurrence import months_after
from overens.cycle.agreements.states import State
from overens.cycle.agreements.wording import when

KIND = "agreement.council-paper"


def council_paper(matter: Matter) -> Paper:
    """The paper under the country's own headings.

    Raises LookupError for a country whose headings nobody has written down, an authority that is no
    party, and a waiver of a commitment that the text does not hold.
    """
    country = countries()[matter.country]
    if country.council_paper is None:
        raise LookupError(f"no headings of a paper for a council in {matter.country}")
    spoken = next(
        code for code in (matter.language, *country.languages, "en") if code in languages()
    )
    with override(spoken):
        return _Writing(replace(matter, language=spoken), country).paper()


class _Writing:
    """One matter in one language, which is active."""

    def __init__(self, matter: Matter, country: Country) -> None:
        assert country.council_paper
        self.matter, self.form = matter, country.council_paper
        self.language, self.of_country = matter.language, country.languages[0]
        parties = {party.authority: party for party in matter.file.parties}
        self.own = parties[matter.authority]
        self.sections = _sections(matter.file)
        others = [party for party in matter.file.parties if party is not self.own]
        names = languages()[self.language]
        self.words = {
            "council": self.form.council,
            "own": self.own.short,
            "others": names.join([party.short for party in others]),
            "parties": names.join([party.short for party in matter.file.parties]),
            "by": matter.proposed_by or _("A party"),
            "title": self.shown(matter.file.title),
            "ends": self._day(matter.file.term.ends),
            # A renewal that nobody has proposed yet has no day of its own.
            "until": self._day(matter.file.term.ends if matter.standing else None),
            "due": self._day(matter.due),
            "released": names.join(matter.released),
            "conditional": names.join(
                [one.party for one in matter.answers if one.kind == AnswerKind.YES_IF]
            ),
        }
        if matter.occasion == Occasion.WAIVE:
            held = {c.commitment: c for c in matter.file.commitments}[matter.commitment or 0]
            self.words["commitment"] = f"{held.commitment}. {self.shown(held.title)}"

    def paper(self) -> Paper:
        made = f"{self.form.called}, {write_date(self.matter.today, self.of_country)}"
        note = _(
            "Filled from what was on file in Overens on that day. "
            "What stands in square brackets is still to be written."
        )
        return Paper(
            kind=KIND,
            title=self.text(TITLES[self.matter.occasion]() % self.words),
            lead=Text({self.of_country: made}),
            languages=(self.language,),
            notes=(self.text(note),),
            parties=(Text(self.own.name),),
            sections=tuple(
                Section(
                    f"part-{place}",
                    Text({self.of_country: heading.heading}),
                    tuple(block for part in heading.holds for block in PARTS[part](self)),
                )
                for place, heading in enumerate(self.form.headings, 1)
            ),
        )

    def _day(self, day: date | None) -> str:
        """A day in words, or the place where somebody is to write it."""
        return write_date(day, self.language) if day else _("[write the day here]")

    def text(self, said: str) -> Text:
        return Text({self.language: said})

    def line(self, said: str) -> Paragraph:
        return Paragraph(self.text(said))

    def shown(self, texts: Mapping[str, str]) -> str:
        return Text(texts).shown(self.language)[1]

    def decision(self) -> Iterator[Block]:
        """Whole sentences, as the minutes are to have them; numbered where there are several."""
        if self.form.proposes:
            yield Paragraph(Text({self.of_country: self.form.proposes}))
        points = [sentence % self.words for sentence in decisions(self.matter)]
        for number, point in enumerate(points, 1):
            yield self.line(f"{number}. {point}" if len(points) > 1 else point)
        if self.matter.seal:
            seal = _("The exact text that this is about has the seal (SHA-256) %(seal)s.")
            yield Paragraph(self.text(seal % {"seal": self.matter.seal}), quiet=True)

    def summary(self) -> Iterator[Block]:
        matter = self.matter
        yield self.line(SUMMARIES[matter.occasion]() % self.words)
        if matter.occasion == Occasion.CONDITION:
            for one in matter.answers:
                if one.kind == AnswerKind.YES_IF:
                    said = {"party": one.party, "condition": one.because}
                    yield self.line(_("The condition of %(party)s is: %(condition)s") % said)
        if matter.occasion == Occasion.NOTICE and matter.file.term.notice_months is not None:
            yield self.line(self._notice(matter.file.term.notice_months))
        if matter.reason:
            yield self.line(_("The reason given is: %(reason)s") % {"reason": matter.reason})
        if matter.proposed_on:
            said = {**self.words, "day": write_date(matter.proposed_on, self.language)}
            yield self.line(_("%(by)s proposed it on %(day)s.") % said)
        if matter.answer_by:
            day = {"day": write_date(matter.answer_by, self.language)}
            yield self.line(_("An answer is asked for by %(day)s.") % day)

    def _notice(self, months: int) -> str:
        today = self.matter.today
        return ngettext(
            "The time of notice is %(n)s month: notice given on %(today)s ends the agreement for "
            "%(own)s on %(last)s at the earliest.",
            "The time of notice is %(n)s months: notice given on %(today)s ends the agreement for "
            "%(own)s on %(last)s at the earliest.",
            months,
        ) % {
            **self.words,
            "n": months,
            "today": write_date(today, self.language),
            "last": write_date(months_after(today, months), self.language),
        }

    def background(self) -> Iterator[Block]:
        file, known = self.matter.file, countries()
        yield Heading(self.text(_("The agreement and its parties")))
        said = [(self.text(_("Agreement")), Text(file.title))]
        for party in file.parties:
            country = known[party.country].called_in(self.language)
            named = {code: f"{name} ({country})" for code, name in party.name.items()}
            said.append((self.text(_("Party")), Text(named)))
        if file.purpose:
            said.append((self.text(_("Purpose")), Text(file.purpose)))
        for block in self.sections["term"].blocks:
            said += block.rows if isinstance(block, Facts) else ()
        yield Facts(tuple(said))

    def articles(self) -> Iterator[Block]:
        """Each article by its first paragraph, never told in other words; commitments with dates."""
        file = self.matter.file
        yield Heading(self.text(_("What the text says")))
        facts = []
        for article in file.articles:
            section = self.sections[f"art-{article.article}"]
            said = [b.text for b in section.blocks if isinstance(b, Paragraph) and not b.quiet]
            if said:
                cut = Text({code: f"{first} […]" for code, first in said[0].items()})
                facts.append((section.heading, cut if len(said) > 1 else said[0]))
        if facts:
            yield self.line(
                _("Each article by its first paragraph; the whole text is among the enclosures.")
            )
            yield Facts(tuple(facts))
        if file.commitments:
            head = (_("Commitment"), _("When"), _("For whom"))
            rows = tuple(self._promised(commitment) for commitment in file.commitments)
            caption = self.text(_("What the parties promise"))
            yield Table(caption, tuple(map(self.text, head)), rows)

    def _promised(self, named: shape.Commitment) -> tuple[Text, ...]:
        short = {party.authority: party.short for party in self.matter.file.parties}
        bound = [short[slug] for slug in named.parties or short]
        return (
            Text({code: f"{named.commitment}. {said}" for code, said in named.title.items()}),
            self.text(when(named)),
            self.text(languages()[self.language].join(bound)),
        )

    def changes(self) -> Iterator[Block]:
        """Each part of the text that differs from what counts today, as it is and as it would be."""
        if self.matter.standing is None:
            return
        yield Heading(self.text(_("What changes")))
        now, then = _sections(self.matter.standing), self.sections
        rows = [
            row
            for anchor in dict.fromkeys([*then, *now])
            for row in self._changed(now.get(anchor), then.get(anchor))
        ]
        if rows:
            yield Facts(tuple(rows))
        else:
            yield self.line(_("Nothing of the text that counts today is changed."))

    def _changed(self, now: Section | None, then: Section | None) -> Iterator[tuple[Text, Text]]:
        """Where the own language's wording stays, the other wordings that change are shown."""
        heading = (then or now or _EMPTY).heading
        written = dict.fromkeys([self.language, *heading])
        differs = [code for code in written if _lines(now, code) != _lines(then, code)]
        for code in differs[:1] if self.language in differs else differs:
            before, after = _lines(now, code), _lines(then, code)
            if then and then.anchor == "term":  # a list of facts: those that stay say nothing new
                before, after = _without(before, after), _without(after, before)
            for label, lines in ((_("today"), before), (_("proposed"), after)):
                said = Text({code: "\n".join(lines)}) if lines else self.text("–")
                yield self.text(f"{heading.shown(self.language)[1]}, {label}"), said

    def answers(self) -> Iterator[Block]:
        if not self.matter.answers and self.matter.occasion not in ANSWERED:
            return
        yield Heading(self.text(_("What the other parties have answered")))
        if not self.matter.answers:
            yield self.line(_("No answer of another party is on file here."))
            return
        yield Facts(tuple(map(self._answered, self.matter.answers)))

    def _answered(self, answer: Answered) -> tuple[Text, Text]:
        until = write_date(answer.until, self.language) if answer.until else ""
        parts = (
            " ".join(filter(None, [str(AnswerKind(answer.kind).label), until, answer.because])),
            " ".join(filter(None, [answer.body, answer.paragraph])),
            write_date(answer.on, self.language),
        )
        return self.text(answer.party), self.text(", ".join(filter(None, parts)))

    def done(self) -> Iterator[Block]:
        """Where each party stands today, in the engine's own words; silence is no verdict."""
        if not self.matter.kept:
            return
        yield Heading(self.text(_("What has been done so far")))
        short = list(dict.fromkeys(name for row in self.matter.kept for name, *_ in row.states))
        rows = tuple(self._kept(row, short) for row in self.matter.kept)
        head = tuple(map(self.text, (_("Commitment"), *short)))
        yield Table(self.text(_("Where each party stands today")), head, rows)
        silence = _(
            "‘Not recorded here’ says that nothing is on file in Overens, and nothing of what was done."
        )
        yield Paragraph(self.text(silence), quiet=True)

    def _kept(self, row: Kept, names: list[str]) -> tuple[Text, ...]:
        title = Text({code: f"{row.number}. {said}" for code, said in row.title.items()})
        states = {name: (state, due) for name, state, due in row.states}
        cells = []
        for name in names:
            if name not in states:
                cells.append(_("not bound"))
                continue
            state, due = states[name]
            label = str(State(state).label)
            if due:
                day = write_date(due, self.language)
                label = _("%(state)s (due %(day)s)") % {"state": label, "day": day}
            cells.append(label)
        return (title, *map(self.text, cells))

    def assessment(self) -> Iterator[Block]:
        yield self.line(_("[Write the assessment here]"))

    def economy(self) -> Iterator[Block]:
        yield self.line(_("[Write here what it costs, and how that is paid]"))

    def enclosures(self) -> Iterator[Block]:
        matter = self.matter
        text = (
            _("The text: %(title)s")
            if matter.occasion in OF_A_TEXT
            else _("The agreement: %(title)s")
        )
        found = [text % self.words]
        if matter.standing:
            title = {"title": self.shown(matter.standing.title)}
            found.append(_("The agreement as it counts today: %(title)s") % title)
        found += [
            _("The answer of %(party)s, %(day)s")
            % {"party": answer.party, "day": write_date(answer.on, self.language)}
            for answer in matter.answers
        ]
        yield Items(tuple(map(self.text, found)))

    def recipients(self) -> Iterator[Block]:
        others = [party for party in self.matter.file.parties if party is not self.own]
        yield Items(tuple(Text(party.name) for party in others))


PARTS: Mapping[str, Callable[[_Writing], Iterator[Block]]] = {
    "decision": _Writing.decision,
    "summary": _Writing.summary,
    "background": _Writing.background,
    "text": _Writing.articles,
    "changes": _Writing.changes,
    "answers": _Writing.answers,
    "done": _Writing.done,
    "assessment": _Writing.assessment,
    "economy": _Writing.economy,
    "enclosures": _Writing.enclosures,
    "recipients": _Writing.recipients,
}
"""What can stand under a heading. Each country says which of them, where and in which order."""

_EMPTY = Section("", Text({}), ())


def _sections(file: shape.AgreementFile) -> dict[str, Section]:
    return {section.anchor: section for section in text_paper(file).sections}


def _lines(section: Section | None, language: str) -> list[str]:
    """The bare text of a section in a language; none where there is no such section."""
    found: list[str] = []
    for block in section.blocks if section else ():
        match block:
            case Paragraph(text) | Heading(text):
                found.append(text.shown(language)[1])
            case Items(texts):
                found += [text.shown(language)[1] for text in texts]
            case Facts(rows):
                found += [": ".join(text.shown(language)[1] for text in row) for row in rows]
            case Table(_caption, _head, rows):
                found += [" · ".join(text.shown(language)[1] for text in row) for row in rows]
    return found


def _without(lines: list[str], others: list[str]) -> list[str]:
    return [line for line in lines if line not in others]
