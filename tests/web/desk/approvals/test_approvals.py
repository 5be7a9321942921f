"""A proposal on the desk of each party: read, answered, signed, talked about."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from overens.base.consents.models import Answer, Consent
from overens.base.languages.rules import languages
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Holding, Role
from overens.base.records.models import Dispatch, Document
from overens.cycle.agreements.actions.drafting import begin_draft, change_draft, sealed
from overens.cycle.agreements.actions.proposing import propose, waive
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Article
from overens.cycle.agreements.models import Agreement, Comment, Version
from overens.cycle.agreements.transcript import as_file
from tests.cast import SINCE, THIRD, Cast, cast, signed_in
from tests.cycle.agreements.test_life import DAY, answered, carried, drafted
from tests.examples import NOW, TODAY, demo

HOSTILE = "<script>alert(1)</script> & {{ 7 }} \u202e"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def put(everybody: Cast) -> Consent:
    """Køge has proposed, and it has reached Kristianstad."""
    return proposed(everybody)


def proposed(everybody: Cast, side: str = "koge", text: str = "Vi lærer", **more) -> Consent:
    draft = drafted(everybody, side, text, edition=more.pop("edition", None))
    consent = propose(
        by=everybody.seats[side, Role.COORDINATOR],
        draft=draft,
        at=NOW,
        answer_by=TODAY + 30 * DAY,
        **more,
    )
    carried(NOW)
    draft.delete()
    return consent


def at(consent: Consent, language: str = "en") -> str:
    return f"/{language}/desk/approvals/{consent.pk}/"


def client_of(everybody: Cast, side: str, role: Role = Role.COORDINATOR) -> Client:
    return signed_in(everybody.accounts[side, role])


def page_of(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def filled(client: Client, address: str, what: str) -> dict[str, str]:
    """The hidden fields of one form of the page, as a browser sends them."""
    (form,) = page_of(client, address).xpath(f"//form[.//input[@name='do'][@value='{what}']]")
    assert form.get("data-place", f"{what}:").startswith(f"{what}:")
    return {e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden']")}


def sent(client: Client, address: str, what: str, **fields: object) -> str:
    data = {**filled(client, address, what), **fields}
    return client.post(address, data, follow=True).content.decode()


def text_of(client: Client, address: str) -> str:
    return " ".join(page_of(client, address).text_content().split())


@pytest.mark.parametrize("language", languages())
def test_the_page_says_in_every_language_what_is_put_and_where_each_party_stands(
    everybody: Cast, put: Consent, language: str
) -> None:
    for side in ("koge", "kristianstad"):
        client = client_of(everybody, side)
        read = page_of(client, at(put, language))
        assert len(read.xpath("//h1")) == 1
        ids = read.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert not read.xpath("//@style | //script[not(@src)] | //style")
        assert len(read.xpath("//ul[@class='strip']/li")) == 2
        assert put.edition.sha256 in read.text_content()
        assert client.get(f"/{language}/desk/approvals/").status_code == 200


def test_whom_it_goes_on_to_is_said_as_it_will_be_whoever_reads_it(
    everybody: Cast, put: Consent
) -> None:
    """Of those that somebody is, and no longer than one's own answer is asked for."""
    post = everybody.seats["kristianstad", Role.MEMBER].post
    person = everybody.seats["kristianstad", Role.REGISTRAR].person
    Seat.objects.create(post=post, person=person, holding=Holding.DEPUTY, since=SINCE)
    member, says = client_of(everybody, "kristianstad", Role.MEMBER), "the question goes on to"
    # The member's own deputy is not asked.
    assert f"{says} the director and the political leader." in text_of(member, at(put))
    director = everybody.seats["kristianstad", Role.DIRECTOR]
    Seat.objects.filter(pk=director.pk).update(until=TODAY - DAY)
    assert f"{says} the political leader." in text_of(member, at(put))
    answered(everybody, "kristianstad", put)
    assert says not in text_of(member, at(put))


def test_what_is_postponed_is_late_once_that_day_has_passed(everybody: Cast, put: Consent) -> None:
    answered(everybody, "kristianstad", put, "postponed", until=TODAY + 60 * DAY)
    for days, said in (
        (31, "Answer by 23 January 2027"),
        (61, "An answer was due 23 January 2027"),
    ):
        with time_machine.travel(NOW + days * DAY, tick=False):
            page = text_of(client_of(everybody, "kristianstad"), at(put))
            assert said in page
            assert "the question goes on to the director" in page


