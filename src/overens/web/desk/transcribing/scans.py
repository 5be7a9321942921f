"""The scan of a paper: as it is handed in, and as the browser shows it beside what is typed in."""

from collections.abc import Callable, Sequence

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin

from overens.base.papers.attachments import MOST_BYTES, PDF, kind_of
from overens.base.papers.pictures import bound
from overens.base.papers.storage import fetch

View = Callable[..., HttpResponse]


def scan_of(files: Sequence[UploadedFile]) -> tuple[bytes, str]:
    """One PDF as it came, or pictures of the pages bound to one. Raises Refused."""
    # One byte more than has room: the check says so, and no more is read.
    read = [file.read(MOST_BYTES + 1) for file in files]
    name = files[0].name or "scan"
    if len(read) == 1 and kind_of(read[0]) is PDF:
        return read[0], name
    return bound(read), f"{name.rpartition('.')[0] or name}.pdf"


def beside_a_scan(view: View) -> View:
    """A page that shows a scan of our own in the browser's viewer."""
    shown: View = csp_update({"object-src": [SELF], "frame-src": [SELF]})(view)
    return shown


def shown_beside(view: View) -> View:
    """The scan itself, which our own pages alone may hold."""
    policy = {"default-src": [NONE], "frame-ancestors": [SELF]}
    held: View = xframe_options_sameorigin(csp_replace(policy)(view))
    return held


def inline(sha256: str, name: str) -> HttpResponse:
    """A scan to be shown, judged by what is in it. Raises Http404 for what is no PDF."""
    data = fetch(settings.FILES, sha256)
    if kind_of(data) is not PDF:
        raise Http404
    response = HttpResponse(data, content_type=PDF.media_type)
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
