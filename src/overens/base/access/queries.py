"""Which seats an account may act in just now."""

from datetime import datetime
from typing import Any
from uuid import UUID

from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Account, Person, Post, Seat
from overens.base.municipalities.queries import AUTHORITY, authority_of
from overens.base.municipalities.states import Holding


def seats_now(account: Account, now: datetime) -> list[Seat]:
    """The seats that its person holds at this minute in posts with a role: one query.

    Asked with each page, so that whoever's seat ends has no access from that minute. One's own
    posts come before those in which one is the deputy.
    """
    if account.person_id is None or not account.is_active:
        return []
    found = rows.asked(
        f"SELECT {AUTHORITY}, seat.id, seat.holding, seat.since, seat.until, seat.seen_on, "
        "seat.ended_at, person.authority_id, person.name, "
        "post.id, post.slug, post.names, post.role, post.example "
        "FROM municipalities_seat seat "
        "JOIN municipalities_person person ON person.id = seat.person_id "
        "JOIN municipalities_post post ON post.id = seat.post_id "
        "JOIN municipalities_authority authority ON authority.id = post.authority_id "
        "JOIN municipalities_municipality municipality "
        "ON municipality.id = authority.municipality_id "
        "WHERE seat.person_id = %s AND post.role <> '' ORDER BY seat.since, seat.id",
        account.person_id.hex,
    )
    seats = [_seat(account.person_id, row[:7], row[7:]) for row in found]
    held = [seat for seat in seats if seat.is_held_at(now)]
    return sorted(held, key=lambda seat: seat.holding != Holding.OWN)


def _seat(person: UUID, authority: tuple[Any, ...], row: tuple[Any, ...]) -> Seat:
    (
        pk,
        holding,
        since,
        until,
        seen_on,
        ended_at,
        kept_by,
        name,
        post,
        slug,
        names,
        role,
        example,
    ) = row
    return rows.made(
        Seat,
        pk=rows.identity(pk),
        holding=holding,
        since=rows.day(since),
        until=rows.day(until),
        seen_on=rows.day(seen_on),
        ended_at=rows.instant(ended_at) if ended_at else None,
        person=rows.made(Person, pk=person, authority_id=rows.identity(kept_by), name=name),
        post=rows.made(
            Post,
            pk=rows.identity(post),
            slug=slug,
            names=Wordings.from_row(rows.unpacked(names)),
            role=role,
            example=bool(example),
            authority=authority_of(authority),
        ),
    )