def test_it_is_there_for_whom_it_has_reached_and_for_nobody_else(everybody: Cast) -> None:
    draft = drafted(everybody, "koge", "Vi lærer")
    consent = propose(by=everybody.seats["koge", Role.COORDINATOR], draft=draft, at=NOW)
    other, stranger = client_of(everybody, "kristianstad"), client_of(everybody, THIRD)
    pages = (at(consent), f"{at(consent)}done/", f"{at(consent)}{consent.edition.pdf}.pdf")
    for page in pages:
        assert other.get(page).status_code == 404
        assert stranger.get(page).status_code == 404
    assert "On its way" in text_of(client_of(everybody, "koge"), at(consent))
    carried(NOW)
    assert other.get(pages[0]).status_code == 200
    assert other.get(pages[2]).content.startswith(b"%PDF-")
    assert other.get(f"{at(consent)}{'0' * 64}.pdf").status_code == 404
    assert stranger.get(pages[0]).status_code == 404
    said = text_of(other, at(consent))
    number = Dispatch.objects.get(entry__documents__edition=consent.edition).their_number
    assert f"Registered as {number}" in said
    assert f"Registered there as {number}" in text_of(client_of(everybody, "koge"), at(consent))


def test_a_member_reads_and_comments_and_does_not_answer(everybody: Cast, put: Consent) -> None:
    forms = {
        Role.COORDINATOR: {"approve", "comment", "own-note", "begin"},
        Role.LEADER: {"approve", "comment", "own-note"},
        Role.MEMBER: {"comment", "own-note"},
        Role.REGISTRAR: set(),
        Role.ADMINISTRATOR: set(),
    }
    for role, wanted in forms.items():
        client = client_of(everybody, "kristianstad", role)
        found = set(page_of(client, at(put)).xpath("//main//input[@name='do']/@value"))
        assert found == wanted, role
        if "approve" not in wanted:
            answer = client.post(at(put), {"do": "approve", "answer": "yes"})
            assert answer.status_code == 404
    assert not Answer.objects.exists()


def test_a_yes_leads_to_a_page_that_says_what_was_approved_for_whom(
    everybody: Cast, put: Consent
) -> None:
    client = client_of(everybody, "kristianstad")
    said = sent(
        client,
        at(put),
        "approve",
        answer="yes",
        body="Kommunfullmäktige",
        paragraph="§ 12",
        on=TODAY.isoformat(),
        lawful_on=(TODAY + 21 * DAY).isoformat(),
    )
    answer = Answer.objects.get()
    assert (answer.answer, answer.body, answer.paragraph) == ("yes", "Kommunfullmäktige", "§ 12")
    assert answer.lawful_on == TODAY + 21 * DAY
    entry = Document.objects.get(
        edition=answer.edition, entry__register__authority__slug="kristianstad"
    ).entry
    words = " ".join(html.fromstring(said).text_content().split())
    assert "The answer is sent" in words
    assert f"{entry.year}/{entry.number}" in words
    assert "It waits for Køge" in words
    cell = text_of(client_of(everybody, "koge"), at(put))
    assert "Kommunfullmäktige, § 12" in cell
    assert "Gains legal force" in cell
    assert "Record the signing" not in cell


def test_legal_force_is_asked_for_where_the_country_knows_it(everybody: Cast, put: Consent) -> None:
    for side, wanted in (("koge", 0), ("kristianstad", 1)):
        found = page_of(client_of(everybody, side), at(put)).xpath("//input[@name='lawful_on']")
        assert len(found) == wanted


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "Choose one of the answers."),
        ({"answer": "no"}, "Write the reason, or the condition"),
        ({"answer": "yes-if", "because": " "}, "Write the reason, or the condition"),
        ({"answer": "postponed"}, "Write the day until which"),
        ({"answer": "postponed", "until": TODAY.isoformat()}, "it must lie ahead"),
        ({"answer": "yes", "on": (TODAY + DAY).isoformat()}, "lies ahead cannot be noted"),
        ({"answer": "yes", "lawful_on": (TODAY - DAY).isoformat()}, "cannot gain legal force"),
        ({"answer": "yes", "read": "0" * 64}, "Nothing was approved."),
    ],
)
def test_what_cannot_be_answered_so_says_why_and_keeps_what_was_typed(
    everybody: Cast, put: Consent, fields: dict[str, str], fault: str
) -> None:
    said = sent(
        client_of(everybody, "kristianstad"), at(put), "approve", body="Kept body", **fields
    )
    assert fault in said
    assert "Kept body" in said
    assert "<title>Error:" in said
    assert not Answer.objects.exists()


