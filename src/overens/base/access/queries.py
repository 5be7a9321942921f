"""Which seats an account may act in just now, and which links are good."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from overens.base.access.links import hashed
from overens.base.access.models import FirstRun, Invitation, Recovery, SignInService
from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Account, Authority, Person, Post, Seat
from overens.base.municipalities.queries import AUTHORITY, authority_of
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.models import Line


def seats_now(account: Account, now: datetime) -> list[Seat]:
    """The seats that its person holds at this minute in posts with a role: one query.

    Asked with each page, so that whoever's seat ends has no access from that minute. One's own
    posts come before those in which one is the deputy.
    """
    if account.person_id is None or not account.is_active:
        return []
    # Plain SQL, since every page of the desk asks it: the ORM takes ten times what the database does.
    found = rows.asked(
        f"SELECT {AUTHORITY}, post.id, post.slug, post.names, post.role, post.example, "
        "person.authority_id, person.name, seat.id, seat.holding, seat.since, seat.until, "
        "seat.seen_on, seat.began_at, seat.ended_at, seat.from_service "
        "FROM municipalities_seat seat "
        "JOIN municipalities_person person ON person.id = seat.person_id "
        "JOIN municipalities_post post ON post.id = seat.post_id "
        "JOIN municipalities_authority authority ON authority.id = post.authority_id "
        "JOIN municipalities_municipality municipality "
        "ON municipality.id = authority.municipality_id "
        "WHERE seat.person_id = %s AND post.role <> '' ORDER BY seat.since, seat.id",
        account.person_id.hex,
    )
    seats = [_seat(account.person_id, *row[7:], authority=row[:7]) for row in found]
    held = [seat for seat in seats if seat.is_held_at(now)]
    return sorted(held, key=lambda seat: seat.holding != Holding.OWN)


def _seat(
    person: UUID,
    post: UUID | str,
    slug: str,
    names: str,
    role: str,
    example: bool,
    kept_by: UUID | str,
    name: str,
    pk: UUID | str,
    holding: str,
    since: date | str | None,
    until: date | str | None,
    seen_on: date | str | None,
    began_at: datetime | str | None,
    ended_at: datetime | str | None,
    from_service: bool,
    *,
    authority: tuple[Any, ...],
) -> Seat:
    return rows.made(
        Seat,
        pk=rows.identity(pk),
        holding=holding,
        since=rows.day(since),
        until=rows.day(until),
        seen_on=rows.day(seen_on),
        began_at=rows.instant(began_at) if began_at else None,
        ended_at=rows.instant(ended_at) if ended_at else None,
        from_service=bool(from_service),
        person=rows.made(Person, pk=person, authority_id=rows.identity(kept_by), name=name),
        post=rows.made(
            Post,
            pk=rows.identity(post),
            slug=slug,
            names=Wordings.from_row(json.loads(names)),
            role=role,
            example=bool(example),
            authority=authority_of(authority),
        ),
    )


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
