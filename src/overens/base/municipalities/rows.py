"""Values of plain SQL rows as Python has them, for the few queries that every page of a desk asks.

SQLite keeps days, times and ids as text; PostgreSQL's driver hands over the values themselves. JSON
is text with both. What is remembered by its rows asks for days and times as text (CAST): SQLite's
driver takes long to make values of them, and where the rows read as before nobody needs any.
"""

from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

Made = TypeVar("Made", bound=Model)


def asked(statement: str, *values: str) -> list[tuple[Any, ...]]:
    """The rows of one statement. An id is handed in as its hexadecimal digits, which both
    databases take for it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def each(*questions: str) -> list[bool]:
    """Whether each of some questions finds anything: one query for all of them."""
    said = ", ".join(f"EXISTS ({question})" for question in questions)
    return [bool(one) for one in asked(f"SELECT {said}")[0]]


def day(value: date | str | None) -> date | None:
    """A date."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def instant(value: datetime | str) -> datetime:
    """A time in UTC."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=found.tzinfo or UTC)


def digits(value: UUID | str) -> str:
    """An id as its hexadecimal digits: comparing them is enough, and far quicker than a UUID."""
    return value.replace("-", "") if isinstance(value, str) else value.hex


def made(model: type[Made], **values: object) -> Made:
    """An object of a row that stands in the database, with all of its fields."""
    found = model(**values)
    found._state.adding, found._state.db = False, connection.alias
    return found


def identity(value: UUID | str) -> UUID:
    """An id."""
    return UUID(value) if isinstance(value, str) else value
