"""Verbs: a concrete question is asked and put where it belongs, each side writes what it means there, and
what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Post, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Changed, Refused
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Commitment, FocusArea
from overens.cycle.groups.actions.guards import acting_in, note, room_of_question
from overens.cycle.groups.actions.question_letters import tell_owner
from overens.cycle.groups.models import Question, QuestionSide, WorkingGroup
from overens.cycle.groups.open_queries import commitments_of
from overens.cycle.groups.rules.saying import MOST_IN_LINE, lines, texts
from overens.cycle.groups.states import QuestionState


def ask_question(
    *,
    by: Seat,
    agreement: Agreement,
    sentence: Wordings,
    at: datetime,
    group: WorkingGroup | None = None,
    focus_area: FocusArea | None = None,
    commitment: Commitment | None = None,
) -> Question:
    """Put a question, in one sentence, before the people of each party. Raises Refused."""
    acting_in(by, agreement, group, Act.WORK_IN_GROUP, at)
    said = _one_sentence(sentence)
    _refuse_elsewhere(agreement, group, focus_area, commitment)
    with transaction.atomic(), _telling_what_is_served(by, at, group):
        Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
        last = Question.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"]
        question = Question.objects.create(
            agreement=agreement,
            number=(last or 0) + 1,
            group=group,
            focus_area=focus_area,
            commitment=commitment,
            sentence=said,
            opened_by=by,
            opened_at=at,
        )
        _note(by, "question.asked", question, at)
    return question


def move_question(
    *,
    by: Seat,
    question: Question,
    group: WorkingGroup | None,
    focus_area: FocusArea | None,
    commitment: Commitment | None,
    revision: int,
    at: datetime,
) -> Question:
    """Put it elsewhere, as long as it is open: by people of the authority that asked it, who work where it
    is and where it comes. Its tasks and files stay in the group in which they were given and put. What tasks
    that are done have shown stands: each party did them for what the question served then, and alone takes
    its evidence back; what is done from now on shows the other commitment. Raises Refused, and Changed."""
    agreement = question.agreement
    acting_in(by, agreement, question.group, Act.WORK_IN_GROUP, at, ends=True)
    acting_in(by, agreement, group, Act.WORK_IN_GROUP, at)
    _refuse_others(by, question)
    _refuse_elsewhere(agreement, group, focus_area, commitment)
    with transaction.atomic(), _telling_what_is_served(by, at, question.group, group):
        row = _read_open(question, revision)
        row.group, row.focus_area, row.commitment = group, focus_area, commitment
        row.revision += 1
        row.save()
        belongs = {
            "group": group.slug if group else "",
            "area": focus_area.slug if focus_area else "",
            "commitment": commitment.number if commitment else 0,
        }
        _note(by, "question.moved", row, at, **belongs)
    return row


def _refuse_elsewhere(
    agreement: Agreement, *things: WorkingGroup | FocusArea | Commitment | None
) -> None:
    if any(one and one.agreement_id != agreement.pk for one in things):
        raise Refused(_("This stands in another agreement."))


def _refuse_others(by: Seat, question: Question) -> None:
    if question.opened_by.post.authority_id != by.post.authority_id:
        raise Refused(_("Only people of the authority that wrote this change it."))


@contextmanager
def _telling_what_is_served(by: Seat, at: datetime, *groups: WorkingGroup | None) -> Iterator[None]:
    """Everyone reads which commitments a group serves, also by its questions, while a question is the
    parties': so where these become others, a public line says so of the group. By it the open pages of the
    group and of each commitment know that they have become others."""
    before = {group: commitments_of(group) for group in groups if group}
    yield
    for group, served in before.items():
        now = commitments_of(group)
        if now != served:
            public = Audience.PUBLIC
            what = "group.commitments-changed"
            note(by, what, group.ref, at, audience=public, group=group.slug, commitments=now)


def _one_sentence(said: Wordings) -> Wordings:
    asked = _("Write the question in one sentence.")
    return lines(said.texts(), "text", MOST_IN_LINE, asked=asked)


def correct_question(
    *, by: Seat, question: Question, sentence: Wordings, revision: int, at: datetime
) -> Question:
    """Put it in other words, as long as it is open: by people of the authority that asked it. What
    stands in other languages stays. Raises Refused, and Changed."""
    acting_in(by, question.agreement, question.group, Act.WORK_IN_GROUP, at)
    _refuse_others(by, question)
    said = _one_sentence(sentence)
    with transaction.atomic():
        row = _read_open(question, revision, lambda row: row.sentence)
        row.sentence = Wordings.of({**row.sentence.texts(), **said.texts()})
        row.revision += 1
        row.save()
        _note(by, "question.corrected", row, at)
    return row


def write_side(
    *,
    by: Seat,
    question: Question,
    why: Wordings,
    owner: Post | None,
    revision: int,
    at: datetime,
) -> QuestionSide:
    """Why it matters at one's own authority, and which of its posts owns it there. `revision` is the
    one that was read, 0 where nothing stood there. Raises Refused, and Changed where a colleague has
    written meanwhile."""
    acting_in(by, question.agreement, question.group, Act.WORK_IN_GROUP, at)
    own = by.post.authority
    if owner and owner.authority_id != own.pk:
        raise Refused(_("Each party says itself which of its posts owns the question there."))
    said = texts(why.texts(), "text")
    if not said and owner is None:
        raise Refused(_("Write why the question matters to you, or choose whose work it is."))
    with transaction.atomic():
        locked = _locked(question)
        side = QuestionSide.objects.filter(question=locked, authority=own).first()
        if (side.revision if side else 0) != revision:
            raise _changed(side.why if side else Wordings(), side.revision if side else 0)
        side = side or QuestionSide(question=locked, authority=own, revision=0)
        is_new = owner is not None and owner.pk != side.owner_id
        side.why, side.owner, side.revision = said, owner, revision + 1
        side.written_by, side.written_at = by, at
        side.save()
        if is_new and locked.state == QuestionState.OPEN:
            tell_owner(side, locked, by, at)
        _note(by, "question.side-written", question, at)
    return side


def answer_question(
    *, by: Seat, question: Question, came_of_it: Wordings, revision: int, at: datetime
) -> Question:
    """What came of it, for each party to read. Raises Refused, and Changed."""
    sentence = _("Write what came of it.")
    return _close(by, question, QuestionState.ANSWERED, came_of_it, sentence, revision, at)


def leave_question(
    *, by: Seat, question: Question, because: Wordings, revision: int, at: datetime
) -> Question:
    """Why nobody works on it any more. Raises Refused, and Changed."""
    sentence = _("Write why the question is left.")
    return _close(by, question, QuestionState.LEFT, because, sentence, revision, at)


def open_question_again(*, by: Seat, question: Question, revision: int, at: datetime) -> Question:
    """It is worked on again; what had come of it stays to be read. Raises Refused, and Changed."""
    acting_in(by, question.agreement, question.group, Act.WORK_IN_GROUP, at)
    with transaction.atomic():
        row = _read(question, revision)
        if row.state == QuestionState.OPEN:
            raise Refused(_("The question is open."))
        row.state, row.closed_by, row.closed_at = QuestionState.OPEN, None, None
        row.revision += 1
        row.save()
        _note(by, "question.opened-again", row, at)
    return row


def _close(
    by: Seat,
    question: Question,
    state: QuestionState,
    said: Wordings,
    sentence: str,
    revision: int,
    at: datetime,
) -> Question:
    room = room_of_question(by, question)
    acting_in(by, question.agreement, room, Act.WORK_IN_GROUP, at, ends=True)
    came_of_it = texts(said.texts(), "text", asked=sentence)
    with transaction.atomic():
        row = _read_open(question, revision)
        row.state, row.came_of_it = state, came_of_it
        row.closed_by, row.closed_at = by, at
        row.revision += 1
        row.save()
        _note(by, f"question.{state.value}", row, at)
    return row


def _newest(row: Question) -> Wordings:
    said: Wordings = row.came_of_it or row.sentence
    return said


def _read_open(
    question: Question, revision: int, said: Callable[[Question], Wordings] = _newest
) -> Question:
    """The same of one that is worked on. Raises Refused, and Changed."""
    row = _read(question, revision, said)
    if row.state != QuestionState.OPEN:
        raise Refused(_("Somebody has answered it, or left it, meanwhile."))
    return row


def _read(
    question: Question, revision: int, said: Callable[[Question], Wordings] = _newest
) -> Question:
    """The question under its lock, as it was read; `said` is what is written over. Raises Changed."""
    row = _locked(question)
    if row.revision != revision:
        raise _changed(said(row), row.revision)
    return row


def _locked(question: Question) -> Question:
    rows = Question.objects.select_for_update(of=("self",))
    return rows.select_related("agreement", "group").get(pk=question.pk)


def _changed(theirs: Wordings, revision: int) -> Changed:
    return Changed(
        _("Somebody else has written here since you opened the page. Read it, and send again."),
        theirs.shown().text,
        revision,
    )


def _note(by: Seat, what: str, question: Question, at: datetime, **details: Any) -> None:
    slug, number = question.agreement.slug, question.number
    note(by, what, question.ref, at, agreement=slug, number=number, **details)
