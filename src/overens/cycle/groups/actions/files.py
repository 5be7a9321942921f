"""Verbs: a file is put beside a group, a meeting or a question, and shared with the others.

Sharing is an act, and goes one way: own people, the parties, everyone. What the parties read was sent to
each of them, and stands in each register.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.countries.identity_numbers import find
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.papers.attachments import take
from overens.base.papers.storage import keep
from overens.base.papers.typesetting import CannotTypeset
from overens.base.records.actions.sending import Ready, ready, send
from overens.base.records.messages import language_of
from overens.base.records.models import Entry
from overens.base.records.rules import Attached
from overens.base.trail.identifiers import new_id
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.proposing import thread_of as thread_of_agreement
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.actions.guards import acting_in, note
from overens.cycle.groups.actions.notes import thread_of
from overens.cycle.groups.models import GroupFile, Meeting, Question, WorkingGroup
from overens.cycle.groups.notes_paper import file_paper
from overens.cycle.groups.notes_queries import bound_parties
from overens.cycle.groups.states import FILE, Way

WIDER = {Audience.OWN: 0, Audience.PARTNERS: 1, Audience.PUBLIC: 2}
"""By how many a file is read."""


def put_file(
    *,
    by: Seat,
    agreement: Agreement,
    data: bytes,
    name: str,
    readers: str,
    at: datetime,
    group: WorkingGroup | None = None,
    meeting: Meeting | None = None,
    question: Question | None = None,
    way: str = Way.DESK,
) -> GroupFile:
    """Keep a file (`papers.attachments` says which are taken) for one's own people; where the parties or
    everyone are to read it, it is sent to each other party at once.

    `group` is that of the meeting or of the question, where one is named; it stays, wherever the question
    belongs later: it is the case in which the file was sent. Raises Refused and CannotKeep.
    """
    for one in (meeting, question):
        if one is not None:
            group = one.group
    acting_in(by, agreement, group, Act.WORK_IN_GROUP, at)
    _refuse_elsewhere(agreement, group, meeting, question)
    kind, shown = take(data, name)
    _refuse_numbers(shown, _audience(readers))
    file = GroupFile(
        id=new_id(),
        agreement=agreement,
        group=group,
        meeting=meeting,
        question=question,
        owner=by.post.authority,
        file=keep(settings.FILES, data),
        name=shown,
        media_type=kind.media_type,
        size=len(data),
        readers=_audience(readers),
        put_by=by,
        way=Way(way),
        at=at,
    )
    prepared = _prepared(file, at) if file.readers != Audience.OWN else None

    def write(entry: Entry | None) -> None:
        file.entry = entry
        file.save(force_insert=True)
        _note(by, file, "file.put", at)

    with transaction.atomic():
        if prepared:
            _send(by, file, prepared, at, write)
        else:
            write(None)
    return file


def share_file(*, by: Seat, file: GroupFile, readers: str, at: datetime) -> GroupFile:
    """Let more people read a file of one's own authority. Never the way back: what was sent was sent.

    Raises Refused.
    """
    acting_in(by, file.agreement, file.group, Act.WORK_IN_GROUP, at)
    if file.owner_id != by.post.authority_id:
        raise Refused(
            _("The file is %(name)s’s: only its people say who reads it.")
            % {"name": file.owner.short}
        )
    wider = _audience(readers)
    _refuse_numbers(file.name, wider)
    prepared = None if file.entry_id else _prepared(_read_by(file, wider), at)
    with transaction.atomic():
        found = _locked(file.pk)
        if WIDER[wider] <= WIDER[Audience(found.readers)]:
            raise Refused(_("They read it already. What was shared cannot be taken back."))
        found.readers = wider

        def write(entry: Entry | None) -> None:
            found.entry = entry or found.entry
            found.save(update_fields=["readers", "entry"])
            _note(by, found, "file.shared", at)

        if found.entry_id is None and prepared:
            _send(by, found, prepared, at, write)
        else:
            write(None)
    return found


def _locked(pk: UUID) -> GroupFile:
    rows = GroupFile.objects.select_for_update(of=("self",)).select_related(
        "agreement", "group", "meeting__group", "question", "owner__municipality"
    )
    return rows.get(pk=pk)


def _read_by(file: GroupFile, readers: Audience) -> GroupFile:
    """The row as it will read; it is not saved so."""
    found = GroupFile.objects.select_related(
        "agreement", "group", "meeting__group", "question", "owner"
    ).get(pk=file.pk)
    found.readers = readers
    return found


def _audience(readers: str) -> Audience:
    if readers not in Audience.values:
        raise Refused(_("Choose who reads the file."))
    return Audience(readers)


def _refuse_numbers(name: str, readers: Audience) -> None:
    if readers == Audience.PUBLIC and any(find(name)):
        raise Refused(
            _(
                "A personal number stands in the file’s name. Give it another name: everyone reads it."
            )
        )


def _refuse_elsewhere(
    agreement: Agreement,
    group: WorkingGroup | None,
    meeting: Meeting | None,
    question: Question | None,
) -> None:
    if any(one and one.agreement_id != agreement.pk for one in (group, meeting, question)):
        raise Refused(_("It belongs to another agreement."))


def _prepared(file: GroupFile, at: datetime) -> Ready:
    """What goes with it, typeset before any transaction opens."""
    language = language_of(file.owner)
    paper = file_paper(
        name=file.name,
        by=file.owner.name.text,
        group=file.group.names.texts() if file.group else {},
        meeting=file.meeting.titles.texts() if file.meeting else {},
        question=file.question.sentence.texts() if file.question else {},
        pk=str(file.pk),
        is_public=file.readers == Audience.PUBLIC,
        language=language,
    )
    try:
        return ready(paper=paper, owner=file.owner, at=at)
    except CannotTypeset as error:
        raise Refused(str(error)) from error


def _send(
    by: Seat,
    file: GroupFile,
    prepared: Ready,
    at: datetime,
    write: Callable[[Entry | None], None],
) -> None:
    """To each other party that is bound, in the case of the group, of the meeting or of the agreement."""
    parties = [party.authority for party in bound_parties(file.agreement, at)]
    if file.group:
        thread = file.group.thread
    elif file.meeting:
        thread = thread_of(file.meeting)
    else:
        thread = thread_of_agreement(file.agreement)
    send(
        by=by,
        ready=prepared,
        kind=FILE,
        to=[one for one in parties if one.pk != file.owner_id],
        thread=thread,
        at=at,
        attached=[Attached(file.name, file.media_type, file.size, file.file)],
        beside=write,
    )


def _note(by: Seat, file: GroupFile, what: str, at: datetime) -> None:
    """Own people alone read of what is theirs alone. Not the file's name: it may speak of people."""
    note(
        by,
        what,
        file.ref,
        at,
        audience=Audience(file.readers),
        agreement=file.agreement.slug,
        file=file.file,
        readers=file.readers,
    )
