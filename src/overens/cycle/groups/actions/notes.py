"""Verbs: notes and minutes of a meeting are written, sent, and objected to."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overens.base.consents.actions import put
from overens.base.consents.models import Consent
from overens.base.languages.rules import languages, legible
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Changed, Refused
from overens.base.papers import rich
from overens.base.papers.models import Edition
from overens.base.papers.paper import Paper
from overens.base.papers.typesetting import CannotTypeset
from overens.base.records.actions.sending import ready
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.numbers import refuse_numbers
from overens.cycle.groups.actions.guards import acting_in, note
from overens.cycle.groups.actions.notes_letters import tell_objection, tell_sent
from overens.cycle.groups.actions.on_meeting import refuse_off
from overens.cycle.groups.models import Meeting, Notes, Objection, SentNotes
from overens.cycle.groups.notes_paper import notes_paper, seal_of
from overens.cycle.groups.notes_queries import bound_parties, written
from overens.cycle.groups.rules.notes import last_day_to_object, may_object
from overens.cycle.groups.states import MINUTES, MeetingState, RecordKind

MOST_IN_OBJECTION = 4_000
"""Characters."""
READERS = (Audience.PARTNERS, Audience.PUBLIC)
"""Who may be said to read notes: they are written in the shared room."""


def write_notes(
    *,
    by: Seat,
    meeting: Meeting,
    text: str,
    language: str,
    readers: str,
    revision: int,
    at: datetime,
) -> Notes:
    """Save what is written of a meeting: HTML, cleaned here, in one language. Whoever begins owns it
    from then on for their authority; another one takes it over as long as nothing is written.

    `revision` is the one that was read, 0 where nothing was. Raises Changed where there is a newer one,
    and Refused.
    """
    # Also of the last meeting of a group that is closed by now: what was held is brought to its end.
    acting_in(by, meeting.agreement, meeting.group, Act.WORK_IN_GROUP, at, ends=True)
    cleaned = rich.clean(text)
    if language not in languages():
        raise Refused(_("Choose the language in which the text is written."))
    if readers not in READERS:
        raise Refused(_("Choose who reads it."))
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled: there is nothing to write of it."))
    refuse_off(meeting)
    with transaction.atomic():
        notes = _locked(meeting) or _begun(by, meeting, language, at)
        said = (cleaned, language, readers)
        if notes.revision and (notes.text, notes.language, notes.readers) == said:
            return notes
        if notes.owner_id != by.post.authority_id:
            _refuse_taken(notes)
        if notes.revision != revision:
            raise Changed(_written_meanwhile(), notes.text, notes.revision)
        notes.text, notes.language, notes.readers = said
        notes.owner, notes.revision = by.post.authority, revision + 1
        notes.written_by, notes.written_at = by, at
        notes.save()
        # Not the text itself: it may speak of people, and the trail lasts.
        note(by, "notes.written", notes.ref, at, meeting=meeting.slug, revision=notes.revision)
    return notes


def _begun(by: Seat, meeting: Meeting, language: str, at: datetime) -> Notes:
    """The row, under its lock: two people may begin at once."""
    row = Notes(
        meeting=meeting,
        owner=by.post.authority,
        language=language,
        written_by=by,
        written_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        pass
    found = _locked(meeting)
    assert found
    return found


def _refuse_taken(notes: Notes) -> None:
    if notes.text or notes.sent.exists():
        raise Refused(
            _(
                "%(name)s writes the notes of this meeting, and only its people change them. Say in a "
                "remark what you would have otherwise."
            )
            % {"name": notes.owner.short}
        )


def _locked(meeting: Meeting) -> Notes | None:
    rows = Notes.objects.select_for_update(of=("self",)).select_related("owner__municipality")
    return rows.filter(meeting=meeting).first()


def _written_meanwhile() -> str:
    return _(
        "Somebody has saved this text since you opened it. Both texts stand here: put what "
        "you want to keep of the other one into yours, and save again."
    )


def send_notes(
    *, by: Seat, meeting: Meeting, read: str, at: datetime, answer_by: date | None = None
) -> SentNotes:
    """Send the notes to the group's members, or put the minutes to each party; what was sent before
    does not count any more, and neither do the answers to it.

    `read` is the seal (`notes_paper.seal_of`) of what whoever sends has read. `answer_by` is the day by
    which each party is asked to adopt minutes. Raises Refused where something else stands there by now.
    """
    notes = _to_send(by, meeting, at)
    paper = notes_paper(written(notes, at))
    _refuse_unread(paper, read)
    if notes.readers == Audience.PUBLIC:
        refuse_numbers(paper)
    if meeting.record == RecordKind.MINUTES:
        return _put_minutes(by, meeting, paper, read, answer_by, at)
    try:
        prepared = ready(paper=paper, owner=by.post.authority, at=at)
    except CannotTypeset as error:
        raise Refused(str(error)) from error
    parties = bound_parties(meeting.agreement, at)
    with transaction.atomic():
        notes = _read_again(meeting, read, at)
        prepared.edition.save(force_insert=True)
        sent = _sent(
            notes,
            prepared.edition,
            by,
            at,
            stands_after=last_day_to_object(at, [p.authority.country for p in parties]),
        )
        tell_sent(sent, meeting, [party.authority for party in parties])
        note(
            by,
            "notes.sent",
            notes.ref,
            at,
            meeting=meeting.slug,
            number=sent.number,
            edition=sent.edition.sha256,
            stands_after=str(sent.stands_after),
        )
    return sent


def _to_send(by: Seat, meeting: Meeting, at: datetime) -> Notes:
    acting_in(by, meeting.agreement, meeting.group, Act.SEND_NOTES, at, ends=True)
    notes = Notes.objects.select_related("owner__municipality").filter(meeting=meeting).first()
    if meeting.state != MeetingState.HELD:
        raise Refused(_not_held())
    has_text = bool(notes and notes.text)
    if notes is None or not (has_text or meeting.agenda.filter(outcomes__isnull=False).exists()):
        raise Refused(_("Nothing is written yet: there is nothing to send."))
    if notes.owner_id != by.post.authority_id:
        raise Refused(
            _("%(name)s writes them, and only its people send them.") % {"name": notes.owner.short}
        )
    return notes


def _not_held() -> str:
    return _("Note first that the meeting was held, and who was there.")


def _refuse_unread(paper: Paper, read: str) -> None:
    if seal_of(paper) != read:
        raise Refused(
            _(
                "Something has changed since you opened this page: in the text, in what came of an item, "
                "or somebody has sent it. Nothing was sent. Read it, and send it then."
            )
        )


def _read_again(meeting: Meeting, read: str, at: datetime) -> Notes:
    """Under the lock, since it may read otherwise by now, or be sent."""
    notes = _locked(meeting)
    assert notes
    if not Meeting.objects.filter(pk=meeting.pk, state=MeetingState.HELD).exists():
        raise Refused(_not_held())
    _refuse_unread(notes_paper(written(notes, at)), read)
    return notes


def _sent(
    notes: Notes,
    edition: Edition,
    by: Seat,
    at: datetime,
    *,
    stands_after: date | None = None,
    consent: Consent | None = None,
) -> SentNotes:
    return SentNotes.objects.create(
        notes=notes,
        number=notes.sent.count() + 1,
        edition=edition,
        readers=notes.readers,
        sent_by=by,
        sent_at=at,
        stands_after=stands_after,
        consent=consent,
    )


def _put_minutes(
    by: Seat, meeting: Meeting, paper: Paper, read: str, answer_by: date | None, at: datetime
) -> SentNotes:
    """Put to each party; `consents` freezes it, sends it, and takes the answers."""
    if answer_by and answer_by <= by.post.authority.country.today(at):
        raise Refused(_("Write a day by which to answer that lies ahead."))
    parties: Sequence[Authority] = [
        party.authority for party in bound_parties(meeting.agreement, at)
    ]
    made: list[SentNotes] = []

    def beside(consent: Consent) -> None:
        notes = _read_again(meeting, read, at)
        made.append(_sent(notes, consent.edition, by, at, consent=consent))
        tell_sent(made[0], meeting, parties)

    put(
        by=by,
        kind=MINUTES,
        paper=paper,
        about=meeting.ref,
        thread=thread_of(meeting),
        authorities=parties,
        at=at,
        answer_by=answer_by,
        beside=beside,
    )
    return made[0]


def thread_of(meeting: Meeting) -> str:
    """The case in which each authority keeps what is sent of a meeting: its group's, or its own."""
    return meeting.group.thread if meeting.group else f"meeting-{meeting.pk.hex}"


