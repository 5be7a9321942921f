"""The marks of an authority and of those with which it has agreements."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Authority
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Party
from overens.cycle.agreements.queries import Parties, parties_beside
from overens.web.design import reads
from overens.web.public.shown import OTHER, place_letters


def partners_of(authority: Authority) -> Parties:
    """Every party of every agreement of an authority, itself too."""
    return parties_beside(authority.pk)


def kept_on_record(authority: Authority, parties: Sequence[Party]) -> reads.Reads:
    """Who reads what stands in the register: the authority's own people, and whoever asks."""
    letter = place_letters(parties).get(authority.slug, OTHER)
    words = _("<b>Only {name}</b> reads it here; anyone may ask for it as a record")
    return reads.Reads(format_html(words, name=authority.short), (letter,))


def until_pasted(authority: Authority, parties: Sequence[Party]) -> reads.Reads:
    """Who reads a paper for the authority's own council."""
    letter = place_letters(parties).get(authority.slug, OTHER)
    words = _("<b>Only {name}</b> reads it here, until you paste it into your own system")
    return reads.Reads(format_html(words, name=authority.short), (letter,))


def readers(
    audience: Audience, authority: Authority, parties: Sequence[Party], language: str
) -> reads.Reads:
    """Who reads what an authority does, among the parties of its agreements."""
    letters = place_letters(parties) if audience != Audience.PUBLIC else {}
    others = {
        p.authority.slug: p.authority.short
        for p in parties
        if audience == Audience.PARTNERS and p.authority_id != authority.pk
    }
    return reads.reads(
        audience,
        (letters.get(authority.slug, OTHER), authority.short),
        [(letters[slug], short) for slug, short in others.items()],
        language=language,
    )
