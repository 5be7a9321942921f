"""From an empty instance to its first agreement, step by step."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html

from overens.base.access.actions.beginnings import make_first_link
from overens.base.drafts.actions import keep_draft
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.states import Role
from overens.base.trail.queries import faults
from overens.cycle.agreements.models import Agreement
from overens.demo import demo_file
from tests.cast import cast, make_strong, signed_in

pytestmark = pytest.mark.django_db
FIRST = "/sv/desk/first/"
BEGIN = {
    "municipality": "Ystads kommun",
    "short": "Ystad",
    "country": "se",
    "language": "sv",
    "name": "Alva Exempel",
    "email": "alva@ystad.example",
    "password": "ett långt lösenord",
}
POSTS = {
    "coordinator_title": "koordinator",
    "coordinator_person": "Alva Exempel",
    "leader_title": "kommunalråd",
    "leader_person": "Bo Exempel",
}
AGREEMENT = {
    "title": "Samarbetsavtal mellan Ystad och Rønne",
    "purpose": "Att lära av varandra.",
    "on": "2025-05-06",
    "signer_0_1_name": "Bo Exempel",
    "signer_0_1_post": "kommunalråd",
    "partner_1_name": "Rønne Kommune",
    "partner_1_short": "Rønne",
    "partner_1_country": "dk",
    "signer_1_1_name": "Carl Eksempel",
    "signer_1_1_post": "borgmester",
    "areas": "Hamnar\nSkolor",
    "yearly": "Träffas en gång om året",
    "standing": "Dela erfarenheter",
    "once_1_text": "Öppna en gemensam sida",
    "once_1_due": "2025-12-31",
}


def begun(**said: str) -> Client:
    token = make_first_link(at=timezone.now())
    client = Client()
    page = client.get(f"/sv/sign-in/first/{token}/", follow=True).request["PATH_INFO"]
    answer = client.post(page, BEGIN | said)
    assert answer.status_code == 302, answer.content.decode()
    return client


def strong(client: Client) -> Client:
    make_strong(client.session, Account.objects.get())
    return client


def test_it_goes_from_an_empty_instance_to_the_agreement_in_one_sitting() -> None:
    client = begun()
    answer = client.get(FIRST)
    assert answer["Location"].startswith("/sv/sign-in/second-step/?next=/sv/desk/first/")
    strong(client)
    assert f'href="{FIRST}posts/"' in client.get(FIRST).content.decode()
    client.post(f"{FIRST}posts/", POSTS)
    assert f'href="{FIRST}agreement/"' in client.get(FIRST).content.decode()
    answer = client.post(f"{FIRST}agreement/form/", AGREEMENT, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{FIRST}done/", page
    assert "/sv/agreements/ystad-ronne/" in page
    assert "/desk/instance/authorities/ronne/invite/" in page
    shown = Client().get("/sv/agreements/ystad-ronne/").content.decode()
    for text in ("Rønne Kommune", "Bo Exempel", "Carl Eksempel", "Hamnar", "Skolor"):
        assert text in shown
    for text in ("Träffas en gång om året", "Dela erfarenheter", "Öppna en gemensam sida"):
        assert text in shown
    assert faults() == {}


def test_whoever_begins_is_administrator_and_operator_and_the_link_is_dead() -> None:
    token = make_first_link(at=timezone.now())
    client = Client()
    page = client.get(f"/sv/sign-in/first/{token}/", follow=True).request["PATH_INFO"]
    client.post(page, BEGIN)
    account = Account.objects.get()
    assert account.is_operator
    assert Seat.objects.get(person=account.person).post.role == Role.ADMINISTRATOR
    assert Authority.objects.get().slug == "ystad"
    assert Client().get(f"/sv/sign-in/first/{token}/", follow=True).status_code == 404


def test_nothing_is_begun_by_a_form_with_faults() -> None:
    token = make_first_link(at=timezone.now())
    client = Client()
    page = client.get(f"/sv/sign-in/first/{token}/", follow=True).request["PATH_INFO"]
    for wrong in ({"password": "kort"}, {"country": ""}, {"short": "…"}, {"email": "x"}):
        answer = client.post(page, BEGIN | wrong)
        (field,) = wrong
        assert f'id="id_{field}-error"' in answer.content.decode()
    assert not Account.objects.exists()
    assert not Authority.objects.exists()


def test_one_comes_back_to_the_step_at_which_one_stopped() -> None:
    strong(begun())
    account = Account.objects.get()
    again = signed_in(account)
    assert f'href="{FIRST}posts/"' in again.get(FIRST).content.decode()
    assert again.get(f"{FIRST}done/")["Location"] == FIRST
    again.post(f"{FIRST}posts/", POSTS)
    later = signed_in(account)
    assert f'href="{FIRST}agreement/"' in later.get(FIRST).content.decode()
    assert later.get(f"{FIRST}posts/")["Location"] == FIRST


def with_posts() -> Client:
    client = strong(begun())
    client.post(f"{FIRST}posts/", POSTS)
    return client


def test_what_is_typed_of_the_agreement_is_kept_and_done_once() -> None:
    client, page = with_posts(), f"{FIRST}agreement/form/"
    form = html.fromstring(client.get(page).content.decode()).xpath("//form[@data-place]")[0]
    sent = {e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden']")}
    typed = sent | {"title": "Halvt", "partner_3_name": "Lunds kommun"}
    assert client.post("/sv/desk/drafts/", typed, headers={"X-Typing": "1"}).status_code == 200
    again = html.fromstring(client.get(page).content.decode())
    assert again.get_element_by_id("id_title").get("value") == "Halvt"
    assert again.xpath("//details[.//input[@value='Lunds kommun']]/@open")
    for _press in range(2):
        assert client.post(page, sent | AGREEMENT)["Location"] == f"{FIRST}done/"
    assert Agreement.objects.count() == 1


def test_one_person_may_hold_more_than_one_post() -> None:
    with_posts()
    alva = Seat.objects.filter(person__name="Alva Exempel")
    assert {seat.post.role for seat in alva} == {Role.ADMINISTRATOR, Role.COORDINATOR}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": ""}, "on"),
        ({"partner_1_short": "Ystad"}, "partner_1_short"),
        ({"partner_1_short": "…"}, "partner_1_short"),
        ({"partner_1_country": ""}, "partner_1_country"),
        ({"partner_1_country": "xx"}, "partner_1_country"),
        ({"signer_1_1_name": ""}, "signer_1_1_name"),
        ({"signer_1_2_name": "Dan"}, "signer_1_2_post"),
        ({"partner_2_name": "Lunds kommun"}, "partner_2_short"),
        ({"areas": "Hamnar\u202eX"}, "areas"),
        ({"yearly": "\u6f22\u5b57"}, "yearly"),
        ({"once_1_due": ""}, "once_1_due"),
        ({"once_1_due": "1066-10-14"}, "once_1_due"),
        ({"title": "x\u200by"}, "title"),
        ({"signer_0_1_name": "Bo\u202e"}, "signer_0_1_name"),
    ],
)
def test_a_fault_stands_at_its_field(wrong: dict[str, str], field: str) -> None:
    client = with_posts()
    page = client.post(f"{FIRST}agreement/form/", AGREEMENT | wrong).content.decode()
    assert f'id="id_{field}-error"' in page
    assert f'href="#id_{field}"' in page
    assert "Att lära av varandra." in page
    assert not Agreement.objects.exists()


def test_five_parties_fit_and_each_is_named() -> None:
    client = with_posts()
    said = dict(AGREEMENT)
    for number, name in enumerate(("Lund", "Køge", "Odense"), start=2):
        said |= {
            f"partner_{number}_name": f"{name} kommune",
            f"partner_{number}_short": name,
            f"partner_{number}_country": "dk",
            f"signer_{number}_1_name": f"Person {number}",
            f"signer_{number}_1_post": "borgmester",
        }
    answer = client.post(f"{FIRST}agreement/form/", said)
    assert answer.status_code == 302, answer.content.decode()
    agreement = Agreement.objects.get()
    slugs = [p.authority.slug for p in agreement.parties.order_by("position")]
    assert slugs == ["ystad", "ronne", "lund", "koge", "odense"]


def test_an_agreement_of_others_with_that_name_is_left_alone() -> None:
    client = with_posts()
    client.post(f"{FIRST}agreement/form/", AGREEMENT)
    client.post(f"{FIRST}agreement/form/", AGREEMENT | {"title": "Ett till"})
    assert set(Agreement.objects.values_list("slug", flat=True)) == {
        "ystad-ronne",
        "ystad-ronne-2",
    }


def upload(client: Client, data: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("agreement.toml", data)
    return client.post(f"{FIRST}agreement/file/", {"file": file, **more})


def test_a_file_is_typed_in_whole() -> None:
    client = with_posts()
    data = demo_file().replace(b'authority = "koge"', b'authority = "ystad"')
    data = data.replace("Køge Kommune".encode(), b"Ystads kommun").replace(
        'short = "Køge"'.encode(), b'short = "Ystad"'
    )
    data = data.replace(b'country = "dk"', b'country = "se"')
    answer = upload(client, data)
    assert answer.status_code == 302, answer.content.decode()
    assert Agreement.objects.get().slug == "koge-kristianstad"


def test_faults_of_a_file_are_told_by_line_and_field() -> None:
    client = with_posts()
    page = upload(client, demo_file().replace(b'slug = "koge', b'slug = "KOGE', 1)).content.decode()
    assert "rad 7, slug:" in page
    page = upload(client, b"\xff\xfe").content.decode()
    assert "rad 1:" in page
    assert 'id="id_file-error"' in upload(client, b"").content.decode()
    assert not Agreement.objects.exists()


def test_a_file_of_others_is_refused() -> None:
    page = upload(with_posts(), demo_file()).content.decode()
    assert "ystad är inte part" in page
    assert not Agreement.objects.exists()


def test_a_scan_that_the_file_names_must_come_with_it() -> None:
    client = with_posts()
    data = demo_file().replace(b'authority = "koge"', b'authority = "ystad"')
    data = data.replace(b"[signing]\n", b'[signing]\nscan = "avtal.pdf"\n')
    assert b"avtal.pdf" in data
    assert "avtal.pdf" in upload(client, data).content.decode()
    no_scan = SimpleUploadedFile("avtal.pdf", b"MZ not a scan")
    assert "PDF, TIFF, JPEG" in upload(client, data, scan=no_scan).content.decode()
    scan = SimpleUploadedFile("avtal.pdf", b"%PDF-1.7 scan")
    assert upload(client, data, scan=scan).status_code == 302


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_the_steps_are_the_administrators(role: Role) -> None:
    people = cast()
    client = signed_in(people.accounts["lund", role])
    for path in ("", "posts/", "done/"):
        assert client.get(f"{FIRST}{path}").status_code == 404


def test_an_instance_with_accounts_cannot_be_begun() -> None:
    cast()
    assert make_first_link(at=timezone.now()) is None
    assert Client().get("/sv/sign-in/first/", follow=True).status_code == 404


def test_an_empty_overview_leads_to_the_first_agreement() -> None:
    client = strong(begun())
    page = client.get("/sv/desk/").content.decode()
    assert f'class="btn" href="{FIRST}"' in page
    assert "/desk/briefing" not in page


def test_each_error_says_which_field_is_meant() -> None:
    page = strong(begun()).post(f"{FIRST}posts/", {"leader_title": ""}).content.decode()
    assert "<title>Fel: " in page
    assert "Vem som är koordinator: Fyll i det här fältet." in page


def test_what_was_typed_of_the_first_agreement_is_there_again() -> None:
    client = with_posts()
    account = Account.objects.get()
    typed = {"title": ["Avtal om hamnar"]}
    keep_draft(by=account, place="first:agreement", fields=typed, read="", at=timezone.now())
    assert "Avtal om hamnar" in client.get(f"{FIRST}agreement/form/").content.decode()
