"""What holds in an agreement's life whatever the parties do, and however late each hears of it.

The rules alone: each party acts by what has reached it, in turns that hypothesis draws.
"""

import os
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.consents.states import MAY_FOLLOW, REFUSALS, AnswerKind
from overens.cycle.agreements.rules.life import Life, Notice, Proposal, Signature, Voice
from overens.cycle.agreements.states import Progress
from tests.examples import TODAY

TIMES = int(os.environ.get("OVERENS_TIMES", "1"))
"""How many times as much as usual is drawn."""
MONTHS = 6
NAMES = ("east", "mid", "north", "south", "west")
WAITS = (Progress.OPEN, Progress.AGREED)
Fact = Proposal | Voice | Signature | Notice
thorough = settings(max_examples=150 * TIMES, deadline=None)


def with_fact(life: Life, fact: Fact) -> Life:
    match fact:
        case Proposal():
            return replace(life, proposals={**life.proposals, fact.seal: fact})
        case Voice():
            return replace(life, voices=life.voices | {fact})
        case Signature():
            return replace(life, signatures=life.signatures | {fact})
        case Notice():
            return replace(life, notices=life.notices | {fact})


@dataclass
class Side:
    """A party with what has reached it; `counted` is what it has seen come to count, in order."""

    name: str
    life: Life
    counted: list[str]
    waiting: list[Fact] = field(default_factory=list)

    @property
    def base(self) -> str:
        return self.counted[-1]

    def knows(self, fact: Fact) -> None:
        self.life = with_fact(self.life, fact)
        self.counted += [one.seal for one in self.life.chain(self.base)]


class World:
    """Parties that keep to the rules, each by what it knows."""

    def __init__(self, size: int, base: str = "v1") -> None:
        parties = frozenset(NAMES[:size])
        self.sides = [Side(name, Life(parties=parties), [base]) for name in sorted(parties)]
        self.parties, self.today, self.facts = parties, TODAY, list[Fact]()

    def tells(self, side: Side, fact: Fact) -> None:
        self.facts.append(fact)
        side.knows(fact)
        for other in self.sides:
            if other is not side:
                other.waiting.append(fact)

    def propose(self, side: Side, which: int, signing: bool) -> None:
        life, known = side.life, [*side.life.proposals.values()]
        gone = life.gone(side.base, self.today)
        if side.name in gone or len(self.parties - gone) < 2:
            return
        open_ = [p for p in known if life.progress(p, side.base) in WAITS]
        changes = open_[which % len(open_)] if open_ and which % 2 else None
        if changes and side.name in life.bound(changes):
            return
        # Seals lie in no order that tells when they were made.
        number = sum(isinstance(fact, Proposal) for fact in self.facts)
        seal = f"{(number * 7919 + 31) % 1009:04}"
        self.tells(
            side,
            Proposal(
                seal,
                side.name,
                self.today,
                self.parties,
                side.base,
                changes.seal if changes else "",
                signing,
            ),
        )

    def answer(self, side: Side, which: int, answer: AnswerKind) -> None:
        life = side.life
        if not life.proposals:
            return
        to = [*life.proposals.values()][which % len(life.proposals)]
        standing = life.standing(to.seal).get(side.name)
        said = standing.answer if standing else ""
        is_bound = side.name in life.bound(to)
        taken_back = said == AnswerKind.YES and answer in REFUSALS
        if is_bound or not (answer in MAY_FOLLOW[said] or taken_back):
            return
        if side.name in life.gone(to.base, to.on) or life.progress(to, side.base) not in WAITS:
            return
        if answer == AnswerKind.YES and not life.may_bind(side.name, to, side.base):
            return
        number = standing.number + 1 if standing else 1
        lawful = self.today + timedelta(21) if which % 2 else None
        self.tells(side, Voice(to.seal, side.name, number, answer, self.today, lawful))

    def sign(self, side: Side, which: int) -> None:
        life = side.life
        agreed = [
            p
            for p in life.proposals.values()
            if p.signing
            and life.progress(p, side.base) == Progress.AGREED
            and side.name not in life.bound(p)
            and life.may_bind(side.name, p, side.base)
        ]
        if agreed:
            to = agreed[which % len(agreed)]
            self.tells(side, Signature(to.seal, side.name, self.today))

    def give_notice(self, side: Side) -> None:
        life = side.life
        if not side.base or any(n.party == side.name for n in life.in_effect(side.base)):
            return
        bound = frozenset(s for s, p in life.proposals.items() if side.name in life.bound(p))
        self.tells(side, Notice(side.base, side.name, self.today, MONTHS, bound))

    def deliver(self, side: Side, which: int) -> None:
        if side.waiting:
            side.knows(side.waiting.pop(which % len(side.waiting)))

    def deliver_all(self) -> None:
        for side in self.sides:
            while side.waiting:
                self.deliver(side, len(self.facts))

    def does(self, what: str, who: int, which: int) -> None:
        side = self.sides[who % len(self.sides)]
        match what:
            case "propose" | "propose without signing":
                self.propose(side, which, what == "propose")
            case "sign":
                self.sign(side, which)
            case "notice":
                self.give_notice(side)
            case "months pass":
                self.today += timedelta(days=100)
            case "deliver":
                self.deliver(side, which)
            case "deliver all":
                self.deliver_all()
            case _:
                self.answer(side, which, AnswerKind(what))