NEXT = {
    "yes-if": "You said yes, if.",
    "postponed": "You postponed the answer.",
    "sent-back": "Propose a changed text",
    "no": "Propose a changed text",
    "yes": "It waits for Køge",
}


@pytest.mark.parametrize("answer", NEXT)
def test_each_answer_names_the_next_step(everybody: Cast, put: Consent, answer: str) -> None:
    client = client_of(everybody, "kristianstad")
    until = (TODAY + 10 * DAY).isoformat()
    said = sent(client, at(put), "approve", answer=answer, because="Därför.", until=until)
    assert NEXT[answer] in " ".join(html.fromstring(said).text_content().split())
    assert (Answer.objects.get().until is not None) == (answer == "postponed")


def test_a_text_that_was_replaced_is_not_approved_and_leads_to_the_newer_one(
    everybody: Cast, put: Consent
) -> None:
    client = client_of(everybody, "kristianstad")
    fields = filled(client, at(put), "approve")
    newer = proposed(everybody, "koge", "Vi lærer mere", edition=put.edition)
    said = client.post(at(put), {**fields, "answer": "yes"}).content.decode()
    assert "A newer text exists. Nothing was approved." in said
    assert f"/en/desk/approvals/{newer.pk}/" in said
    assert not Answer.objects.exists()
    assert "takes the place of an earlier proposal" in text_of(client, at(newer))


def test_each_signs_for_itself_and_then_it_counts(everybody: Cast, put: Consent) -> None:
    clients = {side: client_of(everybody, side) for side in ("koge", "kristianstad")}
    for client in clients.values():
        sent(client, at(put), "approve", answer="yes")
        carried(NOW)
    for side, client in clients.items():
        seat = everybody.seats[side, Role.LEADER]
        said = sent(
            client,
            at(put),
            "sign",
            on=TODAY.isoformat(),
            where="Køge",
            signatories=[str(seat.pk)],
            scan=SimpleUploadedFile("paper.pdf", b"%PDF-1.7 a scan"),
        )
        assert "The signing is recorded" in said
        carried(NOW)
    assert Version.objects.get(edition=put.edition).number == 2
    for client in clients.values():
        page = page_of(client, at(put))
        assert page.xpath("//a[@href='/en/agreements/koge-kristianstad/text/2/']")
        assert not page.xpath("//input[@value='approve' or @value='sign']")
    names = Document.objects.filter(name="paper.pdf").values_list("sha256", flat=True)
    assert len(names) == 4


def test_somebody_elses_seat_and_another_kind_of_scan_are_refused(
    everybody: Cast, put: Consent
) -> None:
    clients = [client_of(everybody, side) for side in ("koge", "kristianstad")]
    for client in clients:
        sent(client, at(put), "approve", answer="yes")
        carried(NOW)
    own = str(everybody.seats["koge", Role.LEADER].pk)
    theirs = str(everybody.seats["kristianstad", Role.LEADER].pk)
    for seat, scan, fault in (
        (theirs, None, "Select a valid choice"),
        (own, b"only words", "Only PDF, JPEG and PNG"),
    ):
        fields = {"on": TODAY.isoformat(), "where": "Køge", "signatories": [seat]}
        if scan:
            fields["scan"] = SimpleUploadedFile("scan.txt", scan)
        said = sent(clients[0], at(put), "sign", **fields)
        assert "<title>Error:" in said
        assert fault in said or scan is None
    assert not put.edition.consents.first().asked.filter(authority__slug=THIRD).exists()
    assert Version.objects.filter(edition=put.edition).count() == 0


def test_a_comment_goes_to_each_and_a_note_to_ones_own(everybody: Cast, put: Consent) -> None:
    koge, other = client_of(everybody, "koge"), client_of(everybody, "kristianstad")
    assert "was sent" in sent(koge, at(put), "comment", part="purpose", text=f"Godt\r\n{HOSTILE}")
    said = sent(koge, at(put), "own-note", part="", text=f"Kun os {HOSTILE}", language="da")
    assert "Noted for your own people" in said
    carried(NOW)
    page = other.get(at(put)).content.decode()
    assert "Godt<br>&lt;script&gt;" in page
    assert "Kun os" not in page
    assert "<script>alert" not in page + said
    assert Comment.objects.get().about == put.edition.sha256
    assert "Write your comment." in sent(koge, at(put), "comment", part="", text="  ")


def test_hostile_words_in_an_answer_are_words(everybody: Cast, put: Consent) -> None:
    said = sent(
        client_of(everybody, "kristianstad"),
        at(put),
        "approve",
        answer="yes-if",
        because=HOSTILE,
        body=HOSTILE,
        paragraph="<b>",
    )
    assert "<script>alert" not in said
    assert "<script>alert" not in client_of(everybody, "koge").get(at(put)).content.decode()


