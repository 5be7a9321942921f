"""Which seats an account may act in just now, and which links are good."""

from datetime import datetime

from django.db.models import Q

from overens.base.access.links import hashed
from overens.base.access.models import FirstRun, Invitation, Recovery, SignInService
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.models import Line


def seats_now(account: Account, now: datetime) -> list[Seat]:
    """The seats that its person holds at this minute in posts with a role: one query.

    Asked with each page, so that whoever's seat ends has no access from that minute. One's own
    posts come before those in which one is the deputy.
    """
    if account.person_id is None or not account.is_active:
        return []
    rows = (
        Seat.objects.filter(person=account.person_id)
        .exclude(post__role="")
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now))
        .select_related("person", "post__authority__municipality")
        .order_by("since", "pk")
    )
    held = [seat for seat in rows if seat.is_held_at(now)]
    return sorted(held, key=lambda seat: seat.holding != Holding.OWN)


def open_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation that a token opens, where it is good at this minute: neither used nor
    withdrawn nor too old, its seat still held, and its person without an account."""
    found = (
        Invitation.objects.filter(token_hash=hashed(token), good_until__gt=now)
        .filter(used_at__isnull=True, withdrawn_at__isnull=True)
        .select_related("seat__person", "seat__post__authority__municipality", "made_by__person")
        .first()
    )
    if found is None or (found.seat and not found.seat.is_held_at(now)):
        return None
    if found.seat and Account.objects.filter(person=found.seat.person_id).exists():
        return None
    return found


def open_recovery_by(token: str, now: datetime) -> Recovery | None:
    """The recovery that a token opens: two have agreed, and it is neither used, withdrawn nor
    too old."""
    return (
        Recovery.objects.filter(token_hash=hashed(token), good_until__gt=now)
        .filter(used_at__isnull=True, withdrawn_at__isnull=True, agreed_by__isnull=False)
        .filter(account__is_active=True)
        .select_related(
            "account__person__authority__municipality", "asked_by__person", "agreed_by__person"
        )
        .first()
    )


def services_of(account: Account) -> list[SignInService]:
    """The services that know an account: one query."""
    ties = account.service_accounts.select_related("service__municipality")
    return [tie.service for tie in ties if tie.issuer == tie.service.issuer]


def was_made_by_service(account: Account, since: datetime) -> bool:
    """Whether a municipality's service has made an account since then."""
    lines = Line.objects.filter(object_kind=account.ref.kind, object_id=account.ref.id)
    return lines.filter(what="account.made-by-service", at__gt=since).exists()


def first_run_by(token: str, now: datetime) -> FirstRun | None:
    """The first-run link that a token opens, as long as there is no account at all."""
    if Account.objects.exists():
        return None
    return FirstRun.objects.filter(
        token_hash=hashed(token), good_until__gt=now, used_at__isnull=True
    ).first()


def administrators_now(authority: Authority, now: datetime) -> list[Seat]:
    """The administrators of an authority who have an account, at this minute: one query."""
    rows = Seat.objects.filter(
        post__authority=authority,
        post__role=Role.ADMINISTRATOR,
        person__account__is_active=True,
    ).select_related("person__account", "post__authority__municipality")
    return [seat for seat in rows.order_by("since", "pk") if seat.is_held_at(now)]


def seats_with_role(authority: Authority, now: datetime) -> list[Seat]:
    """Who holds a post with a role at this minute, with the account of each: one query."""
    rows = (
        Seat.objects.filter(post__authority=authority)
        .exclude(post__role="")
        .select_related("person__account", "post__authority__municipality")
        .order_by("person__name", "person", "since", "pk")
    )
    return [seat for seat in rows if seat.is_held_at(now)]


def open_invitations(authority: Authority, now: datetime) -> list[Invitation]:
    """Invitations of an authority's people that can still be accepted: one query."""
    rows = Invitation.objects.filter(
        seat__post__authority=authority,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        good_until__gt=now,
    )
    return list(rows.select_related("seat__person", "seat__post").order_by("made_at"))


def open_recoveries(authority: Authority, now: datetime) -> list[Recovery]:
    """Recoveries of an authority's people that are asked for, or agreed and not used: one query."""
    rows = Recovery.objects.filter(
        account__person__authority=authority,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        good_until__gt=now,
    )
    return list(
        rows.select_related("account__person", "asked_by__person", "agreed_by__person").order_by(
            "made_at"
        )
    )
