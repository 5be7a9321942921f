"""The one button of an answer: it names the approval where a yes is chosen."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def answering(short: str) -> SafeString:
    """Both sentences; the style sheet shows the one that fits what is chosen."""
    return format_html(
        '<span class="if-yes">{}</span><span class="if-not">{}</span>',
        _("Approve for %(name)s") % {"name": short},
        _("Send the answer"),
    )
