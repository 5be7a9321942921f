"""By password: who comes in, and what somebody finds who guesses."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone

from overens.base.access.models import Guesses
from overens.base.access.sign_in.rules import FOR_ACCOUNT, FREE, FROM_ADDRESS
from overens.base.municipalities.models import Account
from overens.base.municipalities.states import Role
from overens.base.trail.models import Details
from tests.cast import Cast
from tests.web.desk.sign_in.conftest import (
    PASSWORD,
    errors,
    is_in,
    lines,
    try_password,
    with_password,
)


def test_the_right_password_signs_in_and_is_written_into_the_instances_chain(
    account: Account,
) -> None:
    client = Client()
    answer = try_password(client, account.email.upper())
    assert (answer.status_code, answer["Location"]) == (302, "/da/desk/")
    assert is_in(client)
    (line,) = lines("account.signed-in")
    assert (line.chain.holder, line.by_id, line.audience) == ("instance", str(account.pk), "own")
    assert Details.objects.get(line=line).values == {"method": "password"}
    account.refresh_from_db()
    assert account.last_login is not None


def test_a_post_that_speaks_for_an_authority_needs_a_second_step(people: Cast) -> None:
    coordinator = with_password(people.accounts["koge", Role.COORDINATOR])
    client = Client()
    try_password(client, coordinator)
    answer = client.get("/da/desk/?x=1")
    assert answer["Location"] == "/da/sign-in/second-step/?next=/da/desk/%3Fx%3D1"
    assert client.get(answer["Location"]).status_code == 200


def test_wrong_passwords_and_unknown_addresses_get_the_same_answer(account: Account) -> None:
    wrong = errors(try_password(Client(), account, "something else entirely"))
    unknown = errors(try_password(Client(), "nobody@koge.example", "something else entirely"))
    closed = Account.objects.create(email="closed@koge.example", is_active=False)
    inactive = errors(try_password(Client(), with_password(closed)))
    without = Account.objects.create(email="without@koge.example", password="!")
    unusable = errors(try_password(Client(), without))
    assert wrong
    assert wrong == unknown == inactive == unusable


def test_wrong_passwords_and_unknown_addresses_take_the_same_work(
    account: Account, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, *more: object, **named: object) -> str:
        hashed.append(password)
        return encode(self, password, *more, **named)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    Account.objects.create(email="without@koge.example", password="!")
    counts = []
    for email in (account.email, "nobody@koge.example", "without@koge.example"):
        hashed.clear()
        try_password(Client(), email, "something else entirely")
        counts.append(len(hashed))
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("known", [True, False])
def test_guessing_is_stopped(account: Account, known: bool) -> None:
    email = account.email if known else "nobody@koge.example"
    said = [errors(try_password(Client(), email, f"guess {n}")) for n in range(FREE + 2)]
    assert len(set(said[:FREE])) == 1
    assert said[FREE] == said[FREE + 1] != said[0]
    # Whether there is such an account, the same stands in the log: once.
    (line,) = lines("account.guessed-at")
    assert line.object_id == (str(account.pk) if known else "unknown")
    assert email not in str(Details.objects.get(line=line).values)


def test_after_too_many_guesses_not_even_the_right_one_is_looked_at_until_one_has_waited(
    account: Account,
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for n in range(FREE):
            try_password(Client(), account, f"guess {n}")
        client = Client()
        try_password(client, account)
        assert not is_in(client)
        clock.shift(timedelta(minutes=15))
        try_password(client, account)
        assert is_in(client)


def test_each_further_wrong_one_doubles_the_wait(account: Account) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for n in range(FREE):
            try_password(Client(), account, f"guess {n}")
        clock.shift(timedelta(minutes=15))
        try_password(Client(), account, "one more")
        clock.shift(timedelta(minutes=29))
        client = Client()
        try_password(client, account)
        assert not is_in(client)
        clock.shift(timedelta(minutes=1))
        try_password(client, account)
        assert is_in(client)


def test_somebody_elsewhere_keeps_nobody_out(account: Account) -> None:
    for n in range(FREE + 3):
        try_password(Client(), account, f"guess {n}", address="198.51.100.7")
    owner = Client()
    try_password(owner, account, address="192.0.2.1")
    assert is_in(owner)


def test_not_even_from_a_thousand_addresses_where_the_owner_has_signed_in_before(
    account: Account,
) -> None:
    try_password(Client(), account, address="192.0.2.1")
    guesser = Client()
    for n in range(FOR_ACCOUNT + 5):
        try_password(guesser, account, f"guess {n}", address=f"198.51.100.{n}")
    refused = errors(try_password(guesser, account, address="203.0.113.9"))
    assert "kvarter" in refused or "quarter" in refused
    owner = Client()
    try_password(owner, account, address="192.0.2.1")
    assert is_in(owner)


def test_many_accounts_from_one_address_are_stopped_too(account: Account) -> None:
    guesser = Client()
    for n in range(FROM_ADDRESS):
        try_password(guesser, f"somebody-{n}@koge.example", "Sommer2026!!")
    try_password(guesser, account)
    assert not is_in(guesser)
    assert Guesses.objects.count() == FROM_ADDRESS
    owner = Client()
    try_password(owner, account, address="203.0.113.9")
    assert is_in(owner)


def test_what_is_counted_names_nobody(account: Account) -> None:
    try_password(Client(), account, "a guess", address="198.51.100.7")
    (row,) = Guesses.objects.values_list("account", "address")
    assert account.email not in row[0]
    assert "198" not in row[1][:3]
    assert {len(part) for part in row} == {64}


def test_signing_in_gives_the_session_another_key(account: Account) -> None:
    client = Client()
    client.get("/da/desk/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["overens-session"] = before = session.session_key
    try_password(client, account)
    assert is_in(client)
    assert client.session.session_key != before
    other = Client()
    other.cookies["overens-session"] = before
    assert not is_in(other)


def test_another_accounts_session_is_not_taken_over(account: Account, people: Cast) -> None:
    client = Client()
    try_password(client, account)
    session = client.session
    session["draft"] = "of the first"
    session.save()
    second = with_password(people.accounts["koge", Role.LEADER])
    try_password(client, second)
    assert client.session["_auth_user_id"] == str(second.pk)
    assert "draft" not in client.session


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        "/\t/evil.example/",
        " //evil.example",
    ],
)
def test_nobody_is_sent_on_to_another_site(account: Account, asked: str) -> None:
    client = Client()
    sent = {"email": account.email, "password": PASSWORD, "next": asked}
    assert client.post("/da/sign-in/", sent)["Location"] == "/da/desk/"
    assert client.get("/da/sign-in/", {"next": asked})["Location"] == "/da/desk/"


def test_one_is_sent_on_to_the_own_page_that_was_asked_for(account: Account) -> None:
    client = Client()
    page = client.get("/da/desk/seats/")
    assert page["Location"] == "/da/sign-in/?next=/da/desk/seats/"
    assert 'name="next" value="/da/desk/seats/"' in client.get(page["Location"]).content.decode()
    sent = {"email": account.email, "password": PASSWORD, "next": "/da/desk/seats/"}
    assert client.post("/da/sign-in/", sent)["Location"] == "/da/desk/seats/"


def test_signing_out_ends_the_session_and_takes_a_form(account: Account) -> None:
    client = Client()
    try_password(client, account)
    key = client.session.session_key
    assert client.get("/da/sign-in/out/").status_code == 200
    assert is_in(client)
    client.post("/da/sign-in/out/")
    thief = Client()
    thief.cookies["overens-session"] = key
    assert thief.get("/da/desk/").status_code == 302
    assert len(lines("account.signed-out")) == 1


def test_a_closed_account_is_out_at_once(account: Account) -> None:
    client = Client()
    try_password(client, account)
    assert client.get("/da/desk/").status_code == 200
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get("/da/desk/")["Location"].startswith("/da/sign-in/")


def test_whoever_s_seat_ends_has_no_access_from_that_minute(account: Account, people: Cast) -> None:
    client = Client()
    try_password(client, account)
    assert client.get("/da/desk/").status_code == 200
    seat = people.seats["koge", Role.MEMBER]
    seat.ended_at = timezone.now()
    seat.save()
    assert client.get("/da/desk/").status_code == 403


def test_the_cookie_is_for_this_site_alone_and_for_no_script(account: Account) -> None:
    cookie = try_password(Client(), account).cookies["overens-session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_sign_in_pages_are_kept_by_nobody(db: None) -> None:
    assert Client().get("/da/sign-in/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address",
    [
        "/da/sign-in/",
        "/da/sign-in/code/",
        "/da/sign-in/passkey/",
        "/da/sign-in/second-step/",
        "/da/sign-in/again/",
        "/da/sign-in/out/",
        "/da/sign-in/demo/x/koge-coordinator/",
        "/da/desk/settings/sign-in/passkeys/new/",
        "/da/desk/settings/sign-in/passkeys/1/away/",
        "/da/desk/settings/sign-in/app/new/",
        "/da/desk/settings/sign-in/app/away/",
        "/da/desk/settings/sign-in/spare-codes/",
        "/da/desk/settings/sign-in/password/",
        "/da/desk/settings/sign-in/sessions/",
    ],
)
def test_no_other_site_sends_these_forms(account: Account, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    assert client.post(address, {"email": account.email, "password": PASSWORD}).status_code == 403


def test_old_counts_go(account: Account) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        try_password(Client(), "nobody@koge.example", "a guess")
        clock.shift(timedelta(days=2))
        try_password(Client(), account)
        assert Guesses.objects.filter(known_since__isnull=True).count() == 0


def test_one_lands_in_ones_own_language_and_on_the_page_that_was_asked_for(
    account: Account,
) -> None:
    Account.objects.filter(pk=account.pk).update(language="sv")
    assert try_password(Client(), account)["Location"] == "/sv/desk/"
    client = Client()
    sent = {"email": account.email, "password": PASSWORD, "next": "/en/desk/posts/"}
    assert client.post("/da/sign-in/", sent)["Location"] == "/en/desk/posts/"
    client = Client()
    client.force_login(account)
    assert client.get("/da/sign-in/")["Location"] == "/sv/desk/"
