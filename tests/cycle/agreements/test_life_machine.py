"""An agreement's life by the actions themselves, between two databases, in turns that are drawn.

Whatever any of the parties does, and however it arrives: nobody changes alone what is shared, and all
end equal. In every other life one of the parties has a hostile instance of its own.

Each life is drawn of its number, so that it goes the same again; hypothesis, which looks for many lives
that are alike, left most of a life out.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from random import Random

import pytest

from overens.base.consents.states import AnswerKind
from overens.base.municipalities.rules import Refused
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from tests.cycle.agreements.between import Between
from tests.cycle.agreements.holding import Watched
from tests.cycle.agreements.hostile import Hostile
from tests.cycle.agreements.instances import Instance, prepared

pytestmark = pytest.mark.own_databases

TIMES = int(os.environ.get("OVERENS_TIMES", "1"))
"""How many times as many lives as usual. A turn is one step, or one of each party."""
LIVES, TURNS = 25, 20
HOMES = ((0, 1), (0, 1, 1), (0, 1, 0), (1, 0, 0), (0, 1), (0, 0, 1), (1, 0, 0, 1), (0, 1, 1))
FIVE = (0, 1, 0, 1, 1)
"""On which instance each party lives, life by life; now and then there are five."""
OFTEN = {
    "propose": 5,
    "go_through": 3,
    "change": 2,
    "say_yes_to_two": 2,
    "say_yes": 3,
    "answer": 3,
    "each_says_yes": 2,
    "sign": 2,
    "each_signs": 2,
    "give_notice": 1,
    "ask_to_waive": 2,
    "comment": 1,
    "deliver": 6,
    "deliver_to_one": 4,
    "deliver_all": 3,
    "repeat": 1,
    "days_pass": 2,
    "be_hostile": 4,
}
"""What can happen in a turn, and how often beside the rest."""


class Life:
    """The turns of one life."""

    def __init__(self, world: Between, chance: Random, hostile: Hostile | None) -> None:
        self.world, self.chance, self.hostile = world, chance, hostile
        self.turns: list[str] = []

    def turn(self) -> None:
        what = self.chance.choices(list(OFTEN), list(OFTEN.values()))[0]
        party = self.chance.choice(self.world.parties)
        self.turns.append(f"{what} {party}")
        getattr(self, what)(party)

    def may(self, what: str, *given: object, **named: object) -> None:
        """One of what parties do; what they may not do does nothing."""
        with suppress(Refused):
            getattr(self.world, what)(*given, **named)

    def one_of(self, what: str, party: str) -> str:
        """A seal of what waits for a party: most often the newest; any, where nothing does."""
        with suppress(Refused):
            if seals := getattr(self.world, what)(party):
                return self.chance.choice([seals[0], *seals[:3]])
        return ""

    def propose(self, party: str) -> None:
        self.may("writes", party, self.chance.randrange(6))
        self.may("proposes", party, signing=self.chance.random() < 0.5)

    def say_yes(self, party: str) -> None:
        self.may("answers", party, self.one_of("questions", party), AnswerKind.YES)

    def answer(self, party: str) -> None:
        answer = self.chance.choice([kind for kind in AnswerKind if kind != AnswerKind.YES])
        self.may("answers", party, self.one_of("questions", party), answer)

    def most(self) -> list[str]:
        """Each of the parties, or all but one; what was on its way has often come."""
        if self.chance.random() < 0.7:
            self.world.deliver_all()
        left_out = self.chance.choice([None, None, *self.world.parties])
        return [party for party in self.world.parties if party != left_out]

    def go_through(self, party: str) -> None:
        """The newest text that waits, as things go most often; now and then one does not do its part."""
        with suppress(Refused):
            texts = self.world.texts(party)
            lacking = self.chance.choice(["", *self.world.parties])
            lacks = self.chance.choice(["answers", "signs"])
            for what, more in (("answers", (AnswerKind.YES,)), ("signs", ())):
                self.world.deliver_all()
                for one in self.world.parties if texts else ():
                    if (one, what) != (lacking, lacks):
                        self.may(what, one, texts[0], *more)

    def change(self, party: str) -> None:
        """The newest text, to which some have said yes; one says nothing of the changed one."""
        self.go_through_by_halves(party)
        self.world.deliver_all()
        self.may("writes", party, 3)
        self.may("proposes", party, signing=False)
        self.go_through_by_halves(party)

    def go_through_by_halves(self, party: str) -> None:
        """Some say yes to the newest text."""
        self.world.deliver_all()
        with suppress(Refused):
            for seal in self.world.texts(party)[:1]:
                for one in self.chance.sample(self.world.parties, len(self.world.parties) - 1):
                    self.may("answers", one, seal, AnswerKind.YES)

    def say_yes_to_two(self, party: str) -> None:
        """Each to the newest two texts, in any order, before it hears of the others."""
        self.world.deliver_all()
        with suppress(Refused):
            texts = self.world.texts(party)[:2]
            for one in self.chance.sample(self.world.parties, len(self.world.parties)):
                for seal in self.chance.sample(texts, len(texts)):
                    self.may("answers", one, seal, AnswerKind.YES)

    def each_says_yes(self, party: str) -> None:
        seal = self.one_of("questions", party)
        for one in self.most():
            self.may("answers", one, seal, AnswerKind.YES)

    def sign(self, party: str) -> None:
        self.may("signs", party, self.one_of("to_sign", party))

    def each_signs(self, _party: str) -> None:
        for one in self.most():
            self.sign(one)

    def give_notice(self, party: str) -> None:
        self.may("gives_notice", party)

    def ask_to_waive(self, party: str) -> None:
        self.may("asks_to_waive", party, self.chance.randrange(2))

    def comment(self, party: str) -> None:
        self.may("comments", party, self.one_of("questions", party))

    def deliver(self, _party: str) -> None:
        how = self.chance.choice(["arrives", "arrives", "arrives", "parcel lost", "answer lost"])
        if waiting := self.world.waiting():
            self.world.deliver(*self.chance.choice(waiting), how)

    def deliver_to_one(self, party: str) -> None:
        """All that waits for it, in any order; the others hear of nothing."""
        mine = [one for one in self.world.waiting() if one[1].to.slug == party]
        for sender, dispatch in self.chance.sample(mine, len(mine)):
            self.world.deliver(sender, dispatch)

    def deliver_all(self, _party: str) -> None:
        self.world.deliver_all()

    def repeat(self, _party: str) -> None:
        if self.world.parcels:
            receiver, data = self.chance.choice(self.world.parcels)
            receiver.take(data, self.world.now)

    def days_pass(self, _party: str) -> None:
        self.world.now += timedelta(days=self.chance.choice([1, 1, 30, 100, 200]))

    def be_hostile(self, party: str) -> None:
        if self.hostile:
            self.hostile.acts()
        else:
            self.say_yes(party)

    def last_words(self) -> None:
        """What waits for a day that has come is settled with the next letter: of each, to each."""
        self.world.deliver_all()
        for party in self.world.parties:
            self.may("keeps", party)


def hostile_in(world: Between, chance: Random) -> Hostile | None:
    """One that shares its instance with another."""
    parties = [
        p for p in world.parties if world.homes.count(world.homes[world.parties.index(p)]) > 1
    ]
    return Hostile(world, chance.choice(parties), chance) if parties else None


def lived(like: list[Instance], lives: range, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some lives, on copies of two instances."""

    @cache
    def begun(homes: tuple[int, ...], counts: bool) -> Between:
        """A new agreement that was proposed, or one that counts."""
        goes_the_same_again(monkeypatch, 10_000 + len(homes))
        world = Between(like, homes)
        world.writes(world.parties[0], 0)
        world.proposes(world.parties[0], signing=False)
        if counts:
            world.deliver_all()
            (seal,) = world.questions(world.parties[0])
            for party in world.parties:
                world.answers(party, seal, AnswerKind.YES)
            world.deliver_all()
        return world

    for number in lives:
        chance = Random(number)
        homes = FIVE if number % 9 == 7 else HOMES[number % len(HOMES)]
        world = begun(homes, number % 4 > 0).copied()
        goes_the_same_again(monkeypatch, number)
        hostile = hostile_in(world, chance) if number % 2 else None
        life, watched = Life(world, chance, hostile), Watched(world)
        try:
            for _turn in range(TURNS):
                life.turn()
                watched.holds()
            life.last_words()
            watched.ends_equal()
        except Exception as error:
            error.add_note(
                f"Life {number}, by {hostile and hostile.party}: {', '.join(life.turns)}"
            )
            raise
        finally:
            world.close()


