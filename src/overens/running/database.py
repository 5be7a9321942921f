"""The database: whether it answers and fits this release, its tables, and the demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from overens.base.countries.rules import countries
from overens.base.municipalities.queries import seat_named
from overens.base.municipalities.roles import Act, may
from overens.base.trail.guards import lift
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.agreement_file.reading import read
from overens.cycle.agreements.models import Agreement
from overens.cycle.news.actions.publishing import publish
from overens.cycle.news.actions.writing import begin_news
from overens.cycle.news.models import NewsItem
from overens.cycle.news.rules import Words, address_of
from overens.cycle.news.states import Kind
from overens.demo import demo_file, demo_news
from overens.running.trouble import CannotRun

MADE = "database-made"
PREPARING = 0x6F766572656E73  # "overens", as a number
TYPED_IN_BY = SeatName("koge", "coordinator")


def prepare_database() -> None:
    """Bring the tables to this release, as the role that owns them: all of it or, where it is
    interrupted, nothing.

    Raises CannotRun where a newer release has written the database, DatabaseError where it does
    not answer.
    """
    with _as_owner(), whole():
        loader = MigrationLoader(connection)
        ours = {config.label for config in apps.get_app_configs()}
        newer = {m for m in loader.applied_migrations if m[0] in ours} - set(loader.disk_migrations)
        if newer:
            raise CannotRun(
                _("A newer release of Overens has written this database. Install that release.")
            )
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def whole() -> Iterator[None]:
    """Migrations in one transaction. By itself Django keeps a migration's tables first and notes
    afterwards that it has run: killed in between, it would try to make them a second time.

    The guards are off meanwhile, since SQLite drops no column that a trigger reads; `migrate` puts
    them on at its end.
    """
    if connection.vendor == "sqlite":
        # It rebuilds tables, and cannot turn this off once the transaction has begun.
        connection.disable_constraint_checking()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # No table is altered while a check of its rows is outstanding.
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        lift()
        yield


@contextmanager
def _as_owner() -> Iterator[None]:
    """Log in as the role that owns the tables. There is one connection throughout: a migration
    that used two would wait for itself."""
    connection.close()
    own = connection.settings_dict
    connection.settings_dict = own | settings.OWNER
    try:
        connection.ensure_connection()
        if connection.vendor == "postgresql":
            # Another instance may prepare the same database from a folder of its own.
            connection.cursor().execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        yield
    finally:
        connection.close()
        connection.settings_dict = own


def refuse_missing() -> None:
    """Raises CannotRun where there is no database yet: SQLite would make an empty one."""
    if _is_missing():
        refuse_lost(settings.DATA)
        raise CannotRun(_("There is no instance here yet. Prepare it first: overens prepare."))


def refuse_lost(data: Path) -> None:
    """Raises CannotRun where a database was made and is gone: nobody wants it begun anew unasked."""
    if _is_missing() and (data / MADE).exists():
        raise CannotRun(
            _(
                "The database %(database)s is gone. Bring back its newest copy, or take away "
                "%(mark)s to begin with an empty one."
            )
            % {"database": settings.DATABASES["default"]["NAME"], "mark": data / MADE}
        )


def note_made(data: Path) -> None:
    """Remember that a database was made."""
    (data / MADE).touch()


def _is_missing() -> bool:
    said = settings.DATABASES["default"]
    return bool(said["ENGINE"].endswith("sqlite3") and not Path(said["NAME"]).exists())


def load_demo() -> bool:
    """Type in the demo's agreement, and publish its first news, also where an older release made
    the demo; whether the agreement was not there yet."""
    now = datetime.now(UTC)
    file = read(demo_file(), countries=countries(), today=now.date())
    new = not Agreement.objects.filter(slug=file.slug).exists()
    if new:
        transcribe(by=TYPED_IN_BY, file=file, at=now)
    _tell_of_the_signing(now)
    return new


def _tell_of_the_signing(now: datetime) -> None:
    """In the name of its owner's example post, once."""
    told = demo_news()
    by, words = seat_named(told.pop("owner"), TYPED_IN_BY.post, now.date()), Words(**told)
    told_before = NewsItem.objects.filter(slug=address_of(words, Kind.NEWS)).exists()
    if told_before or by is None or not may(by.post, Act.WRITE_NEWS):
        return
    item = begin_news(by=by, kind=Kind.NEWS, words=words, at=now)
    publish(by=by, item=item, because={}, revision=item.revision, at=now)
