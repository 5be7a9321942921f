"""One of several workers does a thing, and once."""

from typing import Any

from django.db.models import Model

from overens.base.trail.rows import insert_unless_there, new


def claimed(noun: type[Model], *, more: dict[str, Any] | None = None, **named: Any) -> bool:
    """Write the row by which a thing is done once, in the caller's transaction; false where it is there.

    Asked first, since SQLite's guard refuses a second row where PostgreSQL passes it over; there one
    transaction writes at a time, here the second one waits for the first.
    """
    if noun._default_manager.filter(**named).exists():
        return False
    return insert_unless_there(new(noun, **named, **(more or {})))
