"""What changed between two texts, word by word, so that a person can read it. Pure.

Words are whole, and the end of a paragraph stands among them as one. Texts of any kind are compared
in a time that grows with their length: what has no anchor in common is removed and added whole.
"""

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from overens.cycle.agreements.wording import parted

END = "\n\n"
"""The end of a paragraph, among the words."""
MOST_PAIRS = 10_000
"""Of words between two anchors that are compared each with each."""
DEEPEST = 40
"""Anchors between anchors between anchors …"""
ISLAND = 3
"""Words: so few between two changes say less than they disturb, where the changes are longer."""
FARTHEST = 60
"""Words by which a change is moved to where a sentence or a paragraph begins."""


class Change(StrEnum):
    """What became of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Run(NamedTuple):
    """Words that follow each other and have the same lot."""

    change: Change
    words: tuple[str, ...]


Passage = tuple[Run, ...]
"""A text with its changes. Kept and removed words are the old text, kept and added ones the new."""


def word_by_word(old: str, new: str) -> Passage:
    """What was removed stands before what was added in its place."""
    a, b = words_of(old), words_of(new)
    if a == b:
        return (Run(Change.KEPT, a),) if a else ()
    hunks = list(_hunks(a, b))
    for hunk, following in pairwise(hunks):
        _slide(hunk, following)
    return tuple(_runs(_without_islands(hunks)))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, with `END` after each paragraph. Kept in NFC, as a paper keeps them."""
    paragraphs = parted(unicodedata.normalize("NFC", text))
    return tuple(chain.from_iterable((*paragraph.split(" "), END) for paragraph in paragraphs))


def old_words(passage: Passage) -> tuple[str, ...]:
    """The words of the old text."""
    return _those(passage, Change.ADDED)


def new_words(passage: Passage) -> tuple[str, ...]:
    """The words of the new text."""
    return _those(passage, Change.REMOVED)


def _those(passage: Passage, but: Change) -> tuple[str, ...]:
    return tuple(chain.from_iterable(run.words for run in passage if run.change != but))


def is_changed(passage: Passage) -> bool:
    """Whether a word was removed or added."""
    return any(run.change != Change.KEPT for run in passage)


def paragraphs(passage: Passage) -> Iterator[list[Run]]:
    """The runs of each paragraph. Of an end that was itself removed or added, in a paragraph that
    was there before and after, `END` stands as the last word."""
    lines: list[list[Run]] = [[]]
    for change, words in passage:
        start = 0
        for place in [n for n, word in enumerate(words) if word == END]:
            if place > start:
                lines[-1].append(Run(change, words[start:place]))
            if {run.change for run in lines[-1]} - {change} and change != Change.KEPT:
                lines[-1].append(Run(change, (END,)))
            lines.append([])
            start = place + 1
        if words[start:]:
            lines[-1].append(Run(change, words[start:]))
    return (line for line in lines if line)


@dataclass(slots=True)
class _Hunk:
    """Words that were kept, and the change after them."""

    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


def _runs(hunks: Iterable[_Hunk]) -> Iterator[Run]:
    for hunk in hunks:
        for change, words in zip(Change, (hunk.kept, hunk.removed, hunk.added), strict=True):
            if words:
                yield Run(change, tuple(words))


def _hunks(a: Sequence[str], b: Sequence[str]) -> Iterator[_Hunk]:
    """The first one keeps nothing where the texts begin differently; the last may change nothing."""
    hunk, i, j = _Hunk(), 0, 0
    for at_a, at_b, size in [*sorted(_common(a, b)), (len(a), len(b), 0)]:
        if at_a > i or at_b > j:
            hunk.removed += a[i:at_a]
            hunk.added += b[j:at_b]
            yield hunk
            hunk = _Hunk()
        hunk.kept += a[at_a : at_a + size]
        i, j = at_a + size, at_b + size
    yield hunk


