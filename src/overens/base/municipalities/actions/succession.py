"""Verbs: an authority's own people name its posts, and say who holds them, since when, until when.

Nothing is ever taken away: a seat ends, and stays on file.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings, is_printable
from overens.base.municipalities.actions.guards import acting_for
from overens.base.municipalities.actions.people import (
    correct_post,
    lock_authority,
    note_seat,
    refuse_overlap,
)
from overens.base.municipalities.models import Handover, Post, Seat
from overens.base.municipalities.roles import TABLE, Act
from overens.base.municipalities.rules import Refused, are_without_gap
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.actions import write

MOST_IN_NAME = 120
"""Characters of a post's or a person's name."""
NORDIC = str.maketrans({"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "ð": "d", "þ": "th", "ß": "ss"})


def name_post(*, by: Seat, names: Wordings, role: str, at: datetime) -> Post:
    """A new post of one's authority, by its names per language; its address is made of the first.

    Raises Refused where the authority has a post of that name already.
    """
    acting_for(by, by.post, Act.KEEP_POSTS, at)
    _refuse_names(names)
    slug = _slug(names)
    with transaction.atomic():
        # The authority's row is the lock: two who name one post at once do it in turn.
        authority = by.post.authority
        lock_authority(authority)
        if authority.posts.filter(slug=slug).exists():
            raise Refused(_("This authority has a post with this name already."))
        post = Post.objects.create(
            authority=authority, slug=slug, names=names, role=_role(role), example=by.post.example
        )
        _write(by, post, Act.KEEP_POSTS, "post.named", at, names=names.texts(), role=post.role)
    return post


def rename_post(*, by: Seat, post: Post, names: Wordings, at: datetime) -> Post:
    """Other names for a post. Its address stays."""
    acting_for(by, post, Act.KEEP_POSTS, at)
    _refuse_names(names)
    with transaction.atomic():
        post = locked(post)
        before = post.names.texts()
        if before != names.texts():
            correct_post(post, names)
            said = {"names": names.texts(), "before": before}
            _write(by, post, Act.KEEP_POSTS, "post.renamed", at, **said)
    return post


def give_role(*, by: Seat, post: Post, role: str, at: datetime) -> Post:
    """What a post may do, from this minute. Raises Refused where nobody would administer."""
    acting_for(by, post, Act.KEEP_POSTS, at)
    with transaction.atomic():
        post = locked(post)
        before, post.role = post.role, _role(role)
        if before == post.role:
            return post
        post.save(update_fields=["role"])
        if before == Role.ADMINISTRATOR:
            _refuse_without_administrator(post, at)
        _write(by, post, Act.KEEP_POSTS, "post.role-given", at, role=post.role, before=before)
    return post


def take_over(
    *, by: Seat, post: Post, person: str, at: datetime, since: date | None = None
) -> Seat:
    """Somebody begins to hold a post: from now on, or from a day.

    A person whom the authority has on file by that name is taken to be the same one. Raises
    Refused where somebody else holds the post then.
    """
    return _seat(by, post, person, Holding.OWN, since, None, at)


def name_deputy(
    *,
    by: Seat,
    post: Post,
    person: str,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
) -> Seat:
    """Somebody holds a post's work beside its holder, or while it has none."""
    return _seat(by, post, person, Holding.DEPUTY, since, until, at)


def _seat(
    by: Seat,
    post: Post,
    person: str,
    holding: Holding,
    since: date | None,
    until: date | None,
    at: datetime,
) -> Seat:
    acting_for(by, post, Act.FILL_POST, at)
    _refuse_administering(by, post)
    name = _person(person)
    today = post.authority.country.today(at)
    since = since or today
    if until and until < since:
        raise Refused(_("The last day in the post cannot lie before the first."))
    with transaction.atomic():
        post = locked(post)
        _one_seat_each(post, name, holding, since, until, at)
        seat, _new = note_seat(
            post=post,
            person=name,
            holding=holding,
            since=since,
            until=until,
            # Nobody holds a post before the minute in which it was said.
            began_at=at if since == today else None,
        )
        what = "post.taken-over" if holding == Holding.OWN else "post.deputy-named"
        said = {"seat": str(seat.pk), "person": name, "since": _iso(since), "until": _iso(until)}
        _write(by, post, Act.FILL_POST, what, at, **said)
    return seat


def set_last_day(*, by: Seat, seat: Seat, day: date, at: datetime) -> Seat:
    """The last day in a post, today or later. For the post's own holder it opens the handover."""
    acting_for(by, seat.post, Act.FILL_POST, at)
    _refuse_administering(by, seat.post)
    today = seat.post.authority.country.today(at)
    with transaction.atomic():
        post, seat = locked(seat.post), _locked_seat(seat)
        _refuse_ended(seat, today, at)
        if day < today or (seat.since and day < seat.since):
            raise Refused(
                _("The last day in the post is today or later, and not before the first.")
            )
        before, seat.until = seat.until, day
        refuse_overlap(seat, post)
        seat.save(update_fields=["until"])
        if post.role == Role.ADMINISTRATOR:
            _refuse_without_administrator(post, at)
        if seat.holding == Holding.OWN:
            handover_opened(post=post, by=by, leaving=seat, last_day=day, at=at)
        said = {"seat": str(seat.pk), "until": _iso(day), "before": _iso(before)}
        _write(by, post, Act.FILL_POST, "post.last-day-set", at, **said)
    return seat