def test_a_changed_text_is_begun_from_what_was_proposed(everybody: Cast, put: Consent) -> None:
    client = client_of(everybody, "kristianstad")
    answer = client.post(at(put), filled(client, at(put), "begin"))
    assert answer["Location"] == "/en/desk/agreements/koge-kristianstad/draft/"
    draft = Version.objects.get(edition=None)
    assert (draft.owner.slug, draft.based_on) == ("kristianstad", put.edition)
    assert "Go on with your draft" in text_of(client, at(put))
    assert "Go on with your draft" not in text_of(client_of(everybody, "koge"), at(put))


def test_a_waiver_is_answered_in_the_same_way(everybody: Cast) -> None:
    by = everybody.seats["koge", Role.COORDINATOR]
    asked = waive(by=by, agreement=everybody.agreement, commitment=1, because="Gjort.", at=NOW)
    carried(NOW)
    for side, then in (("koge", "It waits for Kristianstad"), ("kristianstad", "need not be done")):
        client = client_of(everybody, side)
        words = html.fromstring(sent(client, at(asked), "approve", answer="yes")).text_content()
        assert then in words
    assert "need not be done" in text_of(client_of(everybody, "koge"), at(asked))


def new_agreement(everybody: Cast) -> Agreement:
    """Only Køge has begun to write it."""
    file = replace(demo(), slug="new-one", signing=None, term=replace(demo().term, in_force=None))
    return transcribe(by=SeatName("koge", "coordinator"), file=file, at=NOW).agreement


def test_an_agreement_that_was_only_proposed_is_on_the_desk_once_it_has_come(
    everybody: Cast,
) -> None:
    agreement, other = new_agreement(everybody), client_of(everybody, "kristianstad")
    home = "/en/desk/agreements/"
    draft = agreement.versions.get()
    consent = propose(by=everybody.seats["koge", Role.COORDINATOR], draft=draft, at=NOW)
    assert "new-one" not in other.get(home).content.decode()
    assert other.get(f"{home}new-one/").status_code == 404
    carried(NOW)
    assert "new-one" in other.get(home).content.decode()
    assert other.get(f"{home}new-one/")["Location"] == at(consent)
    stranger = client_of(everybody, THIRD)
    assert stranger.get(f"{home}new-one/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_of_two_people_who_answer_at_once_one_is_told(transactional_db: None) -> None:
    everybody = cast(NOW)
    put = proposed(everybody)
    roles, start, said = (Role.COORDINATOR, Role.LEADER), Barrier(2), []
    clients = {role: client_of(everybody, "kristianstad", role) for role in roles}
    fields = {role: filled(clients[role], at(put), "approve") for role in roles}

    def answer(role: Role, word: str) -> None:
        start.wait()
        try:
            found = clients[role].post(
                at(put), {**fields[role], "answer": word, "because": "Därför."}, follow=True
            )
            said.append(found.content.decode())
        finally:
            connections.close_all()

    threads = [
        Thread(target=answer, args=pair) for pair in zip(roles, ("yes", "yes-if"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 2
    # Whoever came second said something that may follow, or was told.
    told = sum("<title>Error:" in page for page in said)
    assert told + Answer.objects.count() == 2


def longer(file: AgreementFile, many: int) -> AgreementFile:
    texts = {"sv": "Text.", "da": "Tekst."}
    extra = [
        Article(article=f"x-{n}", number=f"{n + 50}", heading=texts, body=texts)
        for n in range(many)
    ]
    return replace(file, articles=(*file.articles, *extra))


def test_queries_are_the_same_for_one_article_for_20_and_for_200(everybody: Cast) -> None:
    koge, by = client_of(everybody, "koge"), everybody.seats["koge", Role.COORDINATOR]
    found = []
    for many in (1, 20, 200):
        draft = begin_draft(by=by, agreement=everybody.agreement, at=NOW)
        draft = change_draft(
            by=by,
            draft=draft,
            part="articles",
            read=sealed(as_file(draft), "articles"),
            change=lambda file, many=many: longer(file, many),
            at=NOW,
        )
        consent = propose(by=by, draft=draft, at=NOW)
        draft.delete()
        koge.get(at(consent))  # what stays in memory is there from now on
        with CaptureQueriesContext(connection) as captured:
            assert koge.get(at(consent)).status_code == 200
        found.append(len(captured))
    assert len(set(found)) == 1, found
    print(f"{found[0]} queries")
