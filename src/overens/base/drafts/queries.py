"""What somebody has typed so far."""

from collections.abc import Collection

from overens.base.drafts.models import Draft, Sent
from overens.base.municipalities.models import Account


def drafts_of(account: Account, places: Collection[str]) -> dict[str, Draft]:
    """The drafts of several forms by their places, where something was typed: one query."""
    found = Draft.objects.filter(account=account, place__in=places) if places else ()
    return {draft.place: draft for draft in found}


def was_sent(token: str) -> bool:
    """Whether the page with that token has been carried out."""
    return Sent.objects.filter(token=token).exists()
