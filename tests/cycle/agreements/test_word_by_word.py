"""Word by word: nothing is lost, nothing is invented, and a person can read it."""

import time
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from overens.cycle.agreements.rules.word_by_word import (
    END,
    Change,
    Passage,
    is_changed,
    longest_rising,
    new_words,
    old_words,
    paragraphs,
    word_by_word,
    words_of,
)

always = settings(max_examples=300, deadline=None)
few_words = st.lists(st.sampled_from(["a", "b", "c.", "\n\n"]), max_size=30).map(" ".join)
any_text = st.text(max_size=200)
hostile = st.text(st.sampled_from("a \n\r\t\u00a0\u2028\u0301\u202e\u200b<&\x00"), max_size=200)
texts = st.one_of(few_words, any_text, hostile)
SIGNS = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "[+{}+]"}


def marked(passage: Passage) -> str:
    """'Parterne mødes [+ofte+] ¶'"""
    return " ".join(
        SIGNS[run.change].format(" ".join(run.words).replace(END, "¶")) for run in passage
    )


@always
@given(texts, texts)
@example("", "")
@example("a\n\nb", "a b")
@example("Å", "A\u030a")
def test_kept_and_removed_is_the_old_text_and_kept_and_added_the_new(old: str, new: str) -> None:
    passage = word_by_word(old, new)
    assert old_words(passage) == words_of(old)
    assert new_words(passage) == words_of(new)
    assert is_changed(passage) == (words_of(old) != words_of(new))
    assert all(run.words for run in passage)


@always
@given(texts)
def test_an_equal_text_gives_no_change(text: str) -> None:
    assert {run.change for run in word_by_word(text, text)} <= {Change.KEPT}


@always
@given(texts, texts)
def test_no_two_runs_that_follow_each_other_could_be_one(old: str, new: str) -> None:
    runs = [run.change for run in word_by_word(old, new)]
    pairs = set(pairwise(runs))
    assert all(one != other for one, other in pairs)
    assert (Change.ADDED, Change.REMOVED) not in pairs


@always
@given(texts, texts)
def test_every_word_stands_in_a_paragraph(old: str, new: str) -> None:
    passage = word_by_word(old, new)
    shown = [word for line in paragraphs(passage) for run in line for word in run.words]
    assert [w for w in shown if w != END] == [w for r in passage for w in r.words if w != END]


def test_words_are_whole_and_their_distance_is_nothing() -> None:
    assert words_of("Parterne  mødes\nofte.\n\n \n\nSlut") == (
        "Parterne",
        "mødes",
        "ofte.",
        END,
        "Slut",
        END,
    )
    assert not is_changed(word_by_word("Parterne mødes ofte.", " Parterne\n mødes  ofte. "))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Vi mødes hvert år.", "Vi mødes to gange hvert år.", "Vi mødes [+to gange+] hvert år. ¶"),
        ("Vi mødes ofte.", "", "[-Vi mødes ofte. ¶-]"),
        (
            "Inden seks måneder.",
            "Inden tolv måneder.",
            "Inden [-seks-] [+tolv+] måneder. ¶",
        ),
        (  # a sentence that begins as the next one does
            "Parterna möts. Parterna talar.",
            "Parterna möts. Parterna skriver. Parterna talar.",
            "Parterna möts. [+Parterna skriver.+] Parterna talar. ¶",
        ),
        (  # a paragraph that begins as the next one does
            "Ett.\n\nParterna talar om vatten.",
            "Ett.\n\nParterna möts i maj.\n\nParterna talar om vatten.",
            "Ett. ¶ [+Parterna möts i maj. ¶+] Parterna talar om vatten. ¶",
        ),
        ("Ett ord. Två ord.", "Ett ord.\n\nTvå ord.", "Ett ord. [+¶+] Två ord. ¶"),
        (  # 'and' alone between two changes tells nobody anything
            "the old and bad thing",
            "the new and good thing",
            "the [-old and bad-] [+new and good+] thing ¶",
        ),
        (  # but what is longer than the changes around it stays
            "100 kr senast i maj varje år",
            "200 kr senast i juni varje år",
            "[-100-] [+200+] kr senast i [-maj-] [+juni+] varje år ¶",
        ),
        ("betala l00 kr", "betala 100 kr", "betala [-l00-] [+100+] kr ¶"),
    ],
)
def test_it_reads_as_a_person_would_mark_it(old: str, new: str, said: str) -> None:
    assert marked(word_by_word(old, new)) == said


def test_a_sentence_that_is_written_anew_is_not_torn_to_pieces() -> None:
    old = "Kommunerne forpligter sig til at holde et årligt møde mellem ledelserne i oktober måned."
    new = "Parterne skal hvert andet år holde en fælles dag om kysten for alle i kommunerne."
    assert [run.change for run in word_by_word(old, new)] == [
        Change.REMOVED,
        Change.ADDED,
        Change.KEPT,
    ]


def test_paragraphs_are_kept_and_a_changed_end_is_told() -> None:
    lines = list(paragraphs(word_by_word("Ett ord. Två ord.", "Ett ord.\n\nTvå ord.")))
    assert [[(run.change, run.words[-1]) for run in line] for line in lines] == [
        [(Change.KEPT, "ord."), (Change.ADDED, END)],
        [(Change.KEPT, "ord.")],
    ]
    lines = list(paragraphs(word_by_word("Ett.\n\nTre.", "Ett.\n\nTvå.\n\nTre.")))
    assert [[(run.change, run.words) for run in line] for line in lines] == [
        [(Change.KEPT, ("Ett.",))],
        [(Change.ADDED, ("Två.",))],
        [(Change.KEPT, ("Tre.",))],
    ]


@given(st.lists(st.integers(), unique=True, max_size=12))
def test_as_many_as_keep_their_order_stay(values: list[int]) -> None:
    places = longest_rising(values)
    kept = [values[place] for place in places]
    assert places == sorted(places)
    assert kept == sorted(kept)
    best = [1] * len(values)
    for n, value in enumerate(values):
        best[n] = max([1, *(best[m] + 1 for m in range(n) if values[m] < value)])
    assert len(kept) == max(best, default=0)


def _two_words(chance: Random, place: int, side: int) -> str:
    return chance.choice("ab")


def _between_anchors(chance: Random, place: int, side: int) -> str:
    return chance.choice("ab") if place % 100 else f"x{place}"


def _unrelated(chance: Random, place: int, side: int) -> str:
    return f"x{chance.randrange(500)}"


def _nested(chance: Random, place: int, side: int) -> str:
    return f"x{min(place, 20_000 - place)}" if side else f"x{max(place, 20_000 - place)}"


def _lines(chance: Random, place: int, side: int) -> str:
    return f"{'ab' * (place % (2 + side))}c\n\n"


@pytest.mark.parametrize("word", [_two_words, _between_anchors, _unrelated, _nested, _lines])
def test_no_text_makes_it_slow(word: Callable[[Random, int, int], str]) -> None:
    """Words that stand in both texts a thousand times, or never where they stood."""
    chance = Random(1)
    old, new = (" ".join(word(chance, place, side) for place in range(20_000)) for side in (0, 1))
    start = time.process_time()
    passage = word_by_word(old, new)
    assert time.process_time() - start < 10
    assert old_words(passage) == words_of(old)
    assert new_words(passage) == words_of(new)
