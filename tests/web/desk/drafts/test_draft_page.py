"""One's own draft as it is read: what it changes, and what is under way beside it."""

from collections.abc import Iterator
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
from overens.cycle.agreements.actions.drafting import begin_draft, change_draft, drop_draft, sealed
from overens.cycle.agreements.actions.ending import propose_last_day
from overens.cycle.agreements.actions.proposing import propose
from overens.cycle.agreements.models import Version
from overens.cycle.agreements.transcript import as_file
from tests.cast import SIDES, Cast, cast, signed_in
from tests.cycle.agreements.test_life import answered, carried
from tests.examples import NOW
from tests.web.desk.approvals.test_approvals import new_agreement
from tests.web.desk.approvals.test_changes import put, worded


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def koge(people: Cast) -> Client:
    return signed_in(people.accounts["koge", Role.COORDINATOR])


def begun(people: Cast, edition=None) -> Version:
    by = people.seats["koge", Role.COORDINATOR]
    return begin_draft(by=by, agreement=people.agreement, at=NOW, edition=edition)


def written(people: Cast, draft: Version, slug: str) -> Version:
    return change_draft(
        by=people.seats["koge", Role.COORDINATOR],
        draft=draft,
        part=f"art-{slug}",
        read=sealed(as_file(draft), f"art-{slug}"),
        change=worded(slug),
        at=NOW,
    )


def page_of(client: Client, query: str = "", language: str = "en", slug: str = "koge-kristianstad"):
    answer = client.get(f"/{language}/desk/agreements/{slug}/draft/{query}")
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    return page


PARTS = "//section[@id='changes']//*[starts-with(@id, 'changes-art-')]/@id"


@pytest.mark.parametrize("language", languages())
def test_what_the_draft_changes_stands_on_its_page(
    people: Cast, koge: Client, language: str
) -> None:
    draft = begun(people)
    (found,) = page_of(koge, language=language).xpath("//section[@id='changes']")
    assert not found.xpath(".//ins | .//del")
    written(people, draft, "areas")
    page = page_of(koge, language=language)
    assert page.xpath(PARTS) == ["changes-art-areas"]
    (found,) = page.xpath("//section[@id='changes']")
    if language in ("da", "sv"):
        assert [e for e in found.xpath(".//div[@lang]/@lang") if e != language] == []
        assert len(found.xpath(f".//div[@lang='{language}']//ins")) == 1


def test_it_is_held_against_what_it_began_from(people: Cast, koge: Client) -> None:
    first = put(people, "art-areas", worded("areas"), side="kristianstad")
    written(people, begun(people, first.edition), "exchange")
    assert page_of(koge).xpath(PARTS) == ["changes-art-exchange"]


def test_a_draft_that_began_empty_changes_nothing(people: Cast, koge: Client) -> None:
    new_agreement(people)
    page = page_of(koge, slug="new-one")
    assert not page.xpath("//section[@id='changes']")
    assert "Proposals under way" not in page.text_content()


def test_what_is_under_way_says_what_each_party_answered(people: Cast, koge: Client) -> None:
    first = put(people, "art-areas", worded("areas"), side="kristianstad")
    answered(people, "kristianstad", first)
    answered(people, "koge", first, "yes-if", because="Kun hvis to møder.")
    carried(NOW)
    begun(people, first.edition)
    page = page_of(koge)
    (row,) = page.xpath("//section[@aria-labelledby='h-under-way']//li[@class='stack tight']")
    assert row.xpath("./h3/a/@href") == [f"/en/desk/approvals/{first.pk}/"]
    said = " ".join(row.text_content().split())
    assert "Proposed by Kristianstad, 24 November 2026" in said
    assert "your draft began from it" in said
    cells = [" ".join(cell.text_content().split()) for cell in row.xpath(".//ul/li")]
    assert len(cells) == 2
    assert cells[0].startswith("Køge Yes, if Kun hvis to møder.")
    assert cells[1].startswith("Kristianstad Yes")


def test_what_was_refused_is_under_way_no_more_nor_what_has_not_come(
    people: Cast, koge: Client
) -> None:
    refused = put(people, "art-areas", worded("areas"), side="kristianstad")
    answered(people, "koge", refused, "no", because="Nej.")
    later = put(people, "art-exchange", worded("exchange"), side="kristianstad", arrives=False)
    begun(people)
    links = "//section[@aria-labelledby='h-under-way']//h3/a/@href"
    assert page_of(koge).xpath(links) == []
    carried(NOW)
    assert page_of(koge).xpath(links) == [f"/en/desk/approvals/{later.pk}/"]


def test_the_same_queries_for_one_proposal_and_for_seven(people: Cast, koge: Client) -> None:
    by, counts = people.seats["koge", Role.COORDINATOR], []
    for size in (1, 7):
        while Consent.objects.filter(kind="agreement.proposal").count() < size:
            number = Consent.objects.count()
            draft = begun(people)  # anew each time: going on would take the place of the one before
            draft = change_draft(
                by=by,
                draft=draft,
                part="title",
                read=sealed(as_file(draft), "title"),
                change=lambda f, n=number: replace(f, title=dict.fromkeys(f.title, f"Nr. {n}")),
                at=NOW,
            )
            answered(people, "koge", propose(by=by, draft=draft, at=NOW))
            drop_draft(by=by, draft=draft, at=NOW)
        draft = begun(people)
        page_of(koge)
        with CaptureQueriesContext(connection) as captured:
            page = page_of(koge)
        counts.append(len(captured))
        drop_draft(by=by, draft=draft, at=NOW)
        assert len(page.xpath("//section[@aria-labelledby='h-under-way']//h3")) == size
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", languages())
def test_where_another_text_has_come_to_count_since_that_is_said(
    people: Cast, koge: Client, language: str
) -> None:
    draft = written(people, begun(people), "areas")
    assert not page_of(koge, language=language).xpath("//*[@id='h-overtaken']")
    by = people.seats["kristianstad", Role.COORDINATOR]
    renewed = propose_last_day(
        by=by, agreement=people.agreement, ends=date(2028, 12, 31), because="Ja.", at=NOW, signing=False
    )  # fmt: skip
    carried(NOW)
    for side in SIDES:
        answered(people, side, renewed)
    page = page_of(koge, language=language)
    assert page.xpath("//*[@id='h-overtaken']")
    assert page.xpath("//a[contains(@href, '/text/2/')]")
    # That the draft would take the last day back stands among what it changes.
    assert "2028" in page.xpath("string(//section[@id='changes'])")
    said = koge.get(f"/{language}/desk/agreements/koge-kristianstad/draft/propose/")
    assert "/draft/#changes" in said.content.decode()
    assert draft.based_on != renewed.edition
