"""Verbs: keep what is typed, drop it, and carry a form out once.

None of them writes a line of the trail: a draft is no record, and what a form was sent for writes
its own.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.drafts.models import Draft, Sent
from overens.base.drafts.queries import was_sent
from overens.base.drafts.rules import (
    DRAFTS_STAY,
    MOST_DRAFTS,
    MOST_FIELDS,
    MOST_IN_DRAFT,
    MOST_IN_PLACE,
    SENT_STAYS,
    Fields,
    length,
    storable,
)
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused


class TypedElsewhere(Refused):
    """Another tab has typed in the same form since; `draft` is what stands there."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("You are typing in another tab as well. Nothing was written over."))
        self.draft = draft


class SentAlready(Refused):
    """The page was carried out: what arrives of it afterwards is no draft any more."""

    def __init__(self) -> None:
        super().__init__(_("This was sent already."))


class SentOtherwise(Refused):
    """The page was carried out with something else in it; nothing was done now."""


def keep_draft(
    *,
    by: Account,
    place: str,
    fields: Fields,
    read: str,
    at: datetime,
    base: int = 0,
    token: str = "",
) -> Draft:
    """Keep the fields of a form as they stand.

    `read` is the mark of the draft that the page shows or wrote last ('' for none). Raises
    TypedElsewhere where another one stands, SentAlready, and Refused where it is too much.
    """
    fields = storable(fields)
    _refuse_too_much(place, fields)
    with transaction.atomic():
        _turn(by)
        if token and was_sent(token):
            raise SentAlready
        draft = Draft.objects.filter(account=by, place=place).first()
        if draft is None:
            if Draft.objects.filter(account=by).count() >= MOST_DRAFTS:
                raise Refused(
                    _("You have begun %(most)s texts and sent none of them. Send or drop one.")
                    % {"most": MOST_DRAFTS}
                )
            return Draft.objects.create(
                account=by, place=place, fields=fields, base=base, token=token, saved_at=at
            )
        if draft.mark != read:
            if (draft.fields, draft.base) == (fields, base):
                return draft
            raise TypedElsewhere(draft)
        draft.fields, draft.base, draft.token, draft.saved_at = fields, base, token, at
        draft.revision += 1
        draft.save(update_fields=["fields", "base", "token", "saved_at", "revision"])
    return draft


def drop_draft(*, by: Account, place: str) -> None:
    """Forget what was typed in a form, at its writer's word."""
    Draft.objects.filter(account=by, place=place).delete()


def carry_out_once(
    *,
    by: Account,
    token: str,
    digest: str,
    action: Callable[[], object],
    at: datetime,
    place: str = "",
    read: str = "",
) -> tuple[object, bool]:
    """Do what a page was sent for, once; what came of it, and whether it was done just now.

    The page's token is kept in the transaction of the action, whose own blocks become savepoints
    of it: either both stand or neither. Two at once wait for each other. The draft that the page
    wrote or had read goes with it; what another tab has typed meanwhile stays. Raises
    SentOtherwise where the page was carried out with something else in it, and what the action
    refuses.
    """
    with transaction.atomic():
        # Asked before: the row is the lock of those who come at once.
        sent, new = Sent.objects.get_or_create(
            token=token, defaults={"account": by, "digest": digest, "at": at}
        )
        if not new:
            if sent.digest != digest:
                raise SentOtherwise(
                    _(
                        "This page was sent before, with something else in it. What stands in it "
                        "now has not been sent: send it again if you want that done as well."
                    )
                )
            return None, False
        done = action()
        if place:
            for draft in Draft.objects.filter(account=by, place=place):
                if draft.token == token or draft.mark == read:
                    draft.delete()
    return done, True


def clear_old(*, at: datetime) -> int:
    """What was typed and never sent goes a year later, and the mark of a page that was sent when
    nobody has it open any more; how many. The one holds people's own words, which are kept no
    longer than they are of use."""
    drafts = Draft.objects.filter(saved_at__lt=at - DRAFTS_STAY)
    sent = Sent.objects.filter(at__lt=at - SENT_STAYS)
    return drafts.delete()[0] + sent.delete()[0]


def _turn(account: Account) -> None:
    """One account's tabs are kept one after the other: its row is the lock."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)


def _refuse_too_much(place: str, fields: Fields) -> None:
    if len(place) > MOST_IN_PLACE:
        raise Refused(_("The form’s name is too long."))
    if len(fields) > MOST_FIELDS or length(fields) > MOST_IN_DRAFT:
        raise Refused(
            _("The text is too long to be kept while you type: at most %(most)s characters.")
            % {"most": MOST_IN_DRAFT}
        )
