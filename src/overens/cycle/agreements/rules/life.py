"""The life of an agreement: what counts, computed from what each party did. Pure.

In goes what is on file, in any order; out comes the same wherever the same is on file. Nothing here
knows when something arrived. What keeps the parties equal:

- Each party *binds* itself once to a text: with its signature, or with its yes where the proposal
  says that no signing follows. A text counts when each party has bound itself to it.
- Of several texts that change the same one, a party binds itself to one alone, as long as that can
  still come to count (`may_bind`). So at most one of them ever does, whatever arrives where and when.
- A refusal is for ever. Whoever has not bound itself and refuses sets all others free again: without
  that party the text can never count. To propose a change of a text is to refuse it.
- Notice is the one thing that a party does alone.

Of the days that letters give, none is believed further than what others said bears it out:

- A text counts from the day on which it was put at the earliest, whatever day its answers and
  signatures give. So who dates a text ahead, to leave out a party that is about to leave, has a text
  that counts once that party has left; and an answer dated before its question gains nothing.
- A notice counts from the day on which it stood in the register of the last party (`Notice.ends`).
  Who is given notice needs to know of it (the agreements say "after notice was given", and a period
  that began unnoticed is shorter than the one agreed); only the receiver knows when it came, and only
  what it says to all in a letter is the same on each instance. So a register in which a notice came on
  a later day than it bears tells each party the day, by itself. A receiver that told too late a day
  could delay an end, and never more than once; its own receipt, which the sender holds, shows it.
  How long the giver itself is asked is its own word, since a text cannot come to count today and not
  to count tomorrow, when somebody tells that a notice came late.
- A party's answers count in the order of its own numbers, each where it may follow on the one before
  (`believed`). So who has refused, and set others free, cannot say yes again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from overens.base.consents.states import MAY_FOLLOW, REFUSALS, AnswerKind
from overens.cycle.agreements.rules.recurrence import months_after
from overens.cycle.agreements.states import Progress


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that was put to each party. `base` is the seal of the text in force that it changes
    (empty: a new agreement), `changes` that of the proposal that it takes the place of; `parties`
    are authorities by their slugs. Without `signing` it counts once each party has said yes."""

    seal: str
    by: str
    on: date
    parties: frozenset[str]
    base: str = ""
    changes: str = ""
    signing: bool = True
    in_force: date | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A party's answer to a proposal; `number` counts them, and the highest stands."""

    to: str
    party: str
    number: int
    answer: AnswerKind
    on: date
    lawful_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """That a party signed a proposal."""

    to: str
    party: str
    on: date


@dataclass(frozen=True, slots=True)
class Notice:
    """A party's notice. `about` is the text that counted then, `bound` the proposals to which the
    party had bound itself by then: what it binds itself to later takes the notice back. `came` are
    the days on which it came to others later than that (`days_told`)."""

    about: str
    party: str
    on: date
    months: int
    bound: frozenset[str] = frozenset()
    came: frozenset[date] = frozenset()

    @property
    def ends(self) -> date:
        """The party's last day: it counts from when the last of the others had it."""
        return max(self.every_end)

    @property
    def own_word(self) -> date:
        """The last day as the notice itself gives it: so long the party is asked."""
        return months_after(self.on, self.months)

    @property
    def every_end(self) -> set[date]:
        """What the last day can have been, while not all of them had told when it came."""
        return {months_after(day, self.months) for day in {self.on, *self.came}}


@dataclass(frozen=True, slots=True)
class Received:
    """A party's word that a notice came to it on a later day than it bears. `to` is its seal."""

    to: str
    party: str
    on: date


def days_told(by: str, words: Iterable[Received]) -> frozenset[date]:
    """The days on which a notice of `by` came to the others. Of several that one tells, the earliest
    is taken."""
    days: dict[str, date] = {}
    for word in words:
        if word.party != by:
            days[word.party] = min(days.get(word.party, word.on), word.on)
    return frozenset(days.values())


EARLIEST_ZONE = timedelta(hours=14)
"""How far ahead of UTC a clock on earth may be."""


