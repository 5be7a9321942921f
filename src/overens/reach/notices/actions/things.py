"""What a letter speaks of, where that can be answered by mail."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from overens.base.mail.models import Letter
from overens.base.trail.actions import Ref
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.models import Meeting, Participant, Question, Task, WorkingGroup


@dataclass(frozen=True, slots=True)
class Thing:
    """`about` is what a remark is on, `participant` whoever was invited, `place` where it stands below
    the agreement's page."""

    agreement: Agreement
    about: Ref
    place: str
    group: WorkingGroup | None = None
    meeting: Meeting | None = None
    question: Question | None = None
    participant: Participant | None = None
    post: UUID | None = None

    def address(self, language: str) -> str:
        """Its page at the desk."""
        return f"{settings.ADDRESS}/{language}/desk/agreements/{self.agreement.slug}/{self.place}"


def thing_of(letter: Letter) -> Thing | None:
    """None for what is never answered by mail, and for what is gone."""
    return find(Ref(letter.about_kind, letter.about_id))


def find(about: Ref) -> Thing | None:
    """The same, by what a letter is to be about."""
    read = FOUND.get(about.kind)
    try:
        return read(UUID(about.id)) if read else None
    except ValueError:
        return None


def _group(pk: UUID) -> Thing | None:
    found = WorkingGroup.objects.select_related("agreement").filter(pk=pk).first()
    if found is None:
        return None
    return Thing(found.agreement, found.ref, f"groups/{found.slug}/", group=found)


def _meeting(pk: UUID) -> Thing | None:
    found = Meeting.objects.select_related("agreement", "group", "owner").filter(pk=pk).first()
    return _at(found) if found else None


def _at(meeting: Meeting, **more: Any) -> Thing:
    place = f"meetings/{meeting.slug}/"
    return Thing(
        meeting.agreement, meeting.ref, place, group=meeting.group, meeting=meeting, **more
    )


def _participant(pk: UUID) -> Thing | None:
    rows = Participant.objects.select_related(
        "meeting__agreement",
        "meeting__group",
        "meeting__owner__municipality",
        "post__authority__municipality",
        "authority__municipality",
    )
    found = rows.filter(pk=pk).first()
    return _at(found.meeting, participant=found, post=found.post_id) if found else None


def _question(pk: UUID) -> Thing | None:
    found = Question.objects.select_related("agreement", "group").filter(pk=pk).first()
    if found is None:
        return None
    place = f"questions/{found.number}/"
    return Thing(found.agreement, found.ref, place, group=found.group, question=found)


def _task(pk: UUID) -> Thing | None:
    found = Task.objects.select_related("agreement", "group", "question").filter(pk=pk).first()
    if found is None:
        return None
    return Thing(
        found.agreement,
        found.ref,
        f"tasks/{found.number}/",
        group=found.group,
        question=found.question,
        post=found.post_id,
    )


FOUND = {
    "group": _group,
    "meeting": _meeting,
    "participant": _participant,
    "question": _question,
    "task": _task,
}
"""By the kind of what a letter is about. What was put to a party is not among them: an Edition is
answered at the desk, by whoever may."""
