"""An Edition sent to other authorities: one entry here, a dispatch to each of them.

Two steps, as freezing is: what is slow comes before the caller's transaction opens.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from overens.base.municipalities.models import Authority, Seat
from overens.base.papers.actions import freeze
from overens.base.papers.models import Edition
from overens.base.papers.paper import Paper
from overens.base.papers.storage import fetch, keep
from overens.base.records.actions.arriving import case_of
from overens.base.records.actions.entering import entered, register_of
from overens.base.records.editions import as_documents, subject_for_everyone, title_in
from overens.base.records.messages import attachment, language_of
from overens.base.records.models import Dispatch, Entry
from overens.base.records.rules import MOST_IN_NAME, Attached, Said, in_brief
from overens.base.records.states import Direction


@dataclass(frozen=True, slots=True)
class Ready:
    """An edition that can be sent: typeset, and its files kept. Not saved yet, or frozen before."""

    edition: Edition
    size: int


def ready(*, paper: Paper, owner: Authority, at: datetime) -> Ready:
    """Freeze a paper so that it can be sent. Raises CannotTypeset and CannotKeep."""
    edition = freeze(paper=paper, at=at)
    edition.owner = owner
    keep(settings.FILES, edition.canonical.encode())
    return Ready(edition, len(fetch(settings.FILES, edition.pdf)))


def send(
    *,
    by: Seat | None,
    ready: Ready,
    kind: str,
    to: Sequence[Authority],
    thread: str,
    at: datetime,
    attached: Sequence[Attached] = (),
    beside: Callable[[Entry], object] = lambda entry: None,
) -> Entry:
    """Save an edition that is not saved yet, enter it as sent, and put it in the outbox for each of some authorities.

    A step of a larger action, at the end of its transaction: the entry's own line in the trail is
    the last that it writes. `thread` names the case at each authority, `kind` (`records.arrivals`)
    what the other side does with it. Where there is nobody else to send it to, it is drawn up. What a
    register sends by itself is sent by nobody.
    """
    authority = ready.edition.owner
    if ready.edition._state.adding:
        ready.edition.save(force_insert=True)
    subject = title_in(ready.edition, language_of(authority))
    names = ", ".join(one.name.text for one in to)

    def put(entry: Entry) -> None:
        for one in to:
            Dispatch.objects.create(entry=entry, to=one, kind=kind, next_at=at)
        beside(entry)

    return entered(
        case=case_of(register_of(authority), thread, at, is_question=False),
        direction=Direction.SENT if to else Direction.DRAWN_UP,
        on=authority.country.today(at),
        at=at,
        said=Said(
            subject=in_brief(subject),
            counterpart=in_brief(names, MOST_IN_NAME),
            is_private=False,
            public_counterpart=in_brief(names, MOST_IN_NAME),
            public_subject=subject_for_everyone(language_of(authority)),
        ),
        documents=[
            *as_documents(ready.edition, subject, ready.size),
            *(attachment(one) for one in attached),
        ],
        by=by,
        now=at,
        beside=put,
    )
