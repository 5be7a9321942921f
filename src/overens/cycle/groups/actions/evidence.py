"""What is pushed to the commitments: meetings and dialogues held, tasks done. Follows from what is on
file here."""

from collections.abc import Iterable
from datetime import date, datetime

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.actions.evidence import report_evidence, withdraw_evidence
from overens.cycle.agreements.models import Commitment, Party
from overens.cycle.agreements.states import EvidenceKind
from overens.cycle.groups.models import Meeting, Task
from overens.cycle.groups.states import MeetingKind


def report_held(meeting: Meeting, party: Party, at: datetime) -> None:
    """For one party that was there: each commitment that the meeting or its group serves. A dialogue is
    one where a commitment asks for dialogues, else a meeting.

    Inside the transaction of whoever notes it for that party, since it writes the party's chain.
    """
    is_dialogue = meeting.kind == MeetingKind.DIALOGUE
    kinds = (EvidenceKind.DIALOGUE_HELD, EvidenceKind.MEETING_HELD)[not is_dialogue :]
    day = party.authority.country.today(meeting.starts_at)
    _report(_served_by(meeting), party, kinds, day, _source(meeting), at)


def take_back_held(meeting: Meeting, party: Party, by: Seat, at: datetime) -> None:
    """What a meeting showed of a party, as far as it stands: none of its people were there after all."""
    _take_back(party, _source(meeting), by, at)


def _served_by(meeting: Meeting) -> list[Commitment]:
    served = {one.pk: one for one in meeting.commitments.all()}
    if meeting.group:
        served |= {one.pk: one for one in meeting.group.commitments.all()}
    return sorted(served.values(), key=lambda one: one.number)


def _source(meeting: Meeting) -> str:
    return f"meeting:{meeting.pk}"


def report_done(task: Task, party: Party, at: datetime) -> None:
    """For the party whose post it was."""
    assert task.done_on
    if served := _served(task):
        kinds = (EvidenceKind.TASK_DONE,)
        _report([served], party, kinds, task.done_on, f"task:{task.pk}", at)


def take_back_done(task: Task, party: Party, by: Seat, at: datetime) -> None:
    """What a task showed that is open again, as far as it stands. Of the party whose post it is."""
    _take_back(party, f"task:{task.pk}", by, at)


def _take_back(party: Party, source: str, by: Seat, at: datetime) -> None:
    """Of whichever commitments it was shown: what it serves may have become another since."""
    stands = party.evidence.filter(source=source, withdrawn_at__isnull=True)
    for row in stands.select_related("commitment__agreement").order_by("commitment__number"):
        withdraw_evidence(
            by=by,
            commitment=row.commitment,
            party=party,
            source=source,
            at=at,
            act=Act.WORK_IN_GROUP,
        )


def _served(task: Task) -> Commitment | None:
    return task.commitment or (task.question.commitment if task.question else None)


def _report(
    served: Iterable[Commitment],
    party: Party,
    kinds: Iterable[EvidenceKind],
    day: date,
    source: str,
    at: datetime,
) -> None:
    """Once for each commitment: by the first of the kinds that it takes."""
    for commitment in served:
        for kind in kinds:
            try:
                report_evidence(
                    by=None,
                    commitment=commitment,
                    kind=kind,
                    party=party,
                    since=day,
                    until=day,
                    source=source,
                    at=at,
                )
            except Refused:
                # It asks for something else, or does not bind this party: then nothing follows.
                continue
            break
