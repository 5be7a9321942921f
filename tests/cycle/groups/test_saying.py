"""What people write is kept so that each can read it; what nobody sees in it is no reason to refuse."""

import pytest

from overens.cycle.groups.rules.saying import Missing, line, lines, text, texts


def test_what_nobody_sees_is_left_out() -> None:
    assert line(" a\u202eb\x00 \n c ", "title") == "ab c"
    assert text(" a\r\nb\u200b\x1b ", "text") == "a\nb"
    assert lines({"da": "\u202e", "sv": "å", "xx": "no language"}, "title").texts() == {"sv": "å"}


@pytest.mark.parametrize("said", ["", " \u200b ", "\x00"])
def test_nothing_is_asked_for_at_its_field(said: str) -> None:
    for verb in (
        lambda: lines({"da": said}, "title", asked="Write it."),
        lambda: texts({"da": said}, "title", asked="Write it."),
        lambda: text(said, "title", asked="Write it."),
    ):
        with pytest.raises(Missing) as missing:
            verb()
        assert missing.value.fields == {"title": "Write it."}


def test_what_is_too_long_is_refused() -> None:
    assert len(line("x" * 150, "title")) == 150
    with pytest.raises(Missing, match="at most 150"):
        line("x" * 151, "title")
