"""`make messages`: the sentences of the interface, collected from code and templates.

Babel reads both, so that no GNU gettext is needed. What nobody says any more is dropped.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "overens"
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def _sources() -> Iterator[tuple[str, io.BytesIO]]:
    """Python as it is, templates as the Python that Django's own extractor makes of them."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield str(path.relative_to(ROOT)), io.BytesIO(path.read_bytes())
    for path in sorted(SOURCE.rglob("*.html")):
        code = templatize(path.read_text("utf-8"), origin=str(path))
        # What templatize leaves between calls is filler, not Python.
        calls = "\n".join(re.findall(r"n?p?gettext\(.*?\)(?= |$)", code, re.DOTALL))
        yield str(path.relative_to(ROOT)), io.BytesIO(calls.encode())


def collected() -> Catalog:
    """Every sentence, with the files in which it is said."""
    catalogue = Catalog(project="overens", fuzzy=False)
    for name, source in _sources():
        for _line, message, comments, context in extract("python", source, keywords=KEYWORDS):
            catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def main() -> None:
    """Bring each language's file up to date; what is new in it is still empty."""
    template = collected()
    for path in sorted((SOURCE / "locale").glob("*/LC_MESSAGES/django.po")):
        language = path.parents[1].name
        old = Catalog(locale=language)
        if path.stat().st_size:
            with path.open("rb") as file:
                old = read_po(file, locale=language)
        old.update(template, no_fuzzy_matching=True)
        old.obsolete.clear()
        old.header_comment = "# The interface of Overens. EUPL-1.2, as Overens itself."
        old.project, old.version, old.fuzzy = "Overens", "1", False
        old.msgid_bugs_address = old.last_translator = old.language_team = "Overens"
        # Git knows when; a date that moves each time would only make noise.
        old.creation_date = old.revision_date = SINCE
        with path.open("wb") as file:
            write_po(file, old, width=100, sort_output=True, include_lineno=False, no_location=True)
        said = [m.string if isinstance(m.string, tuple) else (m.string,) for m in old if m.id]
        empty = sum(1 for strings in said if not all(strings))
        print(f"{language}: {len(old)} sentences, {empty} to translate")


if __name__ == "__main__":
    main()