def has_begun(day: date, at: datetime) -> bool:
    """Whether it is that day, or a later one, somewhere: nothing honest is dated ahead of it."""
    return day <= (at.astimezone(UTC) + EARLIEST_ZONE).date()


@dataclass(frozen=True)
class Life:
    """What is on file of one agreement. `parties` are those of the text in force."""

    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    voices: frozenset[Voice] = frozenset()
    signatures: frozenset[Signature] = frozenset()
    notices: frozenset[Notice] = frozenset()
    parties: frozenset[str] = frozenset()

    @cached_property
    def believed(self) -> Mapping[str, Mapping[str, Sequence[Voice]]]:
        """The answers that count, by proposal and party: in the order of the party's own numbers, up to
        one that is missing or may not follow. What came earlier than its turn waits for it."""
        found: dict[str, dict[str, list[Voice]]] = {}
        for voice in sorted(self.voices, key=lambda voice: voice.number):
            said = found.setdefault(voice.to, {}).setdefault(voice.party, [])
            if voice.number == len(said) + 1 and self._may_follow(said, voice):
                said.append(voice)
        return found

    def _may_follow(self, said: Sequence[Voice], voice: Voice) -> bool:
        last = said[-1].answer if said else ""
        proposal = self.proposals.get(voice.to)
        is_open = last == AnswerKind.YES and (proposal is None or proposal.signing)
        return voice.answer in MAY_FOLLOW[last] or (is_open and voice.answer in REFUSALS)

    def standing(self, to: str) -> dict[str, Voice]:
        """Each party's standing answer to a proposal."""
        return {party: said[-1] for party, said in self.believed.get(to, {}).items() if said}

    def needed(self, proposal: Proposal) -> frozenset[str]:
        """Whose consent it takes: each party that the text names, and each that is bound on the day
        of the proposal. Where fewer than two are, all of them: what has ended, nobody changes alone."""
        if not proposal.base:
            return proposal.parties
        everyone = proposal.parties | self.parties
        staying = everyone - self.gone(proposal.base, proposal.on)
        return staying if len(staying) > 1 else everyone

    def gone(self, base: str, on: date) -> frozenset[str]:
        """The parties that had left by their own word on a day on which the text `base` counted: whom
        nobody asks any more."""
        return frozenset(one.party for one in self.in_effect(base) if one.own_word < on)

    def has_left(self, base: str, on: date) -> frozenset[str]:
        """The parties that are bound no more on a day, by their own notice."""
        return frozenset(one.party for one in self.in_effect(base) if one.ends < on)

    def bound(self, proposal: Proposal) -> frozenset[str]:
        """The parties that have bound themselves to a proposal."""
        signed = {one.party for one in self.signatures if one.to == proposal.seal}
        if proposal.signing:
            return frozenset(signed)
        return self._said(proposal, {AnswerKind.YES})

    def _said(self, proposal: Proposal, answers: Collection[str]) -> frozenset[str]:
        """Who has ever answered so. A yes that binds and a refusal are not taken back, in whatever
        order the answers arrive."""
        return frozenset(
            party
            for party, said in self.believed.get(proposal.seal, {}).items()
            if any(voice.answer in answers for voice in said)
        )

    def refused(self, proposal: Proposal) -> frozenset[str]:
        """The parties without which it can never count."""
        changed = {one.by for one in self.proposals.values() if one.changes == proposal.seal}
        refusing = (self._said(proposal, REFUSALS) | changed) & self.needed(proposal)
        return refusing - self.bound(proposal)

    def is_agreed(self, proposal: Proposal) -> bool:
        """Whether each party has said yes."""
        said = self.standing(proposal.seal)
        yes = {party for party, voice in said.items() if voice.answer == AnswerKind.YES}
        return self.needed(proposal) <= yes

    def is_complete(self, proposal: Proposal) -> bool:
        """Whether each party has bound itself; a signature that comes before its yes waits for it."""
        yes = self._said(proposal, {AnswerKind.YES})
        return self.needed(proposal) <= self.bound(proposal) & yes

    def following(self, base: str) -> Proposal | None:
        """What came to count in the place of a text. There is one at most (`may_bind`); were there
        two, since somebody did not keep to it, every instance takes the same."""
        found = [p for p in self.proposals.values() if p.base == base and self.is_complete(p)]
        return min(found, key=lambda proposal: proposal.seal, default=None)

    def chain(self, base: str) -> list[Proposal]:
        """Every text that came to count after one, oldest first."""
        found: list[Proposal] = []
        while (following := self.following(base)) and following not in found:
            found.append(following)
            base = following.seal
        return found

    def valid_from(self, proposal: Proposal) -> date:
        """From when a complete proposal counts: not before it was put, nor before the day that it
        names, nor before the last party bound itself, nor before a party's decision has gained legal
        force."""
        needed, days = self.needed(proposal), [proposal.on]
        if proposal.signing:
            signed = (one for one in self.signatures if one.to == proposal.seal)
            days += [one.on for one in signed if one.party in needed]
        for party, said in self.believed.get(proposal.seal, {}).items():
            for voice in said:
                if voice.answer == AnswerKind.YES and party in needed:
                    days += [voice.on] if not proposal.signing else []
                    days += [voice.lawful_on] if voice.lawful_on else []
        return max([*days, *([proposal.in_force] if proposal.in_force else [])])

    def progress(self, proposal: Proposal, base: str) -> Progress:
        """How far it has come; `base` is the text in force."""
        if self.is_complete(proposal):
            return Progress.COUNTS
        if refused := self.refused(proposal):
            changed = {one.by for one in self.proposals.values() if one.changes == proposal.seal}
            return Progress.REPLACED if changed & refused else Progress.REFUSED
        if proposal.base != base:
            return Progress.OVERTAKEN
        return Progress.AGREED if self.is_agreed(proposal) else Progress.OPEN

    def bound_elsewhere(self, party: str, proposal: Proposal) -> Proposal | None:
        """Another proposal to which a party has bound itself, that changes the same text and can
        still come to count."""
        others = (p for p in self.proposals.values() if p.base == proposal.base and p != proposal)
        alive = (p for p in others if party in self.bound(p) and not self.refused(p))
        return next(alive, None)

    def may_bind(self, party: str, proposal: Proposal, base: str) -> bool:
        """Whether a party may bind itself to a proposal, as far as it knows."""
        waits = self.progress(proposal, base) in (Progress.OPEN, Progress.AGREED)
        is_gone = party in self.gone(proposal.base, proposal.on)
        return waits and not is_gone and not self.bound_elsewhere(party, proposal)

    def in_effect(self, base: str) -> list[Notice]:
        """The notices that hold while the text `base` counts: of it, or of one before it, and none
        that its party took back by binding itself to a later text."""
        found = []
        for notice in sorted(self.notices, key=lambda n: (n.on, n.party, n.about, n.months)):
            later, seal = [], base
            while seal != notice.about and (text := self.proposals.get(seal)):
                later.append(text)
                seal = text.base
            back = [one for one in later if notice.party in self.bound(one)]
            if seal == notice.about and all(one.seal in notice.bound for one in back):
                found.append(notice)
        return found

    def last_days(self, notices: Iterable[Notice]) -> dict[str, date]:
        """The last day of each party that leaves; where fewer than two stay, of all of them."""
        left: dict[str, date] = {}
        for notice in notices:
            left[notice.party] = min(left.get(notice.party, date.max), notice.ends)
        if left and len(self.parties - left.keys()) < 2:
            end = _one_is_left(left, self.parties)
            left = {party: min(left.get(party, end), end) for party in self.parties}
        return left


def _one_is_left(left: Mapping[str, date], parties: Iterable[str]) -> date:
    """The day after which no two parties are bound any more."""
    days: Sequence[date] = sorted(left.get(party, date.max) for party in parties)
    return days[-2] if len(days) > 1 else days[-1]
