"""Rich text: nothing but the short list survives."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from overens.base.languages.rules import is_printable
from overens.base.municipalities.rules import Refused
from overens.base.papers.rich import (
    ATTRIBUTES,
    MOST_IN_RICH,
    REL,
    TAGS,
    clean,
    is_plain,
    is_rich,
    paragraphs,
    plain,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&#58;alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="//elsewhere.example">x</a>',
    '<a href="/desk/sign-in/out/">x</a>',
    '<a href="https://good.example" onclick="x" style="x" target="_blank">x</a>',
    "<svg><script>x</script></svg>",
    "<math><mi//xlink:href='data:x'>",
    "<style>p { color: red }</style>",
    "<p style='position:fixed' class='btn' id='main'>x</p>",
    "<iframe srcdoc='<p>x</p>'></iframe>",
    "<form action='https://elsewhere.example'><input name=x><button>x</button></form>",
    "<h1>x</h1><h2>y</h2><h3 id=z>z</h3>",
    "<table><p>x</p><tr><td colspan=99999 rowspan='2'>y",
    "<td colspan=2>loose</td>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<b>bold</b><i>it</i><u>u</u><!-- hidden --><?php x ?>",
    "<ul><li>a<ul><li>b</ul></ul>",
    "&lt;script&gt;",
    "plain text & <",
)
PIECES = st.sampled_from(
    [
        *HOSTILE,
        *(f"<{t}>" for t in TAGS),
        *(f"</{t}>" for t in TAGS),
        "text",
        "&amp;",
        "å",
        "<",
        '"',
    ]
)


def check(html: str) -> None:
    found = clean(html)
    assert clean(found) == found
    if not found:
        return
    for element in parser.fragment_fromstring(found, create_parent="section").iterdescendants():
        assert element.tag in TAGS, found
        allowed = ATTRIBUTES.get(element.tag, set()) | ({"rel"} if element.tag == "a" else set())
        assert set(element.attrib) <= allowed, found
        if element.tag == "a":
            assert element.get("rel") == REL
            assert re.match(r"(https?://|mailto:)", element.get("href", "https://"), re.IGNORECASE)


@pytest.mark.parametrize("html", HOSTILE)
def test_what_is_hostile_leaves_nothing_but_the_list(html: str) -> None:
    check(html)
    assert "alert" not in clean(html) or "<" not in clean(html)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_nothing_but_the_list_survives_any_mixture_and_cleaning_twice_changes_nothing(
    html: str,
) -> None:
    check(html)


@given(st.text(max_size=200))
def test_any_text_is_cleaned_or_refused(text: str) -> None:
    try:
        check(text)
    except Refused:
        assert not is_printable(unescape(text).replace("\r", ""))


def test_what_the_editor_makes_passes_as_it_is() -> None:
    said = (
        "<h3>Heading</h3><p>A <strong>bold</strong> and <em>leaning</em> word.<br>Line.</p>"
        "<ul><li><p>one</p></li></ul><ol><li><p>two</p></li></ol>"
        '<p><a href="https://koge.dk" rel="noopener noreferrer nofollow">Køge</a></p>'
        "<table><tbody><tr><th><p>a</p></th><td><p>b</p></td></tr></tbody></table>"
    )
    assert clean(said) == said
    assert is_rich(said)
    assert not is_plain(said)


def test_what_nobody_could_read_is_empty() -> None:
    for nothing in ("", "<p></p>", "<p><br></p>", "<script>x</script>", " <ul><li></li></ul>"):
        assert clean(nothing) == ""


@pytest.mark.parametrize("trick", ["\u202e", "&#x202e;", "\x07", "\u200b"])
def test_a_character_that_cannot_be_seen_is_refused(trick: str) -> None:
    with pytest.raises(Refused, match="cannot be seen"):
        clean(f"<p>a{trick}b</p>")


def test_too_much_is_refused() -> None:
    clean("x" * MOST_IN_RICH)
    with pytest.raises(Refused, match="too long"):
        clean("x" * (MOST_IN_RICH + 1))


def test_plain_text_becomes_paragraphs_and_comes_back() -> None:
    said = "One & two\nthree\n\n<b>four</b>"
    html = paragraphs(said)
    assert html == "<p>One &amp; two<br>three</p><p>&lt;b&gt;four&lt;/b&gt;</p>"
    assert clean(html) == html
    assert is_plain(html)
    assert plain(html) == said


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp"]),
        max_size=500,
    )
)
def test_any_plain_text_survives_the_way_there_and_back(text: str) -> None:
    assert plain(clean(paragraphs(text))) == text
