"""What waits in the shared rooms of groups: an answer, a task, one's own words, notes."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement
from overens.reach.overview.rooms import InRoom, PutInRoom
from overens.reach.overview.rules.waiting import Waiting
from overens.web.design.words import marked
from overens.web.desk.tasks import Task, Tasks, safe


def answer(tasks: Tasks, waiting: Waiting) -> Task:
    """A mandate, or minutes: each party answers, also the one that put it."""
    put: PutInRoom = waiting.about
    sentence = (
        _("Adopt the minutes of {title}, or say what is missing")
        if put.is_minutes
        else _("Answer what the group {title} is to do")
    )
    return _task(
        tasks,
        waiting,
        put.agreement,
        f"{tasks.home}approvals/{put.consent}/",
        format_html(sentence, title=_shown(tasks, put.title)),
        _("Read and answer"),
        tasks.when(
            waiting,
            _("Answer by <b>{day}</b> {distance}"),
            _("Answer was due <b>{day}</b>, {distance}"),
            _("Sent <b>{day}</b> {distance}"),
        ),
        _("It counts once each party has said yes."),
    )


def invited(tasks: Tasks, waiting: Waiting) -> Task:
    return _in_room(
        tasks,
        waiting,
        _("Do you come to {title}?"),
        _("Say whether you come"),
        _("It is on <b>{day}</b> {distance}"),
        _("Whoever hosts it needs to know. You can change your answer until the day."),
    )


def task(tasks: Tasks, waiting: Waiting) -> Task:
    return _in_room(
        tasks,
        waiting,
        _("Task: {title}"),
        _("Open the task"),
        _("Due <b>{day}</b> {distance}"),
        _("Say when it is done, or why it is dropped."),
        since=_("Given <b>{day}</b> {distance}"),
    )


def own_side(tasks: Tasks, waiting: Waiting) -> Task:
    return _in_room(
        tasks,
        waiting,
        _("Why does this question matter to us: {title}"),
        _("Write it"),
        "",
        _("A few sentences from each party show why it is worth working on."),
        since=_("Asked <b>{day}</b> {distance}"),
    )


def notes(tasks: Tasks, waiting: Waiting) -> Task:
    """Those that one's own authority writes; before that, whether the meeting was held."""
    about: InRoom = waiting.about
    if not about.was_held:
        return _in_room(
            tasks,
            waiting,
            _("How did it go: {title}"),
            _("Say how it went"),
            "",
            _("Say that it was held, or cancel it with the reason."),
            since=_("It was to end <b>{day}</b> {distance}"),
        )
    return _in_room(
        tasks,
        waiting,
        _("Write and send the notes of {title}"),
        _("Write the notes"),
        "",
        _("What was decided and who does what stands in them already."),
        since=_("Held <b>{day}</b> {distance}"),
    )


def notes_stand(tasks: Tasks, waiting: Waiting) -> Task:
    """For one's knowledge: nothing has to be done."""
    return _in_room(
        tasks,
        waiting,
        _("The notes of {title} will stand"),
        _("Read the notes"),
        "",
        _("You need do nothing. Whoever finds a fault in them says so until then."),
        since=_("Objections until <b>{day}</b> {distance}"),
    )


def nobody_left(tasks: Tasks, waiting: Waiting) -> Task:
    """For whoever can name a deputy, or mend an address."""
    return _in_room(
        tasks,
        waiting,
        _("Nobody on our side has answered: {title}"),
        _("See what waits"),
        "",
        _(
            "Our letters reached nobody who could answer. See to it that somebody does, and that the post "
            "has a deputy and our functional mailbox works."
        ),
        since=_("Nobody is left to be asked by mail since <b>{day}</b> {distance}"),
    )


def _in_room(
    tasks: Tasks,
    waiting: Waiting,
    title: str,
    verb: str,
    until: str,
    then: str,
    since: str = "",
) -> Task:
    about: InRoom = waiting.about
    return _task(
        tasks,
        waiting,
        about.agreement,
        f"{tasks.home}agreements/{about.agreement.slug}/{about.place}",
        format_html(title, title=_shown(tasks, about.title)),
        verb,
        tasks.when(waiting, until, _("Was due <b>{day}</b>, {distance}"), since),
        then,
    )


def _task(
    tasks: Tasks,
    waiting: Waiting,
    agreement: Agreement,
    address: str,
    title: SafeString,
    verb: str,
    when: SafeString,
    then: str,
) -> Task:
    return Task(
        title=title,
        address=address,
        verb=verb,
        when=when,
        is_late=waiting.is_late,
        next=format_html(
            _("In the agreement with {names}. {next}"),
            names=tasks.others(agreement),
            next=safe(then),
        ),
        reads=tasks.readers(Audience.PARTNERS),
    )


def _shown(tasks: Tasks, title: Wordings) -> SafeString:
    return marked(title.shown(tasks.language), tasks.language)