OFTEN = ["yes", "yes", "yes", "deliver", "deliver", "deliver", "sign", "sign", "deliver all"]
SELDOM = [
    "propose",
    "propose without signing",
    "no",
    "sent-back",
    "yes-if",
    "notice",
    "months pass",
]
turns = st.lists(
    st.tuples(st.sampled_from(OFTEN + SELDOM), st.integers(0, 9), st.integers(0, 9)),
    min_size=10,
    max_size=60,
)
worlds = st.tuples(st.integers(2, 5), st.sampled_from(["", "v1"]))


def lived(world: tuple[int, str], taken: list[tuple[str, int, int]]) -> World:
    found = World(*world)
    # Something to answer from the beginning, by two who do not know of each other's.
    for who, what in enumerate(["propose", "propose without signing"]):
        found.does(what, who, 0)
    for turn in taken:
        found.does(*turn)
    return found


@thorough
@given(worlds, turns)
def test_all_end_equal_and_one_text_at_most_follows_on_each(size, taken) -> None:
    world = lived(size, taken)
    seen = [list(side.counted) for side in world.sides]
    world.deliver_all()
    life, counted = world.sides[0].life, world.sides[0].counted
    for side, before in zip(world.sides, seen, strict=True):
        assert side.life == life
        assert side.counted == counted
        assert counted[: len(before)] == before, "what counted anywhere, counts everywhere"
    complete = [p for p in life.proposals.values() if life.is_complete(p)]
    assert len({p.base for p in complete}) == len(complete)
    days = {tuple(life.valid_from(life.proposals[s]) for s in counted[1:]) for _side in seen}
    assert len(days) == 1


@thorough
@given(worlds, turns)
def test_nothing_counts_anywhere_without_each_that_is_bound(size, taken) -> None:
    world = lived(size, taken)
    yes = {(v.to, v.party) for v in world.facts if isinstance(v, Voice) and v.answer == "yes"}
    signed = {(s.to, s.party) for s in world.facts if isinstance(s, Signature)}
    texts = {p.seal: p for p in world.facts if isinstance(p, Proposal)}
    notices = [n for n in world.facts if isinstance(n, Notice)]
    for side in world.sides:
        for seal in side.counted[1:]:
            text = texts[seal]
            left = {n.party for n in notices if n.ends < text.on}
            for party in world.parties:
                said = (seal, party) in yes and (not text.signing or (seal, party) in signed)
                assert said or party in left
            said_by = {party for to, party in yes if to == seal}
            assert len(said_by) > 1


@thorough
@given(worlds, turns, st.randoms(use_true_random=False))
def test_the_order_in_which_things_come_to_be_on_file_does_not_matter(size, taken, random) -> None:
    world = lived(size, taken)
    world.deliver_all()
    shuffled = list(world.facts)
    random.shuffle(shuffled)
    late = Side("late", Life(parties=world.parties), [world.sides[0].counted[0]])
    for fact in [*shuffled, *shuffled[:3]]:
        late.knows(fact)
    first = world.sides[0]
    assert late.counted == first.counted
    for seal in late.counted[1:]:
        text = late.life.proposals[seal]
        assert late.life.valid_from(text) == first.life.valid_from(text)
    ends = [one.life.last_days(one.life.in_effect(one.base)) for one in (late, first)]
    assert ends[0] == ends[1]


