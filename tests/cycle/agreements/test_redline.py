"""What changed between two texts of an agreement: all of it, and nothing that did not."""

from dataclasses import fields, replace
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.papers.paper import canonical
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Article
from overens.cycle.agreements.paper import text_paper
from overens.cycle.agreements.rules.redline import Fate, Part, Redline, redline
from overens.cycle.agreements.rules.word_by_word import (
    END,
    Change,
    Passage,
    new_words,
    old_words,
    words_of,
)
from tests.examples import demo, five_parties, small
from tests.versions import edited, long_agreement, three_versions

always = settings(max_examples=60, deadline=None)
FIRST, SECOND, THIRD = three_versions()
EVERY = (demo(), small(), five_parties(), FIRST, SECOND, THIRD)


def part(found: Redline, anchor: str) -> Part:
    return next(part for part in found.parts if part.anchor == anchor)


def said(passage: Passage, change: Change) -> str:
    words = [word for run in passage if run.change == change for word in run.words]
    return " ".join(words).replace(END, "¶")


def changes(of: Part, language: str) -> tuple[str, str]:
    """What was removed and what was added in its lines, in a language."""
    passages = [line.passages[language] for line in of.lines if language in line.passages]
    return (
        " ".join(filter(None, (said(p, Change.REMOVED) for p in passages))),
        " ".join(filter(None, (said(p, Change.ADDED) for p in passages))),
    )


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.slug)
def test_equal_texts_give_no_change(file: AgreementFile) -> None:
    found = redline(file, file)
    assert not found.is_changed
    assert {part.fate for part in found.parts} == {Fate.KEPT}


def test_an_article_is_known_by_its_lasting_name() -> None:
    found = redline(FIRST, SECOND)
    assert [(a.anchor, a.fate, a.number, a.was_number, a.moved) for a in found.articles] == [
        ("art-meetings", Fate.CHANGED, "1", None, False),
        ("art-water", Fate.ADDED, "2", None, False),
        ("art-sharing", Fate.KEPT, "3", "2", False),
        ("art-costs", Fate.KEPT, "4", "3", False),
    ]
    assert [a.says_otherwise for a in found.articles] == [True, True, False, False]
    assert changes(found.articles[0], "da") == ("én gang", "to gange")
    assert changes(found.articles[0], "sv") == ("en gång", "två gånger")


def test_what_is_gone_stands_where_it_was_and_what_was_moved_is_said_to_have_moved() -> None:
    found = redline(SECOND, THIRD)
    assert [(a.anchor, a.fate, a.moved) for a in found.articles] == [
        ("art-water", Fate.KEPT, True),
        ("art-meetings", Fate.KEPT, False),
        ("art-sharing", Fate.CHANGED, False),
        ("art-costs", Fate.REMOVED, False),
    ]
    heading = found.articles[2].heading["da"]
    assert said(heading, Change.REMOVED) == "Erfaringer"
    assert said(heading, Change.ADDED) == "Gode eksempler"


def test_the_terms_of_a_commitment_are_compared_in_words() -> None:
    promised = part(redline(FIRST, SECOND), "commitment-1")
    removed, added = changes(promised, "sv")
    assert promised.fate == Fate.CHANGED
    assert (removed, added) == ("varje år.", "en gång på 6 månader.")
    found = redline(SECOND, THIRD)
    assert part(found, "commitment-2").fate == Fate.REMOVED
    assert part(found, "commitment-3").fate == Fate.ADDED
    removed, added = changes(part(found, "commitment-1"), "da")
    assert ("Vand" in removed, added) == (True, "")


def test_a_commitment_that_goes_to_another_article_says_so_and_a_new_number_alone_does_not() -> (
    None
):
    elsewhere = replace(SECOND.commitments[0], article="water")
    found = redline(SECOND, replace(SECOND, commitments=(elsewhere, SECOND.commitments[1])))
    assert changes(part(found, "commitment-1"), "da") == ("1.", "2.")
    renumbered = replace(
        SECOND, articles=tuple(replace(a, number=f"§ {a.number}") for a in SECOND.articles)
    )
    found = redline(SECOND, renumbered)
    assert {c.fate for c in found.commitments} == {Fate.KEPT}
    assert found.is_changed


def test_the_term_and_the_areas_and_the_purpose_are_compared() -> None:
    found = redline(SECOND, THIRD)
    removed, added = changes(part(found, "term"), "da")
    assert ("2024" in removed, "2035" in added) == (True, True)
    assert part(found, "focus-schools").fate == Fate.ADDED
    assert part(found, "focus-water").fate == Fate.KEPT
    assert changes(part(found, "purpose"), "sv") == (
        "varandra. ¶",
        "varandra och att spara pengar. ¶",
    ) or ("spara pengar" in changes(part(found, "purpose"), "sv")[1])
    assert part(found, "preamble").fate == Fate.KEPT


def test_a_language_that_is_new_is_added_whole() -> None:
    article = FIRST.articles[0]
    more = replace(
        article,
        heading={**article.heading, "fi": "Kokoukset"},
        body={**article.body, "fi": "Osapuolet kokoontuvat."},
    )
    found = part(
        redline(FIRST, replace(FIRST, articles=(more, *FIRST.articles[1:]))), "art-meetings"
    )
    assert found.fate == Fate.CHANGED
    assert changes(found, "fi") == ("", "Osapuolet kokoontuvat. ¶")
    assert changes(found, "da") == ("", "")


