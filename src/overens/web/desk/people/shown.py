"""The people of an authority as a page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from overens.base.access.models import Invitation, Recovery
from overens.base.access.queries import open_invitations, open_recoveries, seats_with_role
from overens.base.municipalities.models import Account, Authority, Person, Seat
from overens.web.design.words import dated, marked


@dataclass
class PersonShown:
    """Somebody who holds a post here today: an account, an invitation, or neither."""

    person: Person
    seats: list[Seat]
    posts: list[SafeString]
    account: Account | None
    invitation: Invitation | None = None
    until: SafeString | str = ""
    recovery: Recovery | None = None
    own: bool = False

    @property
    def name(self) -> str:
        return self.person.name


@dataclass
class RecoveryShown:
    """A recovery that waits: who asked, who agreed, and what the reader may do."""

    recovery: Recovery
    person: str
    asked_by: str
    agreed_by: str
    on: SafeString
    until: SafeString


@dataclass
class PeopleShown:
    people: list[PersonShown] = field(default_factory=list)
    recoveries: list[RecoveryShown] = field(default_factory=list)


def people_shown(
    authority: Authority, account: Account, language: str, now: datetime
) -> PeopleShown:
    """Three queries, whoever many they are."""
    by_person: dict[object, list[Seat]] = {}
    for seat in seats_with_role(authority, now):
        by_person.setdefault(seat.person_id, []).append(seat)
    invited = {i.seat.person_id: i for i in open_invitations(authority, now)}
    waiting = {r.account_id: r for r in open_recoveries(authority, now)}
    found = PeopleShown()
    for person, seats in by_person.items():
        has = getattr(seats[0].person, "account", None)
        invitation = None if has else invited.get(person)
        found.people.append(
            PersonShown(
                seats[0].person,
                seats,
                [marked(seat.post.names.shown(language), language) for seat in seats],
                has,
                invitation,
                _day(authority, invitation.good_until, language) if invitation else "",
                waiting.get(has.pk) if has else None,
                bool(has and has.pk == account.pk),
            )
        )
    found.recoveries = recoveries_shown(waiting.values(), authority, language)
    return found


def recoveries_shown(
    rows: Iterable[Recovery], authority: Authority, language: str
) -> list[RecoveryShown]:
    return [
        RecoveryShown(
            row,
            name_of(row.account),
            name_of(row.asked_by),
            name_of(row.agreed_by) if row.agreed_by else "",
            _day(authority, row.made_at, language),
            _day(authority, row.good_until, language),
        )
        for row in rows
    ]


def name_of(account: Account) -> str:
    """The name on file; the address of an operator, who has no person."""
    return account.person.name if account.person else account.email


def _day(authority: Authority, at: datetime, language: str) -> SafeString:
    return dated(authority.country.today(at), language)
