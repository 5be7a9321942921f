"""What a proposal, or a waiver, asks: an answer, a signature, a changed text; and what a leader who
is new says of an agreement."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.consents.queries import Question
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.states import Progress
from overens.reach.overview.matters import Matter
from overens.reach.overview.rules.waiting import Waiting
from overens.web.design.words import marked
from overens.web.desk.tasks import Side, Task, Tasks, safe, short_of
from overens.web.public.shown import letter_at

ICONS = {
    "": "wait",
    AnswerKind.YES: "done",
    AnswerKind.YES_IF: "due",
    AnswerKind.POSTPONED: "wait",
    AnswerKind.SENT_BACK: "sent-back",
    AnswerKind.NO: "not-done",
}


def answer(tasks: Tasks, waiting: Waiting) -> Task:
    matter: Matter = waiting.about
    title = (
        _("Answer what {name} proposes: {title}")
        if matter.is_proposal
        else _("Answer whether it is waived: {title}")
    )
    own = (
        _("Answer for your own party too: {title}")
        if matter.is_proposal
        else _("Answer for your own party too whether it is waived: {title}")
    )
    return _task(
        tasks,
        waiting,
        own if matter.is_own else title,
        _("Read and answer"),
        tasks.when(
            waiting,
            _("Answer by <b>{day}</b> {distance}"),
            _("Answer was due <b>{day}</b>, {distance}"),
            _("Proposed <b>{day}</b> {distance}"),
        ),
        _then(tasks, waiting),
    )


def _then(tasks: Tasks, waiting: Waiting) -> str:
    gone_on = tasks.overview.gone_on(waiting) if waiting.is_late else {}
    if gone_on:
        return _(
            "The day has passed, and the question has gone on within your municipality. Nothing is "
            "decided by that: until it is answered, what counts stays as it is."
        )
    return _("Answer as your body has decided. Until each party has answered, nothing changes.")


def sign(tasks: Tasks, waiting: Waiting) -> Task:
    return _task(
        tasks,
        waiting,
        _("Sign, and record the signing: {title}"),
        _("Record the signing"),
        tasks.when(waiting, "", "", _("Each party has said yes, <b>{day}</b> {distance}")),
        _("Each party has said yes to this very text. It counts once each has signed it."),
    )


def came_back(tasks: Tasks, waiting: Waiting) -> Task:
    matter: Matter = waiting.about
    then = (
        _(
            "Another party says yes, if: propose a changed text, or leave this one; they can still "
            "say yes to it."
        )
        if matter.progress != Progress.REFUSED
        else _(
            "It cannot come to count. Propose a changed text, or let it rest: what counts stays as it "
            "is. This stands here for two months."
        )
        if matter.is_proposal
        else _(
            "The commitment stays as it is. You can propose it again in another way. This stands here for "
            "two months."
        )
    )
    return _task(
        tasks,
        waiting,
        _("An answer has come to what you proposed: {title}"),
        _("Read the answer"),
        tasks.when(waiting, "", "", _("Answered <b>{day}</b> {distance}")),
        then,
    )


def _task(
    tasks: Tasks, waiting: Waiting, title: str, verb: str, when: SafeString, then: str
) -> Task:
    matter: Matter = waiting.about
    return Task(
        title=format_html(
            title,
            title=marked(matter.title.shown(tasks.language), tasks.language),
            name=short_of(matter.by, tasks.language),
        ),
        address=f"{tasks.home}approvals/{matter.consent}/",
        verb=verb,
        when=when,
        is_late=waiting.is_late,
        next=safe(then),
        reads=tasks.readers(Audience.PARTNERS),
        sides=_sides(tasks, matter),
    )


def _sides(tasks: Tasks, matter: Matter) -> tuple[Side, ...]:
    """Each party's answer, in the parties' stored order."""
    of_party = {party.pk: question for party, question in matter.others}
    return tuple(
        _side(tasks, letter_at(place), party, matter, of_party.get(party.pk, matter.own))
        for place, party in enumerate(matter.parties)
        if party.pk in of_party or party.authority_id == tasks.authority.pk
    )


def _side(tasks: Tasks, letter: str, party: Party, matter: Matter, question: Question) -> Side:
    short = short_of(party, tasks.language)
    if party.authority.slug in matter.bound and matter.is_signed:
        return Side(letter, short, "done", _("Signed"), SafeString(""))
    if not question.answer:
        own = party.authority_id == tasks.authority.pk
        word = _("Waits for you") if own else _("No answer yet")
        return Side(letter, short, "wait", word, SafeString(""))
    kind = AnswerKind(question.answer)
    return Side(letter, short, ICONS[kind], capfirst(str(kind.label)), tasks.day(question.on))


def new_in_post(tasks: Tasks, waiting: Waiting) -> Task:
    agreement: Agreement = waiting.about
    own: Authority = tasks.authority
    return Task(
        title=format_html(
            _("You are new in the post: does the agreement with {names} go on?"),
            names=tasks.others(agreement),
        ),
        address=f"{tasks.home}agreements/{agreement.slug}/life/",
        verb=_("See what you can do"),
        when=tasks.when(waiting, "", "", _("In the post since <b>{day}</b> {distance}")),
        is_late=False,
        next=format_html(
            _(
                "It binds {name} as before. You can say that it goes on, have changes proposed, or give "
                "notice where the agreement allows it."
            ),
            name=own.short,
        ),
        reads=tasks.readers(Audience.PARTNERS),
    )
