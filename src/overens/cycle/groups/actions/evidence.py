"""What is pushed to the commitments: meetings and dialogues held, tasks done. Follows from what is on
file here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.actions.evidence import report_evidence, withdraw_evidence
from overens.cycle.agreements.models import Commitment, Evidence, Party
from overens.cycle.agreements.states import EvidenceKind
from overens.cycle.groups.models import Meeting, Task
from overens.cycle.groups.states import MeetingKind, MeetingState

Served = Sequence[Commitment]


def report_held(meeting: Meeting, party: Party, at: datetime, *, anew: bool) -> None:
    """For one party that was there: each commitment that the meeting or its group serves. A dialogue is
    one where a commitment asks for dialogues, else a meeting.

    What somebody has withdrawn stays so, unless the party itself notes it `anew`: what follows of
    itself, or says something else of the meeting, knows nothing of why it was withdrawn. Inside the
    transaction of whoever notes it for that party, since it writes the party's chain.
    """
    source = _source(meeting)
    withdrawn = () if anew else _withdrawn(party, source)
    served = [one for one in served_by(meeting) if one.pk not in withdrawn]
    _report(served, party, *_shown_by(meeting, party), source, at)


def _shown_by(meeting: Meeting, party: Party) -> tuple[Sequence[EvidenceKind], date]:
    is_dialogue = meeting.kind == MeetingKind.DIALOGUE
    kinds = (EvidenceKind.DIALOGUE_HELD, EvidenceKind.MEETING_HELD)[not is_dialogue :]
    return kinds, party.authority.country.today(meeting.starts_at)


def _withdrawn(party: Party, source: str) -> set[UUID]:
    """The commitments of which a source showed something that was withdrawn, and nothing stands."""
    rows = party.evidence.filter(source=source)
    stands = rows.filter(withdrawn_at__isnull=True)
    withdrawn = rows.filter(withdrawn_at__isnull=False).exclude(
        commitment__in=stands.values("commitment")
    )
    return set(withdrawn.values_list("commitment", flat=True))


def set_right(
    meeting: Meeting, party: Party, by: Seat, at: datetime, *, before: Served, kind_changed: bool
) -> None:
    """What a meeting shows that a party stands for (`said_by`), once it serves other commitments than
    `before`, or is of another kind. What somebody has withdrawn stays so, as long as it serves that."""
    source = _source(meeting)
    withdrawn = _withdrawn(party, source) & {one.pk for one in before}
    served = {one.pk: one for one in served_by(meeting)}
    wrong = [
        one for one in _standing(party, source) if kind_changed or one.commitment_id not in served
    ]
    _take_back(wrong, by, at)
    left = [one for pk, one in served.items() if pk not in withdrawn]
    _report(left, party, *_shown_by(meeting, party), source, at)


def said_by(meeting: Meeting, party: Party) -> bool:
    """Whether a party stands for it that a meeting was held: it shows something of it, or its people
    noted it, and did not say later that none of them was there."""
    if meeting.state != MeetingState.HELD:
        return False
    if party.evidence.filter(source=_source(meeting), withdrawn_at__isnull=True).exists():
        return True
    own = meeting.participants.filter(authority=party.authority_id)
    noted = meeting.held_by and meeting.held_by.post.authority_id == party.authority_id
    return bool(noted) and (own.filter(was_there=True).exists() or not own.exists())


def others_who_said_so(meeting: Meeting, party: Party) -> list[Party]:
    """The other parties of which a meeting shows something, in the parties' stored order."""
    found = Party.objects.filter(
        evidence__source=_source(meeting), evidence__withdrawn_at__isnull=True
    ).exclude(pk=party.pk)
    return list(found.select_related("authority").order_by("position").distinct())


def take_back_held(meeting: Meeting, party: Party, by: Seat, at: datetime) -> None:
    """What a meeting showed of a party, as far as it stands: none of its people were there after all."""
    _take_back(_standing(party, _source(meeting)), by, at)


def served_by(meeting: Meeting) -> Served:
    """The commitments that a meeting or its group serves, by their numbers."""
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
    _take_back(_standing(party, f"task:{task.pk}"), by, at)


def _standing(party: Party, source: str) -> Sequence[Evidence]:
    """Of whichever commitments it was shown: what it serves may have become another since."""
    stands = party.evidence.filter(source=source, withdrawn_at__isnull=True)
    return list(
        stands.select_related("party", "commitment__agreement").order_by("commitment__number")
    )


def _take_back(rows: Iterable[Evidence], by: Seat, at: datetime) -> None:
    for row in rows:
        withdraw_evidence(
            by=by,
            commitment=row.commitment,
            party=row.party,
            source=row.source,
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
