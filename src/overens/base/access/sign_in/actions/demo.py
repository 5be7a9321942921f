"""Verbs: the demo's accounts are opened while an instance shows the demo, and closed when it does
not. They are for example posts, and never for anybody who is named in the case.
"""

from datetime import datetime

from django.db import transaction

from overens.base.access.models import DemoAccount
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.states import Holding
from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.states import Audience

OPERATOR = "operator"


def open_demo_post(
    *, authority: Authority, role: str, names: Wordings, person: str, at: datetime
) -> DemoAccount:
    """An account that may be signed in to by the demo's link, in an example post of that role."""
    name = f"{authority.slug}-{role}"
    with transaction.atomic():
        found = DemoAccount.objects.filter(name=name).select_related("account__person").first()
        if found:
            assert found.account.person
            _example_seat(authority, role, names, found.account.person.name, at)
            return _opened(found)
        seat = _example_seat(authority, role, names, person, at)
        found = DemoAccount.objects.create(
            name=name, account=_account(f"{name}@demo.example", person=seat.person)
        )
        write(
            chain=authority.ref,
            by=INSTANCE,
            what="demo.account-made",
            about=found.account.ref,
            audience=Audience.OWN,
            at=at,
        )
        return found


def open_demo_operator(*, at: datetime) -> DemoAccount:
    """The demo's operator, who holds no post."""
    with transaction.atomic():
        found = DemoAccount.objects.filter(name=OPERATOR).select_related("account").first()
        if found:
            return _opened(found)
        account = _account("operator@demo.example", is_operator=True)
        found = DemoAccount.objects.create(name=OPERATOR, account=account)
        write(
            chain=INSTANCE,
            by=INSTANCE,
            what="demo.account-made",
            about=account.ref,
            audience=Audience.OWN,
            at=at,
        )
        return found


def close_demo_accounts() -> int:
    """Close them all: whoever is signed in to one is so no more. How many were open."""
    return Account.objects.filter(demo__isnull=False, is_active=True).update(is_active=False)


def _opened(found: DemoAccount) -> DemoAccount:
    Account.objects.filter(pk=found.account_id).update(is_active=True)
    return found


def _account(email: str, **more: object) -> Account:
    account = Account(email=email, **more)
    account.set_unusable_password()
    account.save()
    return account


def _example_seat(
    authority: Authority, role: str, names: Wordings, person: str, at: datetime
) -> Seat:
    """The seat of whoever holds the example post; `person` gets one where nobody does just now."""
    today = authority.country.today(at)
    rows = Seat.objects.filter(
        post__authority=authority, post__role=role, post__example=True, holding=Holding.OWN
    ).select_related("person", "post__authority__municipality")
    held = next((seat for seat in rows.order_by("since", "pk") if seat.is_held_at(at)), None)
    if held:
        return held
    post = authority.posts.filter(role=role, example=True).order_by("pk").first()
    if post is None:
        post, _new = note_post(
            authority=authority, slug=f"example-{role}", names=names, role=role, example=True
        )
    seat, _new = note_seat(post=post, person=person, since=today)
    return seat
