"""A way back for somebody who cannot sign in any more: two people must agree, never one alone."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.access.actions.invitations import (
    checked_password,
    no_such_link,
    refuse_unless_acting,
    refuse_unless_operator,
)
from overens.base.access.links import ASKING_HOLDS, RECOVERY_HOLDS, RESTS, hashed, new_token
from overens.base.access.models import Invitation, Recovery
from overens.base.access.queries import (
    administrators_now,
    open_recovery_by,
    was_made_by_service,
)
from overens.base.municipalities.models import Account, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import INSTANCE, Ref, write
from overens.base.trail.states import Audience

Helper = Seat | Account
"""An administrator in that post, or the operator of the instance."""


def open_recovery(*, by: Helper, account: Account, at: datetime) -> Recovery:
    """Ask that somebody be let in again; another one must agree. Raises Refused."""
    helper = _helper(by, account, at)
    with transaction.atomic():
        _locked(account)
        if _waiting(account, at):
            raise Refused(_("Somebody has asked for this already; another one can agree now."))
        made = Recovery.objects.create(
            # Until the second agrees there is no link: nobody knows what this is the hash of.
            token_hash=hashed(new_token()),
            made_at=at,
            good_until=at + ASKING_HOLDS,
            account=account,
            asked_by=helper,
        )
        _write(by, account, "recovery.asked", made.ref, at)
    return made


def agree_to_recovery(*, by: Helper, recovery: Recovery, at: datetime) -> str:
    """Agree as the second; gives the token of the link, which is nowhere else. Raises Refused.

    Whoever agrees again, because the button was pressed twice, gets a new link for the older one.
    """
    helper = _helper(by, recovery.account, at)
    token = new_token()
    with transaction.atomic():
        held = Recovery.objects.select_for_update().get(pk=recovery.pk)
        _refuse_closed(held, at)
        if held.asked_by_id == helper.pk:
            raise Refused(_("You asked for this yourself: another administrator must agree."))
        if held.agreed_by_id not in (None, helper.pk):
            raise Refused(_("Another one has agreed already, and has the link."))
        if recovery.account.is_operator and not (helper.is_operator or held.asked_by.is_operator):
            raise Refused(_("One of the two must be an operator, as the person is."))
        held.agreed_by, held.agreed_at = helper, at
        held.token_hash, held.good_until = hashed(token), at + RECOVERY_HOLDS
        held.save(update_fields=["agreed_by", "agreed_at", "token_hash", "good_until"])
        _write(by, recovery.account, "recovery.agreed", held.ref, at)
    return token


def withdraw_recovery(*, by: Helper, recovery: Recovery, at: datetime) -> None:
    """Take back what was asked, also when the second has agreed. Raises Refused."""
    _helper(by, recovery.account, at)
    with transaction.atomic():
        held = Recovery.objects.select_for_update().get(pk=recovery.pk)
        _refuse_closed(held, at)
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
        _write(by, recovery.account, "recovery.withdrawn", held.ref, at)


def use_recovery(*, token: str, password: str, at: datetime) -> Account:
    """Set a new password by the link. Every passkey, code and session of the account ends.

    Raises Refused, with the same sentence whatever is wrong with the link.
    """
    found = open_recovery_by(token, at)
    if found is None:
        raise Refused(no_such_link())
    account = found.account
    password = checked_password(password, account)
    with transaction.atomic():
        held = Recovery.objects.select_for_update().get(pk=found.pk)
        if held.used_at or held.withdrawn_at:
            raise Refused(no_such_link())
        held.used_at = at
        held.save(update_fields=["used_at"])
        # A session holds a hash of the password, so that a new one ends those too that no row names.
        account.password = password
        account.save(update_fields=["password"])
        Authenticator.objects.filter(user=account).delete()
        for session in UserSession.objects.filter(user=account):
            session.end()
        _write(account, account, "account.recovered", held.ref, at)
    return account


def tell_recovered(*, account: Account, at: datetime) -> list[Recovery]:
    """What the account's holder has not been told of yet; from now on it counts as told.

    It writes no line: what was done stands in the trail already.
    """
    with transaction.atomic():
        rows = list(
            Recovery.objects.select_for_update(of=("self",))
            .filter(account=account, used_at__isnull=False, told_at__isnull=True)
            .select_related("asked_by__person", "agreed_by__person")
        )
        Recovery.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)
    return rows


def _helper(by: Helper, account: Account, at: datetime) -> Account:
    """The account of whoever helps. Raises Refused where they may not help this one."""
    if isinstance(by, Account):
        refuse_unless_operator(by)
        helper = by
        _refuse_needless_operator(by, account, at)
    else:
        refuse_unless_acting(by, Act.RECOVER, at)
        found = Account.objects.filter(person=by.person_id).first()
        person = account.person
        if found is None or person is None or person.authority_id != by.post.authority_id:
            raise Refused(_("Only accounts of your own authority can be recovered."))
        helper = found
    if helper.pk == account.pk:
        raise Refused(_("Nobody recovers their own account: ask another administrator."))
    if _is_back_of_late(helper, at):
        raise Refused(
            _("You came back by a recovery less than a week ago; until then others help.")
        )
    if _is_new(helper, at):
        raise Refused(_("A colleague let you in less than a week ago; until then others help."))
    return helper


def _is_back_of_late(account: Account, at: datetime) -> bool:
    return Recovery.objects.filter(account=account, used_at__gt=at - RESTS).exists()


def _is_new(account: Account, at: datetime) -> bool:
    """Whether an administrator has let them in of late, by a link or by the municipality's
    service: else one alone could make the second who agrees."""
    invited = Invitation.objects.filter(
        seat__person=account.person_id, used_at__gt=at - RESTS, made_by__person__isnull=False
    )
    return (account.person_id is not None and invited.exists()) or was_made_by_service(
        account, at - RESTS
    )


def _refuse_needless_operator(by: Account, account: Account, at: datetime) -> None:
    """The operator helps where an authority has fewer than two who could."""
    if account.person is None or account.is_operator:
        return
    others = {
        seat.person_id
        for seat in administrators_now(account.person.authority, at)
        if seat.person_id != account.person_id
        and not _is_back_of_late(seat.person.account, at)
        and not _is_new(seat.person.account, at)
    }
    if len(others) > 1:
        raise Refused(
            _("%(authority)s has administrators enough, who help each other.")
            % {"authority": account.person.authority.name.text}
        )


def _locked(account: Account) -> None:
    """So that two who ask at once do not both succeed."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)


def _waiting(account: Account, at: datetime) -> bool:
    return Recovery.objects.filter(
        account=account, used_at__isnull=True, withdrawn_at__isnull=True, good_until__gt=at
    ).exists()


def _refuse_closed(held: Recovery, at: datetime) -> None:
    if held.used_at or held.withdrawn_at or held.good_until <= at:
        raise Refused(_("This recovery is over: used, withdrawn or too old."))


def _write(by: Helper, account: Account, what: str, about: Ref, at: datetime) -> None:
    person = account.person
    write(
        chain=person.authority.ref if person else INSTANCE,
        by=by.ref,
        what=what,
        about=about,
        audience=Audience.OWN,
        details={"person": person.name if person else account.email},
        at=at,
    )
