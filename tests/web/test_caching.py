"""Public pages are kept, and out of date as soon as something that they show has changed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from overens.base.municipalities.queries import seat_named
from overens.cycle.agreements.actions.evidence import report_evidence
from overens.cycle.agreements.actions.transcription import confirm
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.queries import parties
from overens.web.public import views
from tests.cast import account_of, signed_in
from tests.cycle.news.conftest import seat
from tests.cycle.news.writing import published
from tests.examples import NOW, TODAY

PAGE = "/da/agreements/koge-kristianstad/"


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_page_that_is_kept_costs_one_query(
    client: Client, loaded: Agreement, django_assert_num_queries: Any
) -> None:
    for queries in (2, 1):  # until something is published, it is asked whether there is news
        first = client.get(PAGE)
        with django_assert_num_queries(queries):
            again = client.get(PAGE)
        assert again.content == first.content
        published(seat("koge"))
        client.get(PAGE)


@pytest.mark.parametrize(
    "page", ["/", "/da/", "/da/agreements/", PAGE, f"{PAGE}history/", "/da/no/"]
)
def test_whoever_is_signed_in_gets_what_everybody_gets(
    client: Client, loaded: Agreement, page: str
) -> None:
    """The same bytes, and nothing that names the reader."""
    seat = seat_named("koge", "coordinator", TODAY)
    assert seat
    inside = signed_in(account_of(seat, "somebody@koge.example"))
    first, again = inside.get(page), client.get(page)
    assert first.content == again.content
    assert not first.cookies
    assert b"somebody@" not in first.content


def test_it_shows_at_once_what_a_party_notes(client: Client, loaded: Agreement) -> None:
    before = client.get(PAGE).content
    seat = seat_named("kristianstad", "coordinator", TODAY)
    assert seat
    party = parties(loaded)[1]
    report_evidence(
        by=seat,
        commitment=loaded.commitments.get(number=3),
        kind="noted-by-hand",
        party=party,
        since=TODAY,
        until=TODAY,
        source="hand",
        at=NOW,
    )
    after = client.get(PAGE).content
    assert after != before
    assert "Opfyldt" in after.decode()


def test_it_shows_at_once_that_a_party_confirmed(client: Client, loaded: Agreement) -> None:
    client.get(PAGE)
    seat = seat_named("koge", "coordinator", TODAY)
    assert seat
    confirm(by=seat, agreement=loaded, at=NOW)
    assert "bekræftet af Køge" in client.get(PAGE).content.decode()


def test_a_new_day_makes_a_new_page(client: Client, loaded: Agreement) -> None:
    client.get(PAGE)
    with time_machine.travel(NOW.replace(year=2027, month=8, day=3), tick=False):
        assert "Aktuelt nu" in client.get(PAGE).content.decode()


def test_what_the_browser_has_already_is_not_sent_again(client: Client, loaded: Agreement) -> None:
    tag = client.get(PAGE)["ETag"]
    again = client.get(PAGE, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/sv/agreements/koge-kristianstad/")["ETag"] != tag


def test_each_reader_gets_their_own_languages(client: Client, loaded: Agreement) -> None:
    plain = client.get(PAGE)
    assert "Cookie" in plain["Vary"]
    client.cookies["understands"] = "sv"
    assert client.get(PAGE)["ETag"] != plain["ETag"]


def test_queries_do_not_grow_while_nothing_is_kept(
    client: Client, loaded: Agreement, django_assert_max_num_queries: Any
) -> None:
    for page in ("", "text/", "history/", "commitments/1/", "focus/climate-and-coast/"):
        with django_assert_max_num_queries(15):
            client.get(PAGE + page)


def test_a_database_that_does_not_answer_is_a_sentence_and_is_not_kept(
    client: Client, loaded: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("gone")

    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(views.Open, "fetch", fail)
        answer = client.get(PAGE)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Siden kan ikke vises lige nu" in answer.content.decode()
    assert client.get(PAGE).status_code == 200


def test_yesterdays_page_is_not_todays(client: Client, loaded: Agreement) -> None:
    tags = set()
    for days in range(3):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            tags.add(client.get(PAGE)["ETag"])
    assert len(tags) == 3
