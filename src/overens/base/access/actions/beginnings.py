"""The first run: an instance without any account, and an authority without coordinator or leader."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.access.actions.invitations import (
    administrators_seat,
    checked_password,
    no_such_link,
    plain_email,
    refuse_unless_acting,
)
from overens.base.access.links import INVITATION_HOLDS, hashed, new_token
from overens.base.access.models import FirstRun
from overens.base.access.queries import first_run_by
from overens.base.languages.rules import Wordings
from overens.base.languages.states import Standing
from overens.base.municipalities.actions.people import note_authority, note_post, note_seat
from overens.base.municipalities.models import Account, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.trail.actions import write
from overens.base.trail.states import Audience


@dataclass(frozen=True, slots=True)
class Place:
    """An authority as its first administrator names it."""

    slug: str
    name: str
    short: str
    country: str
    language: str


def make_first_link(*, at: datetime) -> str | None:
    """The token of the link by which an instance without any account gets its first one; None
    where it has some. Earlier links end. It writes no line: nobody has done anything yet."""
    with transaction.atomic():
        FirstRun.objects.filter(used_at__isnull=True).delete()
        if Account.objects.exists():
            return None
        token = new_token()
        FirstRun.objects.create(
            token_hash=hashed(token), made_at=at, good_until=at + INVITATION_HOLDS
        )
    return token


def begin(
    *, token: str, place: Place, name: str, email: str, password: str, at: datetime
) -> Account:
    """The municipality, its authority, its administrator's post, and the first account, which is
    the operator's too, since somebody must be. All or nothing. Raises Refused."""
    found = first_run_by(token, at)
    if found is None:
        raise Refused(no_such_link())
    account = Account(email=plain_email(email), is_operator=True, language=place.language)
    account.password = checked_password(password, account)
    with transaction.atomic():
        held = FirstRun.objects.select_for_update().filter(pk=found.pk).first()
        if held is None or held.used_at or Account.objects.exists():
            raise Refused(no_such_link())
        held.used_at = at
        held.save(update_fields=["used_at"])
        authority, _new = note_authority(
            slug=place.slug,
            municipality=place.slug,
            country=place.country,
            names=Wordings.of({place.language: place.name}, Standing.OFFICIAL),
            short=place.short,
        )
        seat = administrators_seat(authority, name, at)
        account.person = seat.person
        account.save()
        write(
            chain=authority.ref,
            by=seat.ref,
            what="account.made",
            about=account.ref,
            audience=Audience.OWN,
            details={"person": name, "post": seat.post.slug, "operator": True},
            at=at,
        )
    return account


def name_first_holder(
    *, by: Seat, role: Role, slug: str, names: Wordings, person: str, since: date, at: datetime
) -> Seat:
    """Name the first post with that role of one's own authority, and who holds it.

    Where there is such a post already, it is told and left: the pages of posts change it.
    """
    refuse_unless_acting(by, Act.KEEP_POSTS, at)
    refuse_unless_acting(by, Act.FILL_POST, at)
    authority = by.post.authority
    if authority.posts.filter(role=role).exists():
        raise Refused(_("There is such a post already; its page says who holds it."))
    with transaction.atomic():
        post, new = note_post(authority=authority, slug=slug, names=names, role=role)
        if not new:
            raise Refused(
                _("The post %(post)s exists already.") % {"post": post.names.shown().text}
            )
        seat, _new = note_seat(post=post, person=person, since=since)
        write(
            chain=authority.ref,
            by=by.ref,
            what="people.noted",
            about=authority.ref,
            audience=Audience.PARTNERS,
            details={
                "people": [
                    {"post": f"{authority.slug}/{slug}", "role": role.value},
                    {
                        "post": f"{authority.slug}/{slug}",
                        "person": person,
                        "since": since.isoformat(),
                    },
                ]
            },
            at=at,
        )
    return seat
