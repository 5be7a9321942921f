"""The order of the house: imports run down, and every room is listed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from overens import floors

SOURCE = Path(floors.__file__).parent
ROOMS = [(floor, room) for floor, rooms in floors.FLOORS.items() for room in rooms]
ORDER = {room: height for height, room in enumerate(ROOMS)}
WEB_ONLY = ("django.http", "django.forms", "django.shortcuts")


def modules() -> Iterator[tuple[Path, str]]:
    """Every source file and its dotted name, migrations left out."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            parts = path.relative_to(SOURCE.parent).with_suffix("").parts
            yield path, ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def room_of(dotted: str) -> tuple[str, str] | None:
    """The room in which a module stands; None for wiring and for what is not ours."""
    parts = dotted.split(".")
    if parts[0] == "overens" and len(parts) > 2 and parts[1] in floors.FLOORS:
        return parts[1], parts[2]
    return None


def wrong_imports(dotted: str, imported: str) -> str:
    """Why a module may not import that name; empty where it may."""
    own, other = room_of(dotted), room_of(imported)
    if own and other and ORDER[other] > ORDER[own]:
        return "runs up"
    if own and imported.startswith("overens.") and imported.split(".")[1] in floors.WIRING:
        return "reaches into the wiring"
    if own and own[0] != floors.ANSWERS_HTTP and imported.startswith(WEB_ONLY):
        return "answers HTTP outside of web"
    return ""


@pytest.mark.parametrize(("path", "dotted"), list(modules()), ids=lambda v: str(v).split("/")[-1])
def test_imports_run_down(path: Path, dotted: str) -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} {imported} {why}"
        for line, imported in imports(path)
        if (why := wrong_imports(dotted, imported))
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("dotted", "imported", "why"),
    [
        ("overens.base.trail.rules", "overens.base.papers.paper", "runs up"),
        ("overens.base.papers.models", "overens.cycle.agreements.models", "runs up"),
        ("overens.cycle.agreements.actions", "django.http", "answers HTTP outside of web"),
        ("overens.cycle.agreements.actions", "overens.settings.site", "reaches into the wiring"),
        ("overens.web.public.views", "overens.cycle.agreements.queries", ""),
        ("overens.web.public.views", "django.http", ""),
        ("overens.web.public.views", "overens.web.desk.entering", "runs up"),
        ("overens.web.desk.home", "overens.web.public.shown", ""),
    ],
)
def test_the_test_itself_sees_wrong_imports(dotted: str, imported: str, why: str) -> None:
    assert wrong_imports(dotted, imported) == why


def test_every_room_is_listed_and_every_listed_room_stands() -> None:
    standing = {
        (floor, entry.name)
        for floor in floors.FLOORS
        for entry in (SOURCE / floor).iterdir()
        if entry.is_dir() and entry.name != "__pycache__"
    }
    assert standing == set(ROOMS)


def test_nothing_stands_beside_the_floors_but_the_wiring() -> None:
    beside = {
        entry.stem
        for entry in SOURCE.iterdir()
        if entry.suffix == ".py" or (entry.is_dir() and entry.name not in ("__pycache__", "locale"))
    }
    assert beside - set(floors.FLOORS) == {"__init__", "floors", *floors.WIRING}


def test_a_room_says_what_it_is_in_at_most_six_lines_and_holds_nothing_else() -> None:
    for floor, room in ROOMS:
        tree = ast.parse((SOURCE / floor / room / "__init__.py").read_text("utf-8"))
        said = ast.get_docstring(tree)
        assert said, f"{floor}/{room} says nothing of itself"
        assert len(said.splitlines()) <= 6, f"{floor}/{room} says too much"
        assert len(tree.body) == 1, f"{floor}/{room}/__init__.py holds more than its docstring"


def test_no_import_is_relative() -> None:
    for path, dotted in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), dotted


def test_only_actions_write_the_trail() -> None:
    writers = {
        dotted
        for path, dotted in modules()
        for _line, imported in imports(path)
        if imported == "overens.base.trail.actions.write"
    }
    assert {w for w in writers if "actions" not in w.split(".")} == set()
