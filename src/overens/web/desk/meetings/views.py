"""The pages on which meetings are read: the lists, one meeting, and its file for a calendar."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.groups import meeting_queries as queries
from overens.cycle.groups.actions.answering import answer_invitation
from overens.cycle.groups.calendar import published
from overens.cycle.groups.happenings import happening
from overens.cycle.groups.models import Participant
from overens.cycle.groups.rules.agenda import planned_minutes
from overens.cycle.groups.states import Way
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.groups.loading import room
from overens.web.desk.meetings import shown
from overens.web.desk.meetings.forms.preparing import AnswerForm
from overens.web.desk.meetings.loading import At, around, at_meeting
from overens.web.desk.notes.shown import notes_of_meeting

MOST_HELD = 50
"""Of those that were held, on one page."""


@require_safe
@in_post(Act.READ_AGREEMENT)
def meetings(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """What is to come, and what was."""
    page = room(request, agreement)
    now = page.acting.now
    try:
        number = max(int(request.GET.get("page", "1")), 1)
    except ValueError:
        raise Http404 from None
    start = (number - 1) * MOST_HELD
    if start > 1_000_000:
        raise Http404
    past = list(queries.past(page.agreement, now)[start : start + MOST_HELD + 1])
    return render(
        request,
        "desk/meetings/meetings.html",
        {
            "room": page,
            "coming": [shown.row_of(page, one) for one in queries.coming(page.agreement, now)],
            "past": [shown.row_of(page, one) for one in past[:MOST_HELD]],
            "newer": number - 1,
            "older": number + 1 if len(past) > MOST_HELD else 0,
            "may": page.acting.may(Act.WORK_IN_GROUP),
            "is_open": page.is_open,
        },
    )


@in_post(Act.READ_AGREEMENT)
def meeting(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    people = queries.participants_of(page.meeting)
    persons = shown.people_shown(page, people)
    form = _answer(request, page, people, persons)
    if form and send(request, form, lambda said: _answered(page, people, said, form.base)):
        sentence = sent_before() if form.sent_before else _("Your answer is noted.")
        return told(request, sentence, page.address)
    if request.method == "POST" and form is None:
        raise Http404
    agenda = queries.agenda_of(page.meeting)
    return render(
        request,
        "desk/meetings/meeting.html",
        around(
            page,
            people=persons,
            form=form,
            reads=page.room.reads(Audience.PARTNERS),
            agenda=shown.agenda_shown(page, agenda),
            planned=planned_minutes(agenda),
            programme=shown.programme_shown(page, queries.programme_of(page.meeting)),
            changes=shown.changes_shown(page, queries.changes_of(page.meeting)),
            costs=shown.costs_shown(page.room, queries.costs_of(page.meeting)),
            purpose=page.room.said(page.meeting.purposes),
            group=page.room.said(page.meeting.group.names) if page.meeting.group else "",
            notes=notes_of_meeting(page.room, page.meeting),
        ),
    )


def _answer(
    request: HttpRequest, page: At, people: list[Participant], persons: list[shown.PersonShown]
) -> AnswerForm | None:
    """The form for those of one's own side, while it is planned."""
    own = [(str(one.pk), one.who) for one in persons if one.is_own]
    if not (own and page.may and page.is_planned and not page.has_begun):
        return None
    me = next((one for one in people if one.post_id == page.room.acting.seat.post_id), None)
    form = AnswerForm(
        request.POST or None,
        people=own,
        in_series=page.meeting.series_id is not None,
        base=page.meeting.sequence,
        place=f"answer-invitation:{page.meeting.pk}",
        initial={"participant": str(me.pk)} if me else {},
    )
    form.all_read(page.room.reads(Audience.PARTNERS))
    if request.method != "POST":
        show(request, form)
    return form


def _answered(
    page: At, people: list[Participant], said: dict[str, Any], read: int | None
) -> object:
    one = next(one for one in people if str(one.pk) == said["participant"])
    one.meeting = page.meeting
    return answer_invitation(
        by=page.room.acting.seat,
        participant=one,
        coming=said["coming"],
        way=Way.DESK,
        at=page.room.acting.now,
        whole_series=bool(said.get("whole_series")),
        read=read,
    )


@require_safe
@in_post(Act.READ_AGREEMENT)
def calendar(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    """To be put into a calendar by whoever got no letter."""
    page = at_meeting(request, agreement, meeting)
    text = published([happening(page.meeting)], at=page.room.acting.now)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{page.meeting.slug}.ics"'
    return answer
