"""An agreement as its members see it, and what they say of their own party."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import Client
from lxml import html

from overens.base.languages.rules import languages
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.models import Evidence, NotDone
from tests.cast import THIRD, Cast, cast, signed_in
from tests.examples import NOW, demo, small

HOME = "/en/desk/agreements/"
DEMO = f"{HOME}koge-kristianstad/"
PDF = b"%PDF-1.7 an example"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody(db: None) -> Cast:
    return cast(NOW)


def client_of(everybody: Cast, place: str, role: Role) -> Client:
    return signed_in(everybody.accounts[place, role])


@pytest.fixture
def koge(everybody: Cast) -> Client:
    return client_of(everybody, "koge", Role.COORDINATOR)


def sent(client: Client, address: str, follow: bool = True, **fields: object) -> str:
    """As a browser sends the form of a page: with its hidden fields."""
    answer = client.post(address, {**hidden_in(client, address), **fields}, follow=follow)
    return answer.content.decode()


def hidden_in(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of the form on a page that is opened."""
    page = html.fromstring(client.get(address).content.decode())
    form = page.xpath("//form[@data-place]")[0]
    return {e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden']")}


PAGES = (
    "",
    "commitments/1/",
    "commitments/1/note/",
    "commitments/1/not-done/",
    "confirm/",
    "since-signing/",
)


@pytest.mark.parametrize("language", languages())
def test_every_page_answers_in_every_language(koge: Client, language: str) -> None:
    for page in PAGES:
        answer = koge.get(f"/{language}/desk/agreements/koge-kristianstad/{page}")
        assert answer.status_code == 200, page
        read = html.fromstring(answer.content.decode())
        assert len(read.xpath("//h1")) == 1
        ids = read.xpath("//@id")
        assert len(ids) == len(set(ids)), page
        assert not read.xpath("//@style | //script[not(@src)] | //style")
    assert koge.get(f"/{language}/desk/agreements/").status_code == 200


def test_what_one_is_not_party_to_is_not_there(everybody: Cast) -> None:
    for place, role in ((THIRD, Role.COORDINATOR), (THIRD, Role.MEMBER)):
        stranger = client_of(everybody, place, role)
        for page in PAGES:
            assert stranger.get(DEMO + page).status_code == 404, page
        assert "koge" not in stranger.get(HOME).content.decode().lower()


def test_anothers_draft_is_not_there_and_ones_own_is(everybody: Cast, koge: Client) -> None:
    unsigned = replace(
        demo(), slug="new-one", signing=None, term=replace(demo().term, in_force=None)
    )
    transcribe(by=SeatName("kristianstad", "coordinator"), file=unsigned, at=NOW)
    assert koge.get(f"{HOME}new-one/").status_code == 404
    assert "new-one" not in koge.get(HOME).content.decode()
    own = client_of(everybody, "kristianstad", Role.COORDINATOR)
    assert "new-one" in own.get(HOME).content.decode()
    assert "nobody else reads it" in own.get(f"{HOME}new-one/").content.decode()
    assert own.get(f"{HOME}new-one/commitments/1/").status_code == 404


def test_a_meeting_is_noted_and_stands_on_both_pages(everybody: Cast, koge: Client) -> None:
    said = sent(
        koge,
        f"{DEMO}commitments/1/note/",
        since="2026-09-15",
        kind="dialogue-held",
        note="We met in Køge.",
        language="en",
    )
    assert "Noted. Everyone can read it." in said
    assert "We met in Køge." in said
    public = Client().get("/en/agreements/koge-kristianstad/commitments/1/").content.decode()
    assert "We met in Køge." in public
    (row,) = Evidence.objects.all()
    assert (row.party.authority.slug, row.note.texts()) == ("koge", {"en": "We met in Køge."})


def test_what_is_overdue_is_said_on_the_desk_and_not_to_the_public(everybody: Cast) -> None:
    everybody.agreement.parties.update(uses_since=date(2026, 1, 1))
    with time_machine.travel(datetime(2027, 12, 1, 12, tzinfo=UTC), tick=False):
        koge = client_of(everybody, "koge", Role.COORDINATOR)
        assert "Overdue: was due" in koge.get(DEMO).content.decode()
        assert "Overdue: was due" in koge.get(f"{DEMO}commitments/1/").content.decode()
        assert "verdue" not in Client().get("/en/agreements/koge-kristianstad/").content.decode()


def test_a_note_without_day_or_kind_is_asked_for_again_with_the_text_in_place(
    koge: Client,
) -> None:
    said = sent(koge, f"{DEMO}commitments/1/note/", note="We met.", language="en", since="15/9")
    assert "Write the day as year, month and day" in said
    assert "We met." in said
    assert said.count("<title>Error:") == 1
    assert not Evidence.objects.exists()


def test_a_file_is_read_by_those_whom_its_party_chose(everybody: Cast, koge: Client) -> None:
    readers = {
        "own": ["koge"],
        "partners": ["koge", "kristianstad"],
        "public": ["koge", "kristianstad", ""],
    }
    for place, audience in enumerate(readers):
        sent(
            koge,
            f"{DEMO}commitments/1/note/",
            since=f"2026-09-1{place}",
            kind="dialogue-held",
            language="en",
            file=SimpleUploadedFile("../Notes <1>.PDF", PDF + audience.encode()),
            file_readers=audience,
        )
    for row in Evidence.objects.order_by("since"):
        assert row.file_name == "Notes 1.pdf"
        may = {
            "koge": koge,
            "kristianstad": client_of(everybody, "kristianstad", Role.MEMBER),
            THIRD: client_of(everybody, THIRD, Role.COORDINATOR),
        }
        for slug, client in may.items():
            answer = client.get(f"{DEMO}evidence/{row.pk}/file")
            wanted = slug in readers[row.file_readers]
            assert answer.status_code == (200 if wanted else 404), (slug, row.file_readers)
            if wanted:
                assert answer.content == PDF + row.file_readers.encode()
                assert answer["Content-Disposition"] == 'attachment; filename="Notes 1.pdf"'
                assert answer["Content-Type"] == "application/pdf"
                assert answer["X-Content-Type-Options"] == "nosniff"
        public = f"/en/agreements/koge-kristianstad/evidence/{row.pk}/file"
        wanted = "" in readers[row.file_readers]
        assert Client().get(public).status_code == (200 if wanted else 404)
        page = Client().get("/en/agreements/koge-kristianstad/commitments/1/").content.decode()
        assert (str(row.pk) in page) == wanted
        other = may["kristianstad"].get(f"{DEMO}commitments/1/").content.decode()
        assert (str(row.pk) in other) == ("kristianstad" in readers[row.file_readers])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.pdf", b"<html><script>alert(1)</script>\x00"),
        ("picture.png", b"GIF89a\x01\xff"),
        ("archive.docx", b"PK\x03\x04 no zip at all"),
        ("program.exe", b"MZ\x90\x00\xff\xfe"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_nothing_is_noted(
    koge: Client, name: str, data: bytes
) -> None:
    said = sent(
        koge,
        f"{DEMO}commitments/1/note/",
        since="2026-09-15",
        kind="dialogue-held",
        language="en",
        note="Kept text",
        file=SimpleUploadedFile(name, data),
    )
    assert "are taken." in said
    assert "Kept text" in said
    assert not Evidence.objects.exists()


def test_a_file_that_is_too_large_is_refused(koge: Client) -> None:
    said = sent(
        koge,
        f"{DEMO}commitments/1/note/",
        since="2026-09-15",
        kind="dialogue-held",
        language="en",
        file=SimpleUploadedFile("a.pdf", PDF + b"." * 20_000_000),
    )
    assert "at most 20 MB" in said
    assert not Evidence.objects.exists()


def noted(koge: Client) -> Evidence:
    sent(
        koge, f"{DEMO}commitments/1/note/", since="2026-09-15", kind="dialogue-held", language="en"
    )
    return Evidence.objects.get()


def test_what_ones_party_noted_is_withdrawn_after_a_page_that_asks(
    everybody: Cast, koge: Client
) -> None:
    row = noted(koge)
    address = f"{DEMO}evidence/{row.pk}/withdraw/"
    other = client_of(everybody, "kristianstad", Role.COORDINATOR)
    assert other.get(address).status_code == 404
    assert other.post(address).status_code == 404
    assert "It stays on file as withdrawn" in koge.get(address).content.decode()
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert "Withdrawn. It stays on file" in sent(koge, address)
    row.refresh_from_db()
    assert row.withdrawn_at == NOW


def test_only_the_party_itself_says_that_it_did_not_do_something(
    everybody: Cast, koge: Client
) -> None:
    page = koge.get(f"{DEMO}commitments/1/not-done/").content.decode()
    due = re.findall(r'name="due" value="([\d-]+)"', page)[0]
    said = sent(
        koge, f"{DEMO}commitments/1/not-done/", due=due, because="The election.", language="en"
    )
    assert "Noted as not done, with the reason." in said
    assert NotDone.objects.get().party.authority.slug == "koge"
    member = client_of(everybody, "koge", Role.MEMBER)
    assert member.get(f"{DEMO}commitments/1/not-done/").status_code == 404
    assert "not-done/" not in member.get(f"{DEMO}commitments/1/").content.decode()


def test_a_party_confirms_the_text_that_it_has_read(everybody: Cast, koge: Client) -> None:
    said = sent(koge, f"{DEMO}confirm/")
    assert "You confirmed version 1 for" in said
    again = koge.get(f"{DEMO}confirm/").content.decode()
    assert "has confirmed version 1" in again
    assert 'name="edition"' not in again


def test_a_text_that_is_no_longer_the_newest_is_not_confirmed(koge: Client) -> None:
    page = html.fromstring(koge.get(f"{DEMO}confirm/").content.decode())
    form = page.xpath("//form[@data-place]")[0]
    hidden = {e.get("name"): e.get("value") for e in form.xpath(".//input[@type='hidden']")}
    hidden["edition"] = "01890000-0000-7000-8000-000000000000"
    said = koge.post(f"{DEMO}confirm/", hidden, follow=True).content.decode()
    assert "A newer version exists. Nothing was confirmed" in said
    assert not Line.objects.filter(what="agreement.transcription.answered").exists()


def test_several_things_are_noted_at_once_and_once(koge: Client) -> None:
    rows = {
        "language": "en",
        "c1-0-day": "2026-09-15",
        "c1-0-text": "We met in Køge.",
        "c1-0-kind": "dialogue-held",
        "c6-0-day": "2024-05-01",
        "c6-0-text": "A group visited.",
        "c6-1-day": "2025-05-01",
        "c6-1-text": "And again.",
    }
    kinds = {e.number: kinds_in(koge, e.number) for e in commitments()}
    for name in ("c6-0", "c6-1"):
        if kinds[6]:
            rows[f"{name}-kind"] = kinds[6][0]
    if not kinds[1]:
        del rows["c1-0-kind"]
    assert "3 things are noted." in sent(koge, f"{DEMO}since-signing/", **rows)
    assert Evidence.objects.count() == 3
    assert "3 things are noted." in sent(koge, f"{DEMO}since-signing/", **rows)
    assert Evidence.objects.count() == 3
    assert Line.objects.filter(what="evidence.noted").count() == 3


def commitments() -> list[object]:
    from overens.cycle.agreements.models import Commitment

    return list(Commitment.objects.all())


def kinds_in(client: Client, number: int) -> list[str]:
    page = html.fromstring(client.get(f"{DEMO}since-signing/").content.decode())
    return [v for v in page.xpath(f"//select[@name='c{number}-0-kind']/option/@value") if v]


def test_one_faulty_row_and_nothing_is_noted_but_the_row_is_told(koge: Client) -> None:
    rows = {
        "language": "en",
        "c1-0-day": "2026-09-15",
        "c1-0-text": "We met in Køge.",
        "c1-1-day": "2027-09-15",
        "c1-1-text": "We shall meet.",
    }
    for kind in kinds_in(koge, 1)[:1]:
        rows |= {"c1-0-kind": kind, "c1-1-kind": kind}
    said = sent(koge, f"{DEMO}since-signing/", **rows)
    assert "Nothing was noted yet" in said
    page = html.fromstring(said)
    assert page.xpath("//*[@id='id_c1-1-day-error']/text()") == [
        "What lies ahead cannot be noted as done."
    ]
    assert not page.xpath("//*[@id='id_c1-0-day-error']")
    assert "We shall meet." in said
    assert not Evidence.objects.exists()


def test_as_many_rows_as_somebody_asks_for_and_never_more_than_have_room(koge: Client) -> None:
    for asked, given in (
        ("", 2),
        ("?rows=5", 5),
        ("?rows=99999999", 2),
        ("?rows=-1", 2),
        ("?rows=500", 30),
    ):
        page = html.fromstring(koge.get(f"{DEMO}since-signing/{asked}").content.decode())
        assert len(page.xpath("//input[starts-with(@name, 'c1-') and @type='date']")) == given


def at_once(*doings: object) -> list[object]:
    """Each in a thread and on a connection of its own, as near to one instant as can be."""
    barrier, answers = Barrier(len(doings)), []

    def do(doing: object) -> None:
        barrier.wait()
        try:
            answers.append(doing())
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_who_note_and_withdraw_at_once_note_and_withdraw_once() -> None:
    with transaction.atomic():
        everybody = cast(NOW)
    clients = [client_of(everybody, "koge", role) for role in (Role.COORDINATOR, Role.MEMBER)]
    fields = {"since": "2026-09-15", "kind": "dialogue-held", "language": "en"}
    notes = [lambda c=c: sent(c, f"{DEMO}commitments/1/note/", **fields) for c in clients]
    assert all("Noted. Everyone" in said for said in at_once(*notes))
    row = Evidence.objects.get()
    assert Line.objects.filter(what="evidence.noted").count() == 1
    address = f"{DEMO}evidence/{row.pk}/withdraw/"
    # Both have the page before them: whoever opens it afterwards finds nothing to withdraw.
    opened = [(c, hidden_in(c, address)) for c in clients]
    said = at_once(
        *[lambda c=c, h=h: c.post(address, h, follow=True).content.decode() for c, h in opened]
    )
    assert sum("Withdrawn. It stays" in text for text in said) >= 1
    assert Line.objects.filter(what="evidence.withdrawn").count() == 1


def test_small_agreements_with_parties_that_one_does_not_know_look_the_same(
    everybody: Cast,
) -> None:
    transcribe(by=SeatName("nordby", "coordinator"), file=small(), at=NOW)
    from overens.base.municipalities.queries import seat_named
    from tests.cast import account_of
    from tests.examples import TODAY

    seat = seat_named("nordby", "coordinator", TODAY)
    assert seat
    nordby = signed_in(account_of(seat, "coordinator@nordby.example"))
    assert nordby.get(f"{HOME}nordby-sydby/").status_code == 200
    # Commitment 2 binds Sydby alone: it is not Nordby's to say something about.
    assert nordby.get(f"{HOME}nordby-sydby/commitments/2/").status_code == 200
    assert nordby.get(f"{HOME}nordby-sydby/commitments/2/note/").status_code == 404
    assert nordby.get(f"{HOME}nordby-sydby/commitments/2/not-done/").status_code == 404


def test_what_comes_next_stands_there_though_earlier_dates_have_passed(koge: Client) -> None:
    """The overview and the agreement's page name the same date."""
    page = html.fromstring(koge.get(DEMO).content.decode())
    (steps,) = page.xpath("//section[@aria-labelledby='h-steps']")
    found = steps.xpath(".//time/@datetime")
    assert found
    assert date.fromisoformat(found[0]) >= NOW.date()


def test_the_party_that_answers_has_one_mark(koge: Client) -> None:
    page = html.fromstring(koge.get(f"{DEMO}confirm/").content.decode())
    (answer,) = page.xpath("//section[@aria-labelledby='h-answer']/p[1]")
    assert len(answer.xpath(".//*[local-name()='svg']")) == 1
