"""What is believed of days and numbers that a letter gives. The rules alone."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from overens.base.consents.states import REFUSALS, AnswerKind
from overens.cycle.agreements.rules.life import (
    Life,
    Notice,
    Proposal,
    Received,
    Signature,
    Voice,
    days_told,
    has_begun,
)
from overens.cycle.agreements.rules.recurrence import months_after
from tests.examples import TODAY

PARTIES = frozenset({"east", "mid", "west"})
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
words = st.lists(
    st.builds(Received, to=st.just("n"), party=st.sampled_from(sorted(PARTIES)), on=days),
    max_size=6,
)


def text(**more: object) -> Proposal:
    return Proposal("p1", "east", TODAY, PARTIES, "v1", **more)


@given(days, words)
def test_a_notice_ends_after_the_last_of_the_others_had_it(on: date, words: list[Received]) -> None:
    notice = Notice("v1", "east", on, 6, came=days_told("east", words))
    first = {w.party: min(x.on for x in words if x.party == w.party) for w in words}
    others = [day for party, day in first.items() if party != "east"]
    assert notice.ends == months_after(max([on, *others]), 6)
    assert notice.ends >= notice.own_word
    assert notice.ends in notice.every_end


@given(words, st.randoms(use_true_random=False))
def test_the_order_of_words_does_not_matter(words: list[Received], random) -> None:
    shuffled = random.sample(words, len(words))
    assert days_told("east", shuffled) == days_told("east", words)


def test_to_be_asked_ends_with_ones_own_word() -> None:
    """Else what counted would not, once another tells that a notice came late."""
    old = TODAY - timedelta(days=400)
    life = Life({"p1": text()}, parties=PARTIES)
    for came in (frozenset(), frozenset({TODAY})):
        notice = Notice("v1", "west", old, 6, came=came)
        left = Life(life.proposals, notices=frozenset({notice}), parties=PARTIES)
        assert left.needed(text()) == {"east", "mid"}
        assert ("west" in left.has_left("v1", TODAY)) == (not came)


def test_answers_count_in_the_order_of_their_numbers() -> None:
    said = [
        Voice("p1", "west", number, answer, TODAY)
        for number, answer in enumerate([AnswerKind.POSTPONED, AnswerKind.NO, AnswerKind.YES], 1)
    ]
    for order in permutations(said):
        for signing in (True, False):
            proposal = text(signing=signing)
            life = Life({"p1": proposal}, frozenset(order), parties=PARTIES)
            assert life.standing("p1")["west"].answer == AnswerKind.NO
            assert life.refused(proposal) == {"west"}
            assert life.bound(proposal) == set()


def test_what_comes_before_its_turn_waits() -> None:
    yes = Voice("p1", "west", 2, AnswerKind.YES, TODAY)
    proposal = text(signing=False)
    waits = Life({"p1": proposal}, frozenset({yes}), parties=PARTIES)
    assert waits.bound(proposal) == set()
    first = Voice("p1", "west", 1, AnswerKind.YES_IF, TODAY)
    told = Life({"p1": proposal}, frozenset({yes, first}), parties=PARTIES)
    assert told.bound(proposal) == {"west"}


def test_a_yes_is_taken_back_only_where_a_signature_would_bind() -> None:
    for refusal in REFUSALS:
        said = frozenset(
            {
                Voice("p1", "west", 1, AnswerKind.YES, TODAY),
                Voice("p1", "west", 2, refusal, TODAY),
            }
        )
        for signing in (True, False):
            proposal = text(signing=signing)
            life = Life({"p1": proposal}, said, parties=PARTIES)
            assert life.refused(proposal) == ({"west"} if signing else set())


@given(days, days, st.booleans())
def test_a_text_counts_not_before_it_was_put(answered: date, signed: date, signing: bool) -> None:
    proposal = text(signing=signing)
    life = Life(
        {"p1": proposal},
        frozenset(Voice("p1", party, 1, AnswerKind.YES, answered) for party in PARTIES),
        frozenset(Signature("p1", party, signed) for party in PARTIES) if signing else frozenset(),
        parties=PARTIES,
    )
    assert life.is_complete(proposal)
    assert life.valid_from(proposal) == max(TODAY, signed if signing else answered)


def test_a_day_has_begun_once_some_clock_shows_it() -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert has_begun(date(2026, 11, 24), noon)
    assert has_begun(date(2026, 11, 25), noon)
    assert not has_begun(date(2026, 11, 26), noon)
    assert not has_begun(date(2026, 11, 25), noon.replace(hour=9))
