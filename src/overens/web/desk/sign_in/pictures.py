"""A QR code as SVG within the page: no other site draws it, and it needs no style of its own."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from qrcode.main import QRCode


def square(text: str) -> SafeString:
    """The code of a text, one unit per module."""
    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="square" viewBox="0 0 {size} {size}" role="img" aria-label="{label}">'
        '<path d="M0 0h{size}v{size}H0z" class="light"/><path d="{path}"/></svg>',
        size=len(rows),
        label=_("A picture for the app’s camera: it holds the key that stands beside it."),
        path=mark_safe(path),
    )
