"""The pages of concrete questions: the list, one that is asked, and one with each side of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.languages.rules import Wordings
from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import FocusArea
from overens.cycle.agreements.queries import commitments_by_number
from overens.cycle.groups import queries
from overens.cycle.groups.actions import questions as verbs
from overens.cycle.groups.models import Question, QuestionSide
from overens.cycle.groups.states import QuestionState
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, told
from overens.web.desk.groups import shown
from overens.web.desk.groups.forms import (
    Again,
    AskForm,
    CloseQuestion,
    CorrectQuestion,
    MoveQuestion,
    SideForm,
    named,
)
from overens.web.desk.groups.founding import areas, commitments
from overens.web.desk.groups.loading import Room, room
from overens.web.desk.groups.offers import Filled, Offer, carried_out, remark_offer
from overens.web.desk.groups.views import question_row
from overens.web.desk.notes.shown import files_beside


@require_safe
@in_post(Act.READ_AGREEMENT)
def questions(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """All of the agreement's, also those outside the focus areas."""
    page = room(request, agreement)
    rows = [question_row(page, one) for one in queries.questions_of(page.agreement)]
    return render(
        request,
        "desk/groups/questions.html",
        {
            **page.around,
            "open": [row for row in rows if row["is_open"]],
            "closed": [row for row in rows if not row["is_open"]],
            "may_ask": page.acting.may(Act.WORK_IN_GROUP) and page.is_open,
        },
    )


def open_groups(page: Room) -> list[tuple[str, str]]:
    """The groups in which something can be begun, to choose from."""
    rows = queries.open_groups(page.agreement)
    return [(one.slug, page.plain(one.names).text) for one in rows]


def _belongs(page: Room, said: dict[str, Any]) -> dict[str, Any]:
    """Where a question belongs, by what was chosen."""
    served = commitments_by_number(page.agreement)
    return {
        "group": page.group(said["group"]) if said["group"] else None,
        "focus_area": FocusArea.objects.filter(agreement=page.agreement, slug=said["area"]).first(),
        "commitment": served[int(said["commitment"])] if said["commitment"] else None,
    }


@in_post(Act.WORK_IN_GROUP)
def ask(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    page = room(request, agreement)
    groups = open_groups(page)
    wanted = request.GET.get("group", "")
    form = AskForm(
        request.POST or None,
        place=f"question:{page.agreement.slug}",
        language=page.language,
        groups=groups,
        areas=areas(page),
        commitments=commitments(page),
        initial={"group": wanted},
    )
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return verbs.ask_question(
            by=page.acting.seat,
            agreement=page.agreement,
            sentence=form.wordings(said),
            at=page.acting.now,
            **_belongs(page, said),
        )

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), f"{page.home}questions/")
        assert isinstance(form.result, Question)
        return told(
            request, _("The question is asked."), f"{page.home}questions/{form.result.number}/"
        )
    return render(
        request,
        "desk/groups/write.html",
        {
            **page.around,
            "form": form,
            "of_group": "",
            "title": _("Ask a concrete question"),
            "button": _("Ask it"),
            "intro": _(
                "One sentence that can be answered. Each party then writes for itself why it matters "
                "there, and which of its posts owns it."
            ),
            "back": f"{page.home}questions/",
            "back_name": _("Questions"),
            "reads": page.reads(Audience.PARTNERS),
        },
    )


@in_post(Act.READ_AGREEMENT)
def question(request: HttpRequest, language: str, agreement: str, question: int) -> HttpResponse:
    page = room(request, agreement)
    found = page.question(question)
    sides = {side.authority_id: side for side in found.sides.all()}
    offers = _offers(Filled(request, page), found, sides.get(page.acting.authority.pk))
    here = f"{page.home}questions/{found.number}/"
    answer = carried_out(request, offers, here)
    if answer:
        return answer
    tasks = queries.with_what_it_knows(found.tasks.all()).order_by("number")
    titles = page.titles() if found.commitment else {}
    return render(
        request,
        "desk/groups/question.html",
        {
            **page.around,
            "question": found,
            "row": question_row(page, found),
            "plain": page.plain(found.sentence).text,
            "by": shown.side(page, found.opened_by.post.authority),
            "day": page.dated(page.acting.authority.country.today(found.opened_at)),
            "area": page.area(found.focus_area.slug) if found.focus_area else "",
            "commitment": page.said(titles.get(found.commitment.number, Wordings()))
            if found.commitment
            else "",
            "came_of_it": page.plain(found.came_of_it) if found.came_of_it else None,
            "sides": [
                (shown.side(page, party.authority), _side(page, sides.get(party.authority_id)))
                for party in page.parties
            ],
            "tasks": [shown.task_shown(page, one, page.acting.today) for one in tasks],
            "files": files_beside(page, here, question=found),
            "remarks": shown.remarks_shown(page, queries.remarks_on("question", str(found.pk))),
            "offers": [offer for offer in offers if offer],
        },
    )


