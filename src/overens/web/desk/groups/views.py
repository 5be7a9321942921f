"""The pages that are read: the groups of an agreement, of all agreements, and one group."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from overens.base.languages.rules import languages
from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.agreements.queries import agreements_of
from overens.cycle.groups import queries
from overens.cycle.groups.models import Meeting, Outcome, WorkingGroup
from overens.cycle.groups.queries import MandateStanding
from overens.cycle.groups.states import GroupKind, MeetingState, OutcomeKind
from overens.reach.overview.reciprocity import Reciprocity
from overens.web.desk.entering import in_post
from overens.web.desk.groups import shown
from overens.web.desk.groups.loading import Room, room
from overens.web.desk.groups.offers import Filled, carried_out, remark_offer
from overens.web.desk.groups.turns import turns_shown
from overens.web.desk.meetings.loading import when

DECISIONS, MOST_ROWS = 5, 10


@require_safe
@in_post(Act.READ_AGREEMENT)
def all_groups(request: HttpRequest, language: str) -> HttpResponse:
    """The groups of all of one's own agreements."""
    rooms = [
        Room(one, request.acting, request.reader) for one in agreements_of(request.acting.authority)
    ]
    found: dict[Any, list[WorkingGroup]] = {}
    for group in queries.groups_of([one.agreement for one in rooms]):
        found.setdefault(group.agreement_id, []).append(group)
    agreements = [(one, [_row(one, g) for g in found.get(one.agreement.pk, [])]) for one in rooms]
    return render(request, "desk/groups/all.html", {"agreements": agreements})


