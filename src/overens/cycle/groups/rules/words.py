"""What people write in the room, as it is kept. Pure."""

from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings, legible
from overens.base.municipalities.rules import Refused

MOST_IN_NAME, MOST_IN_LINE, MOST_IN_TEXT = 120, 300, 4_000
"""Characters of a name, of a sentence, of a text."""


def line(said: Wordings, sentence: str, most: int = MOST_IN_LINE) -> Wordings:
    """One line in each language that it was written in. Raises Refused, with the sentence where
    nothing was written."""
    return _kept({code: " ".join(legible(t).split()) for code, t in _texts(said)}, sentence, most)


def text(said: Wordings, sentence: str = "", most: int = MOST_IN_TEXT) -> Wordings:
    """The same of a longer text; without a sentence it may be empty."""
    return _kept({code: legible(t).strip() for code, t in _texts(said)}, sentence, most)


def _texts(said: Wordings) -> list[tuple[str, str]]:
    return list(said.texts().items())


def _kept(texts: dict[str, str], sentence: str, most: int) -> Wordings:
    found = {code: text for code, text in texts.items() if text}
    if sentence and not found:
        raise Refused(sentence)
    if any(len(text) > most for text in found.values()):
        raise Refused(
            _("The text is too long: at most %(most)s characters have room.") % {"most": most}
        )
    return Wordings.of(found)
