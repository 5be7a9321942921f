"""What the other parties were sent, and which posts change hands."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.consents.queries import Question
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wording
from overens.reach.overview.agreed import Put
from overens.reach.overview.matters import Awaited, Matter
from overens.reach.overview.queries import Change
from overens.reach.overview.rooms import PutInRoom
from overens.web.design.words import dated, marked
from overens.web.desk.parties import OTHER
from overens.web.desk.tasks import ChangeShown, Sent, Tasks, distance, safe, short_of


def sent_shown(tasks: Tasks, one: Put | Awaited | PutInRoom) -> Sent:
    """What one other party was sent, and what came back; or what it has still to sign."""
    language, question, today = tasks.language, one.question, tasks.overview.today
    sent_on, last = tasks.authority.country.today(question.asked_at), question.until
    matter = one.matter if isinstance(one, Awaited) else None
    signs = isinstance(one, Awaited) and one.signs
    if signs:
        last = None
    if isinstance(one, Put):
        address = f"{tasks.home}agreements/{one.agreement.slug}/"
    else:
        consent = one.consent if isinstance(one, PutInRoom) else one.matter.consent
        address = f"{tasks.home}approvals/{consent}/"
    return Sent(
        title=_in_room(tasks, one) if isinstance(one, PutInRoom) else _title(tasks, matter),
        party=short_of(one.party, language),
        letter=tasks.letters.get(one.party.authority.slug, OTHER),
        address=address,
        sent=format_html(
            _("Sent {day}, {distance}."),
            day=dated(sent_on, language),
            distance=distance(sent_on, today),
        ),
        back=_back(tasks, question, signs),
        promised=_promised(tasks, question, last),
        is_late=bool(last and last < today),
    )


def _title(tasks: Tasks, matter: Matter | None) -> SafeString:
    if matter is None:
        return safe(_("That the agreement was typed in rightly"))
    sentence = _("The proposed text: {title}") if matter.is_proposal else _("To waive: {title}")
    title = marked(matter.title.shown(tasks.language), tasks.language)
    return format_html(sentence, title=title)


def _in_room(tasks: Tasks, one: PutInRoom) -> SafeString:
    sentence = _("The minutes of {title}") if one.is_minutes else _("The mandate of {title}")
    return format_html(sentence, title=marked(one.title.shown(tasks.language), tasks.language))


def _back(tasks: Tasks, question: Question, signs: bool) -> SafeString:
    if signs:
        return safe(_("Each party has said yes. Their signature is awaited."))
    if not question.answer:
        return safe(_("No answer yet."))
    return format_html(
        _("Answered {day}: {answer}."),
        day=tasks.day(question.on),
        answer=AnswerKind(question.answer).label,
    )


def _promised(tasks: Tasks, question: Question, last: date | None) -> SafeString:
    """By which day it was asked for, or promised by whoever has postponed it."""
    if last is None:
        return SafeString("")
    is_past = last < tasks.overview.today
    if question.answer:
        sentence = (
            _("An answer was promised by {day}, {distance}.")
            if is_past
            else _("An answer is promised by {day}, {distance}.")
        )
    else:
        sentence = (
            _("An answer was asked for by {day}, {distance}.")
            if is_past
            else _("An answer is asked for by {day}, {distance}.")
        )
    return format_html(
        sentence,
        day=dated(last, tasks.language),
        distance=distance(last, tasks.overview.today),
    )


def change_shown(tasks: Tasks, change: Change) -> ChangeShown:
    """A post that changes hands, or that nobody holds."""
    authority = change.post.authority
    letter = tasks.letters.get(authority.slug, OTHER)
    said = {
        "post": tasks.post(change.post),
        "party": format_html(
            '<span class="who"><svg class="mark {}" aria-hidden="true"><use href="#p{}"/></svg>'
            "{}</span>",
            letter,
            letter,
            marked(Wording(authority.short, authority.name.language), tasks.language),
        ),
        "day": dated(change.day, tasks.language) if change.day else "",
    }
    if change.is_vacant:
        sentence = (
            _("Nobody has held the post {post} in {party} since {day}.")
            if change.day
            else _("Nobody holds the post {post} in {party} today.")
        )
    elif change.day:
        sentence = _("The post {post} in {party} changes hands. The last day is {day}.")
    else:
        sentence = _("The post {post} in {party} changes hands.")
    address = f"{tasks.home}handovers/{change.handover.pk}/" if change.handover else ""
    return ChangeShown(format_html(sentence, **said), address)
