"""Verbs: what an authority's own people write about its posts and who holds them.

`note_authority` and `note_post` and `note_seat` are steps of a larger action, whose transaction
and trail line they stand in: they write no line of their own.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority, Municipality, Person, Post, Seat
from overens.base.municipalities.rules import Refused, overlaps
from overens.base.municipalities.states import Holding
from overens.base.trail.actions import write
from overens.base.trail.states import Audience


def note_authority(
    *, slug: str, municipality: str, country: str, names: Wordings, short: str
) -> tuple[Authority, bool]:
    """The authority of that name, noted if it is new; whether it is. Never edits one that exists."""
    place, _new = Municipality.objects.get_or_create(
        slug=municipality, defaults={"country": country}
    )
    return Authority.objects.select_related("municipality").get_or_create(
        slug=slug, defaults={"municipality": place, "names": names, "short": short}
    )


def note_post(
    *, authority: Authority, slug: str, names: Wordings, example: bool = False
) -> tuple[Post, bool]:
    """The post of that name, noted if it is new; whether it is. Never edits one that exists."""
    return Post.objects.get_or_create(
        authority=authority, slug=slug, defaults={"names": names, "example": example}
    )


def note_seat(
    *,
    post: Post,
    person: str,
    holding: str = Holding.OWN,
    since: date | None = None,
    until: date | None = None,
    seen_on: date | None = None,
) -> tuple[Seat, bool]:
    """Somebody's seat in a post, noted if it is new; whether it is.

    People of one authority are matched by name. Raises Refused where two people would hold one
    post on the same day: SQLite has no constraint for it, so it is checked under the post's lock.
    """
    Post.objects.select_for_update().get(pk=post.pk)
    who, _new = Person.objects.get_or_create(authority_id=post.authority_id, name=person)
    found = Seat.objects.filter(
        post=post, person=who, holding=holding, since=since, until=until, seen_on=seen_on
    ).first()
    if found:
        return found, False
    seat = Seat(post=post, person=who, holding=holding, since=since, until=until, seen_on=seen_on)
    if overlaps(seat, post.seats.filter(holding=holding).exclude(person=who)):
        raise Refused(
            _(
                "%(person)s cannot hold the post %(post)s then: somebody else holds it on those days."
            )
            % {"person": person, "post": post.names.shown().text}
        )
    seat.save()
    return seat, True


def end_seat(*, by: Seat, seat: Seat, on: date) -> Seat:
    """Write the last day in a post. Only the authority's own people may."""
    own = by.post.authority
    if seat.post.authority_id != own.pk:
        raise Refused(_("Only its own people may change who holds a post of an authority."))
    if seat.since and on < seat.since:
        raise Refused(_("The last day in the post cannot lie before the first."))
    with transaction.atomic():
        seat.until = on
        seat.save(update_fields=["until"])
        write(
            chain=own.ref,
            by=by.ref,
            what="seat.ended",
            about=seat.ref,
            audience=Audience.OWN,
            details={"post": seat.post.slug, "until": on.isoformat()},
        )
    return seat
