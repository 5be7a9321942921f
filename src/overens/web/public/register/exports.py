"""The same in other forms: CSV of what the filter finds, and a feed of what is newest."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from overens.base.records.models import Entry, Register
from overens.base.records.open_queries import found, open_entries
from overens.web.public.register.shown import EntryShown, shown
from overens.web.public.register.views import opened, wanted_of

AT_A_TIME, IN_FEED = 500, 50
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """What a csv.writer writes to, that gives each line back."""

    def write(self, line: str) -> str:
        return line


@require_safe
def as_csv(request: HttpRequest, language: str, authority: str) -> StreamingHttpResponse:
    """Every entry that the filter finds, as everyone reads it (RFC 4180, UTF-8 with its mark)."""
    register = opened(authority)
    today = register.authority.country.today(timezone.now())
    entries = found(register, wanted_of(request), today)
    response = StreamingHttpResponse(
        _lines(register, entries.iterator(AT_A_TIME), language),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="register-{authority}.csv"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _lines(register: Register, entries: Iterator[Entry], language: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    with override(language):
        head = [
            _("Number"),
            _("Date"),
            _("Direction"),
            _("From or to"),
            _("Subject"),
            _("Cancelled"),
        ]
    yield "\ufeff" + writer.writerow(head)
    while batch := [entry for _n, entry in zip(range(AT_A_TIME), entries, strict=False)]:
        # The language is that of the request, which is over when the lines are written.
        with override(language):
            rows = [shown(register, row, language) for row in open_entries(register, batch)]
            lines = [writer.writerow(map(_harmless, _cells(row))) for row in rows]
        yield from lines


def _cells(row: EntryShown) -> Iterable[str]:
    cancelled = _("yes") if row.is_cancelled else ""
    return (
        row.written,
        row.row.on.isoformat(),
        row.direction,
        row.counterpart,
        row.subject,
        cancelled,
    )


def _harmless(text: str) -> str:
    """A spreadsheet carries out what begins like a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


@require_safe
def as_feed(request: HttpRequest, language: str, authority: str) -> HttpResponse:
    """What is newest, as an Atom feed (RFC 4287)."""
    register = opened(authority)
    today = register.authority.country.today(timezone.now())
    entries = list(found(register, wanted_of(request), today)[:IN_FEED])
    name = register.authority.name.text
    feed = Atom1Feed(
        title=_("Register of %(name)s") % {"name": name},
        link=f"{settings.ADDRESS}/{language}/register/{authority}/",
        description="",
        language=language,
        feed_url=f"{settings.ADDRESS}{request.path}",
    )
    for entry, row in zip(entries, open_entries(register, entries), strict=True):
        line = shown(register, row, language)
        feed.add_item(
            title=f"{line.written} {line.subject}",
            link=f"{settings.ADDRESS}{line.address}",
            description=f"{line.direction}: {line.counterpart}"
            if line.counterpart
            else line.direction,
            unique_id=f"urn:uuid:{entry.pk}",
            pubdate=datetime.combine(entry.on, time(), UTC),
            updateddate=max([entry.entered_at, *row.corrected]),
        )
    response = HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "public, no-cache"
    return response
