"""How an authority keeps its register."""

from dataclasses import dataclass, field, fields
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.access.asking import Failed, safe
from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.records import numbers
from overens.base.records.actions.entering import register_of
from overens.base.records.actions.guards import acting_in
from overens.base.records.models import Register
from overens.base.records.states import Keeping, Way
from overens.base.trail.actions import write
from overens.base.trail.states import Audience


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be said about a register: the fields of `Register`."""

    prefix: str = ""
    number_format: str = "{year}/{number}"
    received_by: Authority | None = None
    published: bool = False
    left_out: Wordings = field(default_factory=Wordings)
    names_for: int = 12
    email: str = ""
    phone: str = ""
    protection: str = ""
    keeping: Wordings = field(default_factory=Wordings)
    answer_within: int = 10
    kept: str = Keeping.HERE
    way: str = ""
    deliver_to: str = ""
    key: str = ""


SETTINGS = tuple(each.name for each in fields(Settings))


def set_up_register(*, by: Seat, settings: Settings, at: datetime) -> Register:
    """Say how the register is kept. It counts for what is entered from then on: a number that was
    given is written as the format of today says, and its year and number never change."""
    register = register_of(by.post.authority)
    acting_in(by, register, Act.SET_UP_REGISTER, at)
    receiver = settings.received_by
    if receiver and receiver.municipality_id != by.post.authority.municipality_id:
        raise Refused(_("Only an authority of the same municipality can receive for this one."))
    if why_not := numbers.refusal(settings.number_format, settings.prefix):
        raise Refused(why_not)
    _refuse_unreachable(settings)
    with transaction.atomic():
        register = Register.objects.select_for_update(of=("self",), no_key=True).get(pk=register.pk)
        was_published = register.published
        if all(getattr(register, name) == getattr(settings, name) for name in SETTINGS):
            return register
        for name in SETTINGS:
            setattr(register, name, getattr(settings, name))
        try:
            register.full_clean()
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        register.save()
        write(
            chain=register.authority.ref,
            by=by.ref,
            what="register.set-up",
            about=register.ref,
            audience=Audience.PUBLIC if register.published or was_published else Audience.OWN,
            details={
                "published": register.published,
                "number_format": register.number_format,
                "prefix": register.prefix,
                "kept": register.kept,
            },
            at=at,
        )
    return register


def _refuse_unreachable(settings: Settings) -> None:
    """Raises Refused for an address at which no case system is reached, or not safely."""
    if settings.kept != Keeping.CASE_SYSTEM:
        return
    try:
        if settings.way == Way.MAIL:
            validate_email(settings.deliver_to)
        elif settings.way == Way.API:
            safe(settings.deliver_to)
    except ValidationError as error:
        raise Refused(_("Write the e-mail address of the case system.")) from error
    except Failed as error:
        raise Refused(
            _("Write the address of the case system’s interface; it begins with https://.")
        ) from error
