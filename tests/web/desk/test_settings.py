"""One's own settings: languages and the address with which one signs in."""

import time

import pytest
from django.test import Client

from overens.base.mail.actions import where_it_is_switched_off
from overens.base.mail.queries import wants
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from tests.cast import Cast, cast, signed_in

SETTINGS = "/da/desk/settings/"


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def account(people: Cast) -> Account:
    return people.accounts["koge", Role.COORDINATOR]


def test_the_language_and_what_one_reads_are_kept_for_every_machine(account: Account) -> None:
    here = signed_in(account)
    answer = here.post(SETTINGS, {"language": "sv", "understands": ["da", "en"]})
    assert answer["Location"] == "/sv/desk/settings/"
    assert "Dina språk är sparade" in here.get(answer["Location"]).content.decode()
    account.refresh_from_db()
    assert (account.language, account.understands) == ("sv", ["da", "en"])
    elsewhere = signed_in(account)
    page = elsewhere.get("/sv/desk/settings/")
    assert page.wsgi_request.reader.understands == ("da", "en")


def test_the_open_site_keeps_to_its_own_cookie(account: Account) -> None:
    """Its pages are kept for all, and know no accounts."""
    account.understands = ["da"]
    account.save()
    here = signed_in(account)
    assert here.get("/sv/words/").wsgi_request.reader.understands == ()
    here.post(SETTINGS, {"language": "sv", "understands": ["sv", "da"]})
    assert here.cookies["understands"].value.split(".") == ["sv", "da"]
    assert set(here.get("/sv/words/").wsgi_request.reader.understands) == {"sv", "da"}


def test_who_has_chosen_nothing_is_read_by_the_cookie(account: Account) -> None:
    here = signed_in(account)
    here.cookies["understands"] = "sv"
    assert here.get(SETTINGS).wsgi_request.reader.understands == ("sv",)


def test_a_language_that_is_not_offered_is_told_at_its_field(account: Account) -> None:
    answer = signed_in(account).post(SETTINGS, {"language": "xx", "understands": ["yy"]})
    assert 'id="id_language-error"' in answer.content.decode()


def test_the_address_is_changed_by_whoever_has_just_shown_who_they_are(account: Account) -> None:
    here = signed_in(account)
    here.post(f"{SETTINGS}email/", {"email": "Ny@koge.example"})
    account.refresh_from_db()
    assert account.email == "ny@koge.example"


def test_a_screen_that_was_left_changes_no_address(account: Account) -> None:
    here = signed_in(account)
    session = here.session
    session["account_authentication_methods"][0]["at"] = time.time() - 3600
    session.save()
    answer = here.post(f"{SETTINGS}email/", {"email": "tyv@evil.example"})
    assert answer["Location"].startswith("/da/sign-in/again/")
    account.refresh_from_db()
    assert account.email == "coordinator@koge.example"


def test_an_address_that_somebody_has_is_refused(people: Cast, account: Account) -> None:
    answer = signed_in(account).post(
        f"{SETTINGS}email/", {"email": people.accounts["lund", Role.LEADER].email}
    )
    assert "logger allerede ind med denne" in answer.content.decode()


def test_the_settings_are_for_everyone_who_is_signed_in(people: Cast) -> None:
    for who in (people.operator, people.accounts["lund", Role.MEMBER]):
        assert signed_in(who).get(SETTINGS).status_code == 200
    assert Client().get(SETTINGS)["Location"].startswith("/da/sign-in/")


NOTICES = f"{SETTINGS}notices/"


def test_each_kind_of_letter_is_switched_off_and_on_again(account: Account) -> None:
    here = signed_in(account)
    page = here.get(NOTICES).content.decode()
    assert page.count(" checked") == len(NoticeKind.values)
    answer = here.post(NOTICES, {"wanted": ["notes", "remark", "reminder", "invitation"]})
    assert answer["Location"] == SETTINGS
    assert not wants(account, NoticeKind.DIGEST)
    assert not wants(account.email.upper(), NoticeKind.DIGEST)
    assert wants(account, NoticeKind.REMINDER)
    assert wants("somebody@example.org", NoticeKind.DIGEST)
    assert here.get(NOTICES).content.decode().count(" checked") == len(NoticeKind.values) - 1
    here.post(NOTICES, {"wanted": NoticeKind.values})
    assert wants(account, NoticeKind.DIGEST)
    here.post(NOTICES, {"none": "of them"})
    assert not any(wants(account, kind) for kind in NoticeKind)
    lines = Line.objects.filter(what="account.notices-changed")
    assert lines.count() == 3
    assert {line.audience for line in lines} == {"own"}
    assert "wanted" not in str([line.details.values for line in lines])


def test_a_kind_that_is_none_changes_nothing(account: Account) -> None:
    answer = signed_in(account).post(NOTICES, {"wanted": ["everything"]})
    assert 'id="id_wanted-error"' in answer.content.decode()
    assert wants(account, NoticeKind.DIGEST)
    assert not Line.objects.filter(what="account.notices-changed").exists()


def test_saved_twice_it_stands_once_in_the_log(account: Account) -> None:
    for _twice in range(2):
        signed_in(account).post(NOTICES, {"wanted": ["notes"]})
    assert Line.objects.filter(what="account.notices-changed").count() == 1


def test_the_settings_lead_there_and_every_notice_too(account: Account, settings) -> None:
    assert f'href="{NOTICES}"' in signed_in(account).get(SETTINGS).content.decode()
    settings.ADDRESS = "https://avtal.example"
    line = where_it_is_switched_off(NoticeKind.DIGEST, "da")
    assert line.endswith(f"https://avtal.example{NOTICES}")
