"""Documentation that cannot lie: links lead somewhere, indexes are whole, words are translated."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from overens.base.languages.rules import languages
from tests import tables

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISION = re.compile(r"# (\d+)\. (.+)\n\n(\d{4}-\d\d-\d\d) · (accepted|replaced by \d+)\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_the_index_of_decisions_is_made_of_the_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    rows = []
    for number, page in enumerate(sorted(folder.glob("0*.md")), start=1):
        found = DECISION.match(page.read_text("utf-8"))
        assert found, page.name
        assert int(found[1]) == int(page.name[:4]) == number
        rows.append(f"| {number} | [{found[2]}]({page.name}) | {found[3]} | {found[4]} |")
    index = (folder / "README.md").read_text("utf-8")
    assert [line for line in index.splitlines() if re.match(r"\| \d", line)] == rows


def test_no_list_of_packages_names_where_they_come_from() -> None:
    for path in ROOT.glob("*.lock"):
        text = path.read_text("utf-8")
        assert "http" not in text
        assert "index-url" not in text
        assert "--hash=sha256:" in text


def catalogues() -> list[Path]:
    return sorted((ROOT / "src/overens/locale").glob("*/LC_MESSAGES/django.po"))


def test_every_language_but_the_sources_has_a_catalogue() -> None:
    assert {path.parents[1].name for path in catalogues()} == set(languages()) - {"en"}


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parents[1].name)
def test_a_translation_keeps_what_is_filled_in(path: Path) -> None:
    names = re.compile(r"%\(\w+\)[sr]|%s|\{\w+\}")
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id:
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                for source, text in zip(ids, said, strict=True):
                    assert sorted(names.findall(text)) == sorted(names.findall(source)), source


def test_the_table_of_roles_is_that_of_the_code() -> None:
    page = tables.ROLES.read_text("utf-8")
    assert page == tables.whole(page, tables.roles()), "make tables"
