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
from overens.cycle.groups.models import AgendaItem, Participant
from overens.cycle.groups.queries import remarks_on
from overens.cycle.groups.rules.agenda import planned_minutes
from overens.cycle.groups.states import MeetingState, OutcomeKind, Way
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.groups.forms import RemarkForm
from overens.web.desk.groups.loading import room
from overens.web.desk.groups.offers import Filled, carried_out, remark_offer
from overens.web.desk.groups.shown import remarks_shown
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
    says = remark_offer(
        Filled(request, page.room),
        page.meeting.ref,
        _("Say something about the meeting"),
        _("Say it"),
        _("Your remark stands on the page."),
    )
    is_remark = request.POST.get("do") == RemarkForm.what
    opened = request.method != "POST"
    if (opened or is_remark) and (answer := carried_out(request, [says], page.address)):
        return answer
    form = _answer(request, page, people, persons, is_sent=not is_remark)
    if (
        form
        and not is_remark
        and send(request, form, lambda said: _answered(page, people, said, form.base))
    ):
        sentence = sent_before() if form.sent_before else _("Your answer is noted.")
        return told(request, sentence, page.address)
    if request.method == "POST" and form is None and not is_remark:
        raise Http404
    agenda = queries.agenda_of(page.meeting)
    notes = notes_of_meeting(page.room, page.meeting)
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
            notes=notes,
            remarks=remarks_shown(page.room, remarks_on("meeting", str(page.meeting.pk))),
            offers=[says] if says else [],
            may_take_back=page.may and not notes.is_sent and _may_take_back(page, agenda),
        ),
    )


def _may_take_back(page: At, agenda: list[AgendaItem]) -> bool:
    """As far as a page can know: the action asks again, and whether another party says so too."""
    mine = page.room.acting.authority.pk
    by = page.meeting.held_by
    return (
        page.meeting.state == MeetingState.HELD
        and (page.is_mine or bool(by and by.post.authority_id == mine))
        and all(one.kind == OutcomeKind.INFORMATION for row in agenda for one in row.outcomes.all())
    )


def _answer(
    request: HttpRequest,
    page: At,
    people: list[Participant],
    persons: list[shown.PersonShown],
    *,
    is_sent: bool,
) -> AnswerForm | None:
    """The form for those of one's own side, while it is planned."""
    me = _me(page, people)
    own = [(str(one.pk), one.who) for one in persons if one.is_own]
    if not (own and page.may and page.is_planned and not page.has_begun):
        return None
    form = AnswerForm(
        request.POST if request.method == "POST" and is_sent else None,
        people=own,
        in_series=page.meeting.series_id is not None,
        base=page.meeting.sequence,
        place=f"answer-invitation:{page.meeting.pk}",
        initial={"participant": str(me.pk)} if me else {},
    )
    form.all_read(page.room.reads(Audience.PARTNERS))
    if request.method == "POST" and not is_sent:
        show(request, form)
    return form


def _me(page: At, people: list[Participant]) -> Participant | None:
    """Whoever is signed in, among those of their own side: in the post in which they act, in another
    one of theirs, else by the name or the address under which they were invited."""
    acting = page.room.acting
    posts = [acting.seat.post_id, *(seat.post_id for seat in acting.seats)]
    named = {acting.seat.person.name.casefold(), acting.account.email.casefold()} - {""}
    own = [one for one in people if one.authority_id == acting.authority.pk]
    of_post = {one.post_id: one for one in own if one.post_id}
    of_name = (one for one in own if {one.name.casefold(), one.email.casefold()} & named)
    return next((of_post[post] for post in posts if post in of_post), None) or next(of_name, None)


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
