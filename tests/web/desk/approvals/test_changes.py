"""What a proposal changes, article by article, on the desk of whoever answers it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from overens.base.consents.models import Consent
from overens.base.languages.rules import languages
from overens.base.municipalities.states import Role
from overens.base.papers.models import Edition
from overens.cycle.agreements.actions.drafting import begin_draft, change_draft, sealed
from overens.cycle.agreements.actions.proposing import propose, waive
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.transcript import as_file
from tests.cast import Cast, cast, signed_in
from tests.cycle.agreements.test_life import carried
from tests.examples import NOW
from tests.web.desk.approvals.test_approvals import new_agreement

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody(db: None) -> Cast:
    return cast(NOW)


def put(
    everybody: Cast,
    part: str,
    change: Callable[[AgreementFile], AgreementFile],
    side: str = "koge",
    edition: Edition | None = None,
    *,
    arrives: bool = True,
) -> Consent:
    """What a side proposes, with one part written anew; it has reached everybody, or not yet."""
    by = everybody.seats[side, Role.COORDINATOR]
    draft = begin_draft(by=by, agreement=everybody.agreement, at=NOW, edition=edition)
    draft = change_draft(
        by=by, draft=draft, part=part, read=sealed(as_file(draft), part), change=change, at=NOW
    )
    consent = propose(by=by, draft=draft, at=NOW)
    if arrives:
        carried(NOW)
    draft.delete()
    return consent


def worded(slug: str, **texts: str) -> Callable[[AgreementFile], AgreementFile]:
    """An article in other words, in the languages that are named; longer in the others."""

    def change(file: AgreementFile) -> AgreementFile:
        return replace(
            file,
            articles=tuple(
                replace(a, body={code: texts.get(code, f"{t} Mer.") for code, t in a.body.items()})
                if a.article == slug
                else a
                for a in file.articles
            ),
        )

    return change


def client_of(everybody: Cast, side: str) -> Client:
    return signed_in(everybody.accounts[side, Role.COORDINATOR])


def shown(client: Client, consent: Consent, query: str = "", language: str = "en"):
    """The section of the page; none where there is nothing to hold it against."""
    answer = client.get(f"/{language}/desk/approvals/{consent.pk}/{query}")
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    return page.xpath("//section[@id='changes']")


def words(found, tag: str, language: str) -> list[str]:
    """What was added or removed, in one column."""
    return [
        "".join(e.xpath("./text()")).strip()
        for e in found.xpath(f".//div[@lang='{language}']//{tag}")
    ]


def test_each_article_that_changes_stands_there_with_its_changes_and_no_other(
    everybody: Cast,
) -> None:
    consent = put(
        everybody, "art-areas", worded("areas", da="Kommunerne samarbejder om tre emner.")
    )
    for side in ("koge", "kristianstad"):
        (found,) = shown(client_of(everybody, side), consent, language="da")
        assert "1 af 4 artikler er ændret." in " ".join(found.text_content().split())
        assert found.xpath("./section//@id") == ["h-changes-articles", "changes-art-areas"]
        assert "Kommunerne" in words(found, "ins", "da")[0]
        assert words(found, "del", "da")
        assert not found.xpath(".//div[@lang='sv']")


def test_it_is_read_in_ones_own_language_and_the_others_are_a_link_away(everybody: Cast) -> None:
    consent = put(everybody, "art-areas", worded("areas", sv="Kommunerna samarbetar om tre ämnen."))
    other = client_of(everybody, "kristianstad")
    (found,) = shown(other, consent, language="sv")
    assert "Kommunerna samarbetar om tre ämnen." in " ".join(words(found, "ins", "sv"))
    ways = found.xpath(".//nav[@aria-label='Hur ändringarna visas']//a")
    assert [way.text for way in ways if way.get("aria-current")] == ["Svenska"]
    danish = next(way.get("href") for way in ways if way.text == "Danska")
    (found,) = shown(other, consent, danish, "sv")
    assert words(found, "ins", "da") == ["Mer."]
    assert not found.xpath(".//div[@lang='sv']")
    (found,) = shown(other, consent, "?text=as-written", "sv")
    assert {*found.xpath(".//div[@class='columns']/div/@lang")} >= {"da", "sv"}


def test_what_changes_only_in_another_language_is_shown_all_the_same(everybody: Cast) -> None:
    consent = put(everybody, "purpose", lambda f: replace(f, purpose={**f.purpose, "en": "Short."}))
    (found,) = shown(client_of(everybody, "koge"), consent, language="da")
    assert "Short." in " ".join(words(found, "ins", "en"))


def test_a_changed_text_is_held_against_the_proposal_and_against_the_text_that_counts(
    everybody: Cast,
) -> None:
    first = put(everybody, "art-areas", worded("areas"))
    second = put(
        everybody,
        "art-exchange",
        worded("exchange"),
        side="kristianstad",
        edition=first.edition,
    )
    koge = client_of(everybody, "koge")
    (found,) = shown(koge, second)
    links = found.xpath(".//nav[@aria-label='Against which text']//a")
    assert [(a.text, a.get("aria-current")) for a in links] == [
        ("Against what Køge proposed on 24 November 2026", "true"),
        ("Against version 1", None),
    ]
    parts = ".//*[starts-with(@id, 'changes-art-')]/@id"
    assert found.xpath(parts) == ["changes-art-exchange"]
    (found,) = shown(koge, second, links[1].get("href"))
    assert found.xpath(parts) == ["changes-art-areas", "changes-art-exchange"]
    (found,) = shown(koge, second, "?against=nothing")
    assert found.xpath(parts) == ["changes-art-exchange"]
    # The first one took nobody's place, so there is nothing to choose.
    (found,) = shown(koge, first)
    assert not found.xpath(".//nav[@aria-label='Against which text']")


@pytest.mark.parametrize(
    ("ends", "said"),
    [(date(2027, 12, 31), "31 december 2027"), (date(2040, 1, 1), "1 januari 2040")],
)
def test_of_an_end_or_a_renewal_the_term_is_shown_as_changed(
    everybody: Cast, ends: date, said: str
) -> None:
    consent = put(everybody, "term", lambda file: replace(file, term=replace(file.term, ends=ends)))
    (found,) = shown(client_of(everybody, "kristianstad"), consent)
    assert found.xpath(".//*[@id='changes-term']//span[@class='tag']/text()") == ["was changed"]
    assert said in " ".join(found.xpath(".//*[@id='changes-term']//ins/text()"))
    assert found.xpath("./section//@id") == ["h-changes-closing", "changes-term"]


def test_a_first_text_and_a_waiver_change_no_text(everybody: Cast) -> None:
    by = everybody.seats["koge", Role.COORDINATOR]
    draft = new_agreement(everybody).versions.get()
    first = propose(by=by, draft=draft, at=NOW)
    asked = waive(by=by, agreement=everybody.agreement, commitment=1, because="Gjort.", at=NOW)
    for consent in (first, asked):
        assert shown(client_of(everybody, "koge"), consent) == []


@pytest.mark.parametrize("language", languages())
def test_hostile_words_are_words(everybody: Cast, language: str) -> None:
    consent = put(everybody, "art-areas", worded("areas", da=HOSTILE, sv=HOSTILE))
    (found,) = shown(client_of(everybody, "koge"), consent, "?text=as-written", language)
    assert not found.xpath(".//script")
    assert "alert(1)" in found.text_content()


def test_the_changes_ask_the_database_nothing_once_they_were_read(everybody: Cast) -> None:
    first = put(everybody, "art-areas", worded("areas"))
    second = put(everybody, "art-exchange", worded("exchange"), edition=first.edition)
    koge, found = client_of(everybody, "koge"), []
    for query in ("?against=proposal", "?against=version", "?against=version&text=as-written"):
        koge.get(f"/da/desk/approvals/{second.pk}/{query}")
        with CaptureQueriesContext(connection) as captured:
            koge.get(f"/da/desk/approvals/{second.pk}/{query}")
        found.append(len(captured))
    assert len(set(found)) == 1
