"""On the desk a party publishes its own part, having read what everyone will read."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from lxml import html

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Consent
from overens.base.languages.rules import languages
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.proposing import propose
from overens.cycle.agreements.actions.publishing import withdraw_own
from overens.cycle.agreements.models import Published
from tests.cast import THIRD, Cast, cast, signed_in
from tests.cycle.agreements.test_life import carried, drafted
from tests.examples import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody() -> Cast:
    return cast(NOW)


@pytest.fixture
def put(everybody: Cast) -> Consent:
    by = everybody.seats["koge", Role.COORDINATOR]
    consent = propose(by=by, draft=drafted(everybody, "koge", "Vi lærer"), at=NOW)
    carried(NOW)
    return consent


def client_of(everybody: Cast, side: str, role: Role = Role.COORDINATOR) -> Client:
    return signed_in(everybody.accounts[side, role])


def at(put: Consent, language: str = "en") -> str:
    return f"/{language}/desk/approvals/{put.pk}/publish/"


def forms(client: Client, address: str) -> list[html.HtmlElement]:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode()).xpath("//main//form[.//input[@name='part']]")


def hidden(form: html.HtmlElement) -> dict[str, str]:
    return {e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden']")}


def pressed(client: Client, address: str, form: html.HtmlElement) -> str:
    said = client.post(address, hidden(form), follow=True)
    assert said.status_code == 200
    return " ".join(html.fromstring(said.content.decode()).text_content().split())


def test_it_is_published_and_withdrawn_by_one_button_each(everybody: Cast, put: Consent) -> None:
    client = client_of(everybody, "koge")
    assert at(put) in client.get(at(put).removesuffix("publish/")).content.decode()
    (form,) = forms(client, at(put))
    assert "It is published: everyone can read it now." in pressed(client, at(put), form)
    row = Published.objects.get()
    assert (row.edition, row.seat) == (put.edition, everybody.seats["koge", Role.COORDINATOR])
    (form,) = forms(client, at(put))
    assert form.xpath(".//button")[0].text_content() == "Withdraw: The text that we propose"
    assert "It is withdrawn." in pressed(client, at(put), form)
    row.refresh_from_db()
    assert row.withdrawn_at == NOW
    (form,) = forms(client, at(put))
    assert form.xpath(".//button")[0].text_content() == "Publish: The text that we propose"
    assert "withdrawn 24 November 2026" in client.get(at(put)).content.decode().replace(
        '<time datetime="2026-11-24">', ""
    )


def test_the_same_button_twice_publishes_once(everybody: Cast, put: Consent) -> None:
    client = client_of(everybody, "koge")
    (form,) = forms(client, at(put))
    data = hidden(form)
    client.post(at(put), data)
    assert client.post(at(put), data).status_code == 302
    assert Published.objects.count() == 1


def test_what_somebody_else_did_meanwhile_is_said(everybody: Cast, put: Consent) -> None:
    client, other = client_of(everybody, "koge"), client_of(everybody, "koge", Role.LEADER)
    (stale,) = forms(other, at(put))
    (form,) = forms(client, at(put))
    pressed(client, at(put), form)
    assert "has published this already" in pressed(other, at(put), stale)
    (first,) = forms(client, at(put))
    row = Published.objects.get()
    withdraw_own(by=row.seat, published=row, at=NOW)
    assert "has withdrawn this already" in pressed(client, at(put), first)


def test_each_party_sees_its_own_part_alone(everybody: Cast, put: Consent) -> None:
    other = client_of(everybody, "kristianstad")
    assert forms(other, at(put)) == []
    assert "nothing of your own to publish" in other.get(at(put)).content.decode()
    assert at(put) not in other.get(at(put).removesuffix("publish/")).content.decode()
    said = answer_edition(
        by=everybody.seats["kristianstad", Role.LEADER],
        consent=put,
        answer="no",
        because="För dyrt.",
        at=NOW,
    )
    assert said.edition
    (form,) = forms(other, at(put))
    assert hidden(form)["part"] == said.edition.sha256
    (koges,) = forms(client_of(everybody, "koge"), at(put))
    assert hidden(koges)["part"] == put.edition.sha256
    forged = {**hidden(form), "part": put.edition.sha256}
    assert other.post(at(put), forged).status_code == 200
    assert other.post(at(put), {"part": said.edition.sha256}).status_code == 200
    assert client_of(everybody, THIRD).get(at(put)).status_code == 404
    assert not Published.objects.exists()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REGISTRAR, Role.COMMUNICATOR])
def test_who_may_not_answer_for_the_party_does_not_publish_either(
    everybody: Cast, put: Consent, role: Role
) -> None:
    client = client_of(everybody, "koge", role)
    assert client.get(at(put)).status_code == 404
    assert at(put) not in client.get(at(put).removesuffix("publish/")).content.decode()


@pytest.mark.parametrize("language", languages())
def test_the_page_says_beforehand_who_reads_it(
    everybody: Cast, put: Consent, language: str
) -> None:
    page = html.fromstring(client_of(everybody, "koge").get(at(put, language)).content.decode())
    assert len(page.xpath("//h1")) == 1
    ids = page.xpath("//@id")
    assert sorted(ids) == sorted(set(ids))
    assert page.xpath("//form//p[@class='reads']//*[@href='#open']")
    assert "Vi lærer" in page.xpath("//details")[0].text_content()
    assert not page.xpath("//@style | //script[not(@src)] | //style")
