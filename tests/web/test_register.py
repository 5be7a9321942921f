"""The registers as everyone reads them: found by what is open, and by nothing else."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from lxml import html

from overens.base.records.actions.registering import cancel_entry, correct_entry, enter_by_hand
from overens.base.records.actions.setting_up import set_up_register
from overens.base.records.models import Entry, EntryVersion, Register
from overens.base.records.queries import latest, said_in
from overens.base.records.rules import Said
from overens.base.records.states import Direction
from tests.base.records.people import registrar, sent, settings_of
from tests.cast import cast
from tests.examples import NOW

pytestmark = pytest.mark.django_db
SECRETS = ("Anna Hemlig", "anna@example.org", "0701234567", "diagnos", "811228-9874")
"""What must stand nowhere in public."""


@pytest.fixture(autouse=True)
def everybody() -> None:
    cast(NOW)
    for slug in ("koge", "kristianstad"):
        by = registrar(slug)
        set_up_register(by=by, settings=settings_of(by.post.authority, published=True), at=NOW)


def entered(slug: str = "kristianstad", *, on: object = None, **said: object) -> Entry:
    said = {"subject": "Brev om kusten", "counterpart": "Region Skåne", "is_private": False, **said}
    return enter_by_hand(
        by=registrar(slug),
        direction=Direction.RECEIVED,
        on=on or NOW.date(),
        said=Said(**said),
        at=NOW,
    )


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def everywhere(client: Client, slug: str = "kristianstad") -> dict[str, str]:
    """All that is public of a register, in each form."""
    found = {}
    for language in ("sv", "da", "en"):
        home = f"/{language}/register/{slug}"
        addresses = [
            f"/{language}/register/",
            f"{home}/",
            f"{home}/?q=a",
            f"{home}.csv",
            f"{home}/{NOW.date()}/",
            f"/{language}/feeds/register-{slug}.atom",
        ]
        addresses += [
            f"{home}/{entry.year}/{entry.number}/"
            for entry in Entry.objects.filter(register__authority__slug=slug)
        ]
        found |= {address: text_of(client, address) for address in addresses}
    return found


def test_what_names_no_private_person_stands_there_and_what_does_has_a_word_in_its_place(
    client: Client,
) -> None:
    entered()
    entered(subject="Klagomål från Anna Hemlig", counterpart="Anna Hemlig", is_private=True)
    page = html.fromstring(text_of(client, "/sv/register/kristianstad/"))
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]
    assert "Region Skåne" in rows[1]
    assert "Brev om kusten" in rows[1]
    assert len(page.xpath("//tbody/tr[1]//i")) == 2
    assert "Anna" not in rows[0]


def test_no_personal_data_stands_anywhere_in_public(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    sent(
        "kristianstad",
        text="Min diagnos. Anna Hemlig 811228-9874",
        wants_reply=True,
        email="anna@example.org",
        phone="0701234567",
    )
    entered(subject="Om Anna Hemlig, diagnos", counterpart="Anna Hemlig", is_private=True)
    marked = entered(subject="Om diagnos", counterpart="Anna Hemlig")
    correct_entry(
        by=registrar("kristianstad"),
        entry=marked,
        said=replace(said_in(latest(marked)), secrecy="osl-21-1"),
        because="Om Anna Hemlig",
        read=1,
        at=NOW,
    )
    pages = everywhere(client)
    for address, text in pages.items():
        for secret in SECRETS:
            assert secret not in text, (address, secret)
    kept = str(vars(cache._connections) if hasattr(cache, "_connections") else "")
    assert not any(secret in kept + caplog.text for secret in SECRETS)


@pytest.mark.parametrize("secret", ["Anna", "diagnos", "anna@example.org", "9874"])
def test_nothing_is_found_by_what_is_not_shown(client: Client, secret: str) -> None:
    entered(
        subject="Om Annas diagnos 811228-9874",
        counterpart="Anna, anna@example.org",
        is_private=True,
    )
    page = html.fromstring(text_of(client, f"/sv/register/kristianstad/?q={secret}"))
    assert page.xpath("//tbody/tr") == []


def test_a_personal_number_in_the_public_wording_is_refused_and_one_from_before_is_hidden(
    client: Client,
) -> None:
    from overens.base.municipalities.rules import Refused

    with pytest.raises(Refused):
        entered(public_subject="Om 811228-9874")
    entry = entered(subject="Om 811228-9874", is_private=False)
    assert "811228" not in text_of(client, f"/sv/register/kristianstad/2026/{entry.number}/")


def test_a_marking_shows_its_ground_and_a_public_wording_stands_beside_it(client: Client) -> None:
    entry = entered(subject="Upphandling av vall", public_subject="Upphandling")
    correct_entry(
        by=registrar("kristianstad"),
        entry=entry,
        said=replace(said_in(latest(entry)), secrecy="osl-19-3"),
        because="Anbudstid",
        read=1,
        at=NOW,
    )
    page = text_of(client, f"/sv/register/kristianstad/{entry.year}/{entry.number}/")
    assert "19 kap. 3 § OSL" in page
    assert "Upphandling" in page
    assert "av vall" not in page
    assert "Anbudstid" not in page


def test_a_name_can_be_searched_for_as_long_as_the_register_says(client: Client) -> None:
    old = NOW.date() - timedelta(days=500)
    entered(subject="Gammalt brev", on=old)
    entered(subject="Nytt brev")
    with time_machine.travel(NOW, tick=False):
        names = html.fromstring(text_of(client, "/sv/register/kristianstad/?q=Region"))
        words = html.fromstring(text_of(client, "/sv/register/kristianstad/?q=brev"))
    assert len(names.xpath("//tbody/tr")) == 1
    assert len(words.xpath("//tbody/tr")) == 2


def test_searched_by_number_date_direction_and_letters_of_the_north(client: Client) -> None:
    entered(subject="Älvens vall")
    with time_machine.travel(NOW, tick=False):
        for query in (
            "q=KRISTIANSTAD+2026/1",
            "q=älvens",
            "q=ÄLVENS",
            f"since={NOW.date()}&until={NOW.date()}",
            "direction=received",
        ):
            page = html.fromstring(text_of(client, f"/sv/register/kristianstad/?{query}"))
            assert len(page.xpath("//tbody/tr")) == 1, query
        for query in ("q=KRISTIANSTAD+2026/2", "direction=sent", "since=2027-01-01", "q=%25"):
            page = html.fromstring(text_of(client, f"/sv/register/kristianstad/?{query}"))
            assert page.xpath("//tbody/tr") == [], query
        for query in ("since=2026-99-99", "page=x", "q=%00", "direction=<b>", "page=99999"):
            text_of(client, f"/sv/register/kristianstad/?{query}")


def test_a_closed_register_is_not_there_and_an_open_one_stands_in_the_menu(client: Client) -> None:
    by = registrar("koge")
    set_up_register(by=by, settings=settings_of(by.post.authority, published=False), at=NOW)
    entry = entered("koge")
    for address in ("", f"{entry.year}/{entry.number}/", f"{NOW.date()}/"):
        assert client.get(f"/da/register/koge/{address}").status_code == 404
    assert client.get("/da/register/koge.csv").status_code == 404
    assert client.get("/da/feeds/register-koge.atom").status_code == 404
    assert "/sv/register/" in text_of(client, "/sv/")
    Register.objects.update(published=False)
    cache.clear()
    assert "/sv/register/" not in text_of(client, "/sv/")


def test_corrections_and_cancelled_entries_show_as_such(client: Client) -> None:
    entry = entered()
    cancel_entry(by=registrar("kristianstad"), entry=entry, because="Fel register", read=1, at=NOW)
    page = text_of(client, f"/en/register/kristianstad/{entry.year}/{entry.number}/")
    assert "cancelled" in page
    assert "Fel register" not in page
    assert EntryVersion.objects.filter(entry=entry).count() == 2


def test_csv_is_whole_and_no_spreadsheet_carries_it_out(client: Client) -> None:
    for n in range(30):
        entered(subject=f'=HYPERLINK("x";"{n}")')
    text = text_of(client, "/en/register/kristianstad.csv")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 31
    assert rows[0][0] == "Number"
    assert all(row[4].startswith("'=") for row in rows[1:])


def test_the_feed_is_atom_with_lasting_names(client: Client) -> None:
    entry = entered()
    feed = ElementTree.fromstring(text_of(client, "/sv/feeds/register-kristianstad.atom"))
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [e.text for e in feed.findall("a:entry/a:id", space)] == [f"urn:uuid:{entry.pk}"]


def test_pages_cost_the_same_for_one_entry_and_for_many(
    client: Client, django_assert_max_num_queries: object
) -> None:
    for n in range(60):
        entered(subject=f"Brev {n}")
    with django_assert_max_num_queries(9):
        client.get("/sv/register/kristianstad/")
    with django_assert_max_num_queries(6):
        client.get(f"/sv/register/kristianstad/{NOW.date()}/")
    with django_assert_max_num_queries(6):
        text_of(client, "/sv/register/kristianstad.csv")


@pytest.mark.parametrize(
    "said", [{"subject": "Lov för 811228-9874"}, {"counterpart": "Firma 811228-9874"}]
)
def test_a_number_that_is_not_shown_is_not_found_digit_by_digit(
    client: Client, said: dict[str, str]
) -> None:
    entered(**said)
    entered(subject="Rum 811")
    address = "/sv/register/kristianstad.csv?q="
    for asked in ("8112", "811228-9874"):
        assert len(text_of(client, address + asked).splitlines()) == 1
    assert len(text_of(client, address + "811").splitlines()) == 2
