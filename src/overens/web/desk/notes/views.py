"""The notes of a meeting: read and written, looked at, sent, objected to."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.municipalities.roles import Act
from overens.base.papers.html import as_html
from overens.base.papers.paper import Paper
from overens.base.papers.rich import clean
from overens.base.papers.storage import fetch
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.notes import object_to_notes, send_notes, write_notes
from overens.cycle.groups.models import Objection, SentNotes
from overens.cycle.groups.notes_paper import notes_paper, seal_of
from overens.cycle.groups.notes_queries import bound_parties, written
from overens.cycle.groups.rules.notes import last_day_to_object
from overens.cycle.groups.states import MeetingState
from overens.web.design.words import dated
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, told
from overens.web.desk.notes import forms, shown
from overens.web.desk.notes.loading import NotesPage
from overens.web.public.files import as_attachment


@in_post(Act.READ_AGREEMENT)
def notes(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    """What is written, and what was sent last; whoever may write does it here."""
    page = NotesPage.fetch(request, agreement, meeting)
    form = _notes_form(request, page) if _may_write(page) or request.method == "POST" else None
    if form is not None and send(request, form, lambda said: _write(page, form, said)):
        return told(request, _("Saved. The other parties can read it."), page.address)
    newest, row = page.standing.newest, page.notes
    return render(
        request,
        "desk/notes/notes.html",
        {
            **_about(page),
            "form": form,
            "reads": page.room.reads(Audience.PARTNERS),
            "draft": SafeString(clean(row.text)) if row else "",
            "draft_language": row.language if row else "",
            "objections": shown.objected(page),
            "sent": _sent_html(page, newest) if newest else "",
            "number": newest.number if newest else 0,
            "sent_day": _day(page, newest) if newest else "",
            "earlier": [one.number for one in page.standing.sent[:-1]],
        },
    )


def _may_write(page: NotesPage) -> bool:
    return page.is_ours and page.room.acting.may(Act.WORK_IN_GROUP) and not page.meeting.is_off


def _notes_form(request: HttpRequest, page: NotesPage) -> forms.NotesForm:
    row = page.notes
    return forms.NotesForm(
        request.POST or None,
        place=f"notes:{page.meeting.pk}",
        base=row.revision if row else 0,
        language=page.room.language,
        reads=page.room.reads(Audience.PARTNERS),
        initial={"text": row.text, "language": row.language, "readers": row.readers}
        if row
        else None,
    )


def _write(page: NotesPage, form: forms.NotesForm, said: dict[str, Any]) -> object:
    return write_notes(
        by=page.room.acting.seat,
        meeting=page.meeting,
        text=said["text"],
        language=said["language"],
        readers=said["readers"],
        revision=form.base or 0,
        at=page.room.acting.now,
    )


def _about(page: NotesPage) -> dict[str, Any]:
    """What each of these pages says of the meeting."""
    return {
        "page": page,
        "title": page.title,
        "plain_title": page.plain_title,
        "others": page.room.others,
        "state": shown.sentence(page),
        "step": shown.next_step(page),
    }


def _sent_html(page: NotesPage, sent: SentNotes) -> SafeString:
    return _html(page, sent.edition.paper)


def _html(page: NotesPage, paper: Paper) -> SafeString:
    """In the reader's language as far as it was written in it."""
    known = page.room.language in paper.written_in()
    return as_html(paper, [page.room.language if known else paper.languages[0]])


def _day(page: NotesPage, sent: SentNotes) -> SafeString:
    today = page.room.acting.authority.country.today
    return dated(today(sent.sent_at), page.room.language)


@require_safe
@in_post(Act.READ_AGREEMENT)
def preview(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    """As they would be sent now."""
    page = NotesPage.fetch(request, agreement, meeting)
    paper = _paper(page)
    context = {
        **_about(page),
        "paper": _html(page, paper) if paper else "",
        "may_send": page.is_ours and page.room.acting.may(Act.SEND_NOTES),
    }
    return render(request, "desk/notes/preview.html", context)


def _paper(page: NotesPage) -> Paper | None:
    return notes_paper(written(page.notes, page.room.acting.now)) if page.notes else None


@in_post(Act.SEND_NOTES)
def send_page(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    """What is sent, to whom, and what follows on it; then the button."""
    page = NotesPage.fetch(request, agreement, meeting)
    paper, acting = _paper(page), page.room.acting
    seal = seal_of(paper) if paper else ""
    reads = page.room.reads(Audience.PARTNERS)
    form = forms.SendForm(request.POST or None, seal=seal, is_minutes=page.is_minutes, reads=reads)

    def action(said: dict[str, Any]) -> SentNotes:
        return send_notes(
            by=acting.seat,
            meeting=page.meeting,
            read=said["read"],
            answer_by=said.get("answer_by"),
            at=acting.now,
        )

    if send(request, form, action):
        return told(request, _("They are sent to the members of each party."), page.address)
    form.read_anew(seal)
    bound = bound_parties(page.room.agreement, acting.now)
    countries = [party.authority.country for party in bound]
    newest = page.standing.newest
    context = {
        **_about(page),
        "form": form if paper and page.is_ours else None,
        "paper": _html(page, paper) if paper else "",
        "reads": reads,
        "last": dated(last_day_to_object(acting.now, countries), language),
        "voids": bool(newest and (newest.consent or newest.stands_at)),
        "is_held": page.meeting.state == MeetingState.HELD,
        "owner": page.notes.owner.short if page.notes else "",
        "is_public": bool(page.notes and page.notes.readers == Audience.PUBLIC),
        "is_open": page.meeting.readers == Audience.PUBLIC,
    }
    return render(request, "desk/notes/send.html", context)


@in_post(Act.WORK_IN_GROUP)
def object_page(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = NotesPage.fetch(request, agreement, meeting)
    newest, acting = page.standing.newest, page.room.acting
    reads = page.room.reads(Audience.PARTNERS)
    form = forms.ObjectForm(
        request.POST or None,
        place=f"objection:{page.meeting.pk}",
        newest=newest.number if newest else 0,
        language=language,
        reads=reads,
    )

    def action(said: dict[str, Any]) -> Objection:
        return object_to_notes(
            by=acting.seat,
            meeting=page.meeting,
            number=said["number"],
            text=said["text"],
            language=said["language"],
            at=acting.now,
        )

    if send(request, form, action):
        return told(request, _("Your objection is sent: the notes are open again."), page.address)
    may = shown.may_object_now(page) or form.is_bound
    context = {
        **_about(page),
        "form": form if may else None,
        "reads": reads,
        "sent": _sent_html(page, newest) if newest else "",
    }
    return render(request, "desk/notes/object.html", context)


@require_safe
@in_post(Act.READ_AGREEMENT)
def newest_pdf(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    return _pdf(NotesPage.fetch(request, agreement, meeting), None)


@require_safe
@in_post(Act.READ_AGREEMENT)
def numbered_pdf(
    request: HttpRequest, language: str, agreement: str, meeting: str, number: int
) -> HttpResponse:
    return _pdf(NotesPage.fetch(request, agreement, meeting), number)


def _pdf(page: NotesPage, number: int | None) -> HttpResponse:
    """As they were sent, typeset once."""
    found = [one for one in page.standing.sent if number in (None, one.number)]
    if not found:
        raise Http404
    sent = found[-1]
    name = f"{page.meeting.slug}-{sent.number}.pdf"
    return as_attachment(fetch(settings.FILES, sent.edition.pdf), name)
