"""Inviting somebody by a link, and accepting: that is how an account arises."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overens.base.access.links import INVITATION_HOLDS, hashed, new_token
from overens.base.access.models import Invitation
from overens.base.access.queries import administrators_now, open_invitation
from overens.base.languages.rules import Wordings, in_each
from overens.base.languages.states import Standing
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.roles import Act, refuse_unless_may
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.states import Audience

ADMINISTRATOR = "administrator"
"""The slug of an authority's first post with that role."""


def invite(
    *, by: Seat, seat: Seat, email: str, language: str, at: datetime
) -> tuple[Invitation, str]:
    """Invite whoever holds a seat of one's own authority. Gives the invitation and its token,
    which is nowhere else. An older invitation of the same person ends. Raises Refused."""
    refuse_unless_acting(by, Act.INVITE, at)
    if seat.post.authority_id != by.post.authority_id:
        raise Refused(_("Only people of your own authority can be invited."))
    refuse_unless_fillable(seat, at)
    with transaction.atomic():
        made, token = _made(seat=seat, email=email, language=language, by=account_of(by), at=at)
        write(
            chain=by.post.authority.ref,
            by=by.ref,
            what="invitation.made",
            about=made.ref,
            audience=Audience.OWN,
            details=_who(seat),
            at=at,
        )
    return made, token


def invite_administrator(
    *, by: Account | None, authority: Authority, name: str, email: str, language: str, at: datetime
) -> tuple[Invitation, str]:
    """Invite the first administrator of an authority that has none; by the operator, or by the
    command line of the instance (None). The post and the seat are noted where they are missing.

    Written into the instance's chain: the authority has not acted here itself. Raises Refused.
    """
    refuse_unless_operator(by)
    if administrators_now(authority, at):
        raise Refused(
            _("%(authority)s has an administrator, who invites the others.")
            % {"authority": authority.name.text}
        )
    with transaction.atomic():
        seat = administrators_seat(authority, name, at)
        refuse_unless_fillable(seat, at)
        made, token = _made(seat=seat, email=email, language=language, by=by, at=at)
        write(
            chain=INSTANCE,
            by=by.ref if by else INSTANCE,
            what="invitation.made",
            about=made.ref,
            audience=Audience.OWN,
            details={**_who(seat), "authority": authority.slug},
            at=at,
        )
    return made, token


def invite_operator(
    *, by: Account | None, email: str, language: str, at: datetime
) -> tuple[Invitation, str]:
    """Invite somebody to be an operator of the instance. Raises Refused."""
    refuse_unless_operator(by)
    with transaction.atomic():
        made, token = _made(seat=None, email=email, language=language, by=by, at=at)
        write(
            chain=INSTANCE,
            by=by.ref if by else INSTANCE,
            what="invitation.made",
            about=made.ref,
            audience=Audience.OWN,
            details={"operator": True},
            at=at,
        )
    return made, token


def withdraw_invitation(*, by: Seat | Account, invitation: Invitation, at: datetime) -> None:
    """Take back an invitation that was not accepted yet. Raises Refused."""
    seat = invitation.seat
    if isinstance(by, Account):
        refuse_unless_operator(by)
    else:
        refuse_unless_acting(by, Act.INVITE, at)
        if seat is None or seat.post.authority_id != by.post.authority_id:
            raise Refused(_("Only people of your own authority can be invited."))
    with transaction.atomic():
        held = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if held.used_at or held.withdrawn_at:
            raise Refused(_("This invitation is used or withdrawn already."))
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
        write(
            chain=INSTANCE if isinstance(by, Account) else by.post.authority.ref,
            by=by.ref,
            what="invitation.withdrawn",
            about=held.ref,
            audience=Audience.OWN,
            details=_who(seat) if seat else {"operator": True},
            at=at,
        )


