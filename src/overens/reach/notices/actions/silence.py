"""Where a letter came back, or nobody answers or signs in for twenty working days, others are asked: the
deputy of the post, and the functional mailbox of its authority. One letter each, once for each thing.

Nobody is asked at the address that came back, nor at one of whoever was silent. Where nobody else is left,
or their letters come back too, it stands at the desk (`unanswered`). Nothing is taken from whoever was asked
first: they may still answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import Wordings
from overens.base.mail.actions import queue
from overens.base.mail.models import Letter
from overens.base.municipalities.models import Account, Authority, Post
from overens.base.municipalities.states import Holding
from overens.base.records.messages import language_of
from overens.base.records.models import Register
from overens.base.trail.actions import Ref, write
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.question_letters import how_to_answer
from overens.cycle.groups.models import Participant, QuestionSide, Remark, Task
from overens.cycle.groups.states import Coming, MeetingState, QuestionState, TaskState
from overens.reach.notices import mornings
from overens.reach.notices.actions.things import Thing, find, thing_of
from overens.reach.notices.claiming import claimed
from overens.reach.notices.models import AskedInstead, Morning, Reminded
from overens.reach.notices.people import People
from overens.reach.notices.rules import SILENT_AT_LEAST, is_silent
from overens.reach.notices.states import MorningKind, Reason
from overens.reach.notices.unanswered import INSTEAD


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Something that waits for a post: since when, what it is called, and where it stands at the desk."""

    post: Post
    about: Ref
    since: datetime
    title: Wordings
    place: str


def ask_others(*, now: datetime) -> int:
    """For each authority in a transaction of its own, once on a day; how many things others were asked
    about. One query where it is no morning, or all was done."""
    return sum(_asked(*one, now) for one in mornings.waiting(MorningKind.SILENCE, now))


def ask_about_returned(letter: Letter, now: datetime) -> bool:
    """A letter came back: inside the transaction that notes it. Whether others were asked."""
    thing = thing_of(letter)
    if thing is None or (post := _post_of(thing, letter)) is None:
        return False
    title = (
        thing.meeting.titles if thing.meeting else Wordings.of({letter.language: letter.subject})
    )
    about = Ref(letter.about_kind, letter.about_id)
    place = f"agreements/{thing.agreement.slug}/{thing.place}"
    unanswered = Unanswered(post, about, letter.queued_at, title, place)
    return _ask(unanswered, Reason.BOUNCED, People(post.authority, now), now, without=[letter.to])


def _post_of(thing: Thing, letter: Letter) -> Post | None:
    """The post that it was about; of a question the one that owns it and whose holder had the letter."""
    posts = Post.objects.select_related("authority__municipality")
    if thing.post:
        return posts.get(pk=thing.post)
    if thing.question is None or letter.account is None:
        return None
    owning = thing.question.sides.filter(owner__seats__person__account=letter.account)
    return posts.filter(pk__in=owning.values("owner")).first()


def _asked(authority: Authority, day: date, now: datetime) -> int:
    with transaction.atomic():
        if not claimed(Morning, authority=authority, day=day, what=MorningKind.SILENCE):
            return 0
        found = [
            *_invitations(authority, now),
            *_tasks(authority, now),
            *_questions(authority, now),
        ]
        if not found:
            return 0
        people, signed_in = People(authority, now), _signed_in(authority)
        country = authority.country
        silent = (
            one
            for one in found
            if is_silent(
                one.since,
                max((at for at in _at_of(one, people, signed_in) if at), default=None),
                now,
                country.today,
                country.after_working_days,
            )
        )
        return sum(_ask(one, Reason.SILENT, people, now) for one in silent)


def _signed_in(authority: Authority) -> dict[str, datetime | None]:
    rows = Account.objects.filter(person__authority=authority)
    return {email.lower(): at for email, at in rows.values_list("email", "last_login")}


def _at_of(
    one: Unanswered, people: People, signed_in: dict[str, datetime | None]
) -> Iterator[datetime | None]:
    """When the post's own holders signed in last: a deputy who does has not been asked."""
    for somebody in people.in_posts([one.post.pk.hex]):
        if somebody.holding == Holding.OWN:
            yield signed_in.get(somebody.email.lower())


def _invitations(authority: Authority, now: datetime) -> Iterator[Unanswered]:
    """One for all of a series: it was one invitation."""
    rows = Participant.objects.filter(
        post__authority=authority,
        coming=Coming.AWAITED,
        invited_at__lt=now - SILENT_AT_LEAST,
        meeting__state=MeetingState.PLANNED,
        meeting__starts_at__gt=now,
    ).select_related("meeting__agreement", "post__authority__municipality")
    for one in rows.order_by("meeting__starts_at", "pk"):
        meeting = one.meeting
        place = f"agreements/{meeting.agreement.slug}/meetings/{meeting.slug}/"
        assert one.post
        assert one.invited_at
        about = one.ref if meeting.series_id is None else Ref("series", str(meeting.series_id))
        yield Unanswered(one.post, about, one.invited_at, meeting.titles, place)


