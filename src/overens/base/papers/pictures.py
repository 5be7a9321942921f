"""Pictures that people hand in: judged by their own bytes, scaled, and made anew. Pure.

What comes out is a JPEG of the picture's points alone: nothing that the file told beside them
(place, camera, time, a thumbnail of what was cut away) is carried over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from overens.base.municipalities.rules import Refused
from overens.base.papers.attachments import MOST_BYTES

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_POINTS = 40_000_000
"""Of what is handed in: a few hundred bytes can say that they are a picture of gigabytes."""
LARGE, SMALL = (1600, 120_000), (640, 40_000)
"""The longest side in points, and bytes."""
QUALITIES = (85, 75, 65, 55, 45)
SHRINKS = 0.8

UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,  # what Pillow's PNG reader raises
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    ArithmeticError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What reading bytes that somebody made up can end in."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """One picture as it is kept: JPEG, its width and its height."""

    data: bytes
    width: int
    height: int


def take(data: bytes) -> tuple[Scaled, Scaled]:
    """A picture in the two sizes in which pages show it. Raises Refused with a whole sentence."""
    if not data:
        raise Refused(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise Refused(_("The file is too large: at most 20 MB have room."))
    try:
        picture = _read(data)
        return _scaled(picture, *LARGE), _scaled(picture, *SMALL)
    except UNREADABLE as error:
        raise Refused(
            _("This is no picture that can be shown. JPEG, PNG and WebP are taken.")
        ) from error


PAGE = 2400
"""The longest side in points of a page that was photographed: A4 at some 200 points an inch."""
MOST_PAGES = 60


def bound(pictures: Sequence[bytes]) -> bytes:
    """Pictures of the pages of a paper, in their order, as one PDF. Raises Refused."""
    if not 0 < len(pictures) <= MOST_PAGES:
        raise Refused(
            _("Choose at most %(most)s pictures, one for each page.") % {"most": MOST_PAGES}
        )
    if not all(pictures):
        raise Refused(_("The file is empty."))
    try:
        pages = [_page(data) for data in pictures]
        out = BytesIO()
        pages[0].save(
            out, "PDF", save_all=True, append_images=pages[1:], resolution=200, quality=75
        )
    except UNREADABLE as error:
        raise Refused(_("This is no picture that can be shown. JPEG and PNG are taken.")) from error
    if out.tell() > MOST_BYTES:
        raise Refused(_("The pictures are too large together: at most 20 MB have room."))
    return out.getvalue()


def _page(data: bytes) -> Image.Image:
    page = _read(data, PAGE)
    page.thumbnail((PAGE, PAGE))
    return page


def _read(data: bytes, side: int = LARGE[0]) -> Image.Image:
    """Its points as they are meant to be seen: upright, in sRGB, on white."""
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_POINTS:
            raise Refused(
                _("The picture is too large: at most %(most)s million points have room.")
                % {"most": MOST_POINTS // 1_000_000}
            )
        # A large JPEG is read at a fraction of its size.
        opened.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(opened)
    profile = upright.info.get("icc_profile")
    points = upright.convert("RGBA")
    seen = Image.new("RGB", points.size, "white")
    seen.paste(points, mask=points.getchannel("A"))
    return _in_srgb(seen, profile) if profile and upright.mode in ("RGB", "RGBA") else seen


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The same colours once the profile that explained them is gone."""
    try:
        said = ImageCms.ImageCmsProfile(BytesIO(profile))
        meant = ImageCms.profileToProfile(picture, said, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, *UNREADABLE):
        return picture
    return meant or picture


def _scaled(picture: Image.Image, longest: int, most: int) -> Scaled:
    """As sharp as there is room for: less fine first, then smaller."""
    side = longest
    while True:
        part = min(1, side / max(picture.size))
        fits = picture.resize([max(1, round(length * part)) for length in picture.size])
        # The points alone: Pillow writes what hangs on a picture, comments too, into the file.
        bare = Image.new("RGB", fits.size)
        bare.paste(fits)
        for quality in QUALITIES:
            out = BytesIO()
            bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= most:
                return Scaled(out.getvalue(), *bare.size)
        side = int(min(side, max(bare.size)) * SHRINKS)