@require_safe
@in_post(Act.READ_AGREEMENT)
def groups(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """Those that each party has agreed to, and those that are proposed."""
    page = room(request, agreement)
    rows = list(queries.groups_known_to(page.agreement, page.acting.authority))
    waiting = [one for one in rows if one.founded_at is None]
    mandates = queries.mandates_of(rows, page.acting.authority) if rows else []
    newest: dict[Any, MandateStanding] = {}
    for one in mandates:
        newest.setdefault(one.mandate.group_id, one)
    return render(
        request,
        "desk/groups/list.html",
        {
            **page.around,
            "open": [_row(page, g) for g in rows if g.founded_at and not g.closed_at],
            "closed": [_row(page, g) for g in rows if g.founded_at and g.closed_at],
            "proposed": [
                (_row(page, g), _how_far(page, newest[g.pk])) for g in waiting if g.pk in newest
            ],
            "may_found": page.acting.may(Act.FOUND_GROUP) and page.is_open,
        },
    )


def _row(page: Room, group: WorkingGroup) -> dict[str, Any]:
    own = page.acting.authority.country
    return {
        "address": f"{page.home}groups/{group.slug}/",
        "name": page.said(group.names),
        "kind": capfirst(str(GroupKind(group.kind).label)),
        "closed": page.dated(own.today(group.closed_at)) if group.closed_at else "",
    }


def _how_far(page: Room, standing: MandateStanding) -> dict[str, Any]:
    """A mandate that was put, in a sentence, with the way to it."""
    shorts = {one.slug: one.short for one in standing.asked}
    yes = {one.party for one in standing.said if one.answer == "yes"}
    waits = [one.short for one in standing.asked if one.slug not in yes]
    if standing.refused:
        names = [shorts[slug] for slug in standing.refused]
        sentence = _("%(names)s did not agree.") % {"names": languages()[page.language].join(names)}
    else:
        sentence = _("It waits for the answer of %(names)s.") % {
            "names": languages()[page.language].join(waits)
        }
    owner, consent = standing.mandate.consent.edition.owner, standing.mandate.consent
    return {
        "address": f"/{page.language}/desk/approvals/{consent.pk}/",
        "name": page.said(standing.mandate.names),
        "closes": standing.mandate.closes,
        "by": shown.side(page, owner),
        "day": page.dated(page.acting.authority.country.today(consent.asked_at)),
        "sentence": sentence,
    }


@in_post(Act.READ_AGREEMENT)
def group(request: HttpRequest, language: str, agreement: str, group: str) -> HttpResponse:
    page = room(request, agreement)
    found = page.group(group)
    address = f"{page.home}groups/{found.slug}/"
    is_open = page.is_open and found.founded_at is not None and found.closed_at is None
    offer = None
    if is_open:
        offer = remark_offer(
            Filled(request, page),
            found.ref,
            _("Say something to the group"),
            _("Say it"),
            _("Your remark stands on the page."),
        )
    answer = carried_out(request, [offer], address)
    if answer:
        return answer
    return render(
        request,
        "desk/groups/group.html",
        _group(page, found, is_open) | {"offers": [offer] if offer else []},
    )


def _group(page: Room, found: WorkingGroup, is_open: bool) -> dict[str, Any]:
    today, agreement = page.acting.today, page.agreement
    members = list(queries.seats_in(found, today))
    held = queries.holders_of({one.post_id for one in members}, today)
    tasks = list(queries.tasks_of(agreement, found, only_open=True))
    questions = list(queries.questions_of(agreement, found, only_open=True)[:MOST_ROWS])
    meeting = _next_meeting(found, page)
    served = [one.number for one in found.commitments.all()]
    titles = page.titles() if served else {}
    may = page.acting.may
    return {
        **page.around,
        "group": found,
        "name": page.said(found.names),
        "plain_name": page.plain(found.names).text,
        "kind": capfirst(str(GroupKind(found.kind).label)),
        "mandate": page.plain(found.mandate),
        "state": _state(page, found),
        "is_open": is_open,
        "area": page.area(found.focus_area.slug) if found.focus_area else "",
        "commitments": [
            (number, page.said(titles[number]) if number in titles else "") for number in served
        ],
        "meeting": meeting,
        "sides": _tasks_by_side(page, tasks),
        "decisions": _decisions(page, found),
        "has_met": meeting is None and _has_met(found),  # read where none is planned
        "questions": [question_row(page, one) for one in questions],
        "people": [
            (shown.side(page, p.authority), _of_side(page, members, held, p.authority_id))
            for p in page.parties
        ],
        "complete": shown.in_words(page, members, held) if is_open else "",
        "mandates": [
            _how_far(page, one) for one in queries.mandates_of([found], page.acting.authority)
        ],
        "remarks": shown.remarks_shown(page, queries.remarks_on("group", str(found.pk))),
        "turns": _turns(page, found) if is_open else "",
        "reads": page.reads(Audience.PARTNERS),
        "may_work": is_open and may(Act.WORK_IN_GROUP),
        "may_name": is_open and may(Act.NAME_MEMBERS),
        "may_found": is_open and may(Act.FOUND_GROUP),
    }


def _turns(page: Room, found: WorkingGroup) -> SafeString:
    """Who hosted last, who is awaited, where it is quiet: one query."""
    suggest = f"{page.home}meetings/call/?group={found.slug}"
    return turns_shown(
        Reciprocity(page.agreement, page.parties, page.own, page.acting.now, found),
        {},
        page.language,
        suggest if page.acting.may(Act.WORK_IN_GROUP) else "",
    )


def _state(page: Room, found: WorkingGroup) -> SafeString | str:
    if found.founded_at is None:
        return _("It is proposed. It begins once each party has said yes to its mandate.")
    if found.closed_at:
        return _("It is closed. All of it stays to be read.")
    if len(page.bound) < 2:
        return _("The agreement has ended, and the group with it. All of it stays to be read.")
    return ""


def _of_side(page: Room, members: Any, held: Any, authority: Any) -> list[shown.PostShown]:
    return [
        shown.member_shown(page, one, held.get(one.post_id, ()))
        for one in members
        if one.post.authority_id == authority
    ]


def _tasks_by_side(page: Room, tasks: Any) -> list[tuple[shown.SideShown, list[shown.TaskShown]]]:
    return [
        (
            shown.side(page, party.authority),
            [
                shown.task_shown(page, task, page.acting.today)
                for task in tasks
                if task.post.authority_id == party.authority_id
            ],
        )
        for party in page.parties
        if tasks
    ]


def _next_meeting(found: WorkingGroup, page: Room) -> dict[str, Any] | None:
    """The one that is planned next, with its day by the clock of its place."""
    rows = Meeting.objects.filter(
        group=found, state=MeetingState.PLANNED, ends_at__gte=page.acting.now
    )
    meeting = rows.order_by("starts_at").first()
    if meeting is None:
        return None
    return {
        "address": f"{page.home}meetings/{meeting.slug}/",
        "title": page.said(meeting.titles),
        "when": when(page, meeting),
        "place": meeting.place,
    }


def _has_met(found: WorkingGroup) -> bool:
    """Or is to meet, or was to: then no meeting is its first."""
    states = (MeetingState.PLANNED, MeetingState.HELD)
    return Meeting.objects.filter(group=found, state__in=states).exists()


def _decisions(page: Room, found: WorkingGroup) -> list[dict[str, Any]]:
    """The newest ones, each with its meeting."""
    rows = Outcome.objects.filter(item__meeting__group=found, kind=OutcomeKind.DECISION)
    return [
        {
            "text": page.said(one.text),
            "day": page.dated(page.acting.authority.country.today(one.item.meeting.starts_at)),
            "address": f"{page.home}meetings/{one.item.meeting.slug}/",
            "review": page.dated(one.review_on) if one.review_on else "",
        }
        for one in rows.select_related("item__meeting").order_by("-written_at")[:DECISIONS]
    ]


def question_row(page: Room, one: Any) -> dict[str, Any]:
    """A question as a row of a page."""
    written = [side.authority.short for side in one.sides.all() if side.why]
    return {
        "address": f"{page.home}questions/{one.number}/",
        "number": one.number,
        "sentence": page.said(one.sentence),
        "state": capfirst(str(one.get_state_display())),
        "is_open": one.state == "open",
        "group": page.said(one.group.names) if one.group else "",
        "written": ngettext(
            "%(names)s has written why it matters there.",
            "%(names)s have written why it matters there.",
            len(written),
        )
        % {"names": languages()[page.language].join(written)}
        if written
        else _("Nobody has written yet why it matters."),
    }
