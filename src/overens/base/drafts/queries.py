"""What somebody has typed so far."""

from overens.base.drafts.models import Draft, Sent
from overens.base.municipalities.models import Account


def draft_of(account: Account, place: str) -> Draft | None:
    """The draft of one form: one query."""
    return Draft.objects.filter(account=account, place=place).first()


def was_sent(token: str) -> bool:
    """Whether the page with that token has been carried out."""
    return Sent.objects.filter(token=token).exists()
