"""May and must about what is published. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from urllib.parse import urlsplit

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.base.languages.rules import is_printable, languages
from overens.base.municipalities.rules import Refused, slug_of
from overens.base.papers import rich
from overens.cycle.news.states import Kind

MOST_IN_TITLE, MOST_IN_SUMMARY, MOST_IN_LINE, MOST_IN_ADDRESS = 120, 400, 300, 500
MOST_IN_NAME = 60
"""Characters."""
NOT_ADDRESSES = frozenset({"archive", "begin", "pictures"})
"""What stands under `news/` beside the texts themselves."""

Texts = Mapping[str, str]
"""One text by language; what is empty is not written."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one version says. `bodies` are rich HTML; a link has an `address` and the day on which
    it was published there (`dated`) in place of a body. `agreement` is an agreement's slug."""

    titles: Texts = field(default_factory=dict)
    summaries: Texts = field(default_factory=dict)
    bodies: Texts = field(default_factory=dict)
    agreement: str = ""
    address: str = ""
    dated: date | None = None


class NotYet(Refused):
    """A text, or a picture, to which something is missing. `fields` names where it is."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.fields = {field: sentence} if field else {}


def cleaned(words: Words, kind: str) -> Words:
    """The words as they are kept: without space around them, rich text of the short list alone.

    Raises NotYet for what cannot be kept, even as a draft.
    """
    titles = _lines(words.titles, "title", MOST_IN_TITLE)
    summaries = _lines(words.summaries, "summary", MOST_IN_SUMMARY)
    bodies = {code: rich.clean(text) for code, text in words.bodies.items()}
    bodies = {code: text for code, text in bodies.items() if text and kind != Kind.LINK}
    if not titles:
        raise NotYet(_("Write a title, in one language at least."))
    for code in (*summaries, *bodies):
        if code not in titles:
            raise NotYet(
                _("Write a title in %(language)s too, or leave out the text in that language.")
                % {"language": _called(code)},
                f"title_{code}",
            )
    if kind != Kind.LINK:
        return Words(titles, summaries, bodies, words.agreement)
    return Words(titles, summaries, {}, words.agreement, _address(words.address), words.dated)


def _called(code: str) -> str:
    """A language, as the page's own language calls it."""
    return languages()[code].called_in(get_language() or "en")


def _lines(texts: Texts, name: str, most: int) -> dict[str, str]:
    found = {code: " ".join(text.split()) for code, text in texts.items()}
    for code, text in found.items():
        refuse_line(text, f"{name}_{code}", most)
    return {code: text for code, text in found.items() if text and code in languages()}


def refuse_line(text: str, name: str, most: int = MOST_IN_LINE) -> None:
    """Raises NotYet for a line that is too long or cannot be read."""
    if not is_printable(text):
        raise NotYet(_("The text holds a character that cannot be seen. Take it out."), name)
    if len(text) > most:
        raise NotYet(
            _("The text is too long: at most %(most)s characters have room.") % {"most": most},
            name,
        )


def _address(text: str) -> str:
    """Where a link leads; empty while nobody has said."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if address and (not good or not is_printable(address) or len(address.split()) > 1):
        raise NotYet(_("Write the whole address of the page, from https:// on."), "address")
    refuse_line(address, "address", MOST_IN_ADDRESS)
    return address


def refuse_unready(words: Words, kind: str, today: date) -> None:
    """Raises NotYet where a draft cannot be published yet."""
    if kind == Kind.LINK:
        if not words.address or words.dated is None:
            raise NotYet(_("Write the address of the page, and the day on which it was published."))
        if words.dated > today:
            raise NotYet(_("The day on which it was published cannot lie ahead."))
        return
    for code in words.titles:
        if code not in words.bodies:
            raise NotYet(
                _("There is a title in %(language)s, and no text.") % {"language": _called(code)}
            )


def refuse_undescribed(alts: Texts, written_in: Texts) -> None:
    """Raises NotYet where a picture is not described in each language of the text."""
    for code in written_in:
        if not alts.get(code):
            raise NotYet(
                _("Describe the picture in %(language)s too, for whoever does not see it.")
                % {"language": _called(code)},
                f"alt_{code}",
            )


def as_one(words: Words) -> str:
    """All that it says as one rich text, to be read beside another one."""
    parts = []
    for code, title in words.titles.items():
        lines = [title, words.summaries.get(code, "")]
        said = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
        parts.append(f"<h3>{languages()[code].name}</h3>{said}{words.bodies.get(code, '')}")
    about = [words.address, words.dated.isoformat() if words.dated else "", words.agreement]
    parts += [f"<p>{escape(line, quote=False)}</p>" for line in about if line]
    return "".join(parts)


def address_of(words: Words, kind: str) -> str:
    """The name in its address, made of its first title."""
    return slug_of(next(iter(words.titles.values())), MOST_IN_NAME) or kind


def search_words(words: Words) -> str:
    """All that it says, bare and in lower case, for the search in the archive."""
    bodies = (rich.plain(text) for text in words.bodies.values())
    return "\n".join((*words.titles.values(), *words.summaries.values(), *bodies)).casefold()
