"""Pictures that people hand in: scaled, told of nothing but themselves, and never trusted."""

import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from overens.base.municipalities.rules import Refused
from overens.base.papers.attachments import MOST_BYTES
from overens.base.papers.pictures import LARGE, MOST_PAGES, SMALL, bound, take

SECRET = "55.7 N 12.2 E by Eksempel"


def made(
    size: tuple[int, int] = (900, 600),
    kind: str = "JPEG",
    mode: str = "RGB",
    picture: Image.Image | None = None,
    **named: Any,
) -> bytes:
    out = BytesIO()
    (picture or Image.new(mode, size)).save(out, kind, **named)
    return out.getvalue()


def noise(size: tuple[int, int]) -> Image.Image:
    """What can be packed least."""
    return Image.frombytes("RGB", size, Random(1).randbytes(size[0] * size[1] * 3))


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def exif(orientation: int = 1) -> Image.Exif:
    said = Image.Exif()
    said[0x0112] = orientation
    said[0x010E] = SECRET  # description
    said.get_ifd(0x8825)[0x001D] = SECRET  # GPS
    return said


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_what_the_file_told_beside_its_points(kind: str) -> None:
    more: dict[str, Any] = {"exif": exif(), "xmp": SECRET.encode()}
    if kind == "JPEG":
        more["comment"] = SECRET.encode()
    if kind == "PNG":
        more["pnginfo"] = PngInfo()
        more["pnginfo"].add_text("Comment", SECRET)
        del more["xmp"]
    data = made(kind=kind, **more)
    assert b"Eksempel" in data
    for scaled in take(data):
        assert b"Eksempel" not in scaled.data
        found = opened(scaled.data)
        assert found.format == "JPEG"
        assert not found.getexif()
        assert all(name.startswith(("jfif", "progressi")) for name in found.info)


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (1601, 40), (9000, 3), (1, 1)])
def test_a_picture_fits_and_keeps_its_shape(size: tuple[int, int]) -> None:
    for scaled, (longest, most) in zip(take(made(size)), (LARGE, SMALL), strict=True):
        found = opened(scaled.data)
        assert found.size == (scaled.width, scaled.height)
        assert max(found.size) == min(longest, max(size))
        assert len(scaled.data) <= most
        assert abs(found.width * size[1] / found.height - size[0]) <= max(size[0] / min(found.size), 2)  # fmt: skip


def test_the_finest_picture_fits_too() -> None:
    for scaled, (_longest, most) in zip(
        take(made(picture=noise((1600, 1600)), quality=100)), (LARGE, SMALL), strict=True
    ):
        assert len(scaled.data) <= most


def test_what_the_camera_held_sideways_stands_upright() -> None:
    sideways = Image.new("RGB", (60, 30), "white")
    sideways.paste("red", (0, 0, 30, 30))
    large, _small = take(made(picture=sideways, exif=exif(6), quality=95))
    found = opened(large.data)
    assert found.size == (30, 60)
    red, _green, blue = found.getpixel((15, 10))
    assert red > 200
    assert blue < 80


def test_what_lets_light_through_stands_on_white() -> None:
    large, _small = take(made((20, 20), "PNG", "RGBA"))
    assert min(opened(large.data).getpixel((10, 10))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_way_of_keeping_points_is_read(mode: str) -> None:
    picture = Image.new(mode, (40, 30))
    kind = "JPEG" if mode == "CMYK" else "PNG"
    large, _small = take(made(kind=kind, picture=picture))
    assert (large.width, large.height) == (40, 30)


def test_a_profile_is_gone_and_a_broken_one_does_no_harm() -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (own, b"no profile"):
        large, _small = take(made(icc_profile=profile))
        assert "icc_profile" not in opened(large.data).info


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is that large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8000, 6000), (10_000, 10_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_opened(size: tuple[int, int]) -> None:
    with pytest.raises(Refused):
        take(bomb(*size))


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"BM" + b"\0" * 60,
        made(kind="TIFF"),
        made()[:300],
        b"\xff\xd8\xff\xe0",
        b"plain",
    ],
)
def test_what_is_no_picture_that_we_take_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Refused, match="JPEG, PNG and WebP"):
        take(data)


def test_what_is_empty_or_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="empty"):
        take(b"")
    with pytest.raises(Refused, match="20 MB"):
        take(b"\xff" * (MOST_BYTES + 1))


SAMPLES = [made((64, 48), kind) for kind in ("JPEG", "PNG", "WEBP")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_file_that_somebody_has_broken_is_shown_or_refused(
    sample: bytes, data: st.DataObject
) -> None:
    broken = bytearray(sample)
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        large, _small = take(bytes(broken))
    except Refused:
        return
    assert opened(large.data).format == "JPEG"


def test_pictures_of_pages_become_one_pdf_in_their_order_that_tells_nothing_else() -> None:
    pages = [made((600, 900), exif=exif_of_a_place()), made((900, 600), "PNG")]
    data = bound(pages)
    assert data.startswith(b"%PDF-")
    assert b"/Count 2" in data
    assert data.index(b"/Width 600") < data.index(b"/Width 900")
    assert SECRET.encode() not in data


def exif_of_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    return exif.tobytes()


@pytest.mark.parametrize(
    "pictures", [[], [b""], [b"%PDF-1.7 no picture"], [b"x"] * (MOST_PAGES + 1)]
)
def test_what_is_no_page_is_refused_in_a_sentence(pictures: list[bytes]) -> None:
    with pytest.raises(Refused) as refused:
        bound(pictures)
    assert str(refused.value).endswith(".")
