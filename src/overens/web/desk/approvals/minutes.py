"""Minutes that were put to one's authority: read and answered as any other question."""

from collections.abc import Iterator
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from overens.base.consents.models import Consent
from overens.base.consents.queries import reached
from overens.base.consents.states import MAY_FOLLOW, REFUSALS, AnswerKind
from overens.cycle.agreements.letters import Told
from overens.cycle.agreements.models import Comment, Step
from overens.cycle.agreements.states import Progress
from overens.cycle.groups.models import Meeting, SentNotes
from overens.cycle.groups.states import MINUTES
from overens.web.desk.approvals import loading
from overens.web.desk.approvals.loading import Put

KINDS = (*loading.KINDS, MINUTES)
"""What is answered here."""


class PutMinutes(Put):
    """The minutes of one meeting, as they were put to each party."""

    is_minutes = True

    @classmethod
    def of(cls, request: HttpRequest, consent: Consent | None) -> "PutMinutes":
        """Raises Http404: also where the meeting is on another instance, and the record in the register."""
        rows = Meeting.objects.select_related("agreement", "group")
        # By what was sent of it here: what a letter says that it is about may be anything.
        meeting = rows.filter(notes__sent__consent=consent).first() if consent else None
        if consent is None or meeting is None:
            raise Http404
        found = cls(consent, meeting.agreement, request.acting, request.reader)
        found.meeting = meeting
        return found

    meeting: Meeting

    @cached_property
    def sent(self) -> list[SentNotes]:
        """What was put of this meeting, oldest first."""
        rows = SentNotes.objects.filter(notes__meeting=self.meeting).select_related("consent")
        return list(rows.order_by("number"))

    @property
    def what(self) -> str:
        return _("Minutes to adopt")

    @cached_property
    def own_bound(self) -> bool:
        return False

    @cached_property
    def newer(self) -> Consent | None:
        newest = self.sent[-1].consent if self.sent else None
        return newest if newest and newest != self.consent else None

    @property
    def older(self) -> Consent | None:
        return None

    @property
    def before(self) -> None:
        return None

    @cached_property
    def signatures(self) -> dict[UUID, Told]:
        return {}

    @cached_property
    def comments(self) -> list[tuple[Step, Told]]:
        return []

    @cached_property
    def notes(self) -> list[Comment]:
        return []

    @cached_property
    def progress(self) -> Progress:
        if self.newer:
            return Progress.REPLACED
        said = [answer.answer if (answer := self.standing(one)) else "" for one in self.asked]
        if set(said) & REFUSALS:
            return Progress.REFUSED
        return Progress.COUNTS if set(said) == {AnswerKind.YES} else Progress.OPEN

    @property
    def state(self) -> str:
        words = {
            Progress.COUNTS: _("adopted by each party"),
            Progress.REFUSED: _("not adopted"),
            Progress.REPLACED: _("replaced by newer minutes"),
        }
        return words.get(self.progress, str(self.progress.label))

    @property
    def choices(self) -> list[AnswerKind]:
        given = self.standing(self.own)
        if self.progress not in (Progress.OPEN, Progress.REFUSED):
            return []
        may = MAY_FOLLOW[given.answer if given else ""]
        return [kind for kind in AnswerKind if kind in may]

    @property
    def home(self) -> str:
        """Of the minutes in the shared room."""
        room = f"/{self.language}/desk/agreements/{self.agreement.slug}"
        return f"{room}/meetings/{self.meeting.slug}/notes/"


def fetch(request: HttpRequest, pk: UUID) -> Put:
    """Whatever was put to one's authority and is answered here. Raises Http404."""
    consent = reached(request.acting.authority, *KINDS).filter(pk=pk).first()
    if consent and consent.kind == MINUTES:
        return PutMinutes.of(request, consent)
    return Put.of(request, consent)


def awaited(page: PutMinutes) -> Iterator[str]:
    """The short names of the parties that have not adopted them."""
    for one in page.asked:
        answer = page.standing(one)
        if answer is None or answer.answer != AnswerKind.YES:
            yield one.authority.short
