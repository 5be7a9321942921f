"""What single parties have published, as everyone reads it: each its own part, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Answer, Consent
from overens.base.languages.rules import languages
from overens.base.municipalities.models import Person
from overens.base.municipalities.states import Role
from overens.base.records.models import Entry, Register
from overens.cycle.agreements.actions.drafting import change_draft, sealed
from overens.cycle.agreements.actions.proposing import propose, waive
from overens.cycle.agreements.actions.publishing import publish_own, withdraw_own
from overens.cycle.agreements.actions.rows import locked_agreement, write_parties, write_version
from overens.cycle.agreements.models import Published
from overens.cycle.agreements.transcript import as_file
from tests.cast import Cast, cast
from tests.cycle.agreements.test_life import DAY, carried, drafted
from tests.examples import NOW, TODAY, demo
from tests.web.crawl import pages

pytestmark = pytest.mark.django_db
AGREEMENT = "/en/agreements/koge-kristianstad/"
HOSTILE = "<script>alert(1)</script> & {{ 7 }} \u202e"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody() -> Cast:
    return cast(NOW)


@pytest.fixture
def put(everybody: Cast) -> Consent:
    """Køge has proposed, and it has reached Kristianstad."""
    by = everybody.seats["koge", Role.COORDINATOR]
    draft = drafted(everybody, "koge", "Vi lærer")
    consent = propose(by=by, draft=draft, at=NOW, answer_by=TODAY + 30 * DAY)
    carried(NOW)
    return consent


def answered(everybody: Cast, put: Consent, answer: str = "no", **more: object) -> Answer:
    by = everybody.seats["kristianstad", Role.LEADER]
    because = more.pop("because", "Det blir för dyrt.")
    said = answer_edition(by=by, consent=put, answer=answer, because=because, at=NOW, **more)
    carried(NOW)
    return said


def published(everybody: Cast, side: str, put: Consent, said: Answer | None = None) -> Published:
    edition = said.edition if said else put.edition
    assert edition
    by = everybody.seats[side, Role.LEADER]
    return publish_own(by=by, consent=put, edition=edition, at=NOW)


def page(put: Consent, language: str = "en") -> str:
    return f"/{language}/agreements/koge-kristianstad/proposals/{put.pk}/"


def read(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def words(client: Client, address: str) -> str:
    return " ".join(read(client, address).xpath("//main")[0].text_content().split())


def test_nothing_is_told_of_what_nobody_published(
    client: Client, everybody: Cast, put: Consent
) -> None:
    answered(everybody, put)
    assert client.get(page(put)).status_code == 404
    assert client.get(f"{page(put)}changes/").status_code == 404
    assert client.get(f"{page(put)}{put.edition.pdf}.pdf").status_code == 404
    assert "published anything" in words(client, f"{AGREEMENT}proposals/")
    for address, content in pages(client).items():
        assert "Vi lærer".encode() not in content, address
        assert "för dyrt".encode() not in content, address


def test_the_pdf_of_an_answer_waits_until_what_the_matter_is_called_is_public(
    client: Client, everybody: Cast
) -> None:
    by = everybody.seats["koge", Role.COORDINATOR]
    draft = drafted(everybody, "koge", "Vi lærer")
    named = change_draft(
        by=by,
        draft=draft,
        part="title",
        read=sealed(as_file(draft), "title"),
        change=lambda file: replace(file, title={"da": "Aftale om Lund", "sv": "Avtal om Lund"}),
        at=NOW,
    )
    put = propose(by=by, draft=named, at=NOW)
    carried(NOW)
    said = answered(everybody, put)
    published(everybody, "kristianstad", put, said)
    assert said.edition
    assert "Aftale om Lund" in said.edition.paper.title["da"]
    pdf = f"{page(put)}{said.edition.pdf}.pdf"
    assert "Det blir för dyrt." in words(client, page(put))
    assert "The answer as PDF" not in words(client, page(put))
    assert client.get(pdf).status_code == 404
    published(everybody, "koge", put)
    assert "The answer as PDF" in words(client, page(put))
    assert client.get(pdf).status_code == 200


def test_whoever_proposed_tells_its_proposal_and_nothing_of_the_answer(
    client: Client, everybody: Cast, put: Consent
) -> None:
    answered(everybody, put)
    published(everybody, "koge", put)
    said = words(client, page(put))
    assert "not agreed" in said
    assert "Proposed this text, 24 November 2026." in said
    assert "It asks the other parties to answer by 24 December 2026." in said
    assert "Vi lærer" in said
    assert "Kristianstad Has published nothing about this here." in said
    for address, content in pages(client).items():
        assert "för dyrt".encode() not in content, address


def test_whoever_answered_tells_its_answer_and_nothing_of_the_text(
    client: Client, everybody: Cast, put: Consent
) -> None:
    said = answered(
        everybody, put, body="Kommunfullmäktige", paragraph="§ 12", lawful_on=TODAY + 21 * DAY
    )
    published(everybody, "kristianstad", put, said)
    shown = words(client, page(put))
    assert "No, because Det blir för dyrt. Kommunfullmäktige, § 12, 24 November 2026" in shown
    assert "Gains legal force 15 December 2026" in shown
    assert "Køge Has published nothing about this here." in shown
    assert "Vi lærer" not in shown
    assert "to answer by" not in shown
    assert client.get(f"{page(put)}changes/").status_code == 404
    assert client.get(f"{page(put)}{put.edition.pdf}.pdf").status_code == 404
    assert said.edition
    data = client.get(f"{page(put)}{said.edition.pdf}.pdf").content
    assert sha256(data).hexdigest() == said.edition.pdf


def test_the_text_has_its_pdf_by_hash_and_what_it_would_change(
    client: Client, everybody: Cast, put: Consent
) -> None:
    published(everybody, "koge", put)
    found = read(client, page(put))
    assert put.edition.sha256 in found.text_content()
    assert put.edition.pdf in found.text_content()
    data = client.get(f"{page(put)}{put.edition.pdf}.pdf").content
    assert sha256(data).hexdigest() == put.edition.pdf
    changed = read(client, f"{page(put)}changes/")
    assert changed.xpath("//ins")
    assert changed.xpath("//del")
    assert "What it would change in version 1" in changed.text_content()
    one = read(client, f"{page(put)}?text=da")
    assert one.xpath("//nav//a[@aria-current='true'][@href='?text=da']")


def test_the_pages_of_the_agreement_lead_there_and_say_that_it_is_not_agreed(
    client: Client, everybody: Cast, put: Consent
) -> None:
    before = words(client, AGREEMENT)
    assert "single parties" not in before
    row = published(everybody, "koge", put)
    for address in (AGREEMENT, f"{AGREEMENT}text/"):
        found = read(client, address)
        assert found.xpath(f"//main//a[@href='{page(put)}']")
        assert "This is not agreed." in found.text_content()
    assert "Køge published what it proposes; it is not agreed." in words(
        client, f"{AGREEMENT}history/"
    )
    withdraw_own(by=everybody.seats["koge", Role.LEADER], published=row, at=NOW)
    assert words(client, AGREEMENT) == before


def test_what_is_withdrawn_is_gone_and_says_that_it_was_there(
    client: Client, everybody: Cast, put: Consent
) -> None:
    said = answered(everybody, put)
    row = published(everybody, "kristianstad", put, said)
    assert said.edition
    client.get(page(put))
    pdf = f"{page(put)}{said.edition.pdf}.pdf"
    assert client.get(pdf).status_code == 200
    withdraw_own(by=everybody.seats["kristianstad", Role.LEADER], published=row, at=NOW + DAY)
    shown = words(client, page(put))
    assert "Published 24 November 2026, and withdrawn 25 November 2026." in shown
    assert "för dyrt" not in shown
    assert client.get(pdf).status_code == 404
    listed = words(client, f"{AGREEMENT}proposals/")
    assert "Kristianstad answers a proposal by Køge" in listed
    assert "no, because" not in listed
    assert "withdrew the answer" in words(client, f"{AGREEMENT}history/")


def test_what_came_to_count_is_told_as_that(client: Client, everybody: Cast, put: Consent) -> None:
    published(everybody, "koge", put)
    write_version(
        everybody.agreement, demo(), owner=put.edition.owner, edition=put.edition, valid_from=TODAY
    )
    cache.clear()
    shown = words(client, page(put))
    assert "this text counts as version 2" in shown
    assert "not agreed" not in shown
    assert f"{page(put)}" not in client.get(AGREEMENT).content.decode()


def test_a_waiver_is_told_too(client: Client, everybody: Cast) -> None:
    by = everybody.seats["koge", Role.COORDINATOR]
    asked = waive(by=by, agreement=everybody.agreement, commitment=1, because=HOSTILE, at=NOW)
    carried(NOW)
    published(everybody, "koge", asked)
    shown = words(client, page(asked))
    assert "Proposed this waiver, 24 November 2026." in shown
    assert "<script>alert" not in client.get(page(asked)).content.decode()
    assert client.get(f"{page(asked)}changes/").status_code == 404
    assert "Køge proposes to waive a commitment" in words(client, AGREEMENT)


def test_of_an_agreement_that_does_not_count_yet_the_own_part_alone_is_public(
    client: Client, everybody: Cast
) -> None:
    by = everybody.seats["koge", Role.COORDINATOR]
    file = replace(demo(), slug="water-together", signing=None)
    with transaction.atomic():
        agreement = locked_agreement(file)
        write_parties(agreement, file)
        draft = write_version(agreement, file, owner=by.post.authority)
    consent = propose(by=by, draft=draft, at=NOW)
    home = "/en/agreements/water-together/"
    assert client.get(f"{home}proposals/").status_code == 404
    published(everybody, "koge", consent)
    assert client.get(home).status_code == 404
    assert "There is no agreement yet." in words(client, f"{home}proposals/")
    shown = words(client, f"{home}proposals/{consent.pk}/")
    assert "Nothing counts until each party has agreed." in shown
    assert f"{home}proposals/" in client.get("/en/agreements/").content.decode()
    assert client.get(f"{home}proposals/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("language", languages())
def test_every_page_reads_in_every_language_and_names_nobody(
    client: Client, everybody: Cast, put: Consent, language: str
) -> None:
    said = answered(everybody, put)
    published(everybody, "koge", put)
    published(everybody, "kristianstad", put, said)
    here = page(put, language)
    names = set(Person.objects.values_list("name", flat=True))
    for address in (
        here,
        f"{here}changes/",
        f"/{language}/agreements/koge-kristianstad/proposals/",
    ):
        found = read(client, address)
        assert len(found.xpath("//h1")) == 1
        ids = found.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert not found.xpath("//@style | //script | //style")
        text = found.xpath("//main")[0].text_content()
        assert not [name for name in names if name in text], address


def test_queries_are_the_same_for_few_and_for_many(
    client: Client, everybody: Cast, put: Consent
) -> None:
    leader = everybody.seats["koge", Role.LEADER]
    counted = []
    for turns in (1, 20):
        for _turn in range(turns):
            row = published(everybody, "koge", put)
            withdraw_own(by=leader, published=row, at=NOW)
        row = published(everybody, "koge", put)
        found = []
        for address in (page(put), f"{AGREEMENT}proposals/", AGREEMENT):
            cache.clear()
            client.get(address)
            cache.clear()
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        counted.append(found)
        withdraw_own(by=leader, published=row, at=NOW)
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 15


@pytest.mark.parametrize("side", ["koge", "kristianstad"])
def test_an_open_register_tells_that_letters_went_and_nothing_of_what_they_say(
    client: Client, everybody: Cast, put: Consent, side: str
) -> None:
    said = answered(everybody, put)
    Register.objects.update(published=True)
    whole = Entry.objects.get(register__authority__slug=side, documents__edition=said.edition)
    subjects = {
        version.subject for entry in Entry.objects.all() for version in entry.versions.all()
    }
    assert any("nej" in subject for subject in subjects), "the register itself says it"
    addresses = [
        f"/en/register/{side}/",
        f"/en/register/{side}/{whole.year}/{whole.number}/",
        f"/en/register/{side}.csv",
        f"/en/feeds/register-{side}.atom",
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        content = answer.getvalue().decode()
        assert "Brev mel" in content, address
        assert not [subject for subject in subjects if subject in content], address
