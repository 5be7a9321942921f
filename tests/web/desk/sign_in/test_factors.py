"""The second step, and what one changes about how one signs in."""

import json
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from overens.base.access.sign_in.actions.factors import (
    add_codes_app,
    make_spare_codes,
    matching_counter,
    use_code,
)
from overens.base.access.sign_in.rules import FREE
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.web.desk.sign_in.own import device
from tests.cast import Cast, make_strong
from tests.passkey import HOLDER_ASKED, TOUCHED, Passkey
from tests.web.desk.sign_in.conftest import (
    PASSWORD,
    errors,
    is_in,
    lines,
    try_password,
    with_password,
)

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETTINGS = "/da/desk/settings/sign-in/"


def code_now(secret: str = SECRET, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


@pytest.fixture
def with_app(account: Account) -> Account:
    """Who has an app for codes, added a minute ago."""
    with time_machine.travel(timezone.now() - timedelta(minutes=2)):
        add_codes_app(by=account, secret=SECRET, code=code_now())
    return account


def halfway(account: Account, address: str = "192.0.2.1") -> Client:
    client = Client()
    assert try_password(client, account, address=address)["Location"] == "/da/sign-in/code/"
    return client


def send_code(client: Client, code: str, address: str = "192.0.2.1") -> object:
    return client.post("/da/sign-in/code/", {"code": code}, REMOTE_ADDR=address)


def strong(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    make_strong(client.session, account)
    return client


def test_password_and_code_sign_in_strongly(people: Cast) -> None:
    coordinator = with_password(people.accounts["koge", Role.COORDINATOR])
    with time_machine.travel(timezone.now() - timedelta(minutes=2)):
        add_codes_app(by=coordinator, secret=SECRET, code=code_now())
    client = halfway(coordinator)
    assert not is_in(client)
    assert client.get("/da/desk/")["Location"].startswith("/da/sign-in/?next=")
    assert send_code(client, code_now())["Location"] == "/da/desk/"
    assert client.get("/da/desk/").status_code == 200


def test_the_session_key_changes_with_each_step(with_app: Account) -> None:
    client = Client()
    client.get("/da/sign-in/")
    keys = [client.session.session_key]
    try_password(client, with_app)
    keys.append(client.session.session_key)
    send_code(client, code_now())
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


def test_a_code_is_good_once(with_app: Account) -> None:
    code = code_now()
    assert is_in(halfway(with_app)) is False
    first, second = halfway(with_app), halfway(with_app)
    send_code(first, code)
    answer = send_code(second, code)
    assert is_in(first)
    assert not is_in(second)
    assert errors(answer)


def test_a_code_is_good_once_in_another_process_too(with_app: Account) -> None:
    # Nothing of it stands in memory: the cache of this process is emptied between the two.
    from django.core.cache import cache

    code = code_now()
    assert use_code(by=with_app, code=code)
    cache.clear()
    assert not use_code(by=Account.objects.get(pk=with_app.pk), code=code)


def test_an_older_code_is_not_good_after_a_newer_one(with_app: Account) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        older, newer = code_now(later=-1), code_now()
        assert use_code(by=with_app, code=newer)
        assert not use_code(by=with_app, code=older)


def test_guessing_codes_is_stopped_and_keeps_nobody_elsewhere_out(with_app: Account) -> None:
    thief = halfway(with_app, "198.51.100.7")
    said = [errors(send_code(thief, f"{n:06}", "198.51.100.7")) for n in range(FREE + 1)]
    assert len(set(said[:FREE])) == 1
    assert said[FREE] != said[0]
    send_code(thief, code_now(), "198.51.100.7")
    assert not is_in(thief)
    owner = halfway(with_app)
    send_code(owner, code_now())
    assert is_in(owner)


def test_the_second_step_alone_opens_nothing(with_app: Account) -> None:
    assert send_code(Client(), code_now())["Location"] == "/da/sign-in/"


def test_halfway_is_over_after_ten_minutes(with_app: Account) -> None:
    client = halfway(with_app)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert send_code(client, code_now())["Location"] == "/da/sign-in/"
    assert not is_in(client)


def test_a_spare_code_stands_in_once(with_app: Account) -> None:
    codes = make_spare_codes(by=with_app)
    first, second = halfway(with_app), halfway(with_app)
    send_code(first, codes[0])
    send_code(second, codes[0])
    assert is_in(first)
    assert not is_in(second)


def test_the_key_of_an_app_is_not_kept_as_it_is(with_app: Account) -> None:
    assert SECRET not in json.dumps(Authenticator.objects.get(user=with_app).data)


def test_another_key_of_the_instance_opens_nothing(with_app: Account, settings: object) -> None:
    codes = make_spare_codes(by=with_app)
    settings.SECRET_KEY = "another"
    for code in (code_now(), format_hotp_value(hotp_value("", int(time.time()) // 30)), codes[0]):
        assert not use_code(by=with_app, code=code)


def test_what_is_no_passkey_is_a_sentence(with_app: Account) -> None:
    for sent in ("", "[]", "{}", "null", "x", '{"response": 1}', '{"response": {"userHandle": 1}}'):
        answer = Client().post("/da/sign-in/passkey/", {"credential": sent})
        assert answer.status_code == 200
        assert errors(answer)


def test_a_passkey_alone_signs_in_only_where_it_has_asked_its_holder(
    people: Cast,
) -> None:
    """Not even with options that were asked for by somebody else, who is signed in: a key that was
    found on a table is not enough."""
    passkey = Passkey(people.accounts["koge", Role.COORDINATOR])
    passkey.add()
    for asks in (Client(), strong(people.accounts["koge", Role.MEMBER])):
        for flags in (TOUCHED, TOUCHED | HOLDER_ASKED):
            options = asks.get("/da/sign-in/passkey/options/").json()
            sent = {"credential": passkey.answer(options, flags)}
            asks.post("/da/sign-in/passkey/", sent)
            is_theirs = asks.session.get("_auth_user_id") == str(passkey.account.pk)
            assert is_theirs == (flags != TOUCHED)


def test_an_answer_of_a_passkey_is_good_once(people: Cast) -> None:
    passkey, client = Passkey(people.accounts["koge", Role.COORDINATOR]), Client()
    passkey.add()
    sent = {"credential": passkey.answer(client.get("/da/sign-in/passkey/options/").json())}
    assert client.post("/da/sign-in/passkey/", sent).status_code == 302
    client.post("/da/sign-in/out/")
    client.get("/da/sign-in/passkey/options/")
    for again in (client, Client()):
        assert again.post("/da/sign-in/passkey/", sent).status_code == 200
        assert not is_in(again)


def test_the_page_of_settings_shows_what_one_has(with_app: Account) -> None:
    page = strong(with_app).get(SETTINGS).content.decode()
    assert "app/away/" in page
    assert "app/new/" not in page


def test_whoever_finds_a_computer_open_changes_nothing(with_app: Account) -> None:
    client = strong(with_app)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        for page in ("passkeys/new/", "passkeys/new/options/", "app/away/", "password/"):
            there = f"{SETTINGS}{page}"
            assert client.get(there)["Location"] == f"/da/sign-in/again/?next={there}"
            if "options" not in page:
                assert client.post(there, {"password": "x" * 20})["Location"].startswith(
                    "/da/sign-in/again/"
                )
        answer = client.post("/da/sign-in/again/", {"code": code_now(), "next": SETTINGS})
        assert answer["Location"] == SETTINGS
        assert client.get(f"{SETTINGS}password/").status_code == 200


def test_a_password_alone_changes_nothing_where_there_is_a_second_step(with_app: Account) -> None:
    client = Client()
    client.force_login(with_app)
    client.post("/da/sign-in/again/", {"password": PASSWORD})
    assert client.get(f"{SETTINGS}app/away/").status_code == 302
    client.post("/da/sign-in/again/", {"code": code_now()})
    assert client.get(f"{SETTINGS}app/away/").status_code == 200


def test_whoever_has_no_second_step_shows_the_password_again(account: Account) -> None:
    client = Client()
    client.force_login(account)
    there = f"{SETTINGS}app/new/"
    assert client.get(there).status_code == 302
    assert errors(client.post("/da/sign-in/again/", {"password": "wrong"}))
    client.post("/da/sign-in/again/", {"password": PASSWORD, "next": there})
    assert client.get(there).status_code == 200


def test_an_app_is_added_and_the_session_is_strong_from_then_on(people: Cast) -> None:
    coordinator = with_password(people.accounts["koge", Role.COORDINATOR])
    client = Client()
    try_password(client, coordinator)
    assert "app/new/" in client.get("/da/sign-in/second-step/").content.decode()
    page = client.get(f"{SETTINGS}app/new/")
    assert "<svg" in page.content.decode()
    secret = client.session["sign-in-app"]
    assert errors(client.post(f"{SETTINGS}app/new/", {"code": "000000"}))
    client.post(f"{SETTINGS}app/new/", {"code": code_now(secret)})
    assert client.get("/da/desk/").status_code == 200
    assert "sign-in-app" not in client.session
    assert [line.what for line in lines("codes-app.added")] == ["codes-app.added"]


def test_spare_codes_are_shown_once_and_go_with_the_last_factor(with_app: Account) -> None:
    client = strong(with_app)
    page = client.post(f"{SETTINGS}spare-codes/").content.decode()
    assert page.count("<code>") == 10
    assert "<code>" not in client.get(f"{SETTINGS}spare-codes/").content.decode()
    client.post(f"{SETTINGS}app/away/")
    assert not Authenticator.objects.filter(user=with_app).exists()
    assert len(lines("spare-codes.made")) == len(lines("codes-app.removed")) == 1


def test_there_are_no_spare_codes_for_nothing(account: Account) -> None:
    with pytest.raises(Refused):
        make_spare_codes(by=account)


def test_one_has_one_app_at_a_time(with_app: Account) -> None:
    with pytest.raises(Refused):
        add_codes_app(by=with_app, secret=SECRET, code=code_now())


@pytest.mark.parametrize(
    "password", ["short", "password1234", "123456789012", "member@koge.example"]
)
def test_a_password_that_is_easily_guessed_is_refused(account: Account, password: str) -> None:
    client = strong(account)
    assert errors(client.post(f"{SETTINGS}password/", {"password": password}))
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_another_password_ends_the_other_sessions(account: Account) -> None:
    here, there = Client(), Client()
    try_password(here, account)
    try_password(there, account)
    here.post(f"{SETTINGS}password/", {"password": "en helt anden sætning"})
    assert here.get("/da/desk/").status_code == 200
    assert there.get("/da/desk/").status_code == 302
    assert len(lines("password.changed")) == 1


def test_a_session_that_is_ended_has_ended(account: Account) -> None:
    here, there = Client(), Client()
    try_password(here, account)
    try_password(there, account)
    assert UserSession.objects.filter(user=account).count() == 2
    other = UserSession.objects.get(session_key=there.session.session_key)
    here.post(f"{SETTINGS}sessions/", {"session": str(other.pk)})
    assert there.get("/da/desk/").status_code == 302
    assert here.get("/da/desk/").status_code == 200


def test_nobody_ends_another_ones_session(account: Account, people: Cast) -> None:
    mine, theirs = Client(), Client()
    try_password(mine, account)
    try_password(theirs, with_password(people.accounts["koge", Role.LEADER]))
    other = UserSession.objects.get(session_key=theirs.session.session_key)
    mine.post(f"{SETTINGS}sessions/", {"session": str(other.pk)})
    mine.post(f"{SETTINGS}sessions/")
    assert theirs.get(SETTINGS).status_code == 200


def test_nobody_takes_another_ones_passkey_away(with_app: Account, people: Cast) -> None:
    row = Authenticator.objects.create(
        user=people.accounts["koge", Role.LEADER],
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "theirs", "credential": {}},
    )
    client = strong(with_app)
    assert client.post(f"{SETTINGS}passkeys/{row.pk}/away/").status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_a_code_belongs_to_its_half_minute() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        code = code_now()
        assert matching_counter(SECRET, code) == int(time.time()) // 30
        clock.shift(timedelta(seconds=90))
        assert matching_counter(SECRET, code) is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/5 Chrome/1 Safari/5 Edg/1", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/5 Chrome/1 Safari/5", "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Version/19 Safari/6",
            "Safari, iPhone",
        ),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)
def test_a_sign_in_is_known_by_its_device(agent: str, words: str) -> None:
    assert device(agent) == words
