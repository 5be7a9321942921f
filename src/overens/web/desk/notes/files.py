"""Files of an agreement, a group, a meeting or a question: put, shared, and fetched by whom they are for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from overens.base.municipalities.roles import Act
from overens.base.papers.attachments import MOST_BYTES
from overens.base.papers.storage import fetch
from overens.base.records.queries import number_of
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.files import put_file, share_file
from overens.cycle.groups.models import GroupFile, Meeting, Question, WorkingGroup
from overens.cycle.groups.notes_queries import files_in_room
from overens.cycle.groups.queries import groups_known_to
from overens.web.design.words import marked
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, told
from overens.web.desk.groups.loading import Room, room
from overens.web.desk.notes import forms, shown
from overens.web.desk.notes.loading import file_in, meeting_in, wider
from overens.web.public.files import as_attachment

ON_A_PAGE = 50


@in_post(Act.READ_AGREEMENT)
def of_agreement(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """All of them, with a way to those of each group."""
    return _files(request, room(request, agreement))


@in_post(Act.READ_AGREEMENT)
def of_group(request: HttpRequest, language: str, agreement: str, group: str) -> HttpResponse:
    found = room(request, agreement)
    return _files(request, found, group=found.group(group))


@in_post(Act.READ_AGREEMENT)
def of_meeting(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    found = room(request, agreement)
    return _files(request, found, meeting=meeting_in(found, meeting))


@in_post(Act.READ_AGREEMENT)
def of_question(request: HttpRequest, language: str, agreement: str, question: int) -> HttpResponse:
    found = room(request, agreement)
    return _files(request, found, question=found.question(question))


def _files(
    request: HttpRequest,
    found: Room,
    *,
    group: WorkingGroup | None = None,
    meeting: Meeting | None = None,
    question: Question | None = None,
) -> HttpResponse:
    acting, language = found.acting, found.language
    back, about, name = _where(found, group, meeting, question)
    form = forms.FilesForm(
        request.POST or None,
        request.FILES or None,
        readers=forms.readers_in_words(acting.authority.short, found.others, Audience),
    )

    def action(said: dict[str, Any]) -> Sequence[GroupFile]:
        return [
            put_file(
                by=acting.seat,
                agreement=found.agreement,
                group=group,
                meeting=meeting,
                question=question,
                # One byte more than has room: the action says so, and no more is read.
                data=one.read(MOST_BYTES + 1),
                name=one.name,
                readers=said["file_readers"],
                at=acting.now,
            )
            for one in said["files"]
        ]

    if send(request, form, action):
        return told(request, _put(form), request.path)
    rows = files_in_room(found.agreement, acting.authority)
    if meeting:
        rows = rows.filter(meeting=meeting)
    elif question:
        rows = rows.filter(question=question)
    elif group:
        rows = rows.filter(group=group)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    groups = groups_known_to(found.agreement, acting.authority)
    context = {
        "room": found,
        "form": form if acting.may(Act.WORK_IN_GROUP) else None,
        "rows": shown.file_rows(found, page.object_list),
        "page": page,
        "back": back,
        "about": about,
        "name": name,
        "reads": forms.as_chosen_above(),
        "groups": []
        if group or meeting or question
        else [
            (f"{found.home}groups/{one.slug}/files/", marked(one.names.shown(language), language))
            for one in groups
        ],
    }
    return render(request, "desk/notes/files.html", context)


def _where(
    found: Room, group: WorkingGroup | None, meeting: Meeting | None, question: Question | None
) -> tuple[str, SafeString, str]:
    """The page above, and what it is called: marked, and bare."""
    language = found.language
    if meeting:
        said = meeting.titles.shown(language)
        return (
            f"{found.home}meetings/{meeting.slug}/",
            marked(said, language),
            found.titled(meeting),
        )
    if question:
        said = question.sentence.shown(language)
        return f"{found.home}questions/{question.number}/", marked(said, language), said.text
    if group:
        said = group.names.shown(language)
        return f"{found.home}groups/{group.slug}/", marked(said, language), said.text
    words = _("The agreement")
    return found.home, SafeString(words), words


def _put(form: forms.FilesForm) -> str:
    if form.sent_before:
        return sent_before()
    number = len(form.cleaned_data["files"])
    return ngettext("The file is put here.", "%(n)s files are put here.", number) % {"n": number}


@in_post(Act.READ_AGREEMENT)
def one(request: HttpRequest, language: str, agreement: str, group_file: UUID) -> HttpResponse:
    """A file, who reads it, and, for its own authority, who else may."""
    found = room(request, agreement)
    file = file_in(found, group_file)
    acting = found.acting
    form = forms.ShareForm(
        request.POST or None,
        readers=forms.readers_in_words(
            acting.authority.short,
            found.others,
            Audience if request.method == "POST" else wider(file),
        ),
    )

    def action(said: dict[str, Any]) -> GroupFile:
        return share_file(by=acting.seat, file=file, readers=said["file_readers"], at=acting.now)

    if send(request, form, action):
        return told(request, _("It is shared."), request.path)
    is_own = file.owner_id == acting.authority.pk
    may = is_own and wider(file) and acting.may(Act.WORK_IN_GROUP)
    context = {
        "room": found,
        "file": file,
        "row": shown.file_row(found, file),
        "form": form if may or form.is_bound else None,
        "post": marked(file.put_by.post.names.shown(language), language),
        "number": number_of(file.entry) if is_own and file.entry else "",
        "has_preview": bool(file.preview),
        "reads": forms.as_chosen_above(),
    }
    return render(request, "desk/notes/file.html", context)


@require_safe
@in_post(Act.READ_AGREEMENT)
def as_it_came(
    request: HttpRequest, language: str, agreement: str, group_file: UUID
) -> HttpResponse:
    file = file_in(room(request, agreement), group_file)
    return as_attachment(fetch(settings.FILES, file.file), file.name, file.media_type)


@require_safe
@in_post(Act.READ_AGREEMENT)
def preview(request: HttpRequest, language: str, agreement: str, group_file: UUID) -> HttpResponse:
    """The same as PDF: to save, as what it was made of is somebody else's."""
    file = file_in(room(request, agreement), group_file)
    if not file.preview:
        raise Http404
    name = f"{file.name.rpartition('.')[0]}.pdf"
    return as_attachment(fetch(settings.FILES, file.preview), name)
