"""What stands before the button: who receives, what it becomes, how long it is kept, whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.countries.rules import Supervisor
from overens.base.languages.rules import Wording
from overens.web.design.words import marked
from overens.web.public.contact.owners import Receiver
from overens.web.public.shown import joined


@dataclass(frozen=True, slots=True)
class Law:
    """What a message becomes in one country, and with whom."""

    country: str
    letters: Sequence[str]
    names: SafeString
    sentence: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """One that receives: what it says of itself. `by` is who takes it in its place, if anybody."""

    slug: str
    letter: str
    group: str
    name: SafeString
    by: SafeString | None
    keeping: SafeString
    protection: str
    supervisor: Supervisor | None
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Before:
    laws: Sequence[Law]
    keepers: Sequence[Keeper]


def before_sending(receivers: Sequence[Receiver], language: str) -> Before:
    """Each country's own words once, and each receiver's own."""
    by_country: dict[str, list[Receiver]] = {}
    for receiver in receivers:
        by_country.setdefault(receiver.authority.country.code, []).append(receiver)
    return Before(
        [_law(group, language) for group in by_country.values()],
        [_keeper(receiver, language) for receiver in receivers],
    )


def _law(group: Sequence[Receiver], language: str) -> Law:
    country = group[0].authority.country
    names = joined([short_name(r.authority, language) for r in group], language)
    letters = [receiver.letter for receiver in group]
    return Law(
        country.called_in(language), letters, names, country.says_it_becomes_a_record(language)
    )


def _keeper(receiver: Receiver, language: str) -> Keeper:
    authority, register = receiver.authority, receiver.register
    by = receiver.by
    return Keeper(
        slug=authority.slug,
        letter=receiver.letter,
        group=receiver.group,
        name=marked(authority.name, language),
        by=marked(by.name, language) if by != authority else None,
        keeping=marked(register.keeping.shown(language), language)
        if register.keeping
        else format_html(
            _("It is kept as a record, for as long as the rules for the archive of {name} say."),
            name=short_name(by, language),
        ),
        protection=register.protection,
        supervisor=authority.country.supervisor,
        email=register.email,
        phone=register.phone,
    )


def short_name(authority, language: str) -> SafeString:
    """As others call it for short, marked with its own language."""
    return marked(Wording(authority.short, authority.name.language), language)
