"""A Paper on a page: nothing in it becomes markup, and each text says its language."""

from lxml import html as parser

from overens.base.papers.html import as_html
from overens.base.papers.paper import Block, Facts, Items, Paper, Paragraph, Section, Table, Text

HOSTILE = "<script>alert('x')</script> & \"quoted\" {0} %s"


def say(text: str) -> Text:
    return Text({"en": text})


def paper_of(*blocks: Block, heading: Text | None = None, anchor: str = "a") -> Paper:
    section = Section(anchor, heading or say("Heading"), blocks)
    return Paper("letter", say("Title"), ("en",), (section,))


def page(paper: Paper, *columns: str) -> parser.HtmlElement:
    return parser.fragment_fromstring(as_html(paper, columns), create_parent="main")


def every_block(text: str) -> tuple[Block, ...]:
    said = say(text)
    return (
        Paragraph(said),
        Paragraph(said, quiet=True),
        Items((said,)),
        Facts(((said, said),)),
        Table(said, (said, said), ((said, said),)),
    )


def test_hostile_text_stands_on_the_page_as_text_in_every_block() -> None:
    found = page(paper_of(*every_block(HOSTILE), heading=say(HOSTILE)), "en")
    assert found.findall(".//script") == []
    places = ["h2", "p", "li", "dt", "dd", "caption", "th", "td"]
    for place in places:
        elements = list(found.iter(place))
        assert elements
        # A cell says its column's name too, for small screens.
        wanted = HOSTILE * 2 if place == "td" else HOSTILE
        assert {element.text_content() for element in elements} == {wanted}


def test_hostile_anchors_and_languages_stay_inside_their_attributes() -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    paper = paper_of(Paragraph(Text({hostile: "text"})), anchor=hostile)
    found = page(paper, "en", hostile)
    assert found.findall(".//img") == []
    assert found.find("section").get("id") == hostile
    assert hostile in [element.get("lang") for element in found.iter("div")]


def test_what_was_not_written_in_the_language_is_marked_with_its_own() -> None:
    blocks = (Paragraph(Text({"da": "Hej"})), Paragraph(Text({"da": "Nej", "en": "No"})))
    stack = page(paper_of(*blocks), "en").find(".//div[@class='stack']")
    assert stack.get("lang") == "en"
    first, second = stack.findall("p")
    assert [(span.get("lang"), span.text) for span in first.iter("span")] == [("da", "Hej")]
    assert second.text == "No"
    assert second.findall("span") == []


def test_one_language_stands_alone_and_without_its_name() -> None:
    found = page(paper_of(Paragraph(say("Text"))), "en")
    assert found.find_class("columns") == []


def test_several_languages_stand_side_by_side_under_their_own_names() -> None:
    found = page(paper_of(Paragraph(Text({"sv": "Ja", "da": "Jo", "en": "Yes"}))), "da", "sv", "nb")
    names, *_sections = found.find_class("columns")
    assert [(p.get("lang"), p.text) for p in names] == [
        ("da", "Dansk"),
        ("sv", "Svenska"),
        ("nb", "nb"),
    ]
    stacks = found.find_class("stack")
    assert [stack.get("lang") for stack in stacks] == ["da", "sv", "nb"]
    assert [stack.find("p").text_content() for stack in stacks] == ["Jo", "Ja", "Ja"]
    assert found.find(".//section").get("id") == "a"


def test_a_table_names_its_columns_and_its_rows() -> None:
    table = Table(say("Sums"), (say("Year"), say("kr")), ((say("2026"), say("9")),))
    found = page(paper_of(table), "en")
    assert [(th.get("scope"), th.text) for th in found.iter("th")] == [
        ("col", "Year"),
        ("col", "kr"),
        ("row", "2026"),
    ]
    (cell,) = found.iter("td")
    (label,) = cell
    assert (label.text, label.tail) == ("kr", "9")
    assert (label.get("class"), label.get("aria-hidden")) == ("lbl", "true")


def test_a_quiet_paragraph_looks_quiet_and_another_does_not() -> None:
    loud, quiet = page(paper_of(Paragraph(say("a")), Paragraph(say("b"), quiet=True)), "en").iter(
        "p"
    )
    assert (loud.get("class"), quiet.get("class")) == (None, "quiet small")
