"""What is pushed to the commitments: meetings held, tasks done. Follows from what is on file here."""

from collections.abc import Iterable
from datetime import date, datetime

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.actions.evidence import report_evidence, withdraw_evidence
from overens.cycle.agreements.models import Commitment, Party
from overens.cycle.agreements.states import EvidenceKind
from overens.cycle.groups.models import Meeting, Task


def report_held(meeting: Meeting, party: Party, at: datetime) -> None:
    """For one party that was there: each commitment that the meeting or its group serves.

    Inside the transaction of whoever notes it for that party, since it writes the party's chain.
    """
    served = {one.pk: one for one in meeting.commitments.all()}
    if meeting.group:
        served |= {one.pk: one for one in meeting.group.commitments.all()}
    day = party.authority.country.today(meeting.starts_at)
    _report(served.values(), party, EvidenceKind.MEETING_HELD, day, f"meeting:{meeting.pk}", at)


def report_done(task: Task, party: Party, at: datetime) -> None:
    """For the party whose post it was."""
    assert task.done_on
    if served := _served(task):
        _report([served], party, EvidenceKind.TASK_DONE, task.done_on, f"task:{task.pk}", at)


def take_back_done(task: Task, party: Party, by: Seat, at: datetime) -> None:
    """What a task showed that is open again, as far as it stands. Of the party whose post it is."""
    served, source = _served(task), f"task:{task.pk}"
    if (
        served
        and served.evidence.filter(party=party, source=source, withdrawn_at__isnull=True).exists()
    ):
        withdraw_evidence(
            by=by, commitment=served, party=party, source=source, at=at, act=Act.WORK_IN_GROUP
        )


def _served(task: Task) -> Commitment | None:
    return task.commitment or (task.question.commitment if task.question else None)


def _report(
    served: Iterable[Commitment],
    party: Party,
    kind: EvidenceKind,
    day: date,
    source: str,
    at: datetime,
) -> None:
    for commitment in sorted(served, key=lambda one: one.number):
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
