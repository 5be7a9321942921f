"""The scan of a paper: as it is handed in, and page by page beside what is typed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse

from overens.base.papers.attachments import MOST_BYTES, PDF, kind_of
from overens.base.papers.pictures import bound
from overens.base.papers.scans import HEIGHT, WIDTH, NoPage, pages_of, picture_of
from overens.base.papers.storage import fetch
from overens.web.public.files import as_attachment


def scan_of(files: Sequence[UploadedFile]) -> tuple[bytes, str]:
    """One PDF as it came, or pictures of the pages bound to one. Raises Refused."""
    # One byte more than has room: the check says so, and no more is read.
    read = [file.read(MOST_BYTES + 1) for file in files]
    name = files[0].name or "scan"
    if len(read) == 1 and kind_of(read[0]) is PDF:
        return read[0], name
    return bound(read), f"{name.rpartition('.')[0] or name}.pdf"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as a page shows it: where it is saved from, and its pages as pictures, each with its
    number and address. There are none where it cannot be drawn."""

    address: str
    pages: Sequence[tuple[int, str]]
    width: int = WIDTH
    height: int = HEIGHT

    @classmethod
    def of(cls, sha256: str, home: str) -> "Scan":
        """The hash stands in the addresses, so that a new scan is not shown as the old one."""
        numbers = range(1, pages_of(settings.FILES, sha256) + 1)
        pages = [(n, f"{home}scan/{n}.png?{sha256[:12]}") for n in numbers]
        return cls(f"{home}scan.pdf", pages)


def saved(sha256: str, name: str) -> HttpResponse:
    """The scan as it was handed in, to be saved and never shown: what is in it is not ours."""
    return as_attachment(fetch(settings.FILES, sha256), name, PDF.media_type)


def picture(sha256: str, page: int) -> HttpResponse:
    """A page of it, as PNG. Raises Http404."""
    try:
        drawn = picture_of(settings.FILES, sha256, page)
    except NoPage as error:
        raise Http404 from error
    response = HttpResponse(drawn, content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response
