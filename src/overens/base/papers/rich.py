"""Rich text: HTML of a short list of elements, cleaned before it is kept, and as blocks of a Paper."""

from collections.abc import Iterator
from html.parser import HTMLParser

import nh3

from overens.base.papers.paper import Block, Heading, Items, Paragraph, Text

ELEMENTS = {
    *("p", "h3", "ul", "ol", "li", "strong", "em", "a", "br"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def clean(html: str) -> str:
    """What of it may be kept: the short list of elements, and addresses of links."""
    return nh3.clean(
        html,
        tags=ELEMENTS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    ).strip()


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