def accept_invitation(*, token: str, password: str, at: datetime) -> Account:
    """Make the account of whoever was invited. Raises Refused, with the same sentence whatever is
    wrong with the link: nobody learns by trying which ones there are."""
    found = open_invitation(token, at)
    if found is None:
        raise Refused(no_such_link())
    account = Account(
        email=found.email,
        person=found.seat.person if found.seat else None,
        is_operator=found.for_operator,
        language=found.language,
    )
    # Before the transaction opens: a slow hash must not hold up whoever writes meanwhile.
    account.password = checked_password(password, account)
    with transaction.atomic():
        held = Invitation.objects.select_for_update().get(pk=found.pk)
        # What another request has done meanwhile counts: only one of two wins.
        if held.used_at or held.withdrawn_at or _is_taken(account):
            raise Refused(no_such_link())
        held.used_at = at
        held.save(update_fields=["used_at"])
        try:
            with transaction.atomic():
                account.save()
        except IntegrityError as error:
            # Another link for the same address was followed at the same moment.
            raise Refused(no_such_link()) from error
        seat = found.seat
        write(
            chain=seat.post.authority.ref if seat else INSTANCE,
            by=seat.ref if seat else account.ref,
            what="account.made",
            about=account.ref,
            audience=Audience.OWN,
            details={**(_who(seat) if seat else {"operator": True}), "invitation": str(held.pk)},
            at=at,
        )
    return account


def no_such_link() -> str:
    """One sentence for every link that is not good."""
    return _("This link cannot be used. Ask whoever gave it to you for a new one.")


def checked_password(password: str, account: Account) -> str:
    """The hash of a password that holds. Raises Refused with what is wrong with it."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    return make_password(password)


def administrators_seat(authority: Authority, name: str, at: datetime) -> Seat:
    """The seat of that person in the authority's administrator's post: noted where it is missing.
    A step of a larger action, whose line it stands in."""
    today = authority.country.today(at)
    post = authority.posts.filter(role=Role.ADMINISTRATOR).order_by("pk").first()
    if post is None:
        names = in_each(lambda _code: _("administrator"))
        post, _new = note_post(
            authority=authority,
            slug=ADMINISTRATOR,
            names=Wordings.of(names, Standing.OFFICIAL),
            role=Role.ADMINISTRATOR,
        )
        if post.role != Role.ADMINISTRATOR:
            raise Refused(
                _("The post %(post)s exists, but is no administrator’s.") % {"post": post.slug}
            )
    for seat in post.seats.select_related("person", "post__authority__municipality"):
        if seat.person.name == name and seat.is_held_at(at):
            return seat
    seat, _new = note_seat(post=post, person=name, since=today)
    return seat


def refuse_unless_acting(by: Seat, act: Act, at: datetime) -> None:
    """Raises Refused where a seat is not held at this minute, or its post does not allow it."""
    if not by.is_held_at(at):
        raise Refused(_("You do not hold this post any more."))
    refuse_unless_may(by.post, act)


def refuse_unless_operator(by: Account | None) -> None:
    """None is the command line of the instance: whoever types there has its database already."""
    if by is not None and not (by.is_operator and by.is_active):
        raise Refused(_("Only the operator of the instance does this."))


def refuse_unless_fillable(seat: Seat, at: datetime) -> None:
    """Raises Refused for a seat that nobody can come to an account by."""
    if not seat.post.role:
        raise Refused(_("This post stands in papers alone. Give it a role first."))
    if not seat.is_held_at(at):
        raise Refused(_("%(person)s does not hold this post today.") % {"person": seat.person.name})
    if Account.objects.filter(person=seat.person_id).exists():
        raise Refused(_("%(person)s has an account already.") % {"person": seat.person.name})


def account_of(seat: Seat) -> Account | None:
    """The account by which somebody acts in a seat; none on the command line."""
    return Account.objects.filter(person=seat.person_id).first()


def _made(
    *, seat: Seat | None, email: str, language: str, by: Account | None, at: datetime
) -> tuple[Invitation, str]:
    email = plain_email(email)
    if Account.objects.filter(email__iexact=email).exists():
        raise Refused(_("Somebody signs in with this e-mail address already."))
    older = Invitation.objects.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    older = (
        older.filter(seat__person=seat.person_id)
        if seat
        else older.filter(for_operator=True, email=email)
    )
    older.update(withdrawn_at=at)
    token = new_token()
    made = Invitation.objects.create(
        token_hash=hashed(token),
        made_at=at,
        good_until=at + INVITATION_HOLDS,
        seat=seat,
        for_operator=seat is None,
        email=email,
        language=language,
        made_by=by,
    )
    return made, token


def plain_email(email: str) -> str:
    """One spelling of an address, so that nobody gets two accounts by capital letters."""
    return email.strip().lower()


def _is_taken(account: Account) -> bool:
    taken = Account.objects.filter(email__iexact=account.email)
    if account.person_id:
        taken = taken | Account.objects.filter(person=account.person_id)
    return taken.exists()


def _who(seat: Seat) -> dict[str, str]:
    return {"person": seat.person.name, "post": seat.post.slug}
