"""What every test may count on, and what none may do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection

from overens.base.trail.guards import install, lift
from overens.cycle.agreements import queries, standings
from tests.chromium import chromium
from tests.instance import environment_for, overens

SLOWEST = ("browser", "wiring")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run, and tell which tests ask the database.

    The rooms whose files take longest are begun first, so that no worker waits for another's last.
    """
    items.sort(key=lambda item: item.path.parent.name not in SLOWEST)
    no_browser = pytest.mark.skip(reason="no chromium on this machine")
    no_postgresql = pytest.mark.skip(reason="this run is on SQLite")
    for item in items:
        asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if "browser" in item.keywords and not chromium():
            item.add_marker(no_browser)
        if "postgresql" in item.keywords and connection.vendor != "postgresql":
            item.add_marker(no_postgresql)


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """No page of one test is served to another, and nothing is in memory yet of what is frozen."""
    cache.clear()
    standings._DATED.clear()
    queries.focus_areas_of.cache_clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def flush_that_may() -> Iterator[None]:
    """Django empties the tables after a transactional test: what is append-only refuses that."""
    original = flush.Command.handle

    def handle(self: flush.Command, **options: object) -> object:
        lift()
        try:
            return original(self, **options)
        finally:
            install()

    # For the whole session: a test's own patches are gone before its tables are emptied.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo in it, which no test changes."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    done = overens("prepare", "--demo", environment=environment_for(data))
    assert done.returncode == 0, done.stderr
    return data
