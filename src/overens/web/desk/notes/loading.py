"""Fetches a meeting with its notes, and a file, as people of one party see them."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString

from overens.base.trail.states import Audience
from overens.cycle.groups.models import GroupFile, Meeting, Notes
from overens.cycle.groups.notes_queries import Standing, files_in_room, standing_of_notes
from overens.cycle.groups.states import RecordKind
from overens.web.design.words import marked
from overens.web.desk.groups.loading import Room, room


@dataclass
class NotesPage:
    """The notes of one meeting, and whoever looks at them."""

    room: Room
    meeting: Meeting

    @classmethod
    def fetch(cls, request: HttpRequest, agreement: str, meeting: str) -> "NotesPage":
        """Raises Http404."""
        found = room(request, agreement)
        return cls(found, meeting_in(found, meeting))

    @cached_property
    def standing(self) -> Standing:
        return standing_of_notes(self.meeting)

    @property
    def notes(self) -> Notes | None:
        return self.standing.notes

    @property
    def title(self) -> SafeString:
        return marked(self.meeting.titles.shown(self.room.language), self.room.language)

    @property
    def plain_title(self) -> str:
        return self.room.titled(self.meeting)

    @property
    def is_minutes(self) -> bool:
        return self.meeting.record == RecordKind.MINUTES

    @property
    def home(self) -> str:
        """Of the meeting."""
        return f"{self.room.home}meetings/{self.meeting.slug}/"

    @property
    def address(self) -> str:
        return f"{self.home}notes/"

    @property
    def is_ours(self) -> bool:
        """Whether one's own people may write: also what nobody has written anything of."""
        notes = self.notes
        if notes is None or (not notes.text and not self.standing.sent):
            return True
        return notes.owner_id == self.room.acting.authority.pk


def meeting_in(found: Room, slug: str) -> Meeting:
    """Raises Http404 where the agreement has no such meeting."""
    rows = Meeting.objects.select_related("group", "owner__municipality")
    meeting = rows.filter(agreement=found.agreement, slug=slug).first()
    if meeting is None:
        raise Http404
    meeting.agreement = found.agreement
    return meeting


def file_in(found: Room, pk: UUID) -> GroupFile:
    """A file that one's own people read. Raises Http404."""
    file = files_in_room(found.agreement, found.acting.authority).filter(pk=pk).first()
    if file is None:
        raise Http404
    file.agreement = found.agreement
    return file


def wider(file: GroupFile) -> list[Audience]:
    """With whom else it can be shared."""
    order = list(Audience)
    return order[order.index(Audience(file.readers)) + 1 :]
