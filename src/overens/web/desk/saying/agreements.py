"""What an agreement that counts asks: that its typing in is confirmed, that something falls due."""

from uuid import UUID

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.consents.states import AnswerKind
from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement
from overens.reach.overview.agreed import Owed, Put, TypedIn
from overens.reach.overview.rules.waiting import Waiting
from overens.web.design.words import marked
from overens.web.desk.tasks import Side, Task, Tasks, safe, short_of
from overens.web.public.shown import joined, letter_at


def confirm(tasks: Tasks, waiting: Waiting) -> Task:
    put: Put = waiting.about
    return Task(
        title=format_html(
            _("Confirm that the agreement with {names} was typed in rightly"),
            names=tasks.others(put.agreement),
        ),
        address=f"{tasks.home}agreements/{put.agreement.slug}/confirm/",
        verb=_("Read and confirm"),
        when=tasks.when(
            waiting,
            _("Answer by <b>{day}</b> {distance}"),
            _("Answer was due <b>{day}</b>, {distance}"),
            _("Sent <b>{day}</b> {distance}"),
        ),
        is_late=waiting.is_late,
        next=safe(
            _(
                "The agreement counts already. When you have answered, everyone can read that "
                "your municipality has confirmed it."
            )
        ),
        reads=tasks.readers(Audience.PUBLIC),
        sides=_sides(tasks, put.agreement),
    )


def confirm_paper(tasks: Tasks, waiting: Waiting) -> Task:
    """One's own municipality confirms what it typed in itself, too."""
    paper: TypedIn = waiting.about
    others = [p for p in paper.parties if p.authority_id != tasks.authority.pk]
    names = joined([short_of(party, tasks.language) for party in others], tasks.language)
    return Task(
        title=format_html(
            _("Confirm what was typed in of the signed paper with {names}"), names=names
        ),
        address=f"{tasks.home}transcriptions/put/{UUID(paper.question.consent)}/",
        verb=_("Read it beside the scan"),
        when=tasks.when(
            waiting,
            _("Answer by <b>{day}</b> {distance}"),
            _("Answer was due <b>{day}</b>, {distance}"),
            _("Sent <b>{day}</b> {distance}"),
        ),
        is_late=waiting.is_late,
        next=safe(_("It counts once each party has confirmed it, or comes back corrected.")),
        reads=tasks.readers(Audience.PARTNERS),
        sides=(),
    )


def _sides(tasks: Tasks, agreement: Agreement) -> tuple[Side, ...]:
    agreed = tasks.overview.agreed
    given = {put.party.pk: put for put in agreed.put if put.agreement == agreement}
    return tuple(
        _side(tasks, letter_at(place), given[party.pk])
        for place, party in enumerate(agreed.of_agreement[agreement.pk])
        if party.pk in given
    )


def _side(tasks: Tasks, letter: str, put: Put) -> Side:
    short, question = short_of(put.party, tasks.language), put.question
    if not question.answer:
        own = put.party.authority_id == tasks.authority.pk
        return Side(
            letter,
            short,
            "wait",
            _("Waits for you") if own else _("No answer yet"),
            tasks.day(None),
        )
    icon = "done" if question.answer == AnswerKind.YES else "wait"
    word = capfirst(str(AnswerKind(question.answer).label))
    return Side(letter, short, icon, word, tasks.day(question.on))


def commitment(tasks: Tasks, waiting: Waiting) -> Task:
    owed: Owed = waiting.about
    agreement, terms = owed.agreement, owed.promise.terms
    number = terms.commitment.number
    notes = tasks.overview.may(Act.NOTE_EVIDENCE)
    next_step = (
        _("Write what was done, also where it was later; or say that it was not, and why.")
        if waiting.is_late
        else _("What you note shows at once on the agreement’s open page.")
    )
    return Task(
        title=marked(terms.title.shown(tasks.language), tasks.language),
        address=f"{tasks.home}agreements/{agreement.slug}/commitments/{number}/",
        verb=_("Write what we did") if notes else _("Say how it went"),
        when=tasks.when(
            waiting,
            _("Due <b>{day}</b> {distance}"),
            _("Was due <b>{day}</b>, {distance}"),
            "",
        ),
        is_late=waiting.is_late,
        next=format_html(
            _("In the agreement with {names}. {next}"),
            names=tasks.others(agreement),
            next=next_step,
        ),
        reads=tasks.readers(Audience.PUBLIC),
    )