def _side(page: Room, side: QuestionSide | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "why": page.plain(side.why) if side.why else None,
        "owner": page.said(side.owner.names) if side.owner else "",
    }


def _offers(filled: Filled, found: Question, own: QuestionSide | None) -> list[Offer | None]:
    page = filled.room
    by, at, reads = page.acting.seat, page.acting.now, page.reads(Audience.PARTNERS)
    if not page.acting.may(Act.WORK_IN_GROUP):
        return []
    posts = {str(post.pk): post for post in queries.posts_to_name(page.acting.authority)}
    side = filled(
        SideForm,
        SideForm.what,
        f"question-side:{found.pk}",
        language=next(iter(own.why), page.language) if own else page.language,
        posts=named((pk, page.plain(post.names).text) for pk, post in posts.items()),
        base=own.revision if own else 0,
        initial={
            "text": own.why.shown().text if own else "",
            "owner": str(own.owner_id or "") if own else "",
        },
    )

    def write(said: dict[str, Any]) -> object:
        return verbs.write_side(
            by=by,
            question=found,
            why=side.wordings(said),
            owner=posts.get(said["owner"]),
            revision=side.base or 0,
            at=at,
        )

    writes = Offer(
        side,
        _("Write why it matters to us"),
        _("Save our side"),
        reads,
        write,
        _("Our side of the question is saved."),
    )
    talks = remark_offer(
        filled,
        found.ref,
        _("Say something about the question"),
        _("Say it"),
        _("Your remark stands on the page."),
    )
    ends = _ending(filled, found)
    is_ours = found.opened_by.post.authority_id == page.acting.authority.pk
    may_change = is_ours and page.is_open and found.state == QuestionState.OPEN
    changes = [_correcting(filled, found), _moving(filled, found)] if may_change else []
    return [writes if page.is_open else None, ends, *changes, talks]


def _moving(filled: Filled, found: Question) -> Offer:
    """For people of the authority that asked it, as long as the question is open."""
    page = filled.room
    form = filled(
        MoveQuestion,
        MoveQuestion.what,
        "",
        groups=open_groups(page),
        areas=areas(page),
        commitments=commitments(page),
        base=found.revision,
        initial={
            "group": found.group.slug if found.group else "",
            "area": found.focus_area.slug if found.focus_area else "",
            "commitment": str(found.commitment.number) if found.commitment else "",
        },
    )

    def move(said: dict[str, Any]) -> object:
        return verbs.move_question(
            by=page.acting.seat,
            question=found,
            revision=form.base or 0,
            at=page.acting.now,
            **_belongs(page, said),
        )

    return Offer(
        form,
        _("Change where it belongs"),
        _("Save where it belongs"),
        page.reads(Audience.PARTNERS),
        move,
        _("It is saved where the question belongs."),
    )


def _correcting(filled: Filled, found: Question) -> Offer:
    """The same people, as long."""
    page = filled.room
    sentence = page.plain(found.sentence)
    form = filled(
        CorrectQuestion,
        CorrectQuestion.what,
        f"question-sentence:{found.pk}",
        language=sentence.language,
        base=found.revision,
        initial={"text": sentence.text},
    )

    def correct(said: dict[str, Any]) -> object:
        return verbs.correct_question(
            by=page.acting.seat,
            question=found,
            sentence=form.wordings(said),
            revision=form.base or 0,
            at=page.acting.now,
        )

    return Offer(
        form,
        _("Correct the sentence"),
        _("Save the sentence"),
        page.reads(Audience.PARTNERS),
        correct,
        _("The sentence is corrected."),
    )


def _ending(filled: Filled, found: Question) -> Offer:
    page = filled.room
    by, at, reads = page.acting.seat, page.acting.now, page.reads(Audience.PARTNERS)
    if found.state != QuestionState.OPEN:
        again = filled(Again, Again.what, "", base=found.revision)
        return Offer(
            again,
            _("Work on it again"),
            _("Open it again"),
            reads,
            lambda said: verbs.open_question_again(
                by=by, question=found, revision=again.base or 0, at=at
            ),
            _("The question is open again."),
        )
    form = filled(
        CloseQuestion,
        CloseQuestion.what,
        f"question-close:{found.pk}",
        language=page.language,
        base=found.revision,
    )

    def close(said: dict[str, Any]) -> object:
        text, revision = form.wordings(said), form.base or 0
        if said["state"] == QuestionState.ANSWERED:
            return verbs.answer_question(
                by=by, question=found, came_of_it=text, revision=revision, at=at
            )
        return verbs.leave_question(by=by, question=found, because=text, revision=revision, at=at)

    return Offer(
        form,
        _("Say what came of it"),
        _("Save what came of it"),
        reads,
        close,
        _("What came of the question is saved."),
    )
