"""What people write in the room, as it is kept: lines and texts, by language. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings, languages, legible
from overens.base.municipalities.rules import Refused

MOST_IN_NAME, MOST_IN_TITLE, MOST_IN_LINE, MOST_IN_PLACE, MOST_IN_TEXT = 120, 150, 300, 300, 4_000
MOST_IN_OUTCOME = 2_000
"""Characters."""

Texts = Mapping[str, str]
"""One text by language; what is empty is not written."""


class Missing(Refused):
    """Something that cannot be kept as it was written. `fields` names where."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.fields = {field: sentence} if field else {}


def line(text: str, field: str, most: int = MOST_IN_TITLE) -> str:
    """A text in one line, as it is kept. Raises Missing."""
    return _bounded(" ".join(legible(text).split()), field, most)


def text(text: str, field: str, most: int = MOST_IN_TEXT, *, asked: str = "") -> str:
    """A text of several lines; with `asked`, the sentence for whoever wrote none. Raises Missing."""
    said = _bounded(legible(text).strip(), field, most)
    if asked and not said:
        raise Missing(asked, field)
    return said


def lines(texts: Texts, field: str, most: int = MOST_IN_TITLE, *, asked: str = "") -> Wordings:
    """The same by language; with `asked`, the sentence for whoever wrote none. Raises Missing."""
    found = {code: line(text, field, most) for code, text in texts.items() if code in languages()}
    return _written(found, field, asked)


def texts(texts: Texts, field: str, most: int = MOST_IN_TEXT, *, asked: str = "") -> Wordings:
    """Texts of several lines, by language. Raises Missing."""
    found = {code: text(said, field, most) for code, said in texts.items() if code in languages()}
    return _written(found, field, asked)


def _bounded(text: str, field: str, most: int) -> str:
    if len(text) > most:
        raise Missing(
            _("The text is too long: at most %(most)s characters have room.") % {"most": most},
            field,
        )
    return text


def _written(found: Texts, field: str, asked: str) -> Wordings:
    written = {code: text for code, text in found.items() if text}
    if asked and not written:
        raise Missing(asked, field)
    return Wordings.of(written)
