"""The pages on which a meeting is prepared: its programme, its people, its agenda."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Post
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.trail.states import Audience
from overens.cycle.groups import meeting_queries as queries
from overens.cycle.groups.actions import agenda as verbs
from overens.cycle.groups.actions import inviting, programme
from overens.cycle.groups.models import Question
from overens.cycle.groups.rules.agenda import planned_minutes
from overens.cycle.groups.states import QuestionState
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.meetings import shown
from overens.web.desk.meetings.calling import written_at
from overens.web.desk.meetings.forms import preparing as forms
from overens.web.desk.meetings.loading import At, around, at_meeting, post_named

Verb = Callable[[UUID | None], tuple[object, str]]


def pressed(request: HttpRequest, buttons: Mapping[str, Verb]) -> tuple[str, str]:
    """What a button beside an item did (its sentence), or why it was refused. Both empty where none
    was pressed."""
    verb = buttons.get(request.POST.get("do", "")) if request.method == "POST" else None
    if verb is None:
        return "", ""
    form = forms.OfItem(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        _done, sentence = verb(form.cleaned_data["item"])
    except Refused as refused:
        return "", str(refused)
    return sentence, ""


def is_form(request: HttpRequest, buttons: Mapping[str, Verb]) -> bool:
    """Whether what was sent is a form with fields."""
    return request.method == "POST" and request.POST.get("do", "") not in buttons


@in_post(Act.WORK_IN_GROUP)
def agenda(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    acting, here = page.room.acting, {"meeting": page.meeting, "at": page.room.acting.now}
    by = acting.seat
    buttons: dict[str, Verb] = {
        "earlier": lambda item: (
            verbs.move_item(by=by, item=there_is(item), earlier=True, **here),
            _("Moved."),
        ),
        "later": lambda item: (
            verbs.move_item(by=by, item=there_is(item), earlier=False, **here),
            _("Moved."),
        ),
        "remove": lambda item: (
            verbs.remove_item(by=by, item=there_is(item), **here),
            _("Taken out of the agenda."),
        ),
        "template": lambda item: (
            verbs.begin_from_template(by=by, **here),
            _("The usual items are on the agenda."),
        ),
        "carry": lambda item: (verbs.carry_over(by=by, **here), _("Carried over.")),
    }
    sentence, refused = pressed(request, buttons)
    if sentence:
        return told(request, sentence, f"{page.address}agenda/")
    form = _item_form(request if is_form(request, buttons) else None, page)
    if is_form(request, buttons):
        if send(request, form, lambda said: verbs.add_item(by=by, said=form.said_of(said), **here)):
            done = sent_before() if form.sent_before else _("The item is on the agenda.")
            return told(request, done, f"{page.address}agenda/")
    else:
        show(request, form)
    rows = queries.agenda_of(page.meeting)
    offered = queries.offered(page.meeting) if page.is_planned else []
    return render(
        request,
        "desk/meetings/agenda.html",
        around(
            page,
            items=shown.agenda_shown(page, rows),
            planned=planned_minutes(rows),
            offered=[
                {
                    "title": page.room.said(one.decision.text if one.decision else one.item.titles),
                    "is_decision": one.decision is not None,
                    "meeting": page.room.said(one.item.meeting.titles),
                }
                for one in offered
            ],
            form=form,
            refused=refused,
            reads=page.room.reads(Audience.PARTNERS),
        ),
    )


def there_is(item: UUID | None) -> UUID:
    if item is None:
        raise Http404
    return item


def _item_form(request: HttpRequest | None, page: At, **named: Any) -> forms.ItemForm:
    questions = Question.objects.filter(
        agreement=page.room.agreement, state=QuestionState.OPEN
    ).order_by("number")
    form = forms.ItemForm(
        request.POST if request and request.method == "POST" else None,
        room=page.room,
        posts=page.post_choices(),
        questions=[(str(q.number), page.room.plain(q.sentence).text) for q in questions],
        place=named.pop("place", f"agenda-item:{page.meeting.pk}"),
        **named,
    )
    form.all_read(page.room.reads(Audience.PARTNERS))
    return form


@in_post(Act.WORK_IN_GROUP)
def item(
    request: HttpRequest, language: str, agreement: str, meeting: str, item: UUID
) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    row = next((one for one in queries.agenda_of(page.meeting) if one.pk == item), None)
    if row is None:
        raise Http404
    form = _item_form(request, page, item=row, base=row.revision, place=f"agenda-item:{row.pk}")

    def action(said: dict[str, Any]) -> object:
        return verbs.change_item(
            by=page.room.acting.seat,
            meeting=page.meeting,
            item=item,
            said=form.said_of(said),
            revision=form.base or 0,
            at=page.room.acting.now,
        )

    if send(request, form, action):
        return told(request, _("The item is changed."), f"{page.address}agenda/")
    return written_at(request, page, form, _("Change the item"), _("Save"))


@in_post(Act.WORK_IN_GROUP)
def programme_page(
    request: HttpRequest, language: str, agreement: str, meeting: str
) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    by, at = page.room.acting.seat, page.room.acting.now
    buttons: dict[str, Verb] = {
        "remove": lambda part: (
            programme.remove_part(by=by, meeting=page.meeting, part=there_is(part), at=at),
            _("Taken out of the programme."),
        )
    }
    sentence, refused = pressed(request, buttons)
    if sentence:
        return told(request, sentence, f"{page.address}programme/")
    form = _part_form(request if is_form(request, buttons) else None, page)
    if is_form(request, buttons):
        if send(request, form, lambda said: _planned(page, form, said)):
            done = sent_before() if form.sent_before else _("The part is in the programme.")
            return told(request, done, f"{page.address}programme/")
    else:
        show(request, form)
    days = shown.programme_shown(page, queries.programme_of(page.meeting))
    more = {"days": days, "form": form, "refused": refused}
    reads = page.room.reads(Audience.PARTNERS)
    return render(request, "desk/meetings/programme.html", around(page, reads=reads, **more))


def _part_form(request: HttpRequest | None, page: At, **named: Any) -> forms.PartForm:
    form = forms.PartForm(
        request.POST if request and request.method == "POST" else None,
        room=page.room,
        meeting=page.meeting,
        posts=page.post_choices(),
        place=named.pop("place", f"programme-part:{page.meeting.pk}"),
        **named,
    )
    form.all_read(page.room.reads(Audience.PARTNERS))
    return form


def _planned(
    page: At, form: forms.PartForm, said: dict[str, Any], part: UUID | None = None
) -> object:
    return programme.plan_part(
        by=page.room.acting.seat,
        meeting=page.meeting,
        said=form.said_of(said),
        at=page.room.acting.now,
        part=part,
    )


@in_post(Act.WORK_IN_GROUP)
def part(
    request: HttpRequest, language: str, agreement: str, meeting: str, programme_part: UUID
) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    row = page.meeting.programme.filter(pk=programme_part).first()
    if row is None:
        raise Http404
    form = _part_form(request, page, part=row, place=f"programme-part:{row.pk}")
    if send(request, form, lambda said: _planned(page, form, said, row.pk)):
        return told(request, _("The part is changed."), f"{page.address}programme/")
    return written_at(request, page, form, _("Change the part"), _("Save"))


@in_post(Act.WORK_IN_GROUP)
def people(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = at_meeting(request, agreement, meeting)
    by, here = page.room.acting.seat, {"meeting": page.meeting, "at": page.room.acting.now}
    buttons: dict[str, Verb] = {
        "remove": lambda one: (
            inviting.uninvite(by=by, participant=there_is(one), **here),
            _("Taken off the list."),
        )
    }
    sentence, refused = pressed(request, buttons)
    if sentence:
        return told(request, sentence, f"{page.address}people/")
    there = queries.participants_of(page.meeting)
    invited = {one.post_id for one in there}
    posts = [(str(p.pk), post_named(page.room, p)) for p in posts_of(page) if p.pk not in invited]
    post = _doing(request, page, forms.InvitePost, posts=posts)
    name = _doing(request, page, forms.InviteByName, room=page.room)
    actions = {
        post: lambda said: inviting.invite_post(by=by, post=UUID(said["post"]), **here),
        name: lambda said: inviting.invite_by_name(
            by=by,
            name=said["name"],
            email=said["email"],
            language=said["language"],
            side=UUID(said["side"]) if said["side"] else None,
            **here,
        ),
    }
    for form, action in actions.items():
        if form.is_bound and send(request, form, action):
            done = sent_before() if form.sent_before else _("Invited. The letter goes by itself.")
            return told(request, done, f"{page.address}people/")
    show(request, *(form for form in actions if not form.is_bound))
    return render(
        request,
        "desk/meetings/people.html",
        around(
            page,
            people=shown.people_shown(page, there),
            offers=[
                (post, _("Invite a post"), _("Invite the post")),
                (name, _("Invite somebody by name"), _("Invite them")),
            ],
            refused=refused,
            reads=page.room.reads(Audience.PARTNERS),
        ),
    )


def posts_of(page: At) -> list[Post]:
    """Those of the parties, in the parties' stored order."""
    rows = (
        Post.objects.filter(authority__parties__agreement=page.room.agreement)
        .exclude(role="")
        .select_related("authority")
        .order_by("slug")
    )
    order = {p.authority_id: place for place, p in enumerate(page.room.parties)}
    return sorted(rows, key=lambda post: order[post.authority_id])


def _doing(request: HttpRequest, page: At, form: type[Any], **named: Any) -> Any:
    sent = request.method == "POST" and request.POST.get("do") == form.what
    place = f"invite-{form.what}:{page.meeting.pk}"
    made = form(request.POST if sent else None, place=place, **named)
    made.all_read(page.room.reads(Audience.PARTNERS))
    return made
