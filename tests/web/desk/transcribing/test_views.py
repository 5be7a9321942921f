"""On the desk a signed paper is typed in step by step with its scan beside, and confirmed by each party."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from PIL import Image

from overens.base.consents.actions import put as put_to
from overens.base.consents.models import Consent
from overens.base.languages.rules import languages
from overens.base.municipalities.states import Role
from overens.base.papers.storage import keep
from overens.cycle.agreements.models import Transcribing, Version
from overens.cycle.agreements.signed_papers import SignedPaper
from overens.cycle.agreements.states import TRANSCRIPTION
from overens.cycle.agreements.transcript import as_file
from tests.cast import THIRD, Cast, cast, signed_in
from tests.cycle.agreements.test_life import carried
from tests.cycle.agreements.test_transcribing import SCAN, begun, complete, said
from tests.examples import NOW, TODAY

pytestmark = pytest.mark.django_db
HOME = "/en/desk/transcriptions/"
PAPER = f"{HOME}old-friends/"
HOSTILE = "<script>alert(1)</script> & {{ 7 }} \u202e"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody() -> Cast:
    return cast(NOW)


def client_of(everybody: Cast, side: str = "koge", role: Role = Role.COORDINATOR) -> Client:
    return signed_in(everybody.accounts[side, role])


def page_of(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def sent(client: Client, address: str, what: str = "", **fields: object) -> str:
    """One form of a page, filled as a browser would: what stands there, and what is typed."""
    condition = f"[.//input[@name='do'][@value='{what}']]" if what else "[@data-place]"
    form = page_of(client, address).xpath(f"//main//form{condition}")[0]
    data: dict[str, object] = {}
    for e in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if e.get("type") in ("radio", "checkbox"):
            if e.get("checked") is not None:
                data.setdefault(e.get("name"), []).append(e.get("value"))  # type: ignore[attr-defined]  # a list, of boxes
        elif e.tag == "select":
            data[e.get("name")] = (e.xpath("option[@selected]/@value") or [""])[0]
        elif e.get("type") != "file":
            data[e.get("name")] = e.text or "" if e.tag == "textarea" else e.get("value", "")
    answer = client.post(address, {**data, **fields}, follow=True)
    assert answer.status_code == 200
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def picture(colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 600), colour).save(out, "PNG")
    return out.getvalue()


def test_a_paper_is_typed_in_step_by_step_confirmed_by_each_and_counts(everybody: Cast) -> None:
    client, other = client_of(everybody), client_of(everybody, "kristianstad")
    words = sent(
        client,
        f"{HOME}new/",
        parties=["kristianstad"],
        title_da="Venskabsaftale",
        slug="old-friends",
        scan=SimpleUploadedFile("aftale 1998.pdf", SCAN),
    )
    assert "The scan is kept." in words
    assert "Write who signed for Kristianstad" in words
    assert "Saved in the draft." in sent(
        client,
        f"{PAPER}parts/purpose/",
        "write",
        text_da="At blive venner.",
        text_sv="Att bli vänner.",
    )
    sent(
        client,
        f"{PAPER}articles/new/",
        "write",
        heading_da="Møder",
        text_da="Vi mødes.",
        number="§ 1",
    )
    sent(client, f"{PAPER}areas/new/", "write", name_da="vand", name_sv="vatten")
    sent(
        client, f"{PAPER}commitments/new/", "write", promise_da="Mødes hvert år", kind="recurring",
        every="1", every_unit="YEARLY", focus_area="vatten",
    )  # fmt: skip
    sent(client, f"{PAPER}term/", "write", in_force="1998-06-01", notice_months="6")
    sent(client, f"{PAPER}unreadable/", "unreadable", text="Side 2, sidste linje.")
    words = sent(
        client, f"{PAPER}signing/", "signing", on="1998-05-04", where="Køge",
        person_0_0="Anna Eksempel", post_0_0="borgmester",
        person_1_0="Bo Exempel", post_1_0="kommunalråd",
        person_1_1="Cia Exempel", post_1_1="sekreterare", part_1_1="present",
    )  # fmt: skip
    assert "Cia Exempel" in words
    assert "What is missing" not in words
    words = sent(client, f"{PAPER}put/", "put", readers="everyone")
    assert "It is on record with you" in words
    carried(NOW)
    consent = Consent.objects.get(kind=TRANSCRIPTION, about_id__in=_agreements())
    confirm = f"{HOME}put/{consent.pk}/"
    for one in (client, other):
        words = sent(one, confirm, "confirm", answer="yes")
        assert "Confirmed, and sent to the other parties." in words
        carried(NOW)
    version = Version.objects.get(edition=consent.edition)
    file = as_file(version)
    assert file.articles[0].number == "§ 1"
    assert [area.slug for area in file.focus_areas] == ["vatten"]
    assert file.commitments[0].focus_area == "vatten"
    assert version.valid_from.isoformat() == "1998-06-01"
    public = Client()
    text = public.get("/en/agreements/old-friends/text/").content.decode()
    assert "/en/agreements/old-friends/text/1/scan.pdf" in text
    assert "Anna Eksempel" in text
    assert "Side 2, sidste linje." in text
    assert public.get("/en/agreements/old-friends/text/1/scan.pdf").content == SCAN
    assert "confirmed by each party" in text
    assert client.get(PAPER).status_code == 404
    assert "Each party has confirmed it: it counts." in page_of(client, confirm).text_content()
    history = " ".join(
        page_of(public, "/en/agreements/old-friends/history/").text_content().split()
    )
    assert "Each party has confirmed that version 1 says what the signed paper says." in history


def _agreements() -> list[str]:
    return [str(pk) for pk in Transcribing.objects.values_list("agreement", flat=True)]


def test_a_scan_that_cannot_be_drawn_is_saved_and_never_shown(everybody: Cast) -> None:
    begun(everybody)
    client = client_of(everybody)
    page = page_of(client, f"{PAPER}parts/purpose/")
    assert "It cannot be shown here." in page.text_content()
    assert page.xpath("//object | //iframe | //embed | //main//img") == []
    assert page.xpath(f"//a[@href='{PAPER}scan.pdf']")
    assert client.get(f"{PAPER}scan/1.png").status_code == 404
    scan = client.get(f"{PAPER}scan.pdf")
    assert (scan.content, scan["Content-Type"]) == (SCAN, "application/pdf")
    assert scan["Content-Disposition"].startswith("attachment")
    assert "sandbox" in scan["Content-Security-Policy"]


def test_pictures_of_the_pages_become_one_scan(everybody: Cast) -> None:
    begun(everybody)
    client = client_of(everybody)
    pages = [SimpleUploadedFile(f"side {n}.png", picture()) for n in (1, 2)]
    assert "The scan is kept." in sent(client, f"{PAPER}scan/", scan=pages)
    typed = Transcribing.objects.get()
    data = client.get(f"{PAPER}scan.pdf").content
    assert data.startswith(b"%PDF-")
    assert b"/Count 2" in data
    beside = page_of(client, f"{PAPER}parts/purpose/").xpath("//main//img")
    assert [one.get("alt") for one in beside] == ["Page 1 of the scan", "Page 2 of the scan"]
    for one in beside:
        drawn = client.get(one.get("src"))
        assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/png")
        assert Image.open(BytesIO(drawn.content)).size == (1200, 1700)
    assert client.get(f"{PAPER}scan/3.png").status_code == 404
    assert typed.scan_name == "side 1.pdf"


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (b"only words", "JPEG and PNG are taken"),
        (b"", "The file is empty."),
        (b"\xff\xd8\xff broken", "JPEG and PNG are taken"),
    ],
)
def test_what_is_no_scan_is_refused_in_a_sentence_and_nothing_typed_is_lost(
    everybody: Cast, file: bytes, fault: str
) -> None:
    client = client_of(everybody)
    fields = {"parties": ["kristianstad"], "title_da": "Venskab"}
    page = client.post(
        f"{HOME}new/", {**fields, "scan": SimpleUploadedFile("scan.pdf", file)}
    ).content.decode()
    assert "<title>Error:" in page
    assert "Venskab" in page
    assert fault in page
    assert not Transcribing.objects.exists()


def test_it_is_sent_back_with_what_is_wrong_corrected_and_put_anew(everybody: Cast) -> None:
    consent = complete(everybody)
    other, client = client_of(everybody, "kristianstad"), client_of(everybody)
    confirm = f"{HOME}put/{consent.pk}/"
    assert "Write what is wrong, in a sentence." in sent(
        other, confirm, "confirm", answer="sent-back"
    )
    words = sent(other, confirm, "confirm", answer="sent-back", because=f"Artikel 1. {HOSTILE}")
    assert "Sent back, with what is wrong." in words
    carried(NOW)
    page = client.get(confirm).content.decode()
    assert "<script>alert" not in page
    assert "Artikel 1." in page
    assert "Kristianstad sent it back" in page_of(client, PAPER).text_content()
    sent(client, f"{PAPER}parts/purpose/", "write", text_da="Rettet.")
    sent(client, f"{PAPER}put/", "put", readers="parties")
    assert Consent.objects.filter(about_id=consent.about_id).count() == 2
    assert "It was sent back" in page_of(client, confirm).text_content()


def test_who_reads_what(everybody: Cast) -> None:
    paper = begun(everybody)
    outsiders = [client_of(everybody, side) for side in ("kristianstad", THIRD)]
    member = client_of(everybody, "koge", Role.MEMBER)
    for address in (PAPER, f"{PAPER}scan.pdf", f"{PAPER}put/", f"{PAPER}parts/title/"):
        for visitor in (*outsiders, member):
            assert visitor.get(address).status_code == 404
    assert client_of(everybody).get(f"{PAPER}parts/title/").status_code == 200
    everybody.agreement.refresh_from_db()
    assert client_of(everybody).get(f"{HOME}koge-kristianstad/").status_code == 404
    assert paper.agreement.slug == "old-friends"


def test_a_letter_that_names_a_file_that_did_not_come_with_it_shows_none(everybody: Cast) -> None:
    consent = complete(everybody)
    address = f"{HOME}put/{consent.pk}/scan.pdf"
    other = client_of(everybody, "kristianstad")
    assert other.get(address).content == SCAN
    secret = keep(settings.FILES, b"%PDF-1.7 of somebody else")
    paper = replace(SignedPaper.read(consent.edition.paper), scan=secret)
    assert consent.asked_by
    forged = put_to(
        by=consent.asked_by,
        kind=TRANSCRIPTION,
        paper=paper.paper(),
        about=consent.about,
        thread=consent.thread,
        authorities=[asked.authority for asked in consent.asked.all()],
        at=NOW,
    )
    carried(NOW)
    shown = page_of(other, f"{HOME}put/{consent.pk}/")
    assert shown.xpath("//a[text()='Save the scan as it was handed in']/@href") == [address]
    shown = page_of(other, f"{HOME}put/{forged.pk}/")
    assert "The scan did not come with the letter." in shown.text_content()
    assert not shown.xpath("//a[text()='Save the scan as it was handed in']")
    assert other.get(f"{HOME}put/{forged.pk}/scan.pdf").status_code == 404
    assert other.get(f"{HOME}put/{forged.pk}/scan/1.png").status_code == 404


def test_once_it_was_put_each_party_finds_it_and_a_third_does_not(everybody: Cast) -> None:
    consent = complete(everybody)
    other = client_of(everybody, "kristianstad", Role.MEMBER)
    listed = page_of(other, "/en/desk/agreements/")
    assert "waits to be confirmed" in listed.text_content()
    answer = other.get("/en/desk/agreements/old-friends/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{HOME}put/{consent.pk}/"
    page = html.fromstring(answer.content.decode())
    assert not page.xpath("//main//form")
    assert other.get(f"{HOME}put/{consent.pk}/scan.pdf").content == SCAN
    stranger = client_of(everybody, THIRD)
    for address in (f"{HOME}put/{consent.pk}/", f"{HOME}put/{consent.pk}/scan.pdf"):
        assert stranger.get(address).status_code == 404
    assert Client().get("/en/agreements/old-friends/").status_code == 404


def test_a_scan_that_the_parties_keep_to_themselves_is_not_public(everybody: Cast) -> None:
    consent = complete(everybody)
    for side in ("koge", "kristianstad"):
        said(everybody, side, consent)
    public = Client()
    assert "scan.pdf" not in public.get("/en/agreements/old-friends/text/").content.decode()
    assert public.get("/en/agreements/old-friends/text/1/scan.pdf").status_code == 404
    assert public.get("/en/agreements/koge-kristianstad/text/1/scan.pdf").status_code == 404


def test_two_people_in_one_form_are_shown_both(everybody: Cast) -> None:
    begun(everybody)
    client = client_of(everybody)
    page = page_of(client, f"{PAPER}unreadable/")
    hidden = {
        e.get("name"): e.get("value", "") for e in page.xpath("//main//form//input[@type='hidden']")
    }
    sent(client, f"{PAPER}unreadable/", "unreadable", text="Det første.")
    answer = client.post(f"{PAPER}unreadable/", {**hidden, "text": "Det andet."}).content.decode()
    assert "Somebody else has written here meanwhile." in answer
    assert "Det første." in answer
    assert "Det andet." in answer
    assert Transcribing.objects.get().unreadable == "Det første."


def test_a_name_without_a_post_is_asked_for(everybody: Cast) -> None:
    begun(everybody)
    words = sent(
        client_of(everybody), f"{PAPER}signing/", "signing", on=TODAY.isoformat(),
        person_0_0="Anna Eksempel", post_1_0="kommunalråd",
    )  # fmt: skip
    assert "Write in which post they signed." in words
    assert "Write who it was." in words
    assert Transcribing.objects.get().signatories == []


@pytest.mark.parametrize("language", languages())
def test_every_page_reads_in_every_language(everybody: Cast, language: str) -> None:
    consent = complete(everybody)
    client = client_of(everybody)
    home = f"/{language}/desk/transcriptions/"
    for address in (
        f"{home}new/",
        *(f"{home}old-friends/{page}" for page in (
            "", "scan/", "parts/title/", "parts/art-meetings/", "articles/new/", "commitments/new/",
            "areas/new/", "term/", "languages/", "signing/", "unreadable/", "put/",
        )),
        f"{home}put/{consent.pk}/",
    ):  # fmt: skip
        page = page_of(client, address)
        assert len(page.xpath("//h1")) == 1, address
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), address
        assert not page.xpath("//@style | //script[not(@src)] | //style")