def _common(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Blocks (place in a, place in b, length) that both have, in any order.

    First whole paragraphs, then words between them: an added paragraph is one change, though it
    begins with the words with which the next one does.
    """
    ends_a, ends_b = _ends(a), _ends(b)
    i = j = 0
    whole_a = [tuple(a[m:n]) for m, n in zip([0, *ends_a], ends_a, strict=False)]
    whole_b = [tuple(b[m:n]) for m, n in zip([0, *ends_b], ends_b, strict=False)]
    found = sorted(_blocks(whole_a, whole_b))
    ends_a, ends_b = [0, *ends_a], [0, *ends_b]
    for at_a, at_b, size in [*found, (len(whole_a), len(whole_b), 0)]:
        to_a, to_b = ends_a[at_a], ends_b[at_b]
        for m, n, length in _blocks(a[i:to_a], b[j:to_b]):
            yield i + m, j + n, length
        i, j = ends_a[at_a + size], ends_b[at_b + size]
        if size:
            yield to_a, to_b, i - to_a


def _ends(words: Sequence[str]) -> list[int]:
    return [place + 1 for place, word in enumerate(words) if word == END]


def _blocks(a: Sequence[Hashable], b: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Blocks in common by patience: what stands once on each side is an anchor, if it keeps its
    order; so it goes on between the anchors, and where there are none, each is held against each."""
    waiting = [(0, len(a), 0, len(b), 0)]
    while waiting:
        a0, a1, b0, b1, depth = waiting.pop()
        if same := _same(zip(a[a0:a1], b[b0:b1], strict=False)):
            yield a0, b0, same
            a0, b0 = a0 + same, b0 + same
        if same := _same(zip(reversed(a[a0:a1]), reversed(b[b0:b1]), strict=False)):
            a1, b1 = a1 - same, b1 - same
            yield a1, b1, same
        if a0 == a1 or b0 == b1:
            continue
        anchors = _anchors(a[a0:a1], b[b0:b1]) if depth < DEEPEST else []
        if anchors:
            m, n = a0, b0
            for i, j in anchors:
                yield a0 + i, b0 + j, 1
                waiting.append((m, a0 + i, n, b0 + j, depth + 1))
                m, n = a0 + i + 1, b0 + j + 1
            waiting.append((m, a1, n, b1, depth + 1))
        elif (a1 - a0) * (b1 - b0) <= MOST_PAIRS:
            matcher = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False)
            for i, j, size in matcher.get_matching_blocks()[:-1]:
                yield a0 + i, b0 + j, size


def _same(pairs: Iterable[tuple[Hashable, Hashable]]) -> int:
    """How many pairs, from the first one on, are two of the same."""
    found = 0
    for one, other in pairs:
        if one != other:
            break
        found += 1
    return found


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of what stands once on each side, as many as keep their order."""
    in_a, in_b = Counter(a), Counter(b)
    place_in_b = {word: place for place, word in enumerate(b) if in_b[word] == 1}
    pairs = [
        (place, place_in_b[word])
        for place, word in enumerate(a)
        if in_a[word] == 1 and word in place_in_b
    ]
    return [pairs[n] for n in longest_rising([place for _place, place in pairs])]


def longest_rising(values: Sequence[int]) -> list[int]:
    """Places of as many values as can stand in rising order; the values are all different."""
    tails: list[int] = []
    at: list[int] = []
    before_it: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(tails, value)
        before_it.append(at[length - 1] if length else -1)
        if length == len(tails):
            tails.append(value)
            at.append(place)
        else:
            tails[length], at[length] = value, place
    found = []
    place = at[-1] if at else -1
    while place >= 0:
        found.append(place)
        place = before_it[place]
    return found[::-1]


def _slide(hunk: _Hunk, following: _Hunk) -> None:
    """Of several places where the same words may have been put in or taken out, the one that begins
    with a paragraph or a sentence."""
    if bool(hunk.removed) == bool(hunk.added):
        return
    edit = hunk.removed or hunk.added
    words, start, size = [*hunk.kept, *edit, *following.kept], len(hunk.kept), len(edit)
    low = high = start
    while low > max(0, start - FARTHEST) and words[low - 1] == words[low + size - 1]:
        low -= 1
    while high < min(start + FARTHEST, len(words) - size) and words[high] == words[high + size]:
        high += 1
    # Where nothing tells them apart, it stays as far back as it can.
    best = max(range(high, low - 1, -1), key=lambda at: _edge(words, at) + _edge(words, at + size))
    hunk.kept, following.kept = words[:best], words[best + size :]
    edit[:] = words[best : best + size]


def _edge(words: Sequence[str], at: int) -> int:
    """How much ends before that place: a paragraph, a sentence, a part of one, or nothing."""
    last = words[at - 1] if at else END
    return 3 if last == END else 2 if last[-1] in ".!?:" else 1 if last[-1] in ",;" else 0


def _without_islands(hunks: Iterable[_Hunk]) -> list[_Hunk]:
    """A few kept words between longer changes are told as removed and added again."""
    found: list[_Hunk] = []
    for hunk in hunks:
        found.append(hunk)
        while len(found) > 1 and _is_island(found[-1].kept, found[-2], found[-1]):
            last, into = found.pop(), found[-1]
            into.removed += [*last.kept, *last.removed]
            into.added += [*last.kept, *last.added]
    return found


def _is_island(kept: Sequence[str], one: _Hunk, other: _Hunk) -> bool:
    """A paragraph's end is none: paragraphs are kept."""
    if len(kept) > ISLAND or END in kept or not (other.removed or other.added):
        return False
    size = sum(map(len, kept))
    return all(_reach(h.removed, size) or _reach(h.added, size) for h in (one, other))


def _reach(words: Iterable[str], size: int) -> bool:
    """Whether they are at least so many characters; a long change is not counted to its end."""
    return size <= 0 or any(total >= size for total in accumulate(map(len, words)))
