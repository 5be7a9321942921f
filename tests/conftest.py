"""What every test may count on, and what none may do."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection

from overens.base.trail.guards import install, lift
from overens.cycle.agreements import queries, standings
from tests.chromium import chromium
from tests.instance import carried_out, made_once

LONGEST = (
    "life_machine",
    "two_databases",
    "misfortune",
    "every_page",
    "roles_of_addresses",
    "roles",
    "rounds",
    "desk",
    "typing",
    "bad_luck",
    "access",
    "command",
    "agreement",
    "contact",
    "proposals",
    "invitation",
    "sign_in",
    "register",
    "overview",
    "succession",
    "editor",
    "tutorial",
    "demo_sign_ins",
)
"""Begun first and in this order, so that no worker waits in the end for another's long file. A file
is one worker's, since its instance or its walk is made once for all its tests."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """After pytest-django has ordered them: what asks the database comes before the browser, since
    Django asks none in a thread in which Playwright waits; then the longest, and what is short fills
    the end."""
    asks = {
        item.path
        for item in session.items
        if item.get_closest_marker("database") or item.get_closest_marker("own_databases")
    }
    places = {f"test_{name}": place for place, name in enumerate(LONGEST)}
    session.items.sort(
        key=lambda item: (item.path not in asks, places.get(item.path.stem, len(places)))
    )


BY_EACH_DATABASE = (
    "test_roles",
    "test_roles_of_addresses",
    "test_running",
    "test_pages",
    "test_overview",
    "test_register",
    "test_caching",
    "test_forms",
)
"""Of `tests/web` what is about the database too: the walks that open every address and do every
action, the pages that are read by plain SQL, what is kept by a key of the database's, and what is
done once in a transaction."""


def is_page(item: pytest.Item) -> bool:
    """What a page says and how it answers: by queries that the rooms' own tests ask on each
    database. Where several come at once, or a transaction is carried out, it is about the database."""
    marker = item.get_closest_marker("django_db")
    several = "transactional_db" in getattr(item, "fixturenames", ()) or (
        marker and marker.kwargs.get("transaction")
    )
    in_web = "web" in item.path.relative_to(item.config.rootpath).parts[:2]
    return in_web and not several and item.path.stem not in BY_EACH_DATABASE


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run, and tell which tests ask the database."""
    no_browser = pytest.mark.skip(reason="no chromium on this machine")
    no_postgresql = pytest.mark.skip(reason="this run is on SQLite")
    for item in items:
        asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker("database")
            if is_page(item):
                item.add_marker("page")
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
def prepared_empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that was prepared, with nothing in it, which no test changes."""
    return made_once(tmp_path_factory, "empty", lambda data: carried_out(data, ["prepare"]))


@pytest.fixture(scope="session")
def prepared(prepared_empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo in it, which no test changes."""

    def make(data: Path) -> None:
        carried_out(Path(shutil.copytree(prepared_empty, data)), ["prepare", "--demo"])

    return made_once(tmp_path_factory, "prepared", make)
