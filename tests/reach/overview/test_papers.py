"""What was typed in of a signed paper waits for each party that has not confirmed it."""

import pytest
import time_machine
from lxml import html

from overens.base.municipalities.states import Role
from overens.reach.overview.states import Kind
from tests.cast import Cast, cast, signed_in
from tests.cycle.agreements.test_transcribing import complete, said
from tests.examples import NOW
from tests.reach.overview.test_queries import kinds, overview

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> Cast:
    return cast(NOW)


def waits(everybody: Cast, side: str, role: Role = Role.LEADER) -> bool:
    return Kind.CONFIRM_PAPER in kinds(overview(everybody, side, role))


def test_it_waits_for_each_until_it_has_answered_and_for_no_other_role(everybody: Cast) -> None:
    consent = complete(everybody)
    assert waits(everybody, "koge")
    assert waits(everybody, "kristianstad", Role.COORDINATOR)
    assert not waits(everybody, "kristianstad", Role.MEMBER)
    said(everybody, "kristianstad", consent)
    assert not waits(everybody, "kristianstad")
    assert waits(everybody, "koge")
    said(everybody, "koge", consent)
    assert not waits(everybody, "koge")


def test_what_somebody_sent_back_waits_for_nobody(everybody: Cast) -> None:
    consent = complete(everybody)
    said(everybody, "kristianstad", consent, "sent-back", because="Artikel 1.")
    assert not waits(everybody, "koge")


def test_the_list_leads_to_where_it_is_confirmed(everybody: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        consent = complete(everybody)
        client = signed_in(everybody.accounts["kristianstad", Role.LEADER])
        page = html.fromstring(client.get("/en/desk/tasks/").content.decode())
    assert page.xpath(f"//a[@href='/en/desk/transcriptions/put/{consent.pk}/']")
    assert "signed paper with Køge" in page.text_content()
