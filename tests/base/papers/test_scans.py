"""Pages of what was handed in, as pictures."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from overens.base.papers.pictures import bound
from overens.base.papers.scans import NoPage, pages_of, picture_of
from overens.base.papers.storage import keep


def scan(root: Path, pages: int) -> str:
    """Pages of one colour each, the first red."""
    drawn = []
    for number in range(pages):
        file = BytesIO()
        colour = "red" if number == 0 else "blue"
        Image.new("RGB", (60, 85) if number % 2 == 0 else (85, 60), colour).save(file, "JPEG")
        drawn.append(file.getvalue())
    return keep(root, bound(drawn))


@pytest.mark.parametrize("pages", [1, 2, 3, 7, 8, 21])
def test_as_many_pages_as_there_are(tmp_path: Path, pages: int) -> None:
    assert pages_of(tmp_path, scan(tmp_path, pages)) == pages


def test_each_page_is_a_picture_of_one_shape(tmp_path: Path) -> None:
    name = scan(tmp_path, 2)
    first, second = (Image.open(BytesIO(picture_of(tmp_path, name, n))) for n in (1, 2))
    assert (first.format, first.size, second.size) == ("PNG", (1200, 1700), (1200, 1700))
    red, blue = (page.convert("RGB").getpixel((600, 850)) for page in (first, second))
    assert (red[0] > 200, red[2] < 50) == (True, True)
    assert (blue[2] > 200, blue[0] < 50) == (True, True)
    # A lying page is smaller, with white above and below it.
    assert second.convert("RGB").getpixel((600, 5)) == (255, 255, 255)


@pytest.mark.parametrize("page", [-1, 0, 3, 10**9])
def test_no_picture_of_a_page_that_is_not_there(tmp_path: Path, page: int) -> None:
    with pytest.raises(NoPage):
        picture_of(tmp_path, scan(tmp_path, 2), page)


@pytest.mark.parametrize("data", [b"%PDF-1.7\nbroken", b"%PDF-", b"\x00" * 999, b""])
def test_what_cannot_be_drawn_has_no_pages(tmp_path: Path, data: bytes) -> None:
    name = keep(tmp_path, data)
    assert pages_of(tmp_path, name) == 0
    with pytest.raises(NoPage):
        picture_of(tmp_path, name, 1)


def test_a_missing_file_has_no_pages(tmp_path: Path) -> None:
    assert pages_of(tmp_path, "0" * 64) == 0
