"""What a reply does, by the rooms' own actions and in the name of whoever wrote it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.access.queries import seats_now
from overens.base.languages.rules import Wordings, languages
from overens.base.mail.models import Letter
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.base.trail.models import Line
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Party
from overens.cycle.groups.actions.answering import answer_invitation, meant_by, take_reply
from overens.cycle.groups.actions.files import put_file
from overens.cycle.groups.actions.guards import sits_in
from overens.cycle.groups.actions.letters import KEY
from overens.cycle.groups.actions.question_letters import answered_words
from overens.cycle.groups.actions.questions import answer_question
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.calendar import read_reply
from overens.cycle.groups.models import Participant, Question
from overens.cycle.groups.states import ChangeKind, Way
from overens.reach.notices.actions.things import Thing
from overens.reach.notices.answers import answer_in, came_of_it, is_answer_alone
from overens.reach.notices.reading import Incoming
from overens.reach.notices.states import Became


@dataclass
class Done:
    """`files` were put, `refused` were not, each with the reason. `closes` says that a question was
    answered, `not_closed` why it was not, where somebody wanted to."""

    became: Became
    closes: bool = False
    not_closed: str = ""
    files: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def carry_out(mail: Incoming, letter: Letter, thing: Thing, now: datetime) -> Done:
    """All of it in the caller's transaction, in the chain of one authority. Raises Refused, and then
    nothing of it was done."""
    seat = _seat(letter, thing, now)
    if seat is None and not (thing.participant and letter.account is None and _is_guest(thing)):
        return Done(Became.NOBODY)
    done = Done(Became.NOTHING)
    if seat and thing.question:
        _close(done, mail, letter, thing.question, seat, now)
    if done.closes:
        _put_files(done, mail, thing, seat, now)
        return done
    answered = _answered(mail, letter, thing, seat, now)
    said = mail.text
    if said and not (answered and not mail.calendar and is_answer_alone(said)):
        remark(
            by=seat,
            name="" if seat or thing.participant is None else _name(thing.participant, letter),
            agreement=thing.agreement,
            about=thing.about,
            text=said,
            language=_language(mail, letter),
            way=Way.MAIL,
            at=now,
        )
    else:
        said = ""
    done.became = Became.ANSWER if answered else Became.REMARK if said else Became.NOTHING
    _put_files(done, mail, thing, seat, now)
    return done


CHANGES = ("question.corrected", "question.opened-again", "question.answered", "question.left")
"""Lines on a question that make it another one than the letter told of."""


def _close(
    done: Done, mail: Incoming, letter: Letter, question: Question, seat: Seat, now: datetime
) -> None:
    """Note what came of the question, where the first line says so, by the same verb as at the desk. What
    is refused there stands as a remark, and whoever wrote it hears why."""
    said = came_of_it(mail.text, answered_words())
    if not said:
        return
    try:
        if _has_changed(question, letter.queued_at):
            raise Refused(_("The question has changed since we wrote to you: read it first."))
        with transaction.atomic():
            answer_question(
                by=seat,
                question=question,
                came_of_it=Wordings.of({_language(mail, letter): said}),
                revision=question.revision,
                at=now,
            )
    except Refused as error:
        done.not_closed = str(error)
    else:
        done.closes, done.became = True, Became.ANSWER


def _has_changed(question: Question, since: datetime) -> bool:
    kind, pk = question.ref
    lines = Line.objects.filter(object_kind=kind, object_id=pk, what__in=CHANGES, at__gt=since)
    return lines.exists()


def _seat(letter: Letter, thing: Thing, now: datetime) -> Seat | None:
    """In which of their posts somebody speaks: the one that it is about, then one that sits in the group."""
    if letter.account is None:
        return None
    parties = set(
        Party.objects.filter(agreement=thing.agreement).values_list("authority_id", flat=True)
    )
    seats = [s for s in seats_now(letter.account, now) if s.post.authority_id in parties]
    seats.sort(
        key=lambda seat: (
            seat.post_id != thing.post,
            thing.group is not None and not sits_in(seat, thing.group, now),
        )
    )
    return seats[0] if seats else None


def _is_guest(thing: Thing) -> bool:
    """Somebody who was invited by name and address, and signs in nowhere."""
    return thing.participant is not None and bool(thing.participant.email)


def _name(participant: Participant, letter: Letter) -> str:
    return participant.name or letter.to


def _language(mail: Incoming, letter: Letter) -> str:
    """What a mail program says is its own language as often as its user's: English is not believed."""
    said = mail.language if mail.language in languages() and mail.language != "en" else ""
    own = letter.account.language if letter.account else ""
    return said or (own if own in languages() else letter.language)


def _answered(
    mail: Incoming, letter: Letter, thing: Thing, seat: Seat | None, now: datetime
) -> bool:
    """Whether an invitation was answered, by a calendar or by the first words. Raises Refused."""
    if thing.participant is None:
        return False
    reply = read_reply(mail.calendar) if mail.calendar else None
    if reply:
        if reply.address not in {letter.to.lower(), mail.sender}:
            raise Refused(_("Your calendar answered for another address than the one we invited."))
        take_reply(participant=thing.participant, reply=reply, at=now)
        return True
    coming = answer_in(mail.text)
    if coming is None:
        return False
    is_whole = letter.key == KEY and thing.participant.meeting.series_id is not None
    somebody = meant_by(thing.participant, now) if is_whole else thing.participant
    moved = somebody.meeting.changes.filter(kind=ChangeKind.POSTPONED, at__gt=letter.queued_at)
    if moved.exists():
        # It was said of another time, and a newer letter asks about this one.
        return False
    answer_invitation(
        participant=somebody,
        coming=coming,
        way=Way.MAIL,
        at=now,
        by=seat,
        whole_series=is_whole,
    )
    return True


def _put_files(done: Done, mail: Incoming, thing: Thing, seat: Seat | None, now: datetime) -> None:
    """Each for one's own authority alone: to share it is an act at the desk."""
    for file in mail.files:
        try:
            if seat is None:
                raise Refused(_("Only somebody in a post of a party puts files here."))
            with transaction.atomic():
                put_file(
                    by=seat,
                    agreement=thing.agreement,
                    data=file.data,
                    name=file.name,
                    readers=Audience.OWN,
                    at=now,
                    group=thing.group if not (thing.meeting or thing.question) else None,
                    meeting=thing.meeting,
                    question=thing.question,
                    way=Way.MAIL,
                )
            done.files.append(file.name)
        except Refused as error:
            done.refused.append((file.name, str(error)))
    if done.files and done.became == Became.NOTHING:
        done.became = Became.FILES
