"""Rich text: the short list of elements that people write with, and what is left of anything else.

Pure. The editor sends no more than this; whatever else arrives is cleaned here, in the action
that keeps it.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from django.utils.translation import gettext as _

from overens.base.languages.rules import is_printable
from overens.base.municipalities.rules import Refused
from overens.base.papers.paper import Block, Heading, Items, Paragraph, Text

TAGS = frozenset(
    [
        "h3",
        "p",
        "br",
        "strong",
        "em",
        "ul",
        "ol",
        "li",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ],
)
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "noopener noreferrer nofollow"
MOST_IN_RICH = 50_000
"""Characters, with the marks."""

ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE | re.ASCII)
SPAN = re.compile(r"[1-9][0-9]?", re.ASCII)
BLOCK = re.compile(r"\s*<(?:p|h3|ul|ol|table)[\s>]", re.IGNORECASE)
ROUNDS = 5


def clean(html: str) -> str:
    """HTML of the short list alone; links lead by http, https and mailto, and say nothing of us.

    Cleaning what is clean changes nothing. Empty where nobody could read anything. Raises Refused
    for what is too long or holds a character that cannot be seen.
    """
    if len(html) > MOST_IN_RICH:
        raise Refused(
            _("The text is too long: at most %(most)s characters have room.")
            % {"most": MOST_IN_RICH}
        )
    if not is_printable(unescape(html).replace("\r", "")):
        raise Refused(_("The text holds a character that cannot be seen. Take it out."))
    found = html.replace("\r\n", "\n").replace("\r", "\n")
    # What stood in a wrong place (a paragraph between rows, say) is moved by the parser: until
    # nothing moves any more.
    for _round in range(ROUNDS):
        before, found = found, _cleaned(found)
        if found == before:
            break
    return found if plain(found) else ""


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        link_rel=REL,
        clean_content_tags={"script", "style"},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """An address that leads somewhere by itself; a number of cells."""
    if name == "href":
        return value if ADDRESS.fullmatch(value.strip()) else None
    if name in ("colspan", "rowspan"):
        return value if SPAN.fullmatch(value) else None
    return value


def is_rich(text: str) -> bool:
    """Whether a text is HTML of ours, and not what somebody typed without an editor."""
    return bool(BLOCK.match(text))


def paragraphs(text: str) -> str:
    """Plain text as HTML: an empty line parts paragraphs, a new line stays one."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    lines = ["<br>".join(escape(line, quote=False) for line in p.split("\n")) for p in parts if p]
    return "".join(f"<p>{line}</p>" for line in lines)


def plain(html: str) -> str:
    """The bare text: paragraphs parted by an empty line."""
    text = re.sub(r"<br\s*/?>", "\n", html)
    text = re.sub(r"</(?:p|h3|li|tr|table)>", "\n\n", text)
    text = unescape(re.sub(r"<[^>]*>", "", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def is_plain(html: str) -> bool:
    """Whether nothing is lost where it is shown without its marks."""
    return not re.search(r"<(?!/?(?:p|br)\b)", html)


def as_blocks(html: str, language: str) -> tuple[Block, ...]:
    """Cleaned HTML as blocks of a Paper: headings, paragraphs, lists; a row of a table is a
    paragraph, and a link says its address."""
    reader = _Blocks(language)
    reader.feed(html)
    reader.close()
    return tuple(reader.found())


class _Blocks(HTMLParser):
    """Collects (element, text), and the items of a list together."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.parts = language, [("p", "")]
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within, said = self.parts[-1]
        if tag == "p" and within in ("li", "tr"):
            # A paragraph in an item or a cell is that item's, or that cell's, own text.
            self.handle_data("\n" if within == "li" and said.strip() else "")
        elif tag in ("p", "h3", "li", "tr", "ul", "ol", "table"):
            self.parts.append((tag, ""))
        elif tag == "br":
            self.handle_data("\n")
        elif tag in ("td", "th"):
            self.handle_data(" · " if self.parts[-1][1].strip() else "")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            address, said = self.links.pop(), self.parts[-1][1]
            if address and not said.endswith(address):
                self.handle_data(f" ({address})")
        elif tag in ("ul", "ol", "tr", "table", "h3"):
            self.parts.append(("p", ""))

    def handle_data(self, data: str) -> None:
        tag, said = self.parts[-1]
        self.parts[-1] = (tag, said + data)

    def found(self) -> Iterator[Block]:
        items: list[Text] = []
        for tag, said in self.parts:
            text = "\n".join(" ".join(line.split()) for line in said.split("\n")).strip()
            if text and tag == "li":
                items.append(Text({self.language: text}))
            elif text:
                if items:
                    yield Items(tuple(items))
                    items = []
                block = Heading if tag == "h3" else Paragraph
                yield block(Text({self.language: text}))
        if items:
            yield Items(tuple(items))
