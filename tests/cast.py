"""The people of the tests: one of each role on each side, one from a third place, one stranger.

Everybody is made up. The agreement is the demo's; Lund, the third municipality, is in none with
them.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.test import Client
from django.utils import timezone

from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_authority, note_post, note_seat
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.models import Agreement
from tests.again import again
from tests.examples import demo

SINCE = date(2021, 10, 1)
SIDES = ("koge", "kristianstad")
THIRD = "lund"


@dataclass
class Cast:
    """`seats` by authority and role: cast.seats["koge", Role.COORDINATOR]."""

    agreement: Agreement
    seats: dict[tuple[str, str], Seat] = field(default_factory=dict)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    operator: Account = field(default_factory=Account)


def cast(at: datetime | None = None, notice_months: int | None = None) -> Cast:
    """The demo's agreement with everybody in place; the demo's own says nothing of notice."""
    return again(f"cast {notice_months}", lambda: _cast(at, notice_months), at)


def _cast(at: datetime | None, notice_months: int | None) -> Cast:
    file = replace(demo(), term=replace(demo().term, notice_months=notice_months))
    agreement = transcribe(
        by=SeatName("koge", "coordinator"), file=file, at=at or timezone.now()
    ).agreement
    found = Cast(agreement)
    note_authority(
        slug=THIRD,
        municipality=THIRD,
        country="se",
        names=Wordings.of({"sv": "Lund"}),
        short="Lund",
    )
    for slug in (*SIDES, THIRD):
        for role in Role:
            found.seats[slug, role] = seat = seat_of(slug, role)
            found.accounts[slug, role] = account_of(seat, f"{role}@{slug}.example")
    found.operator = Account.objects.create(email="operator@example.org", is_operator=True)
    return found


def seat_of(slug: str, role: str) -> Seat:
    """Who holds the post of that role; noted where nobody does yet."""
    authority = Authority.objects.get(slug=slug)
    held = Seat.objects.filter(post__authority=authority, post__role=role).first()
    if held is None:
        post, _new = note_post(
            authority=authority, slug=role, names=Wordings.of({"en": role}), role=role, example=True
        )
        held, _new = note_seat(post=post, person=f"{role} of {slug}", since=SINCE)
    return Seat.objects.select_related("person", "post__authority__municipality").get(pk=held.pk)


def account_of(seat: Seat, email: str) -> Account:
    """An account that can sign in by no password: tests begin its session themselves."""
    account = Account(email=email, person=seat.person)
    account.set_unusable_password()
    account.save()
    return account


def signed_in(account: Account, *, strong: bool = True) -> Client:
    """A browser in which somebody has signed in, in two steps unless said otherwise."""
    client = Client()
    client.force_login(account)
    if strong:
        make_strong(client.session, account)
    return client


def make_strong(session: object, account: Account) -> None:
    """What a passkey leaves in a session (`allauth.account.authentication`)."""
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": timezone.now().timestamp(), "type": "webauthn"}
    ]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
