"""The quick way to write and read a row does what Django's own does, for each table that goes it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import Model

from overens.base.mail.models import Letter
from overens.base.records.models import (
    Arrival,
    Case,
    Document,
    Entry,
    EntryVersion,
    Receipt,
    Register,
    Sender,
)
from overens.base.trail.guards import lift
from overens.base.trail.models import Chain, Details, Line
from overens.base.trail.rows import (
    NotThere,
    columns,
    found,
    insert,
    insert_unless_there,
    made,
    new,
    update,
)
from tests.base.records.people import sent
from tests.cast import cast
from tests.examples import NOW

pytestmark = pytest.mark.django_db
MODELS = (
    *(Arrival, Sender, Receipt, Case, Entry, EntryVersion, Document, Register),
    *(Letter, Chain, Line, Details),
)


@pytest.fixture
def row(request: pytest.FixtureRequest) -> Model:
    """A row of a table, as Django reads it; whatever was on file may be written again."""
    cast(NOW)
    sent("koge", wants_reply=True, email="a@example.org")
    lift()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    model: type[Model] = request.param
    return model._default_manager.order_by("pk")[0]


each_table = pytest.mark.parametrize("row", MODELS, indirect=True, ids=lambda model: model.__name__)


def values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@each_table
def test_a_row_is_read_as_django_reads_it(row: Model) -> None:
    (same,) = found(type(row), **{row._meta.pk.name: row.pk})
    assert values(same) == values(row)
    assert (same == row, same._state.adding, same._state.db) == (True, False, row._state.db)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns(type(row))} FROM {row._meta.db_table}")
        assert values(row) in [values(made(type(row), each)) for each in cursor.fetchall()]


@each_table
def test_a_row_is_written_as_django_writes_it(row: Model) -> None:
    named = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key or field.is_relation
    }
    written = new(type(row), **named)
    assert {name: getattr(written, name) for name in named} == named
    usual = type(row)(**named)
    statements = [said(lambda: insert(written)), said(lambda: usual.save(force_insert=True))]
    key, fields = row._meta.pk.attname, [field.attname for field in row._meta.concrete_fields]
    own = fields.index(key) if not row._meta.pk.is_relation else -1
    (quick, by_us), (slow, by_django) = statements
    assert quick.partition(" VALUES ")[0] == slow.partition(" VALUES ")[0]
    different = [place for place in range(len(by_us)) if by_us[place] != by_django[place]]
    assert different in ([], [own]), "a key of its own at most"


def said(write: Callable[[], object]) -> tuple[str, list[Any]]:
    """What is sent to the database, which refuses it here where the row is there already."""
    sent: list[tuple[str, list[Any]]] = []

    def listening(execute: Callable[..., Any], sql: str, handed: Any, *rest: Any) -> Any:
        sent.append((sql, [getattr(each, "obj", each) for each in handed or ()]))
        raise IntegrityError

    with connection.execute_wrapper(listening), pytest.raises(IntegrityError):
        write()
    return next(each for each in sent if each[0].startswith("INSERT"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_is_not_said_is_as_usual(model: type[Model]) -> None:
    quick, usual = values(new(model)), values(model())
    anew = {name for name in usual if usual[name] != values(model())[name]}
    assert anew <= {"id", "salt"}
    assert {name: quick[name] for name in quick.keys() - anew} == {
        name: usual[name] for name in usual.keys() - anew
    }


def test_what_is_made_anew_is_another_each_time() -> None:
    assert len(new(Case).salt) == 32
    assert new(Case).salt != new(Case).salt
    assert new(Case).pk != new(Case).pk


@pytest.mark.parametrize("row", [Case], indirect=True)
def test_a_row_that_is_there_is_left_as_it_is(row: Case) -> None:
    other = new(Case, register=row.register, thread=row.thread, opened_at=NOW, is_question=False)
    assert not insert_unless_there(other)
    assert other._state.adding
    assert Case.objects.get().pk == row.pk
    another = new(Case, register=row.register, thread="x", opened_at=NOW)
    assert insert_unless_there(another)
    assert Case.objects.get(thread="x") == another


@pytest.mark.parametrize("row", [Case], indirect=True)
def test_a_change_is_written_and_nothing_else_is(row: Case) -> None:
    row.closed_at, row.closed_because, row.is_question = NOW, "Ja", False
    update(row, "closed_at", "closed_because")
    again = Case.objects.get()
    assert (again.closed_at, again.closed_because, again.is_question) == (NOW, "Ja", True)
    gone = new(Case, register=row.register, opened_at=NOW)
    with pytest.raises(NotThere):
        update(gone, "closed_because")
