"""What the partners did, in sentences: read from the lines of their chains that one's own may read."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority
from overens.base.trail.models import Line
from overens.base.trail.states import Audience, Holder
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.models import (
    GroupFile,
    Meeting,
    Participant,
    Question,
    Task,
    WorkingGroup,
)

Sentence = Callable[[], str]
MOST_READ = 500
"""Lines of one week; a partner that does more is told of by its newest."""

OF_THING: Mapping[str, Sentence] = {
    "meeting.called": lambda: _("%(who)s called the meeting “%(title)s”"),
    "meeting.changed": lambda: _("%(who)s changed the meeting “%(title)s”"),
    "meeting.postponed": lambda: _("%(who)s postponed the meeting “%(title)s”"),
    "meeting.cancelled": lambda: _("%(who)s cancelled the meeting “%(title)s”"),
    "meeting.series-changed": lambda: _("%(who)s changed the series of meetings “%(title)s”"),
    "meeting.series-ended": lambda: _("%(who)s ended the series of meetings “%(title)s”"),
    "meeting.noted": lambda: _("%(who)s noted what was done on “%(title)s”"),
    "meeting.taken-back": lambda: _("%(who)s took back that “%(title)s” was held"),
    "meeting.closed": lambda: _("%(who)s closed the agenda of “%(title)s”"),
    "meeting.outcome-noted": lambda: _("%(who)s noted what came of “%(title)s”"),
    "meeting.agenda-written": lambda: _("%(who)s wrote on the agenda of “%(title)s”"),
    "meeting.programme-written": lambda: _("%(who)s wrote on the programme of “%(title)s”"),
    "question.asked": lambda: _("%(who)s asked: %(title)s"),
    "question.side-written": lambda: _("%(who)s wrote why it matters to them: %(title)s"),
    "question.answered": lambda: _("%(who)s noted what came of the question: %(title)s"),
    "question.left": lambda: _("%(who)s left the question: %(title)s"),
    "remark.made": lambda: _("%(who)s said something about “%(title)s”"),
    "task.given": lambda: _("%(who)s gave a task: %(title)s"),
    "task.done": lambda: _("%(who)s did a task: %(title)s"),
    "task.dropped": lambda: _("%(who)s dropped a task: %(title)s"),
    "notes.sent": lambda: _("%(who)s sent the notes of “%(title)s”"),
    "notes.objected": lambda: _("%(who)s objected to the notes of “%(title)s”"),
    "file.put": lambda: _("%(who)s shared the file “%(title)s”"),
    "file.shared": lambda: _("%(who)s shared the file “%(title)s”"),
    "group.member-named": lambda: _("%(who)s named somebody for the group “%(title)s”"),
}
"""Of what has a title. What is not here stands in the log, and in no digest."""

OF_AGREEMENT: Mapping[str, Sentence] = {
    "group.founded": lambda: _("%(who)s agreed to found the group “%(title)s”"),
    "agreement.proposal.put": lambda: _("%(who)s proposed a text"),
    "agreement.proposal.answered": lambda: _("%(who)s answered a proposal"),
    "agreement.waiver.put": lambda: _("%(who)s proposed to waive a commitment"),
    "agreement.waiver.answered": lambda: _("%(who)s answered a proposal to waive a commitment"),
    "agreement.commented": lambda: _("%(who)s commented on a proposal"),
    "agreement.signed": lambda: _("%(who)s signed"),
    "agreement.notice": lambda: _("%(who)s gave notice"),
    "agreement.kept": lambda: _("%(who)s said that the agreement goes on"),
    "group.mandate.put": lambda: _("%(who)s proposed a group, its mandate or its end"),
    "group.mandate.answered": lambda: _("%(who)s answered what was proposed for a group"),
    "group.minutes.put": lambda: _("%(who)s put minutes to each party"),
    "group.minutes.answered": lambda: _("%(who)s answered whether minutes are adopted"),
    "evidence.noted": lambda: _("%(who)s noted something that shows commitment %(number)s kept"),
    "evidence.not-done": lambda: _("%(who)s said that commitment %(number)s was not done, and why"),
}
"""Of an agreement as a whole."""

TITLES: Mapping[str, tuple[Any, str]] = {
    "group": (WorkingGroup, "names"),
    "meeting": (Meeting, "titles"),
    "question": (Question, "sentence"),
    "task": (Task, "text"),
    "file": (GroupFile, "name"),
}
MEETINGS = {"notes", "participant"}
"""Kinds of things that are told of by their meeting."""


def lines_for(
    own: Authority, partners: Mapping[UUID, Authority], since: datetime, until: datetime
) -> list[Line]:
    """What other parties did in that time, oldest first, of what they let partners or everyone read."""
    rows = Line.objects.filter(
        chain__holder=Holder.AUTHORITY,
        chain__holder_id__in=[str(pk) for pk in partners if pk != own.pk],
        audience__in=(Audience.PARTNERS, Audience.PUBLIC),
        what__in=[*OF_THING, *OF_AGREEMENT],
        at__gt=since,
        at__lte=until,
    )
    newest = rows.select_related("details", "chain").order_by("-at", "-pk")[:MOST_READ]
    return list(reversed(newest))


class Titles:
    """What things are called that stand in some agreements: a query for each kind of them. A partner's line
    on a thing of any other agreement is nobody's here."""

    def __init__(self, lines: Iterable[Line], agreements: Collection[Agreement]) -> None:
        self.slugs = {agreement.slug for agreement in agreements}
        self.ids = {str(agreement.pk) for agreement in agreements}
        wanted: dict[str, set[UUID]] = {}
        for line in lines:
            kind = "meeting" if line.object_kind == "notes" else line.object_kind
            if kind in TITLES or kind in MEETINGS:
                wanted.setdefault(kind, set()).add(UUID(line.object_id))
        self.found: dict[tuple[str, str], Wordings | str] = {}
        for kind, ids in wanted.items():
            self._read(kind, ids, agreements)

    def _read(self, kind: str, ids: set[UUID], agreements: Collection[Agreement]) -> None:
        if kind == "participant":
            rows = Participant.objects.filter(pk__in=ids, meeting__agreement__in=agreements)
            for pk, titles in rows.values_list("pk", "meeting__titles"):
                self.found[kind, str(pk)] = titles
            return
        noun, name = TITLES[kind]
        for row in noun.objects.filter(pk__in=ids, agreement__in=agreements):
            self.found[kind, str(row.pk)] = getattr(row, name)

    def of(self, line: Line, language: str) -> str:
        """Empty for what is none of ours."""
        kind = "meeting" if line.object_kind == "notes" else line.object_kind
        said = self.found.get((kind, line.object_id), "")
        return said.shown(language).text if isinstance(said, Wordings) else str(said)

    def is_ours(self, line: Line, said: Mapping[str, Any]) -> bool:
        """Of a line on an agreement as a whole."""
        return line.object_id in self.ids or said.get("agreement") in self.slugs


def deeds(
    lines: Iterable[Line], titles: Titles, partners: Mapping[UUID, Authority], language: str
) -> list[str]:
    """In the language that is set."""
    found = []
    for line in lines:
        said = line.details.values if hasattr(line, "details") else {}
        who = partners[UUID(line.chain.holder_id)].short
        if say := OF_THING.get(line.what):
            if title := titles.of(line, language):
                found.append(say() % {"who": who, "title": title})
        elif titles.is_ours(line, said):
            called = Wordings.of(said.get("names", {})).shown(language).text
            values = {"who": who, "number": said.get("commitment", "–"), "title": called}
            found.append(OF_AGREEMENT[line.what]() % values)
    return found
