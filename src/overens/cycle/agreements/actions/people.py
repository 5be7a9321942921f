"""The parties' authorities, posts and seats, as a file names them.

One's own are noted and corrected. Another authority's are matched and never edited; what is
missing of one that has not yet acted for itself is noted, so that a paper of long ago can name
who signed it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.languages.states import Standing
from overens.base.municipalities.actions import (
    correct_last_day,
    note_authority,
    note_post,
    note_seat,
)
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Holding
from overens.base.trail.models import Chain
from overens.base.trail.states import Holder
from overens.cycle.agreements.agreement_file.shape import (
    AgreementFile,
    Party,
    PostInFile,
    SeatInFile,
)


@dataclass(frozen=True, slots=True)
class Noted:
    """Whether anything was noted or corrected, and what was left as another authority has it."""

    changed: bool
    notes: tuple[str, ...]


def note_people(*, acting: str, file: AgreementFile) -> Noted:
    """A step of a larger action, in whose transaction and trail line it stands. Raises Refused."""
    steps = [step for party in file.parties for step in _party(party, acting)]
    return Noted(any(done for done, _note in steps), tuple(note for _done, note in steps if note))


Step = tuple[bool, str]
"""Whether something was written, and a sentence where something was left as it is."""


def _party(party: Party, acting: str) -> Iterator[Step]:
    authority, new = note_authority(
        slug=party.authority,
        municipality=party.municipality or party.authority,
        country=party.country,
        names=_official(party.name),
        short=party.short,
    )
    own = party.authority == acting
    if not new:
        yield _names(authority, party, own)
    yield new, ""
    may_add = own or not _acts_for_itself(authority)
    for post in party.posts:
        yield from _post(authority, post, own, may_add)


def _names(authority: Authority, party: Party, own: bool) -> Step:
    same = authority.names.texts() == dict(party.name) and authority.short == party.short
    if same:
        return False, ""
    if not own:
        return False, _left(authority, authority.slug)
    authority.names, authority.short = _official(party.name), party.short
    authority.save(update_fields=["names", "short"])
    return True, ""


def _post(authority: Authority, named: PostInFile, own: bool, may_add: bool) -> Iterator[Step]:
    if not may_add and not authority.posts.filter(slug=named.post).exists():
        raise Refused(_missing(authority, named.post))
    post, new = note_post(
        authority=authority,
        slug=named.post,
        names=_official(named.name),
        example=bool(named.example),
    )
    yield new, ""
    if not new and post.names.texts() != dict(named.name):
        if own:
            post.names = _official(named.name)
            post.save(update_fields=["names"])
        yield own, "" if own else _left(authority, post.slug)
    for seat in named.seats:
        yield _seat(authority, post, seat, own, may_add)


def _seat(authority: Authority, post: Post, named: SeatInFile, own: bool, may_add: bool) -> Step:
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
        return False, ""
    if found and own:
        correct_last_day(found, named.until)
        return True, ""
    if found:
        return False, _left(authority, post.slug)
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
    return True, ""


def _acts_for_itself(authority: Authority) -> bool:
    """Whether its own people have ever written anything here."""
    return Chain.objects.filter(
        holder=Holder.AUTHORITY, holder_id=str(authority.pk), length__gt=0
    ).exists()


def _official(names: dict[str, str]) -> Wordings:
    """What an authority calls itself and its posts is official in each language that it uses."""
    return Wordings.of(names, Standing.OFFICIAL)


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