def goes_the_same_again(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Ids and seals, too, lie in the same order each time."""
    chance = count(number << 32)

    def token_hex(length: int) -> str:
        return sha256(str(next(chance)).encode()).hexdigest()[: 2 * length]

    monkeypatch.setattr(secrets, "token_hex", token_hex)
    # Of an id that begins with its time; the few bits beside that count nothing.
    monkeypatch.setattr(secrets, "randbits", lambda bits: next(chance) if bits > 12 else 0)


@pytest.fixture(autouse=True)
def typeset_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page looks like is not what is tried here, and typesetting is most of the time."""
    goes_the_same_again(monkeypatch, 20_000)
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))


@pytest.fixture
def like(
    request: pytest.FixtureRequest, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Instance]]:
    """Two instances of these kinds, with the same authorities."""
    with django_db_blocker.unblock():
        made = prepared(tmp_path_factory.mktemp("instances"), request.param)
        yield made
        for one in made:
            one.close()


@pytest.mark.parametrize("like", [("sqlite", "sqlite")], indirect=True, ids=["sqlite"])
def test_whatever_they_do_and_however_it_arrives(
    like: list[Instance], monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(like, range(LIVES * TIMES), monkeypatch)


@pytest.mark.postgresql
@pytest.mark.parametrize("like", [("sqlite", "postgresql")], indirect=True, ids=["postgresql"])
def test_the_same_where_one_of_them_is_postgresql(
    like: list[Instance], monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(like, range(100, 100 + 4 * TIMES), monkeypatch)
