"""Verbs: somebody comes from a municipality's own sign-in service, and what it says of their posts.

Whatever a service says, it reaches no post outside of its own municipality, and no account that was
not made by it or tied to it by the account's own holder.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from overens.base.access.actions.invitations import plain_email
from overens.base.access.models import ServiceAccount, SignInService
from overens.base.access.sign_in.actions.factors import refuse_demo
from overens.base.languages.rules import is_printable
from overens.base.municipalities.models import Account, Authority, Person, Post, Seat
from overens.base.municipalities.roles import TABLE, Act
from overens.base.municipalities.rules import Refused, overlaps
from overens.base.municipalities.states import Holding
from overens.base.trail.actions import Ref, write
from overens.base.trail.states import Audience

MOST_IN_EMAIL = 254
"""Characters (RFC 5321, section 4.5.3.1.3)."""


def come_from_service(
    *,
    service: SignInService,
    subject: str,
    name: str,
    email: str,
    values: Collection[str],
    at: datetime,
) -> Account:
    """The account of whom the service names `subject`, with the seats that it says by now.

    `values` are those of the service's claim. A new person gets an account where a value is mapped
    to a post. Raises Refused for one who is mapped to none, and for an e-mail address that another
    account has: nobody is known by that.
    """
    posts = _posts(service, values)
    tie = _ties(service).filter(subject=subject).first()
    account = tie.account if tie else _new(service, subject, name, email, posts, at)
    if account.is_active:
        _seat(account, service, posts, at)
    return account


def tie_to_service(*, by: Account, service: SignInService, subject: str, at: datetime) -> None:
    """Let a service know the account that is signed in. Raises Refused for a service of another
    municipality, and for a name that another account has there."""
    refuse_demo(by)
    with transaction.atomic():
        person = by.person
        if person is None or person.authority.municipality_id != service.municipality_id:
            raise Refused(_("This sign-in service belongs to another municipality."))
        taken = _ties(service).filter(Q(subject=subject) | Q(account=by))
        if taken.exclude(subject=subject, account=by).exists():
            raise Refused(_("The sign-in service knows another account by that name already."))
        ServiceAccount.objects.get_or_create(
            service=service, issuer=service.issuer, subject=subject, account=by
        )
        _write(person.authority.ref, by, "account.tied-to-service", by.ref, at)


def _ties(service: SignInService) -> QuerySet[ServiceAccount]:
    """Whom the service knows, as long as it is the same provider."""
    return ServiceAccount.objects.filter(service=service, issuer=service.issuer)


def _posts(service: SignInService, values: Collection[str]) -> list[Post]:
    """The posts that the values are mapped to: of this municipality's authorities alone."""
    wanted = {found for value in values if (found := _id(service.posts.get(value)))}
    rows = Post.objects.filter(
        pk__in=wanted, authority__municipality=service.municipality_id
    ).exclude(role="")
    return list(rows.select_related("authority__municipality").order_by("authority", "pk"))


def _id(said: object) -> UUID | None:
    """What a mapping names, if it is an id at all."""
    try:
        return UUID(str(said))
    except ValueError:
        return None


def _new(
    service: SignInService, subject: str, name: str, email: str, posts: list[Post], at: datetime
) -> Account:
    if not posts:
        raise Refused(
            _(
                "%(service)s knows you, but none of your groups there gives a post here. Ask the "
                "administrator of your municipality."
            )
            % {"service": service.name}
        )
    email, name = _address(email), _seen(name)
    if not email:
        raise Refused(
            _("%(service)s did not say your e-mail address, which an account needs.")
            % {"service": service.name}
        )
    authority = posts[0].authority
    with transaction.atomic():
        # Under the authority's lock: two browsers at once make one account.
        Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
        tie = _ties(service).filter(subject=subject).first()
        if tie:
            return tie.account
        if Account.objects.filter(email__iexact=email).exists():
            raise Refused(
                _(
                    "An account with your e-mail address exists already. Sign in as you used to; "
                    "then tie the account to %(service)s in your settings."
                )
                % {"service": service.name}
            )
        person = Person.objects.create(authority=authority, name=(name or email)[:200])
        account = Account(email=email, person=person)
        account.set_unusable_password()
        account.save()
        ServiceAccount.objects.create(
            service=service, issuer=service.issuer, subject=subject, account=account
        )
        _write(authority.ref, account, "account.made-by-service", account.ref, at)
    return account


def _address(said: str) -> str:
    """An e-mail address as accounts have it; empty where it is none."""
    email = plain_email(said)
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email if len(email) <= MOST_IN_EMAIL else ""


def _seen(name: str) -> str:
    """What can be seen of a name: it stands on pages beside others'."""
    return " ".join("".join(mark for mark in name if is_printable(mark)).split())


def _seat(account: Account, service: SignInService, posts: list[Post], at: datetime) -> None:
    """Give and end seats; one transaction per authority, whose chain it is written into."""
    assert account.person_id
    held = Seat.objects.filter(
        person=account.person_id,
        from_service=True,
        ended_at__isnull=True,
        post__authority__municipality=service.municipality_id,
    )
    lost = held.exclude(post__in=posts).select_related("post__authority__municipality")
    authorities = {post.authority_id: post.authority for post in posts}
    authorities |= {seat.post.authority_id: seat.post.authority for seat in lost}
    for authority in authorities.values():
        with transaction.atomic():
            Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
            today = authority.country.today(at)
            given = [
                seat
                for post in posts
                if post.authority_id == authority.pk
                and (seat := _given(account.person_id, post, today, at))
            ]
            ended = [s for s in lost if s.post.authority_id == authority.pk and _end(s, today, at)]
            for what, seats in (("seat.taken-by-service", given), ("seat.ended-by-service", ended)):
                for seat in seats:
                    _write(authority.ref, account, what, seat.ref, at, TABLE[Act.FILL_POST].readers)


def _given(person: UUID, post: Post, today: date, at: datetime) -> Seat | None:
    """A seat in the post, where the person has none just now: its own, or else the deputy's."""
    seats = [s for s in Seat.objects.filter(post=post) if not (s.ended_at and s.ended_at <= at)]
    if any(seat.person_id == person and seat.is_held_on(today) for seat in seats):
        return None
    seat = Seat(post=post, person_id=person, since=today, from_service=True)
    if _is_held(seat, seats):
        seat.holding = Holding.DEPUTY
    seat.save()
    return seat


def _is_held(seat: Seat, seats: Iterable[Seat]) -> bool:
    """Whether somebody holds the post from today on, or will."""
    own = [other for other in seats if other.holding == Holding.OWN]
    return overlaps(seat, own) or any(other.seen_on == seat.since for other in own)


def _end(seat: Seat, today: date, at: datetime) -> bool:
    """From this minute on; whether it had not ended yet."""
    last = today if seat.until is None else min(seat.until, today)
    rows = Seat.objects.filter(pk=seat.pk, ended_at__isnull=True)
    return bool(rows.update(ended_at=at, until=last))


def _write(
    chain: Ref,
    by: Account,
    what: str,
    about: Ref,
    at: datetime,
    audience: Audience = Audience.OWN,
) -> None:
    write(chain=chain, by=by.ref, what=what, about=about, audience=audience, at=at)
