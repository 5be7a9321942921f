"""Whose a page of the open site is, what it is called, and who can be written to from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import Resolver404, resolve

from overens.base.languages.rules import Reader, is_printable, languages
from overens.base.municipalities.models import Authority
from overens.base.records.models import Register
from overens.cycle.agreements.models import Party
from overens.cycle.agreements.queries import public_agreements
from overens.cycle.news.queries import published_item
from overens.cycle.news.states import Kind
from overens.web.public.shown import OTHER, place_letters

MOST_IN_PATH = 300
"""Characters."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """An authority that can be written to: its mark, under which heading it is offered, and which
    authority of the municipality takes what arrives for it, with how that keeps its register."""

    authority: Authority
    letter: str
    group: str
    register: Register

    @property
    def by(self) -> Authority:
        return self.register.authority


@dataclass(frozen=True)
class Asked:
    """A page that somebody asks about: an address of this site or nothing, and what is known of it."""

    path: str
    title: str
    owners: Sequence[Authority]
    parties: Sequence[Party]
    """Of the page's agreement; of all that are public where the page is of none."""
    language: str

    @cached_property
    def receivers(self) -> list[Receiver]:
        """Each once, under the agreement in which it stands first; the page's owner too."""
        letters = place_letters(self.parties)
        groups: dict[Authority, str] = {}
        for party in self.parties:
            named = _named(party.agreement.parties.all(), self.language)
            groups.setdefault(party.authority, named)
        for owner in self.owners:
            groups.setdefault(owner, owner.name.text)
        registers = _registers(groups)
        return [
            Receiver(a, letters.get(a.slug, OTHER), group, registers[a])
            for a, group in groups.items()
        ]


def own_page(address: str) -> str:
    """The path of a page of the open site; empty for anything else, and so never another site's.

    What is private (the desk, a sender's own page) is nobody else's to read, and none either.
    """
    path = address.split("?")[0].split("#")[0]
    if len(path) > MOST_IN_PATH or not is_printable(path) or path.startswith("//"):
        return ""
    try:
        view = resolve(path)
    except Resolver404:
        return ""
    is_open = view.func.__module__.startswith("overens.web.public.")
    is_ours = ".contact." in view.func.__module__
    return path if is_open and not is_ours and "language" in view.kwargs else ""


def asked_about(address: str, reader: Reader) -> Asked:
    """What is known of the page at an address; of no page at all where it is none of ours."""
    path = own_page(address)
    room, slug = [*path.split("/")[2:4], "", ""][:2]
    public = list(public_agreements())
    about = [a for a in public if room == "agreements" and a.slug == slug]
    parties = [party for a in about or public for party in a.parties.all()]
    title = _named(parties, reader.language) if about else ""
    owners = list(dict.fromkeys(party.authority for party in parties))
    if room in OWNED and (found := OWNED[room](slug, reader)):
        title, owners = found[0], [found[1]]
    return Asked(path, title, owners, parties, reader.language)


def _named(parties: Sequence[Party], language: str) -> str:
    return languages()[language].join([party.authority.short for party in parties])


Owned = tuple[str, Authority] | None
"""What a page is called, and whose it is."""


def _register(slug: str, _reader: Reader) -> Owned:
    found = Authority.objects.select_related("municipality").filter(slug=slug).first()
    return (found.name.text, found) if found else None


def _news(slug: str, reader: Reader) -> Owned:
    return _text(slug, Kind.NEWS, reader)


def _page(slug: str, reader: Reader) -> Owned:
    return _text(slug, Kind.PAGE, reader)


def _text(slug: str, kind: str, reader: Reader) -> Owned:
    found = published_item(slug, [kind])
    return (found.shown.titles.shown(*reader.wants()).text, found.owner) if found else None


OWNED = {"register": _register, "news": _news, "pages": _page}
"""Pages that belong to one authority, by the first part of their address after the language."""


def _registers(authorities: Sequence[Authority]) -> dict[Authority, Register]:
    """By authority: the register of whoever takes what arrives for it; one query."""
    found = {
        register.pk: register
        for register in Register.objects.filter(authority__in=authorities).select_related(
            "authority__municipality", "received_by__municipality", "received_by__register"
        )
    }
    return {a: _taken_by(a, found.get(a.pk)) for a in authorities}


def _taken_by(authority: Authority, own: Register | None) -> Register:
    """As `records.queries.receiver_of` says; as usual where nobody has set up a register."""
    taker = own.received_by if own and own.received_by else authority
    if taker == authority:
        register = own or Register(authority=authority)
    else:
        register = getattr(taker, "register", None) or Register(authority=taker)
    register.authority = taker
    return register
