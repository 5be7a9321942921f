"""Steps of larger actions: authorities, posts and seats are noted and corrected.

They write no line of the trail of their own: they stand in the transaction and the line of the
action that takes them.
"""

from datetime import date, datetime

from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority, Municipality, Person, Post, Seat
from overens.base.municipalities.rules import Refused, overlaps
from overens.base.municipalities.states import Holding


def note_municipality(*, slug: str, country: str) -> Municipality:
    """The municipality of that name, noted if it is new."""
    return Municipality.objects.get_or_create(slug=slug, defaults={"country": country})[0]


def lock_authority(authority: Authority) -> None:
    """Until the transaction ends, nobody else notes posts or people of this authority.

    Who locks several takes them in the order of their slugs: so nobody waits in a circle.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)


def note_authority(
    *, slug: str, municipality: str, country: str, names: Wordings, short: str
) -> tuple[Authority, bool]:
    """The authority of that name, noted if it is new; whether it is. Never edits one that exists."""
    return Authority.objects.select_related("municipality").get_or_create(
        slug=slug,
        defaults={
            "municipality": note_municipality(slug=municipality, country=country),
            "names": names,
            "short": short,
        },
    )


def note_post(
    *, authority: Authority, slug: str, names: Wordings, role: str = "", example: bool = False
) -> tuple[Post, bool]:
    """The post of that name, noted if it is new; whether it is. Never edits one that exists."""
    return Post.objects.get_or_create(
        authority=authority,
        slug=slug,
        defaults={"names": names, "role": role, "example": example},
    )


def note_seat(
    *,
    post: Post,
    person: str,
    holding: str = Holding.OWN,
    since: date | None = None,
    until: date | None = None,
    seen_on: date | None = None,
    began_at: datetime | None = None,
) -> tuple[Seat, bool]:
    """Somebody's seat in a post, noted if it is new; whether it is.

    People of one authority are matched by name. Raises Refused where two people would hold one
    post on the same day.
    """
    # The authority's lock comes first, so that two posts at once do not make one person twice.
    lock_authority(post.authority)
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    who = Person.objects.filter(authority=post.authority_id, name=person).order_by("pk").first()
    who = who or Person.objects.create(authority_id=post.authority_id, name=person)
    found = Seat.objects.filter(
        post=post, person=who, holding=holding, since=since, until=until, seen_on=seen_on
    ).first()
    if found:
        return found, False
    seat = Seat(
        post=post,
        person=who,
        holding=holding,
        since=since,
        until=until,
        seen_on=seen_on,
        began_at=began_at,
    )
    refuse_overlap(seat, post)
    seat.save()
    return seat, True


def correct_last_day(seat: Seat, until: date | None) -> None:
    """Write another last day in a post. A step of a larger action, as `note_seat` is.

    Raises Refused where two people would hold the post on the same day, and where the seat was
    ended in the middle of a day: that stays as it was.
    """
    if seat.ended_at:
        raise Refused(_("That time in the post has been ended, and stays as it was."))
    lock_authority(seat.post.authority)
    post = Post.objects.select_for_update(no_key=True).get(pk=seat.post_id)
    seat.until = until
    refuse_overlap(seat, post)
    seat.save(update_fields=["until"])


def refuse_overlap(seat: Seat, post: Post) -> None:
    """Raises Refused where another person holds the post at the same time.

    Call it under the post's lock: SQLite has no constraint for it.
    """
    others = post.seats.filter(holding=seat.holding).exclude(person=seat.person_id)
    if overlaps(seat, others, post.authority.country.zone):
        raise Refused(
            _(
                "%(person)s cannot hold the post %(post)s then: somebody else holds it on those days."
            )
            % {"person": seat.person.name, "post": post.names.shown().text}
        )


def correct_authority(authority: Authority, names: Wordings, short: str) -> None:
    """Write what an authority calls itself. A step of a larger action, as the others here are."""
    authority.names, authority.short = names, short
    authority.save(update_fields=["names", "short"])


def correct_post(post: Post, names: Wordings) -> None:
    """Write what a post is called."""
    post.names = names
    post.save(update_fields=["names"])
