"""The parties' authorities, posts and seats, as a file names them.

One's own are noted and corrected. Another authority's are matched and never edited; what is
missing of one that has not yet acted for itself is noted, so that a paper of long ago can name
who signed it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.languages.states import Standing
from overens.base.municipalities.actions.people import (
    correct_authority,
    correct_last_day,
    correct_post,
    lock_authority,
    note_authority,
    note_municipality,
    note_post,
    note_seat,
)
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.queries import has_written
from overens.cycle.agreements.agreement_file.shape import (
    AgreementFile,
    Party,
    PostInFile,
    SeatInFile,
)


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted or corrected, as the trail tells it, and what was left as it is on file."""

    changes: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


class _Step(NamedTuple):
    """What was written, or a sentence where something was left as it is."""

    change: dict[str, Any] | None = None
    note: str = ""


def note_people(*, acting: str, file: AgreementFile) -> Noted:
    """A step of a larger action, in whose transaction and trail line it stands. Raises Refused."""
    authorities = _locked_authorities(file)
    steps = [
        step
        for party in file.parties
        for step in _party(party, acting, *authorities[party.authority])
    ]
    return Noted(
        tuple(step.change for step in steps if step.change),
        tuple(step.note for step in steps if step.note),
    )


def _locked_authorities(file: AgreementFile) -> dict[str, tuple[Authority, bool]]:
    """The authority of each party, and whether it is new.

    All files note municipalities, and then authorities, in the order of their slugs: two that name
    the same ones at the same moment wait for each other in turn, and never in a circle.
    """
    for place, country in sorted((_municipality(party), party.country) for party in file.parties):
        note_municipality(slug=place, country=country)
    found = {}
    for party in sorted(file.parties, key=lambda party: party.authority):
        authority, new = note_authority(
            slug=party.authority,
            municipality=_municipality(party),
            country=party.country,
            names=_official(party.name),
            short=party.short,
        )
        lock_authority(authority)
        found[party.authority] = (authority, new)
    return found


def _municipality(party: Party) -> str:
    return party.municipality or party.authority


def _party(party: Party, acting: str, authority: Authority, new: bool) -> Iterator[_Step]:
    own = party.authority == acting
    if new:
        yield _Step({"authority": authority.slug, "short": party.short})
    elif authority.names.texts() != dict(party.name) or authority.short != party.short:
        yield _rename(authority, party, own)
    may_add = own or not has_written(str(authority.pk))
    for post in party.posts:
        yield from _post(authority, post, own, may_add)


def _rename(authority: Authority, party: Party, own: bool) -> _Step:
    if not own:
        return _Step(note=_left(authority, authority.slug))
    before = authority.short
    correct_authority(authority, _official(party.name), party.short)
    return _Step({"authority": authority.slug, "short": party.short, "before": before})


def _post(authority: Authority, named: PostInFile, own: bool, may_add: bool) -> Iterator[_Step]:
    if not may_add and not authority.posts.filter(slug=named.post).exists():
        raise Refused(_missing(authority, named.post))
    names = _official(named.name)
    # What a post may do is said by a file only until its authority acts here: from then on by its
    # administrators, so that nobody gives themselves a role by a file of their own.
    role = "" if has_written(str(authority.pk)) else named.role or ""
    post, new = note_post(
        authority=authority, slug=named.post, names=names, role=role, example=named.example
    )
    if named.role and named.role != post.role:
        yield _Step(note=_role_left(authority, post))
    if new:
        yield _Step({"post": _of(post, authority), "role": post.role})
    elif post.names.texts() != names.texts() and own:
        before = post.names.texts()
        correct_post(post, names)
        yield _Step({"post": _of(post, authority), "names": names.texts(), "before": before})
    elif post.names.texts() != names.texts():
        yield _Step(note=_left(authority, post.slug))
    for seat in named.seats:
        yield _seat(authority, post, seat, own, may_add)
    if own:
        yield from _not_named(post, named)


def _seat(authority: Authority, post: Post, named: SeatInFile, own: bool, may_add: bool) -> _Step:
    holding = Holding.DEPUTY if named.deputy else Holding.OWN
    found = (
        Seat.objects.select_related("person")
        .filter(
            post=post,
            person__name=named.person,
            holding=holding,
            since=named.since,
            seen_on=named.seen_on,
        )
        .first()
    )
    if found and found.until == named.until:
        return _Step()
    administers = post.role == Role.ADMINISTRATOR and has_written(str(authority.pk))
    if administers or (found and found.ended_at):
        # Nobody makes themselves an administrator, or takes back an end, by a file of their own.
        return _Step(note=_seats_left(authority, post))
    change = {"post": _of(post, authority), "person": named.person, "until": _iso(named.until)}
    if found and own:
        before = _iso(found.until)
        correct_last_day(found, named.until)
        return _Step({**change, "before": before})
    if found:
        return _Step(note=_left(authority, post.slug))
    if not may_add:
        raise Refused(_missing(authority, f"{post.slug}: {named.person}"))
    note_seat(
        post=post,
        person=named.person,
        holding=holding,
        since=named.since,
        until=named.until,
        seen_on=named.seen_on,
    )
    return _Step({**change, "since": _iso(named.since or named.seen_on)})


def _not_named(post: Post, named: PostInFile) -> Iterator[_Step]:
    """Who held a post is never taken away: a seat ends, and stays on file."""
    kept = {(seat.person, seat.since, seat.seen_on) for seat in named.seats}
    for seat in post.seats.select_related("person").order_by("pk"):
        if (seat.person.name, seat.since, seat.seen_on) not in kept:
            note = _("%(person)s stays on file as %(post)s: write a last day, and keep the entry.")
            yield _Step(note=note % {"person": seat.person.name, "post": post.slug})


def _of(post: Post, authority: Authority) -> str:
    return f"{authority.slug}/{post.slug}"


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def _official(names: dict[str, str]) -> Wordings:
    """What an authority calls itself and its posts is official in each language that it uses."""
    return Wordings.of(names, Standing.OFFICIAL)


def _role_left(authority: Authority, post: Post) -> str:
    return _(
        "What %(post)s may do is said by the administrators of %(authority)s, not by a file."
    ) % {
        "post": post.slug,
        "authority": authority.name.text,
    }


def _seats_left(authority: Authority, post: Post) -> str:
    return _("Who holds %(post)s is said by %(authority)s on its page of posts, not by a file.") % {
        "post": post.slug,
        "authority": authority.name.text,
    }


def _left(authority: Authority, what: str) -> str:
    return _("%(what)s stays as %(authority)s has it: only its own people change it.") % {
        "what": what,
        "authority": authority.name.text,
    }


def _missing(authority: Authority, what: str) -> str:
    return _(
        "%(authority)s keeps its own posts here, and has none such: %(what)s. "
        "Ask its coordinator to note it."
    ) % {"authority": authority.name.text, "what": what}