def _tasks(authority: Authority, now: datetime) -> Iterator[Unanswered]:
    """Since its holder was reminded of it the first time."""
    tasks = {
        str(task.pk): task
        for task in Task.objects.filter(state=TaskState.OPEN, post__authority=authority)
        .filter(due__lt=now.date())
        .select_related("agreement", "post__authority__municipality")
    }
    reminded = Reminded.objects.filter(
        about_kind="task", about_id__in=list(tasks), at__lt=now - SILENT_AT_LEAST
    )
    first: dict[str, datetime] = {}
    for pk, at in reminded.order_by("at").values_list("about_id", "at"):
        first.setdefault(pk, at)
    for pk, since in first.items():
        task = tasks[pk]
        if not _has_said(task.ref, authority, since):
            place = f"agreements/{task.agreement.slug}/tasks/{task.number}/"
            yield Unanswered(task.post, task.ref, since, task.text, place)


def _questions(authority: Authority, now: datetime) -> Iterator[Unanswered]:
    """Whose work a question is, by name of the post."""
    rows = QuestionSide.objects.filter(
        authority=authority,
        owner__isnull=False,
        written_at__lt=now - SILENT_AT_LEAST,
        question__state=QuestionState.OPEN,
    ).select_related("question__agreement", "owner__authority__municipality")
    for side in rows.order_by("written_at", "pk"):
        question = side.question
        if not _has_said(question.ref, authority, side.written_at):
            assert side.owner
            place = f"agreements/{question.agreement.slug}/questions/{question.number}/"
            yield Unanswered(side.owner, question.ref, side.written_at, question.sentence, place)


def _has_said(about: Ref, authority: Authority, since: datetime) -> bool:
    """Whether somebody of the authority has said something to it."""
    said = Remark.objects.filter(about_kind=about.kind, about_id=about.id, at__gte=since)
    return said.filter(seat__post__authority=authority).exists()


def _ask(
    one: Unanswered,
    reason: Reason,
    people: People,
    now: datetime,
    *,
    without: Iterable[str] = (),
) -> bool:
    named = {"post": one.post, "about_kind": one.about.kind, "about_id": one.about.id}
    if not claimed(AskedInstead, **named, more={"reason": reason, "at": now}):
        return False
    own = people.authority
    sitting = people.in_posts([one.post.pk.hex])
    # Somebody may be their own deputy, or read the functional mailbox themselves.
    asked = {address.lower() for address in without}
    asked |= {each.email.lower() for each in sitting if each.holding == Holding.OWN}
    others = [
        (each.email, people.language(each), True)
        for each in sitting
        if each.holding == Holding.DEPUTY
    ]
    mailbox = Register.objects.filter(authority=own).values_list("email", flat=True).first()
    others += [(mailbox, language_of(own), False)] if mailbox else []
    told = 0
    for to, language, signs_in in others:
        if to.lower() not in asked:
            asked.add(to.lower())
            told += 1
            _tell(one, reason, to, language, now, may_reply=signs_in)
    write(
        chain=own.ref,
        by=one.about,
        what="notice.others-asked",
        about=one.about,
        audience=Audience.OWN,
        details={"post": one.post.slug, "because": str(reason.value), "told": told},
        at=now,
    )
    return True


def _tell(
    one: Unanswered, reason: Reason, to: str, language: str, now: datetime, *, may_reply: bool
) -> None:
    """Of no kind that is switched off: it goes in the place of another letter. A deputy may reply to it,
    where mails come in, as whoever was asked first may."""
    thing = find(one.about) if may_reply and settings.MAIL_IN else None
    with override(language):
        names = {
            "title": one.title.shown(language).text,
            "post": one.post.names.shown(language).text,
        }
        happened = (
            _("Our letter to the post %(post)s could not be delivered. It was about: %(title)s")
            if reason == Reason.BOUNCED
            else _(
                "The post %(post)s has not answered for twenty working days, and nobody has signed in "
                "there. It is about: %(title)s"
            )
        ) % names
        text = [
            happened,
            _(
                "Could you see to it that somebody answers? Whoever holds the post may still do so. Here "
                "it stands:"
            ),
            f"{settings.ADDRESS}/{language}/desk/{one.place}",
        ]
        if thing and thing.question and thing.about == one.about:
            text.append(how_to_answer(thing.question))
        elif thing:
            text.append(_("Reply to this letter if you want to say something about it."))
        queue(
            to=to,
            subject=_("Not answered: %(title)s") % names,
            text="\n\n".join(text),
            language=language,
            about=one.about,
            at=now,
            key=f"{INSTEAD}{one.post.pk.hex}",
            may_reply=thing is not None,
        )
