"""The council's paper of a proposal, of a condition, of a signing, of a waiver: filled from the record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from docx import Document
from lxml import html

from overens.base.consents.models import Consent
from overens.base.municipalities.states import Role
from overens.base.papers.word import MEDIA_TYPE
from overens.cycle.agreements.actions.proposing import propose, waive
from tests.cast import THIRD, Cast, cast, signed_in
from tests.cycle.agreements.test_life import answered, carried, signed
from tests.examples import NOW
from tests.web.desk.approvals.test_approvals import new_agreement
from tests.web.desk.approvals.test_changes import put, worded

KINDS = ("council-paper/", "council-paper.pdf", "council-paper.docx")
SIDES = ("koge", "kristianstad")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody(db: None) -> Cast:
    return cast(NOW)


def client_of(everybody: Cast, side: str, role: Role = Role.COORDINATOR) -> Client:
    return signed_in(everybody.accounts[side, role])


def home(consent: Consent, language: str = "en") -> str:
    return f"/{language}/desk/approvals/{consent.pk}/"


def offered(client: Client, consent: Consent) -> list[str]:
    """The papers to which the page of the proposal leads, each of them there in every form."""
    page = html.fromstring(client.get(home(consent)).content.decode())
    links = page.xpath("//a[contains(@href, '/council-paper/')]/@href")
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        (document,) = html.fromstring(answer.content.decode()).xpath(
            "//a[contains(@href, '.docx')]/@href"
        )
        assert client.get(document)["Content-Type"] == MEDIA_TYPE
        assert client.get(document.replace(".docx", ".pdf")).content.startswith(b"%PDF-")
    return [link.partition("?step=")[2] for link in links]


def document(client: Client, consent: Consent, step: str = "") -> str:
    """All that the document says, headings and tables too."""
    answer = client.get(f"{home(consent)}council-paper.docx" + (f"?step={step}" if step else ""))
    found = Document(BytesIO(answer.content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in found.paragraphs), *cells])


def first_proposal(everybody: Cast) -> Consent:
    """Of an agreement that nothing is signed of yet."""
    draft = new_agreement(everybody).versions.get()
    by = everybody.seats["koge", Role.COORDINATOR]
    consent = propose(by=by, draft=draft, at=NOW, answer_by=date(2027, 1, 15))
    carried(NOW)
    return consent


def test_a_received_proposal_is_put_to_the_council_in_its_own_language(everybody: Cast) -> None:
    consent = first_proposal(everybody)
    other = client_of(everybody, "kristianstad")
    assert offered(other, consent) == ["answer"]
    said = document(other, consent)
    assert said.splitlines()[1].startswith("Tjänsteskrivelse")
    for words in (
        "Svar på förslag till avtal med Køge",
        "Køge har föreslagit avtalet ”Samarbetsavtal mellan Køge och Kristianstad”",
        "Køge föreslog det den 24 november 2026.",
        "Svar önskas senast den 15 januari 2027.",
        "Inget svar från någon annan part är antecknat här.",
        consent.edition.sha256,
    ):
        assert words in said, words
    assert "Vad som ändras" not in said
    danish = document(client_of(everybody, "koge"), consent)
    assert "Indstilling" in danish
    assert "Køge har foreslået aftalen" in danish


def test_a_proposed_change_shows_what_counts_today_beside_it(everybody: Cast) -> None:
    consent = put(everybody, "art-areas", worded("areas", sv="Två områden.", da="To områder."))
    other = client_of(everybody, "kristianstad")
    assert offered(other, consent) == ["amend"]
    said = document(other, consent)
    for words in (
        "Ändring av avtalet med Køge",
        "Vad som ändras",
        "Två områden.",
        "tre gemensamma",
    ):
        assert words in said, words


def test_another_partys_condition_is_put_to_the_council_of_whoever_said_yes(
    everybody: Cast,
) -> None:
    consent = put(everybody, "art-areas", worded("areas"))
    koge, other = (client_of(everybody, side) for side in SIDES)
    answered(everybody, "koge", consent)
    answered(
        everybody, "kristianstad", consent, "yes-if", because="två möten om året",
        body="Kommunstyrelsen", paragraph="§ 7",
    )  # fmt: skip
    carried(NOW)
    assert offered(koge, consent) == ["condition", "amend"]
    assert offered(other, consent) == ["amend"]
    said = document(koge, consent)
    for words in (
        "Betingelse for en aftale med Kristianstad",
        "så betingelsen fra Kristianstad bliver opfyldt",
        "Ja, hvis två möten om året, Kommunstyrelsen § 7, 24. november 2026",
        "[skriv her hvem]",
    ):
        assert words.lower() in said.lower(), (words, said)


def test_before_the_signing_it_asks_who_signs(everybody: Cast) -> None:
    consent = put(everybody, "art-areas", worded("areas"))
    for side in SIDES:
        answered(everybody, side, consent)
        carried(NOW)
    koge = client_of(everybody, "koge")
    assert offered(koge, consent) == ["sign", "amend"]
    said = document(koge, consent)
    assert "Underskrift af aftale med Kristianstad" in said
    assert "ja, 24. november 2026" in said
    signed(everybody, "koge", consent)
    carried(NOW)
    assert offered(koge, consent) == []  # Køge has bound itself
    assert offered(client_of(everybody, "kristianstad"), consent) == ["sign", "amend"]


@pytest.mark.parametrize("due", [None, date(2027, 10, 1)])
def test_a_waiver_says_for_whom_from_when_and_why(everybody: Cast, due: date | None) -> None:
    by = everybody.seats["koge", Role.COORDINATOR]
    consent = waive(
        by=by, agreement=everybody.agreement, commitment=1, because="Mødet flyttes.", due=due,
        parties=["kristianstad"], at=NOW,
    )  # fmt: skip
    carried(NOW)
    other = client_of(everybody, "kristianstad")
    assert offered(other, consent) == ["waive"]
    said = document(other, consent)
    assert "Skälet som anges är: Mødet flyttes." in said
    assert "Køge föreslog det den 24 november 2026." in said
    assert ("senast den 1 oktober 2027" in said) == bool(due)
    assert ("Kristianstad inte längre behöver uppfylla" in said) == (not due)
    assert "[skriv" not in said.partition("Sammanfattning")[0]
    answered(everybody, "kristianstad", consent, "no", because="Nej.")
    assert offered(other, consent) == []


@pytest.mark.parametrize(
    ("was", "ends", "step", "words"),
    [
        (None, date(2027, 12, 31), "end", "ophører den 31. december 2027"),
        (date(2027, 12, 31), date(2031, 12, 31), "renew", "forlænges til og med 31. december 2031"),
        (date(2027, 12, 31), date(2026, 12, 31), "end", "ophører den 31. december 2026"),
        (date(2027, 12, 31), None, "amend", "Ændring af aftalen"),
    ],
)
def test_of_a_last_day_alone_the_council_is_asked_for_an_end_or_a_renewal(
    everybody: Cast, was: date | None, ends: date | None, step: str, words: str
) -> None:
    def last_day(day):
        return lambda file: replace(file, term=replace(file.term, ends=day))

    if was:
        first = put(everybody, "term", last_day(was))
        for side in SIDES:
            answered(everybody, side, first)
            carried(NOW)
        for side in SIDES:
            signed(everybody, side, first)
            carried(NOW)
    consent = put(everybody, "term", last_day(ends), side="kristianstad")
    koge = client_of(everybody, "koge")
    assert offered(koge, consent) == [step]
    assert words in document(koge, consent)


def test_what_is_decided_is_put_to_nobody_any_more(everybody: Cast) -> None:
    consent = put(everybody, "art-areas", worded("areas"))
    other = client_of(everybody, "kristianstad")
    answered(everybody, "kristianstad", consent, "no", because="Nej.")
    assert offered(other, consent) == []
    assert [other.get(home(consent) + kind).status_code for kind in KINDS] == [404] * 3


@pytest.mark.parametrize("step", ["sign", "condition", "waive", "notice", "nothing"])
def test_a_step_that_it_is_not_at_is_not_there(everybody: Cast, step: str) -> None:
    consent = put(everybody, "art-areas", worded("areas"))
    other = client_of(everybody, "kristianstad")
    found = [other.get(f"{home(consent)}{kind}?step={step}").status_code for kind in KINDS]
    assert found == [404] * 3


def test_whoever_may_not_write_finds_neither_it_nor_the_way_there(everybody: Cast) -> None:
    consent = put(everybody, "art-areas", worded("areas"))
    for place, role in (
        ("koge", Role.MEMBER),
        ("koge", Role.LEADER),
        ("koge", Role.REGISTRAR),
        (THIRD, Role.COORDINATOR),
    ):
        client = client_of(everybody, place, role)
        assert "council-paper" not in client.get(home(consent)).content.decode()
        assert [client.get(home(consent) + kind).status_code for kind in KINDS] == [404] * 3


def test_a_waiver_of_what_the_text_promises_no_more_has_no_paper(everybody: Cast) -> None:
    by = everybody.seats["koge", Role.COORDINATOR]
    asked = waive(by=by, agreement=everybody.agreement, commitment=1, because="Gjort.", at=NOW)
    carried(NOW)
    change = put(
        everybody,
        "commitments",
        lambda file: replace(
            file, commitments=tuple(c for c in file.commitments if c.commitment != 1)
        ),
    )
    for act in (answered, signed):
        for side in SIDES:
            act(everybody, side, change)
            carried(NOW)
    koge = client_of(everybody, "koge")
    assert koge.get(home(asked)).status_code == 200
    assert koge.get(f"{home(asked)}council-paper/").status_code == 404
