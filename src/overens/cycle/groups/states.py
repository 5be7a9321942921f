"""The closed lists of this room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GroupKind(TextChoices):
    """A steering group adopts minutes; a working group writes notes."""

    WORKING = "working", _("working group")
    STEERING = "steering", _("steering group")


class MemberTask(TextChoices):
    """What a post does in a group."""

    MEMBER = "member", _("member")
    LEAD = "lead", _("leads the group")
    SECRETARY = "secretary", _("secretary")


class QuestionState(TextChoices):
    """Where a concrete question stands."""

    OPEN = "open", pgettext_lazy("a question", "open")
    ANSWERED = "answered", _("answered")
    LEFT = "left", _("left")


class MeetingKind(TextChoices):
    """A visit is a meeting at one of the parties, with a programme; a dialogue that of the political
    leaderships."""

    MEETING = "meeting", _("meeting")
    VISIT = "visit", _("visit")
    DIALOGUE = "dialogue", _("dialogue meeting")


class Mode(TextChoices):
    """How people meet."""

    ONLINE = "online", _("online")
    PLACE = "place", _("in a place")
    BOTH = "both", _("in a place and online")


class MeetingState(TextChoices):
    """Where a meeting stands; what was postponed is planned again. Taken back is one that was noted
    afterwards by mistake: it stays on file, and on no list."""

    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")
    TAKEN_BACK = "taken-back", pgettext_lazy("meeting", "taken back")


class ChangeKind(TextChoices):
    """What became of a meeting."""

    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")
    TAKEN_BACK = "taken-back", pgettext_lazy("meeting", "taken back")


class PartKind(TextChoices):
    """What a part of a programme is."""

    SESSION = "session", _("session")
    SITE_VISIT = "site-visit", _("site visit")
    TRAVEL = "travel", _("travel")
    MEAL = "meal", _("meal")


class Coming(TextChoices):
    """What somebody who is invited has answered."""

    AWAITED = "awaited", _("has not answered")
    YES = "yes", _("comes")
    MAYBE = "maybe", _("may come")
    NO = "no", _("does not come")


class Way(TextChoices):
    """On which way something came."""

    DESK = "desk", _("at the desk")
    MAIL = "mail", _("by mail")
    CALENDAR = "calendar", _("by a calendar")


class OutcomeKind(TextChoices):
    """What came of an item of an agenda."""

    INFORMATION = "information", _("information")
    DECISION = "decision", _("decision")
    TASK = "task", _("task")


class TaskState(TextChoices):
    """Where a task stands."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class RecordKind(TextChoices):
    """What is written of a meeting: a group's notes stand unless somebody objects; minutes of a
    steering group and of a dialogue are adopted by each party."""

    NOTES = "notes", _("notes")
    MINUTES = "minutes", _("minutes")


MANDATE = "group.mandate"
"""The kind of consent by which a party agrees to a group and its mandate."""

MINUTES = "group.minutes"
"""The kind of consent by which a party adopts minutes."""

NOTES = "group-notes"
"""The kind of arrival in which notes that stand come from another authority."""

FILE = "group-file"
"""The kind of arrival in which a file of a group comes from another authority."""

STANDS_AFTER = 10
"""Working days in which a member may object to notes, in each party's own calendar."""


class NotesState(TextChoices):
    """Where the notes, or the minutes, of a meeting stand; computed, and stored nowhere."""

    NONE = "none", _("not begun")
    WRITING = "writing", _("being written")
    SENT = "sent", _("sent")
    REOPENED = "reopened", _("reopened")
    STANDS = "stands", _("they stand")
