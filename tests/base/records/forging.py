"""What somebody does who has the database in hand, and what is found of it."""

from django.db import connection

from overens.base.municipalities.models import Authority
from overens.base.records.models import Entry
from overens.base.records.verifying.registers import faults
from overens.base.trail import queries as trail
from overens.base.trail.guards import lift


def may_anything() -> None:
    """As somebody may who has the database in hand; until then all holds."""
    assert trail.faults() == {}
    assert list(faults()) == []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What waits to be checked at the transaction's end would be in the way of the next.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    lift()


def sql(*statements: str) -> None:
    """Straight to the database; Køge's entry of a number is `{n}`."""
    koge = Entry.objects.filter(register__authority__slug="koge").order_by("number")
    ids = {f"e{entry.number}": quoted(entry.pk) for entry in koge}
    register = quoted(Authority.objects.get(slug="koge").pk)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(koge=register, **ids))


def quoted(pk: object) -> str:
    return f"'{pk}'" if connection.vendor == "postgresql" else f"'{pk.hex}'"


def found() -> str:
    """The one thing that is found first."""
    return (sentences() or [""])[0]


def sentences() -> list[str]:
    """All that is found, without saying where."""
    return [fault.partition(": ")[2] for fault in faults()]