def end_seat_now(*, by: Seat, seat: Seat, at: datetime) -> Seat:
    """Whoever sits in it does nothing more from this minute. Opens the handover of the post."""
    acting_for(by, seat.post, Act.FILL_POST, at)
    _refuse_administering(by, seat.post)
    with transaction.atomic():
        post, seat = locked(seat.post), _locked_seat(seat)
        if not seat.is_held_at(at):
            raise Refused(_("%(person)s does not hold the post now.") % {"person": seat.person})
        seat.until = day = post.authority.country.today(at)
        seat.ended_at = at
        seat.save(update_fields=["until", "ended_at"])
        if post.role == Role.ADMINISTRATOR:
            _refuse_without_administrator(post, at)
        if seat.holding == Holding.OWN:
            handover_opened(post=post, by=by, leaving=seat, last_day=day, at=at)
        _write(by, post, Act.FILL_POST, "post.seat-ended", at, seat=str(seat.pk), until=_iso(day))
    return seat


def handover_opened(
    *, post: Post, by: Seat, leaving: Seat | None, last_day: date | None, at: datetime
) -> Handover:
    """The post's open handover, opened or told of another last day: a step of a larger action.
    Call it under the post's lock."""
    found = post.handovers.filter(closed_at__isnull=True).first()
    if found is None:
        return Handover.objects.create(
            post=post, leaving=leaving, last_day=last_day, opened_by=by, opened_at=at
        )
    if leaving and found.leaving_id != leaving.pk:
        found.leaving, found.left_confirmed_at = leaving, None
    found.last_day = last_day
    found.save(update_fields=["leaving", "last_day", "left_confirmed_at"])
    return found


def locked(post: Post) -> Post:
    """The post under its authority's lock and its own, in this order everywhere."""
    lock_authority(post.authority)
    rows = Post.objects.select_for_update(of=("self",))
    return rows.select_related("authority__municipality").get(pk=post.pk)


def _locked_seat(seat: Seat) -> Seat:
    """As it stands now that the post is locked."""
    return Seat.objects.select_related("person", "post__authority__municipality").get(pk=seat.pk)


def _one_seat_each(
    post: Post, name: str, holding: Holding, since: date, until: date | None, at: datetime
) -> None:
    """One person holds a post once at a time: a deputy who becomes its holder is deputy no more."""
    today = post.authority.country.today(at)
    for seat in post.seats.filter(person__name=name, since__isnull=False, ended_at__isnull=True):
        assert seat.since
        if (seat.until and seat.until < max(since, today)) or (until and seat.since > until):
            continue
        if seat.holding == Holding.OWN or holding == Holding.DEPUTY:
            raise Refused(_("%(person)s holds the post then already.") % {"person": name})
        if seat.since < since and since > today:
            seat.until = since - timedelta(days=1)
        else:
            seat.until, seat.ended_at = max(today, seat.since), at
        seat.save(update_fields=["until", "ended_at"])


def _refuse_ended(seat: Seat, today: date, at: datetime) -> None:
    if (seat.ended_at and seat.ended_at <= at) or (seat.until and seat.until < today):
        raise Refused(_("That time in the post has been ended, and stays as it was."))


def _refuse_administering(by: Seat, post: Post) -> None:
    """Whoever says who administers could make themselves an administrator."""
    if post.role == Role.ADMINISTRATOR and by.post.role != Role.ADMINISTRATOR:
        raise Refused(_("Only an administrator says who holds an administrator’s post."))


def _refuse_without_administrator(post: Post, at: datetime) -> None:
    """Call it when the change is written, in its transaction and under the authority's lock."""
    seats = Seat.objects.filter(
        post__authority=post.authority_id, post__role=Role.ADMINISTRATOR.value
    )
    if not are_without_gap(seats, at, post.authority.country.zone):
        raise Refused(
            _(
                "%(authority)s would have no administrator then. "
                "First say who takes over, from the day after at the latest."
            )
            % {"authority": post.authority.short}
        )


def _refuse_names(names: Wordings) -> None:
    if not any(text.strip() for text in names.texts().values()):
        raise Refused(_("Write what the post is called, in one language at least."))
    for text in names.texts().values():
        _refuse_text(text)


def _person(name: str) -> str:
    """The name, with its spaces put in order."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name:
        raise Refused(_("Write the name of whoever holds the post."))
    _refuse_text(name)
    return name


def _refuse_text(text: str) -> None:
    if not is_printable(text):
        raise Refused(_("The text holds a character that cannot be seen. Take it out."))
    if len(text) > MOST_IN_NAME:
        raise Refused(
            _("The text is too long: at most %(most)s characters have room.")
            % {"most": MOST_IN_NAME}
        )


def _role(role: str) -> str:
    return Role(role).value if role else ""


def _slug(names: Wordings) -> str:
    """'ordforande' of 'Ordförande'; 'post' where no letter of the name can stand in an address."""
    first = next(text for text in names.texts().values() if text.strip())
    return re.sub(r"-+", "-", slugify(first.translate(NORDIC)))[:80].strip("-") or "post"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _write(by: Seat, post: Post, act: Act, what: str, at: datetime, **details: object) -> None:
    write(
        chain=by.post.authority.ref,
        by=by.ref,
        what=what,
        about=post.ref,
        audience=TABLE[act].readers,
        details={"post": post.slug, **details},
        at=at,
    )
