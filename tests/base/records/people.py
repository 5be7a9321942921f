"""Who acts in the tests of the room, and what they send."""

from datetime import timedelta

from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.states import Role
from overens.base.records.actions.arriving import receive_message
from overens.base.records.actions.setting_up import Settings
from overens.base.records.models import Arrival
from overens.base.records.rules import Message
from tests.cast import seat_of
from tests.examples import NOW


def message(key: str = "one", **more: object) -> Message:
    """A question that somebody asks."""
    said = {"about": "question", "text": "Hur går det med kusten?", "language": "sv", "key": key}
    return Message(**{**said, **more})


def sent(*slugs: str, key: str = "one", **more: object) -> Arrival:
    """A question that somebody has asked these authorities."""
    named = {name: more.pop(name) for name in ("at", "origin", "thread", "trap") if name in more}
    return receive_message(
        message=message(key, **more),
        authorities=list(Authority.objects.filter(slug__in=slugs).order_by("slug")),
        typed_for=timedelta(minutes=1),
        **{"at": NOW, **named},
    )


def registrar(slug: str) -> Seat:
    return seat_of(slug, Role.REGISTRAR)


def coordinator(slug: str) -> Seat:
    return seat_of(slug, Role.COORDINATOR)


def settings_of(authority: Authority, **more: object) -> Settings:
    """As an authority's register begins, and something else of it."""
    usual = {
        "prefix": authority.slug.upper(),
        "number_format": authority.country.register_number,
    }
    return Settings(**{**usual, **more})
