"""What parties are known to have said, kept beside the instances; and what therefore must hold. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from overens.cycle.agreements.rules.recurrence import months_after

MONTHS = 6
"""How long before it ends notice is given, as each text of these tests says."""


class Counted(NamedTuple):
    """A text that counts on an instance, with what its edition says."""

    seal: str
    base: str
    on: date
    signing: bool
    valid_from: date


class Released(NamedTuple):
    """That a party need not keep a commitment, by an edition that says on which day it was asked."""

    commitment: int
    party: str
    seal: str
    on: date


@dataclass(frozen=True)
class Shared:
    """What counts on an instance."""

    texts: tuple[Counted, ...]
    waivers: frozenset[Released]
    left: dict[str, date]


@dataclass
class Given:
    """A notice: `came` is the day on which it stood in the register of each other party."""

    by: str
    on: date
    came: dict[str, date] = field(default_factory=dict)

    def ends(self, seen: Sequence[str] | None = None) -> date:
        """Its last day, as far as it has come to those parties."""
        days = [day for party, day in self.came.items() if seen is None or party in seen]
        return months_after(max([self.on, *days]), MONTHS)


@dataclass
class Ledger:
    """By seal and party who said yes, refused and signed; who has a hostile instance of its own, which
    may have said anything in its own name."""

    parties: tuple[str, ...]
    yes: set[tuple[str, str]] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    signed: set[tuple[str, str]] = field(default_factory=set)
    notices: dict[str, Given] = field(default_factory=dict)
    hostile: set[str] = field(default_factory=set)

    def consented(self, seal: str, on: date, *, signing: bool) -> None:
        """Each party that was bound on that day has said so of this very text, and not otherwise."""
        gone = {one.by for one in self.notices.values() if months_after(one.on, MONTHS) < on}
        staying = [party for party in self.parties if party not in gone]
        for party in staying if len(staying) > 1 else self.parties:
            assert (seal, party) not in self.refused, f"though {party} refused"
            if party not in self.hostile:
                assert (seal, party) in self.yes, f"without {party}'s yes"
                assert not signing or (seal, party) in self.signed, f"unsigned by {party}"

    def nobody_did_it_alone(self, shared: Shared, homes: Sequence[str], today: date) -> None:
        """`homes` are the parties that live on the instance."""
        base = ""
        for text in shared.texts:
            assert text.base == base, "another text counts in the place of the same one"
            assert text.valid_from >= text.on
            self.consented(text.seal, text.on, signing=text.signing)
            base = text.seal
        for waiver in shared.waivers:
            assert waiver.on <= today + timedelta(1), "released on a day that lies ahead"
            self.consented(waiver.seal, waiver.on, signing=False)
        for party, day in shared.left.items():
            self.left_by_notice(party, day, homes)

    def left_by_notice(self, party: str, day: date, homes: Sequence[str]) -> None:
        """By its own notice, and never sooner than the text says after it came; where fewer than two
        stay, all with the last but one of them."""
        given = [one for one in self.notices.values() if one.by == party]
        if any(day >= one.ends(homes) for one in given):
            return
        leaving = {one.by for one in self.notices.values()}
        assert len(set(self.parties) - leaving) < 2, f"{party} left without notice"
        assert any(day >= one.ends(homes) for one in self.notices.values()), (
            "the period is too short"
        )


def one_goes_on_from_the_other(one: Shared, other: Shared) -> None:
    """What counts anywhere counts everywhere, sooner or later, and in the same order."""
    for first, second in zip(one.texts, other.texts, strict=False):
        assert first == second
