"""The nouns of working groups, a file for what belongs together."""

from overens.cycle.groups.models.files import GroupFile
from overens.cycle.groups.models.group import Mandate, Membership, WorkingGroup
from overens.cycle.groups.models.meeting import (
    Change,
    Cost,
    Invited,
    Meeting,
    Participant,
    ProgrammePart,
    Series,
)
from overens.cycle.groups.models.notes import Notes, Objection, SentNotes
from overens.cycle.groups.models.outcome import AgendaItem, Outcome, Task
from overens.cycle.groups.models.question import Question, QuestionSide, Remark

__all__ = [
    "AgendaItem",
    "Change",
    "Cost",
    "GroupFile",
    "Invited",
    "Mandate",
    "Meeting",
    "Membership",
    "Notes",
    "Objection",
    "Outcome",
    "Participant",
    "ProgrammePart",
    "Question",
    "QuestionSide",
    "Remark",
    "SentNotes",
    "Series",
    "Task",
    "WorkingGroup",
]
