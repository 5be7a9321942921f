"""What the commitment engine is handed: terms, who is bound, evidence, a party's own word. Pure."""

from dataclasses import dataclass
from datetime import date

from overens.cycle.agreements.states import LASTING, CommitmentKind, EvidenceKind


@dataclass(frozen=True, slots=True)
class Terms:
    """What one version of the agreement says about a commitment.

    They govern the due dates from `valid_from` until the day before the next terms' valid-from,
    or before `ends`, the valid-from of a version that dropped the commitment. `start` is the day
    they count from, `rule` an RRULE, `lead_days` the days before a date in which it is due now,
    and `accepts` the kinds of evidence that show it met (none named: every kind).
    Raises ValueError where kind, date and rule do not fit together.
    """

    kind: CommitmentKind
    valid_from: date
    start: date
    due: date | None = None
    rule: str = ""
    lead_days: int = 60
    accepts: frozenset[EvidenceKind] = frozenset()
    ends: date | None = None

    def __post_init__(self) -> None:
        if bool(self.rule) != (self.kind == CommitmentKind.RECURRING):
            raise ValueError("a rule belongs to a recurring commitment, and to no other")
        if self.due and self.kind != CommitmentKind.ONCE:
            raise ValueError("a due date belongs to what is done once")
        if self.lead_days < 0:
            raise ValueError("a lead time is no days or more")

    @property
    def dateless(self) -> bool:
        """Whether nothing falls due: what is standing, or promised once with no date on file."""
        return not (self.due or self.rule)

    def accept(self, evidence: "Evidence") -> bool:
        """Whether this kind of evidence shows the commitment met."""
        return not self.accepts or evidence.kind in self.accepts


@dataclass(frozen=True, slots=True)
class Bound:
    """The days on which a party is bound, both included; `until` is None while no end is known."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something on file that can show a commitment met. `source` names where it comes from.

    What happened on a day is dated by `until`, its last day. Only a lasting kind may have no
    `until`: it still lasts. Raises ValueError otherwise, and when it ends before it begins.
    """

    kind: EvidenceKind
    since: date
    until: date | None
    source: str

    def __post_init__(self) -> None:
        if self.until is None:
            if self.kind not in LASTING:
                raise ValueError(f"{self.kind} happened on a day, and does not last")
        elif self.until < self.since:
            raise ValueError("evidence ends before it begins")

    @property
    def happened_on(self) -> date | None:
        """The day that dates it; None for a kind that lasts."""
        return None if self.kind in LASTING else self.until

    def last_day(self, today: date) -> date:
        """Its last day as far as `today` can know."""
        return today if self.until is None else min(self.until, today)


@dataclass(frozen=True, slots=True)
class NotDone:
    """A party's own word that it did not do what was due (None: what has no date), and why."""

    due: date | None
    reason: object


@dataclass(frozen=True, slots=True)
class Released:
    """That each party released this one: from what is due on a day (`due`; None: from what has no
    date) or, where `since` is given, from all that is due from that day on. From `until` on another
    text promises something else, from which nobody was released."""

    due: date | None = None
    since: date | None = None
    until: date | None = None

    def covers(self, due: date | None) -> bool:
        """Whether what is due on a day (None: what has no date) need not be done."""
        if self.until and (due is None or due >= self.until):
            return False
        if due is None or self.since is None:
            return due == self.due
        return due >= self.since
