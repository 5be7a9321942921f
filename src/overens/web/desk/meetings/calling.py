"""The pages on which a meeting is called, changed, moved and cancelled, alone or with its series."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.languages.rules import write_date
from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.agreements.rules.rule_text import read_rule
from overens.cycle.groups.actions import calling, changing
from overens.cycle.groups.actions.on_meeting import changed
from overens.cycle.groups.clock_words import written
from overens.cycle.groups.meeting_queries import meetings_of
from overens.cycle.groups.models import Meeting, Series
from overens.cycle.groups.states import MeetingState
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, sent_before, show, told
from overens.web.desk.groups.founding import commitments
from overens.web.desk.groups.loading import Room, room
from overens.web.desk.groups.questions import open_groups
from overens.web.desk.meetings.forms import calling as forms
from overens.web.desk.meetings.forms.fields import when_said
from overens.web.desk.meetings.loading import At, at_meeting
from overens.web.desk.meetings.shown import row_of


@in_post(Act.WORK_IN_GROUP)
def call(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    page = room(request, agreement)
    form = forms.CallForm(
        request.POST or None,
        room=page,
        commitments=commitments(page),
        groups=open_groups(page),
        place=f"call:{page.agreement.slug}",
        initial={"group": request.GET.get("group", ""), "mode": "place"},
    )
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> Meeting:
        return calling.call_meeting(
            by=page.acting.seat,
            agreement=page.agreement,
            about=form.about(said),
            when=when_said(said),
            at=page.acting.now,
            group=page.group(said["group"]) if said["group"] else None,
            again=form.again(said),
        )

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), f"{page.home}meetings/")
        sentence = _("The meeting is called. The invitations go out in five minutes.")
        return told(request, sentence, f"{page.home}meetings/{form.result.slug}/")
    return page_with(request, page, form, _("Call a meeting"), _("Call the meeting"))


def page_with(
    request: HttpRequest, page: Room, form: DeskForm, title: str, button: str, **more: Any
) -> HttpResponse:
    context = {
        "room": page,
        "form": form,
        "title": title,
        "button": button,
        "back": (f"{page.home}meetings/", _("Meetings")),
        "reads": page.reads(Audience.PARTNERS),
        "before": "",
    }
    return render(request, "desk/meetings/write.html", {**context, **more})


def written_at(
    request: HttpRequest, page: At, form: DeskForm, title: str, button: str, before: str = ""
) -> HttpResponse:
    """A page of one meeting with one form."""
    more = {"back": (page.address, page.title), "at": page, "before": before}
    return page_with(request, page.room, form, title, button, **more)


@in_post(Act.WORK_IN_GROUP)
def change(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    form = forms.AboutForm(
        request.POST or None,
        room=page.room,
        commitments=commitments(page.room),
        meeting=page.meeting,
        place=f"meeting:{page.meeting.pk}",
        base=page.meeting.revision,
    )
    form.all_read(page.room.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return calling.change_meeting(
            by=page.room.acting.seat,
            meeting=page.meeting,
            about=form.about(said),
            revision=form.base or 0,
            at=page.room.acting.now,
        )

    if send(request, form, action):
        return told(request, _("The meeting is changed."), page.address)
    before = _(
        "Everybody who is invited is told what changes for them. Another time needs a reason:"
    )
    return written_at(request, page, form, _("Change the meeting"), _("Save"), before)


@in_post(Act.WORK_IN_GROUP)
def postpone(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    form = forms.PostponeForm(
        request.POST or None,
        meeting=page.meeting,
        language=language,
        place=f"postpone:{page.meeting.pk}",
        base=page.meeting.revision,
    )
    form.all_read(page.room.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return changing.postpone_meeting(
            by=page.room.acting.seat,
            meeting=page.meeting,
            when=when_said(said),
            because=form.because(said),
            revision=form.base or 0,
            at=page.room.acting.now,
        )

    if send(request, form, action):
        return told(request, _("The meeting is moved. Everybody is asked anew."), page.address)
    before = _("The programme moves along. Everybody who is invited is told why, and asked anew.")
    return written_at(
        request, page, form, _("Move it to another time"), _("Move the meeting"), before
    )


@in_post(Act.WORK_IN_GROUP)
def cancel(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    form = forms.CancelForm(
        request.POST or None,
        language=language,
        place=f"cancel-meeting:{page.meeting.pk}",
        base=page.meeting.revision,
    )
    form.all_read(page.room.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return changing.cancel_meeting(
            by=page.room.acting.seat,
            meeting=page.meeting,
            because=form.because(said),
            revision=form.base or 0,
            at=page.room.acting.now,
        )

    if send(request, form, action):
        sentence = _("The meeting is cancelled. What it cost can still be noted.")
        return told(request, sentence, page.address)
    before = _("It stays on file, with the reason. Everybody who is invited is told.")
    return written_at(request, page, form, _("Cancel the meeting"), _("Cancel the meeting"), before)


@in_post(Act.READ_AGREEMENT)
def series(request: HttpRequest, language: str, agreement: str, series: UUID) -> HttpResponse:
    """A series: its meetings, and the two ways to change what is left of it."""
    page = room(request, agreement)
    found = Series.objects.filter(agreement=page.agreement, pk=series).first()
    if found is None:
        raise Http404
    meetings = list(meetings_of(page.agreement).filter(series=found))
    offers = _series_forms(request, page, found, meetings)
    for offer in offers:
        if offer["form"].is_bound and send(request, offer["form"], offer["action"]):
            done = sent_before() if offer["form"].sent_before else offer["done"]
            return told(request, done, f"{page.home}meetings/")
    if request.method == "POST" and not any(o["form"].is_bound for o in offers):
        raise Http404
    show(request, *(offer["form"] for offer in offers if not offer["form"].is_bound))
    return render(
        request,
        "desk/meetings/series.html",
        {
            "room": page,
            "rows": [row_of(page, one) for one in meetings],
            "rule": rule_in_words(found, language),
            "title": page.said(meetings[0].titles) if meetings else "",
            "offers": offers,
            "reads": page.reads(Audience.PARTNERS),
        },
    )


def _series_forms(
    request: HttpRequest, page: Room, series: Series, meetings: list[Meeting]
) -> list[dict[str, Any]]:
    now = page.acting.now
    left = [m for m in meetings if m.state == MeetingState.PLANNED and m.starts_at > now]
    is_mine = bool(left) and left[0].owner_id == page.acting.authority.pk
    if not is_mine or not page.acting.may(Act.WORK_IN_GROUP):
        return []
    by_slug = {m.slug: m for m in left}
    choices = [
        (m.slug, written(m.starts_at, m.ends_at, m.zone, page.language, with_clock=False))
        for m in left
    ]

    def filled(form: type[Any], **named: Any) -> Any:
        sent = request.method == "POST" and request.POST.get("do") == form.what
        place = f"series-{form.what}:{series.pk}"
        made = form(request.POST if sent else None, meetings=choices, place=place, **named)
        made.all_read(page.reads(Audience.PARTNERS))
        return made

    # Whatever of it was changed since the page was opened has raised the sum.
    revision = sum(m.revision for m in meetings)
    rest = filled(
        forms.ChangeRest, room=page, commitments=commitments(page), meeting=left[0],
        base=revision,
    )  # fmt: skip
    end = filled(forms.EndSeries, language=page.language)

    def change_rest(said: dict[str, Any]) -> object:
        chosen = by_slug[said["from"]]
        if rest.base != revision:
            raise changed(chosen, revision)
        return changing.change_rest(
            by=page.acting.seat,
            meeting=chosen,
            about=rest.about(said),
            when=when_said(said),
            because={said["language"]: said["because"]},
            revision=chosen.revision,
            at=now,
        )

    def end_series(said: dict[str, Any]) -> object:
        chosen = by_slug[said["from"]]
        return changing.end_series(
            by=page.acting.seat,
            meeting=chosen,
            because=end.because(said),
            revision=chosen.revision,
            at=now,
        )

    return [
        {
            "form": rest,
            "action": change_rest,
            "title": _("Change the rest of the series"),
            "button": _("Change the rest"),
            "done": _("The rest of the series is changed."),
        },
        {
            "form": end,
            "action": end_series,
            "title": _("End the series"),
            "button": _("End it"),
            "done": _("The series is ended."),
        },
    ]


def rule_in_words(series: Series, language: str) -> str:
    """'Every 2 weeks, until 4 June 2027.'"""
    rule = read_rule(series.rule)
    if rule.freq == "WEEKLY":
        often = ngettext("Every week", "Every %(n)s weeks", rule.interval) % {"n": rule.interval}
    else:
        often = ngettext("Every month", "Every %(n)s months", rule.interval) % {"n": rule.interval}
    if rule.until:
        return _("%(often)s, until %(day)s.") % {
            "often": often,
            "day": write_date(rule.until, language),
        }
    count = ngettext("%(n)s meeting", "%(n)s meetings", rule.count or 0) % {"n": rule.count}
    return _("%(often)s: %(count)s.") % {"often": often, "count": count}
