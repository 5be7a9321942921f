"""The pages while a meeting is held and after it: run it, note that it was held, its cost, all of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.groups import meeting_queries as queries
from overens.cycle.groups.actions import afterwards, running, taking_back
from overens.cycle.groups.actions.costs import note_cost
from overens.cycle.groups.actions.holding import note_held
from overens.cycle.groups.meeting_queries import AgendaLine
from overens.cycle.groups.models import Meeting, Outcome
from overens.cycle.groups.rules.agenda import behind, current
from overens.cycle.groups.rules.times import on_the_wall
from overens.cycle.groups.states import Coming
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.groups.founding import commitments
from overens.web.desk.groups.loading import room
from overens.web.desk.groups.questions import open_groups
from overens.web.desk.meetings import shown
from overens.web.desk.meetings.calling import page_with, written_at
from overens.web.desk.meetings.forms import running as forms
from overens.web.desk.meetings.forms.calling import TakeBackForm
from overens.web.desk.meetings.loading import At, around, at_meeting, post_named
from overens.web.desk.meetings.preparing import Verb, is_form, posts_of, pressed, there_is


@in_post(Act.WORK_IN_GROUP)
def run(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    """The item that is under way, large; what came of it; the list. `?item=` looks at another one."""
    page = at_meeting(request, agreement, meeting)
    if page.meeting.is_off:
        raise Http404
    rows = queries.agenda_lines(page.meeting)
    place = _place(request, rows)
    now_at = rows[place] if place is not None else None
    by, here = page.room.acting.seat, {"meeting": page.meeting, "at": page.room.acting.now}
    buttons: dict[str, Verb] = {
        "done": lambda item: (
            running.mark_item(by=by, item=there_is(item), is_done=True, **here),
            _("The item is done."),
        ),
        "undone": lambda item: (
            running.mark_item(by=by, item=there_is(item), is_done=False, **here),
            _("The item is open again."),
        ),
        "carry": lambda item: (
            running.pass_on(by=by, item=there_is(item), **here),
            _("The item is on the agenda of the next meeting."),
        ),
        "close": lambda item: (
            running.close_meeting(by=by, **here),
            _("The meeting is closed. What is not done is offered to the next one."),
        ),
    }
    sentence, refused = pressed(request, buttons)
    if sentence:
        to = page.address if request.POST.get("do") == "close" else f"{page.address}run/"
        return told(request, sentence, to)
    form = _outcome_form(request, page, now_at) if now_at and not page.meeting.closed_at else None
    if is_form(request, buttons):
        if form is None or now_at is None:
            raise Http404
        pk = now_at.pk
        if send(request, form, lambda said: _noted(page, pk, said)):
            done = sent_before() if form.sent_before else _("Saved.")
            return told(request, done, f"{page.address}run/?item={now_at.position}")
    elif form:
        show(request, form)
    return render(request, "desk/meetings/run.html", _run_context(page, rows, place, form, refused))


def _place(request: HttpRequest, rows: list[AgendaLine]) -> int | None:
    """The item that was chosen, else the first that is not done."""
    wanted = request.GET.get("item", "")
    for place, row in enumerate(rows):
        if str(row.position) == wanted:
            return place
    return current(rows)


def _outcome_form(request: HttpRequest, page: At, item: AgendaLine) -> forms.OutcomeForm:
    sent = request.method == "POST" and request.POST.get("do") == forms.OutcomeForm.what
    form = forms.OutcomeForm(
        request.POST if sent else None,
        room=page.room,
        posts=page.post_choices(),
        place=f"outcome:{item.pk}",
    )
    form.all_read(page.room.reads(Audience.PARTNERS))
    return form


def _came(said: dict[str, Any]) -> running.Came:
    return running.Came(
        kind=said["kind"],
        text={said["language"]: said["text"]},
        review_on=said["review_on"],
        post=UUID(said["post"]) if said["post"] else None,
        due=said["due"],
    )


def _noted(page: At, item: UUID, said: dict[str, Any]) -> object:
    return running.note_outcome(
        by=page.room.acting.seat,
        meeting=page.meeting,
        item=item,
        came=_came(said),
        at=page.room.acting.now,
    )


def _run_context(
    page: At, rows: list[AgendaLine], place: int | None, form: Any, refused: str
) -> dict[str, Any]:
    saved = max((row.saved for row in rows if row.saved), default=None)
    now_at = queries.agenda_of(page.meeting, rows[place].pk) if place is not None else ()
    return around(
        page,
        rows=shown.lines_shown(page, rows, place),
        now_at=next((shown.item_shown(page, one, (place or 0) + 1) for one in now_at), None),
        form=form,
        refused=refused,
        overrun=_overrun(page, rows, place),
        saved=f"{on_the_wall(saved, page.meeting.zone):%H:%M}" if saved else "",
        is_closed=page.meeting.closed_at is not None,
        reads=page.room.reads(Audience.PARTNERS),
    )


def _overrun(page: At, rows: list[AgendaLine], place: int | None) -> str:
    """How the time stands, in words; empty before and after the meeting."""
    now, meeting = page.room.acting.now, page.meeting
    if place is None or meeting.closed_at or not page.has_begun or not rows[place].minutes:
        return ""
    minutes = behind(rows, place, meeting.starts_at, now)
    if minutes == 0 or minutes > 24 * 60:
        return ""
    if minutes > 0:
        return ngettext(
            "This item has overrun by %(n)s minute.",
            "This item has overrun by %(n)s minutes.",
            minutes,
        ) % {"n": minutes}
    return ngettext(
        "%(n)s minute is left by the agenda.", "%(n)s minutes are left by the agenda.", -minutes
    ) % {"n": -minutes}


@in_post(Act.WORK_IN_GROUP)
def outcome(
    request: HttpRequest, language: str, agreement: str, meeting: str, outcome: UUID
) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    row = (
        Outcome.objects.filter(item__meeting=page.meeting, pk=outcome)
        .select_related("item")
        .first()
    )
    if row is None:
        raise Http404
    form = forms.ChangeOutcome(
        request.POST or None,
        room=page.room,
        outcome=row,
        place=f"outcome-change:{row.pk}",
        base=row.revision,
    )
    form.all_read(page.room.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        came = running.Came(row.kind, form.texts(said), said.get("review_on"))
        return running.change_outcome(
            by=page.room.acting.seat,
            meeting=page.meeting,
            outcome=row.pk,
            came=came,
            revision=form.base or 0,
            at=page.room.acting.now,
        )

    if send(request, form, action):
        return told(request, _("Saved."), f"{page.address}run/?item={row.item.position}")
    return written_at(request, page, form, _("Change what came of it"), _("Save"))


@in_post(Act.WORK_IN_GROUP)
def held(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    people = queries.participants_of(page.meeting)
    persons = shown.people_shown(page, people)
    # Of whom nothing was noted yet: all but those who have said that they do not come.
    stays_away = {one.pk for one in people if one.coming == Coming.NO}
    there = [
        str(one.pk)
        for one in persons
        if one.was_there or (one.was_there is None and one.pk not in stays_away)
    ]
    form = forms.HeldForm(
        request.POST or None,
        people=[
            (str(one.pk), format_html("{}: {}", one.side.short, one.who) if one.side else one.who)
            for one in persons
        ],
        place=f"held:{page.meeting.pk}",
        initial={"there": there},
    )
    form.all_read(page.room.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return note_held(
            by=page.room.acting.seat,
            meeting=page.meeting,
            who_was_there={UUID(pk) for pk in said["there"]},
            at=page.room.acting.now,
        )

    if send(request, form, action):
        return told(request, _("Noted that the meeting was held."), page.address)
    before = _("You say so for your own party; the commitments that it serves follow from it.")
    return written_at(request, page, form, _("Note that it was held"), _("Note it"), before)


@in_post(Act.WORK_IN_GROUP)
def take_back(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    form = TakeBackForm(
        request.POST or None,
        language=language,
        place=f"take-back:{page.meeting.pk}",
        base=page.meeting.revision,
    )
    form.all_read(page.room.reads(Audience.PARTNERS))
    was_planned = taking_back.was_planned(page.meeting)

    def action(said: dict[str, Any]) -> object:
        return taking_back.take_back_meeting(
            by=page.room.acting.seat,
            meeting=page.meeting,
            because=form.because(said),
            revision=form.base or 0,
            at=page.room.acting.now,
        )

    if send(request, form, action):
        if was_planned:
            return told(request, _("Taken back. The meeting is planned again."), page.address)
        sentence = _("Taken back. It stays on file, and stands on no list any more.")
        return told(request, sentence, page.address)
    before = (
        _("The meeting is planned again, as it was called. You can then move or cancel it.")
        if was_planned
        else _("It stays on file with the reason, and stands on no list any more.")
    )
    also = _("What it showed of your own commitments is withdrawn.")
    return written_at(
        request, page, form, _("Take back that it was held"), _("Take it back"), f"{before} {also}"
    )


@in_post(Act.WORK_IN_GROUP)
def cost(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    own = page.room.acting.authority
    before = next(
        (one for one in queries.costs_of(page.meeting) if one.authority_id == own.pk), None
    )
    initial = {"amount": before.amount, "days": before.days} if before else {}
    if before and before.note:
        initial |= {"note": before.note.shown(language).text}
    form = forms.CostForm(
        request.POST or None,
        room=page.room,
        currency=own.country.currency,
        place=f"cost:{page.meeting.pk}",
        initial=initial,
    )
    form.all_read(page.room.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return note_cost(
            by=page.room.acting.seat,
            meeting=page.meeting,
            amount=said["amount"],
            days=said["days"],
            note={said["language"]: said["note"]},
            at=page.room.acting.now,
        )

    if send(request, form, action):
        return told(request, _("The cost is noted."), page.address)
    title = _("What it cost %(name)s") % {"name": own.short}
    return written_at(request, page, form, title, _("Note the cost"))


@in_post(Act.WORK_IN_GROUP)
def note(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """One page for all that somebody remembers of a meeting or a visit."""
    page = room(request, agreement)
    posts = [
        (str(p.pk), post_named(page, p))
        for p in posts_of(At(page, Meeting(agreement=page.agreement)))
    ]
    form = forms.NoteForm(
        request.POST or None,
        room=page,
        commitments=commitments(page),
        groups=open_groups(page),
        posts=posts,
        currency=page.acting.authority.country.currency,
        place=f"note-meeting:{page.agreement.slug}",
        initial={"group": request.GET.get("group", "")},
    )
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> Meeting:
        return afterwards.note_meeting(
            by=page.acting.seat,
            agreement=page.agreement,
            group=page.group(said["group"]) if said["group"] else None,
            held=afterwards.Held(
                about=form.about(said),
                first=said["first"],
                last=said["last"] or said["first"],
                language=said["language"],
                starts=said["starts"],
                ends=said["ends"],
                posts={UUID(pk) for pk in said["posts"]},
                names=form.names(said),
                programme=said["programme"],
                outcomes=said["outcomes"],
                amount=said["amount"],
                days=said["days"],
            ),
            at=page.acting.now,
        )

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), f"{page.home}meetings/")
        sentence = _("It is on file. Files can be put beside it on its page.")
        return told(request, sentence, f"{page.home}meetings/{form.result.slug}/")
    before = _(
        "A title and a day are enough. The rest can stand empty, or be pasted from an old programme."
    )
    return page_with(
        request, page, form, _("Note a meeting or a visit afterwards"), _("Put it on file"),
        before=before,
    )  # fmt: skip