def object_to_notes(
    *, by: Seat, meeting: Meeting, number: int, text: str, language: str, at: datetime
) -> Objection:
    """Hold something against the notes with that number, as a member of any party: they are open again
    until they are sent anew. Raises Refused once they stand, and where there are newer ones."""
    acting_in(by, meeting.agreement, meeting.group, Act.WORK_IN_GROUP, at, ends=True)
    said = legible(text).strip()
    if not said:
        raise Refused(_("Write what you would have otherwise."))
    if len(said) > MOST_IN_OBJECTION:
        raise Refused(
            _("The text is too long: at most %(most)s characters have room.")
            % {"most": MOST_IN_OBJECTION}
        )
    if language not in languages():
        raise Refused(_("Choose the language in which the text is written."))
    with transaction.atomic():
        sent = _to_object_to(by, meeting, number, at)
        objection = Objection.objects.create(
            sent=sent, seat=by, text=said, language=language, at=at
        )
        parties = bound_parties(meeting.agreement, at)
        tell_objection(objection, meeting, [party.authority for party in parties])
        note(
            by,
            "notes.objected",
            sent.notes.ref,
            at,
            meeting=meeting.slug,
            number=sent.number,
            edition=sent.edition.sha256,
        )
    return objection


def _to_object_to(by: Seat, meeting: Meeting, number: int, at: datetime) -> SentNotes:
    """The newest text under its lock, for which the chore that lets it stand waits as well."""
    rows = SentNotes.objects.select_for_update(of=("self",)).filter(notes__meeting=meeting)
    sent = rows.select_related("edition", "notes").order_by("-number").first()
    if sent is None or sent.stands_after is None:
        raise Refused(_("No notes are sent to which somebody could object."))
    if sent.number != number:
        raise Refused(_("Newer notes were sent meanwhile. Read them first."))
    if sent.stands_at or not may_object(at, sent.stands_after, by.post.authority.country):
        raise Refused(
            _("The notes stand: the time to object is over. Bring it up at the next meeting.")
        )
    return sent
