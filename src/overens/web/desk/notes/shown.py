"""Where notes stand, in a sentence, with the next step; and the rows of files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.base.municipalities.roles import Act
from overens.base.papers.office import can_preview
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.previews import MOST_TRIES
from overens.cycle.groups.models import GroupFile, Meeting, Objection, Question
from overens.cycle.groups.notes_queries import files_in_room
from overens.cycle.groups.rules.notes import may_object
from overens.cycle.groups.states import MeetingState, NotesState
from overens.web.design.words import dated, marked
from overens.web.desk.groups.loading import Room
from overens.web.desk.notes.loading import NotesPage
from overens.web.public.groups.shown import short_of


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done next, and where."""

    address: str
    label: str


def sentence(page: NotesPage) -> SafeString:
    """Where they stand."""
    standing, language = page.standing, page.room.language
    newest, notes = standing.newest, standing.notes
    match standing.state:
        case NotesState.NONE:
            return format_html("{}", _("Nothing is written yet."))
        case NotesState.WRITING:
            assert notes
            return format_html(
                _("{name} writes them. They are not sent yet."), name=notes.owner.short
            )
        case NotesState.STANDS:
            assert newest
            assert newest.stands_at
            own = page.room.acting.authority
            return format_html(
                _("They have stood since {day}."),
                day=dated(own.country.today(newest.stands_at), language),
            )
        case NotesState.REOPENED if page.is_minutes:
            names = [one.asked.authority.short for one in standing.refused_by]
            return format_html(
                _("{names} did not adopt them. They are open again, until they are sent anew."),
                names=languages()[language].join(names),
            )
        case NotesState.REOPENED:
            return format_html(
                "{}", _("Somebody has objected. They are open again, until they are sent anew.")
            )
    assert newest
    if page.is_minutes:
        waits = [
            one.authority.short
            for one in standing.asked
            if not (said := list(one.answers.all())) or said[-1].answer != "yes"
        ]
        if not waits:
            return format_html("{}", _("Each party has adopted them. They are about to stand."))
        return format_html(
            _("They stand once each party has adopted them. They wait for {names}."),
            names=languages()[language].join(waits),
        )
    assert newest.stands_after
    return format_html(
        _("They stand unless somebody objects by {day}."), day=dated(newest.stands_after, language)
    )


def next_step(page: NotesPage) -> Step | None:
    """The one thing that most want to do; None where nothing waits for one's own people."""
    standing, acting, state = page.standing, page.room.acting, page.standing.state
    if state == NotesState.STANDS:
        return Step(f"{page.home}notes.pdf", _("Read them as they were sent (PDF)"))
    if state == NotesState.SENT:
        return _after_sending(page)
    if page.meeting.is_off or not page.is_ours:
        return None
    if state == NotesState.WRITING and _may_send(page):
        return Step(f"{page.address}preview/", _("Look at them as they will be sent"))
    if acting.may(Act.WORK_IN_GROUP):
        words = _("Write the minutes") if page.is_minutes else _("Write the notes")
        again = _("Rewrite the text")
        return Step(page.address, again if standing.sent else words)
    return None


def _may_send(page: NotesPage) -> bool:
    return page.room.acting.may(Act.SEND_NOTES) and page.meeting.state == MeetingState.HELD


def _after_sending(page: NotesPage) -> Step | None:
    newest = page.standing.newest
    assert newest
    if newest.consent:
        own = page.room.acting.authority.pk
        asked = next((one for one in page.standing.asked if one.authority_id == own), None)
        if asked is None or not asked.reached_at:
            return None
        address = f"/{page.room.language}/desk/approvals/{newest.consent.pk}/"
        return Step(address, _("Read the minutes, and each party’s answer"))
    if may_object_now(page):
        return Step(f"{page.address}object/", _("Object to what you remember otherwise"))
    return None


def may_object_now(page: NotesPage) -> bool:
    """As far as a page can know: the action asks again, and whether one sits in the group."""
    newest, acting = page.standing.newest, page.room.acting
    return bool(
        newest
        and newest.stands_after
        and not newest.stands_at
        and acting.may(Act.WORK_IN_GROUP)
        and may_object(acting.now, newest.stands_after, acting.authority.country)
    )


@dataclass(frozen=True, slots=True)
class Objected:
    """What somebody holds against them."""

    by: SafeString
    day: SafeString
    text: str
    language: str


def objected(page: NotesPage) -> list[Objected]:
    return [_objected(page, one) for one in page.standing.objections]


def _objected(page: NotesPage, one: Objection) -> Objected:
    language, post = page.room.language, one.seat.post
    return Objected(
        format_html(
            "{}, {}",
            marked(post.names.shown(language), language),
            short_of(post.authority, language),
        ),
        dated(page.room.acting.authority.country.today(one.at), language),
        one.text,
        one.language,
    )


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in a list. `preview` says in words where its PDF is; empty where none is made."""

    address: str
    name: str
    size: str
    by: SafeString
    day: SafeString
    readers: str
    place: SafeString | str
    preview: str


def file_row(room: Room, file: GroupFile) -> FileRow:
    language = room.language
    place: SafeString | str = ""
    if file.meeting:
        place = marked(file.meeting.titles.shown(language), language)
    elif file.question:
        place = marked(file.question.sentence.shown(language), language)
    elif file.group:
        place = marked(file.group.names.shown(language), language)
    return FileRow(
        f"{room.home}files/{file.pk}/",
        file.name,
        filesizeformat(file.size),
        short_of(file.owner, language),
        dated(room.acting.authority.country.today(file.at), language),
        readers_of(file),
        place,
        preview_of(file),
    )


def file_rows(room: Room, files: Iterable[GroupFile]) -> list[FileRow]:
    return [file_row(room, file) for file in files]


def readers_of(file: GroupFile) -> str:
    """Who reads it, in a word or two."""
    words = {
        Audience.OWN: _("only %(name)s") % {"name": file.owner.short},
        Audience.PARTNERS: _("the parties"),
        Audience.PUBLIC: _("everyone"),
    }
    return words[Audience(file.readers)]


def preview_of(file: GroupFile) -> str:
    """Where its PDF stands."""
    if file.preview:
        return _("can be read as PDF")
    if can_preview(file.media_type) and file.tries >= MOST_TRIES:
        return _("could not be turned into a PDF")
    return ""


@dataclass(frozen=True, slots=True)
class OfMeeting:
    """What the meeting's own page shows of its notes and files."""

    sentence: SafeString
    step: Step | None
    address: str
    is_minutes: bool
    files: "Files"
    is_sent: bool


@dataclass(frozen=True, slots=True)
class Files:
    """What a page shows of the files beside its thing, and where they are put; for
    `desk/notes/files_beside.html`, which a page includes with it as `files`."""

    rows: Sequence[FileRow]
    address: str


def files_beside(room: Room, address: str, **thing: Meeting | Question) -> Files:
    """`address` is the thing's own page."""
    files = files_in_room(room.agreement, room.acting.authority).filter(**thing)
    return Files(file_rows(room, files), f"{address}files/")


def notes_of_meeting(room: Room, meeting: Meeting) -> OfMeeting:
    """For `desk/notes/of_meeting.html`, which a page includes with it as `notes`."""
    page = NotesPage(room, meeting)
    return OfMeeting(
        sentence(page),
        next_step(page),
        page.address,
        page.is_minutes,
        files_beside(room, page.home, meeting=meeting),
        bool(page.standing.sent),
    )