@pytest.mark.parametrize("old", EVERY[2:], ids=lambda file: file.slug)
@pytest.mark.parametrize("swapped", [True, False])
def test_the_order_of_the_parties_is_no_matter(old: AgreementFile, swapped: bool) -> None:
    new = replace(old, articles=(*old.articles[1:], Article("x", {"da": "X"}, {"da": "Y"})))
    turned = replace(old, parties=old.parties[::-1])
    other = replace(new, parties=new.parties[::-1])
    found, again = redline(old, new), redline(turned, other if swapped else new)
    assert set(found.languages) == set(again.languages)
    for one, two in zip(found.parts, again.parts, strict=True):
        assert (one.anchor, one.fate, one.heading) == (two.anchor, two.fate, two.heading)
        assert sorted(map(repr, one.lines)) == sorted(map(repr, two.lines))


SAYS = {
    "legal_basis": "dk-se-1977",
    "authentic_languages": ("sv",),
    "title": {"da": "En anden titel"},
    "preamble": {"da": "Noget andet."},
    "purpose": {"sv": "Något annat."},
    "signed_wording": False,
    "articles": FIRST.articles[1:],
    "commitments": FIRST.commitments[1:],
    "focus_areas": (),
    "parties": (replace(FIRST.parties[0], name={"da": "Nordby"}), FIRST.parties[1]),
}


@pytest.mark.parametrize("name", SAYS)
def test_whatever_is_frozen_otherwise_is_told(name: str) -> None:
    new = replace(FIRST, **{name: SAYS[name]})
    if name == "focus_areas":
        loose = tuple(replace(c, focus_area=None) for c in new.commitments)
        new = replace(new, commitments=loose)
    if name == "legal_basis":
        new = replace(FIRST, legal_basis=None)
    assert canonical(text_paper(new)) != canonical(text_paper(FIRST))
    assert redline(FIRST, new).is_changed
    assert redline(new, FIRST).is_changed


TERMS = {
    "in_force": date(2023, 1, 1),
    "ends": None,
    "notice_months": 3,
    "renewal": {"da": "Den forlænges ikke."},
}


@pytest.mark.parametrize("name", [field.name for field in fields(FIRST.term)])
def test_every_term_is_told(name: str) -> None:
    new = replace(FIRST, term=replace(FIRST.term, **{name: TERMS[name]}))
    assert part(redline(FIRST, new), "term").fate == Fate.CHANGED


PROMISED = {
    "title": {"da": "Holde to møder", "sv": "Hålla två möten"},
    "kind": ("standing", "rule", None),
    "article": None,
    "focus_area": None,
    "due": ("once", "rule", None),
    "within": ("once", "rule", None),
    "rule": "FREQ=MONTHLY",
    "starts": date(2023, 1, 1),
    "lead_days": 40,
    "evidence": None,
    "parties": ("nordby",),
}


@pytest.mark.parametrize("name", PROMISED)
def test_every_term_of_a_commitment_is_told(name: str) -> None:
    old = FIRST.commitments[0]
    value = PROMISED[name]
    if name in ("kind", "due", "within"):
        more = {"due": {"due": date(2025, 1, 1)}, "within": {"within": "P1Y"}}.get(name, {})
        new = replace(old, kind=value[0], rule=None, **more)
    else:
        new = replace(old, **{name: value})
    found = redline(FIRST, replace(FIRST, commitments=(new, FIRST.commitments[1])))
    assert part(found, "commitment-1").fate == Fate.CHANGED
    assert part(found, "commitment-2").fate == Fate.KEPT


numbers = st.none() | st.sampled_from(["1", "2", "§ 3"])
bodies = st.fixed_dictionaries(
    {"da": st.text(max_size=40)}, optional={"sv": st.text("a \n\u0301<&.", max_size=40)}
)
articles = st.lists(
    st.builds(Article, st.sampled_from("abcdef"), bodies, bodies, numbers),
    max_size=6,
    unique_by=lambda article: article.article,
).map(tuple)


@always
@given(articles, articles)
def test_each_article_of_both_texts_can_be_read_out_of_it(
    old: tuple[Article, ...], new: tuple[Article, ...]
) -> None:
    """Also with text that no file may hold."""
    found = redline(
        replace(FIRST, articles=old, commitments=()), replace(FIRST, articles=new, commitments=())
    )
    for articles, words, fate in ((old, old_words, Fate.ADDED), (new, new_words, Fate.REMOVED)):
        there = {p.anchor: p for p in found.articles if p.fate != fate}
        assert set(there) == {f"art-{article.article}" for article in articles}
        for article in articles:
            of = there[f"art-{article.article}"]
            for code, text in article.body.items():
                assert words(of.lines[0].passages[code]) == words_of(text)
            for code, text in article.heading.items():
                assert words(of.heading[code]) == words_of(text)
    there = [p.anchor for p in found.articles if p.fate != Fate.REMOVED]
    assert there == [f"art-{article.article}" for article in new]
    same = {a.article: a for a in old}
    for article in new:
        of = part(found, f"art-{article.article}")
        assert (of.fate == Fate.ADDED) == (article.article not in same)


@always
@given(st.permutations(FIRST.articles))
def test_as_few_articles_as_possible_are_said_to_have_moved(order: list[Article]) -> None:
    found = redline(FIRST, replace(FIRST, articles=tuple(order)))
    moved = [article for article in found.articles if article.moved]
    assert len(moved) < len(order)
    assert bool(moved) == (tuple(order) != FIRST.articles)


def test_a_long_agreement_changes_where_it_was_edited_alone() -> None:
    old = long_agreement(30, 6000)
    found = redline(old, edited(old))
    assert [a.fate for a in found.articles] == [
        Fate.CHANGED if n % 3 == 0 else Fate.KEPT for n in range(30)
    ]


def test_it_is_the_same_in_every_language_of_the_reader() -> None:
    with override("da"):
        danish = redline(SECOND, THIRD)
    with override("en"):
        assert redline(SECOND, THIRD) == danish
