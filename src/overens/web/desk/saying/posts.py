"""What posts and people ask: somebody who holds one, a handover, a way back in, a text half written."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from overens.base.trail.states import Audience
from overens.reach.overview.rules.waiting import Waiting
from overens.web.design import reads
from overens.web.desk.places import PLACES
from overens.web.desk.tasks import Task, Tasks, safe
from overens.web.public.shown import joined


def vacant(tasks: Tasks, waiting: Waiting) -> Task:
    vacant = waiting.about
    names = joined([tasks.others(one) for one in vacant.agreements[:3]], tasks.language)
    return Task(
        title=format_html(_("Who holds the post {post}?"), post=tasks.post(vacant.post)),
        address=f"{tasks.home}posts/{vacant.post.slug}/",
        verb=_("Say who holds it"),
        when=tasks.when(waiting, "", "", _("Vacant since <b>{day}</b> {distance}"))
        if waiting.day
        else safe(_("Nobody holds it today")),
        is_late=False,
        next=format_html(
            _("It is the contact for {names}. Until somebody holds it, its work waits."),
            names=names,
        ),
        reads=tasks.readers(Audience.PARTNERS),
    )


def handover(tasks: Tasks, waiting: Waiting) -> Task:
    handover = waiting.about
    return Task(
        title=format_html(_("Hand over the post {post}"), post=tasks.post(handover.post)),
        address=f"{tasks.home}handovers/{handover.pk}/",
        verb=_("Open the handover"),
        when=tasks.when(
            waiting,
            _("Last day <b>{day}</b> {distance}"),
            _("Last day was <b>{day}</b>, {distance}"),
            _("Opened <b>{day}</b> {distance}"),
        ),
        is_late=waiting.is_late,
        next=safe(
            _("Write what must not be lost. It is closed when somebody has taken over the post.")
        ),
        reads=tasks.readers(Audience.OWN),
    )


def recovery(tasks: Tasks, waiting: Waiting) -> Task:
    return Task(
        title=format_html(
            _("{name} cannot sign in any more"), name=waiting.about.account.person.name
        ),
        address=f"{tasks.home}people/",
        verb=_("Look and answer"),
        when=tasks.when(waiting, _("Answer by <b>{day}</b> {distance}"), "", ""),
        is_late=False,
        next=safe(
            _("One administrator has asked for a way back. It is made when a second one agrees.")
        ),
        reads=tasks.readers(Audience.OWN),
    )


def draft(tasks: Tasks, waiting: Waiting) -> Task:
    pattern, address, sentence = next(
        place for place in PLACES if place[0].fullmatch(waiting.about.place)
    )
    found = pattern.fullmatch(waiting.about.place)
    assert found
    return Task(
        title=safe(_(sentence)),
        address=tasks.home + address.format(**found.groupdict()),
        verb=_("Go on writing"),
        when=tasks.when(waiting, "", "", _("Saved <b>{day}</b> {distance}")),
        is_late=False,
        next=safe(_("It is kept as you left it. Nothing is sent before you send it.")),
        reads=reads.only_you(),
    )
