"""What the register asks: an answer, a decision about what was set apart, a number."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.records.own_queries import CaseOwed
from overens.reach.overview.rules.waiting import Waiting
from overens.web.desk.tasks import Task, Tasks, safe


def case(tasks: Tasks, waiting: Waiting) -> Task:
    owed: CaseOwed = waiting.about
    sentence = _("Answer {number}: {subject}") if owed.subject else _("Answer {number}")
    return Task(
        title=format_html(sentence, number=owed.written, subject=owed.subject),
        address=f"{tasks.home}inbox/{owed.case}/",
        verb=_("Answer"),
        when=tasks.when(
            waiting,
            _("As a rule by <b>{day}</b> {distance}"),
            _("As a rule it was to be answered by <b>{day}</b>, {distance}"),
            "",
        ),
        is_late=waiting.is_late,
        next=safe(_("It is in the register already. No law sets a time; your authority does."))
        if owed.subject
        else safe(_("Something in it is marked as confidential. That you open it is noted.")),
        reads=tasks.on_record,
    )


def set_apart(tasks: Tasks, waiting: Waiting) -> Task:
    n: int = waiting.about
    return _of_register(
        tasks,
        ngettext(
            "Look at {n} message that was set apart",
            "Look at {n} messages that were set apart",
            n,
        ),
        n,
        "set-apart/",
        _("Look and decide"),
        _("Each is stored with its time of arrival, and has no number before you have decided."),
    )


def without_number(tasks: Tasks, waiting: Waiting) -> Task:
    n: int = waiting.about
    return _of_register(
        tasks,
        ngettext("{n} entry has no number yet", "{n} entries have no number yet", n),
        n,
        "without-number/",
        _("Look what is missing"),
        _("Each is stored. Overens tries again by itself; the number can be written in by hand."),
    )


def _of_register(tasks: Tasks, title: str, n: int, address: str, verb: str, then: str) -> Task:
    return Task(
        title=format_html(title, n=n),
        address=f"{tasks.home}register/{address}",
        verb=verb,
        when=SafeString(""),
        is_late=False,
        next=safe(then),
        reads=tasks.on_record,
    )
