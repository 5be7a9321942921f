"""Who wrote a reply: nobody but whom our letter went to does anything by it."""

from datetime import timedelta

import pytest

from overens.base.mail.models import Letter
from overens.base.municipalities.models import Account
from overens.base.municipalities.states import Role
from overens.cycle.groups.models import GroupFile, Remark
from overens.cycle.groups.states import Coming
from overens.reach.notices import reading
from overens.reach.notices.actions import taking
from overens.reach.notices.queries import not_taken
from overens.reach.notices.states import Became
from tests.cast import Cast
from tests.examples import NOW
from tests.reach.notices.making import (
    MEMBER,
    a_reply,
    letters_to,
    participant_of,
    taken,
    with_file,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "sender",
    [
        "somebody@example.org",
        "coordinator@kristianstad.example",
        "member@kristianstad.example.org",
        "xmember@kristianstad.example",
    ],
)
def test_a_forged_sender_does_nothing_and_gets_nothing(invitation: Letter, sender: str) -> None:
    row = taken(with_file(a_reply(invitation, "Nej", sender=sender)))
    assert row.became == Became.FORGED
    assert participant_of(invitation).coming == Coming.AWAITED
    assert (Remark.objects.count(), GroupFile.objects.count()) == (0, 0)
    assert Letter.objects.count() == 1
    assert list(not_taken()) == [row]


@pytest.mark.parametrize("which", ["forged", "unknown"])
def test_nothing_of_what_strangers_send_is_parsed_but_the_head(
    monkeypatch, invitation: Letter, which: str
) -> None:
    monkeypatch.setattr(taking, "read_mail", None)
    data = with_file(a_reply(invitation, "Nej", sender="somebody@example.org"))
    if which == "unknown":
        data = data.replace(invitation.reply_token.encode(), b"a" * 26)
    assert taken(data).became == Became(which)


def test_one_that_is_too_large_is_listed_and_its_sender_is_told(
    monkeypatch, invitation: Letter
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000)
    for sender in ("somebody@example.org", invitation.to):
        row = taken(with_file(a_reply(invitation, "Nej", sender=sender), data=b"%PDF" * 1_000))
    assert row.became == Became.UNREADABLE
    assert participant_of(invitation).coming == Coming.AWAITED
    (told,) = letters_to(invitation)
    assert "30 megabyte" in told.text


def test_a_head_in_utf8_and_a_domain_with_any_letters(people: Cast, invitation: Letter) -> None:
    """From a server that knows SMTPUTF8 (RFC 6531), also as some write it in two signs for one."""
    account = people.accounts[MEMBER]
    account.email = "søren@kögen.example"
    account.save()
    for n, sender in enumerate(
        ("søren@kögen.example", "SØREN@xn--kgen-5qa.example", "søren@ko\u0308gen.example")
    ):
        data = a_reply(invitation, f"Hej {n}", sender="nogen@x.example")
        assert b"<nogen@x.example>" in data
        row = taken(data.replace(b"nogen@x.example", sender.encode()))
        assert (row.became, row.sender) == (Became.REMARK, "søren@xn--kgen-5qa.example"), sender


@pytest.mark.parametrize(
    "sender", [b"\xff\xfe@x.example", b"a\0b@x.example", b"a@" + b"\xc3\xb8" * 80]
)
def test_a_head_that_is_no_text_is_taken_and_forged(invitation: Letter, sender: bytes) -> None:
    data = a_reply(invitation, "Hej", sender="nogen@x.example")
    row = taken(data.replace(b"nogen@x.example", sender))
    assert (row.became, row.tries) == (Became.FORGED, 0)


def test_two_senders_are_none(invitation: Letter) -> None:
    data = b"From: x@example.org\n" + a_reply(invitation, "Nej")
    assert taken(data).became == Became.FORGED


def test_where_our_server_says_what_it_found_it_must_vouch(settings, invitation: Letter) -> None:
    settings.MAIL_TRUSTS = "mx.avtal.example"
    good = "mx.avtal.example; dmarc=pass header.from=kristianstad.example"
    for n, result in enumerate(
        [
            "",
            "mx.avtal.example; dmarc=fail header.from=kristianstad.example",
            "mx.andet.example; dmarc=pass header.from=kristianstad.example",
            "mx.avtal.example; dkim=pass header.d=example.org; spf=pass smtp.mailfrom=example.org",
        ]
    ):
        head = {"Authentication_Results": result} if result else {}
        assert taken(a_reply(invitation, f"Nej {n}", **head)).became == Became.FORGED, result
    assert Remark.objects.count() == 0
    row = taken(a_reply(invitation, "Då så.", Authentication_Results=good))
    assert row.became == Became.REMARK


def test_whoever_has_another_address_now_replies_with_it(people: Cast, invitation: Letter) -> None:
    account = people.accounts[MEMBER]
    account.email = "anna.ny@kristianstad.example"
    account.save()
    assert taken(a_reply(invitation, "Ny adress.", sender=account.email)).became == Became.REMARK
    assert Remark.objects.get().seat == people.seats[MEMBER]


def test_nobody_answers_by_somebody_elses_address_that_they_took_over(
    people: Cast, invitation: Letter
) -> None:
    """The letter stays that of the account to which it went."""
    account = people.accounts[MEMBER]
    account.email = "borta@kristianstad.example"
    account.save()
    other = people.accounts["koge", Role.MEMBER]
    other.email = invitation.to
    other.save()
    taken(a_reply(invitation, "Hej."))
    assert Remark.objects.get().seat == people.seats[MEMBER]


def test_whoever_holds_no_post_any_more_says_nothing(people: Cast, invitation: Letter) -> None:
    seat = people.seats[MEMBER]
    seat.until = NOW.date() - timedelta(days=1)
    seat.save()
    row = taken(with_file(a_reply(invitation, "Nej")))
    assert row.became == Became.NOBODY
    assert (Remark.objects.count(), GroupFile.objects.count()) == (0, 0)
    assert participant_of(invitation).coming == Coming.AWAITED
    assert len(letters_to(invitation)) == 1


def test_an_account_that_was_closed_says_nothing(people: Cast, invitation: Letter) -> None:
    Account.objects.filter(pk=people.accounts[MEMBER].pk).update(is_active=False)
    assert taken(a_reply(invitation, "Nej")).became == Became.NOBODY