@thorough
@given(worlds, turns)
def test_notice_moves_the_day_of_others_only_where_fewer_than_two_stay(size, taken) -> None:
    world = lived(size, taken)
    world.deliver_all()
    life, base = world.sides[0].life, world.sides[0].base
    given_ = life.in_effect(base)
    last = life.last_days(given_)
    own = {n.party for n in given_}
    if len(world.parties - own) >= 2:
        assert last.keys() == own
    for party in own:
        assert last[party] <= min(n.ends for n in given_ if n.party == party)
        if len(world.parties - own) >= 2:
            assert last[party] == min(n.ends for n in given_ if n.party == party)
    if last.keys() - own:
        assert last.keys() == world.parties
        assert sum(day == max(last.values()) for day in last.values()) >= 2


def agreed(by: str = "east", seal: str = "p1", **more) -> Proposal:
    return Proposal(seal, by, TODAY, frozenset({"east", "west"}), "v1", **more)


def test_a_refusal_frees_and_nothing_else_does() -> None:
    first, second = agreed(signing=False), agreed("west", "p2", signing=False)
    life = Life(
        proposals={"p1": first, "p2": second},
        voices=frozenset({Voice("p1", "east", 1, AnswerKind.YES, TODAY)}),
        parties=first.parties,
    )
    assert not life.may_bind("east", second, "v1")
    assert life.may_bind("west", second, "v1")
    for answer in AnswerKind:
        after = with_fact(life, Voice("p1", "west", 1, answer, TODAY))
        assert after.may_bind("east", second, "v1") == (answer in REFUSALS)
    lund = with_fact(life, Voice("p1", "lund", 1, AnswerKind.NO, TODAY))
    assert not lund.may_bind("east", second, "v1")
    assert lund.progress(first, "v1") == Progress.OPEN
    # To propose a change is to refuse, where it is a party's own.
    for by, progress in (("west", Progress.REPLACED), ("lund", Progress.OPEN)):
        change = replace(second, by=by, seal="p3", changes="p1")
        after = with_fact(life, change)
        assert after.progress(first, "v1") == progress


def test_a_signature_that_comes_before_its_yes_waits_for_it() -> None:
    """The day on which the decision gains legal force stands in the yes."""
    text, lawful = agreed(), TODAY + timedelta(21)
    facts: list[Fact] = [
        text,
        Voice("p1", "east", 1, AnswerKind.YES, TODAY),
        Voice("p1", "west", 1, AnswerKind.YES, TODAY, lawful),
        Signature("p1", "east", TODAY),
        Signature("p1", "west", TODAY),
    ]
    for order in permutations(facts):
        side = Side("east", Life(parties=text.parties), ["v1"])
        days = []
        for fact in order:
            side.knows(fact)
            days += [side.life.valid_from(text)] if "p1" in side.counted else []
        assert side.counted == ["v1", "p1"]
        assert set(days) == {lawful}


def test_who_took_a_notice_back_is_asked_again() -> None:
    old = Notice("v1", "west", TODAY - timedelta(900), MONTHS)
    second = replace(agreed(seal="v2", signing=False), on=TODAY - timedelta(890))
    third = replace(agreed(seal="v3", signing=False), base="v2")
    yes = {Voice("v2", p, 1, AnswerKind.YES, second.on) for p in ("east", "mid", "west")}
    parties = frozenset({"east", "mid", "west"})
    life = Life(
        {"v2": second, "v3": third}, frozenset(yes), notices=frozenset({old}), parties=parties
    )
    assert life.following("v1") == second
    assert life.in_effect("v1") == [old]
    assert life.in_effect("v2") == []
    assert life.needed(third) == parties


def test_what_has_ended_is_changed_by_nobody_alone() -> None:
    notice = Notice("v1", "west", TODAY - timedelta(900), MONTHS)
    text = agreed(signing=False)
    life = Life({"p1": text}, notices=frozenset({notice}), parties=text.parties)
    assert life.last_days([notice]) == dict.fromkeys(("east", "west"), notice.ends)
    assert not life.is_complete(text)
    assert not with_fact(life, Voice("p1", "east", 1, AnswerKind.YES, TODAY)).is_complete(text)
    assert not life.may_bind("west", text, "v1")


@given(st.dates(date(1900, 1, 1), date(9000, 1, 1)), st.integers(0, 1199))
def test_a_last_day_lies_not_before_its_notice(on: date, months: int) -> None:
    assert Notice("v1", "west", on, months).ends >= on
