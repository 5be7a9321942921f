"""Letters to the members: notes or minutes were sent, somebody objected, a party did not adopt them; and to
guests once everyone may read them.

Who was there by name alone signs in nowhere: until notes stand, and where they are for the parties, they are
not theirs to read, and nothing of them goes to an address that no party keeps.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.consents.models import Answer
from overens.base.languages.rules import languages, write_date
from overens.base.mail.actions import queue
from overens.base.mail.models import SwitchedOff
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Authority
from overens.base.municipalities.queries import Sitting, sitting
from overens.base.records.messages import language_of
from overens.base.trail.states import Audience
from overens.cycle.groups.models import Meeting, Membership, Objection, Participant, SentNotes
from overens.cycle.groups.states import Coming, RecordKind

Said = Callable[[str], tuple[str, Sequence[str]]]
"""Subject and paragraphs in a language."""


def tell_sent(sent: SentNotes, meeting: Meeting, authorities: Sequence[Authority]) -> None:
    """Each member reads it, and until when somebody may object."""
    by = sent.sent_by.post

    def said(language: str) -> tuple[str, Sequence[str]]:
        names = _names(meeting, language) | {
            "post": by.names.shown(language).text,
            "name": by.authority.short,
        }
        if meeting.record == RecordKind.MINUTES:
            return _("Minutes to adopt: %(meeting)s") % names, [
                _(
                    "%(post)s at %(name)s has put the minutes of “%(meeting)s”, %(day)s, to each party."
                )
                % names,
                _("They stand once each party has adopted them. Here you can read them:"),
                _address(meeting, language),
            ]
        last = write_date(_day(sent.stands_after), language)
        return _("Notes: %(meeting)s") % names, [
            _("%(post)s at %(name)s has sent the notes of “%(meeting)s”, %(day)s.") % names,
            _(
                "They stand unless somebody objects by %(last)s. Here you can read them, and object to "
                "what you remember otherwise:"
            )
            % {"last": last},
            _address(meeting, language),
        ]

    _tell(meeting, authorities, said, sent.sent_at)


def tell_guests(sent: SentNotes, meeting: Meeting, at: datetime) -> None:
    """Whoever was there by name and address hears that the notes stand, where everyone may read them."""
    if not sent.readers == meeting.readers == Audience.PUBLIC:
        return
    guests = meeting.participants.filter(post__isnull=True).exclude(email="")
    for guest in guests.filter(Q(was_there=True) | Q(was_there__isnull=True, coming=Coming.YES)):
        language = guest.language if guest.language in languages() else language_of(meeting.owner)
        with override(language):
            names = _names(meeting, language)
            queue(
                to=guest.email,
                subject=_("Notes: %(meeting)s") % names,
                text="\n\n".join(
                    [
                        _("What was noted on “%(meeting)s”, %(day)s, stands. Here you can read it:")
                        % names,
                        f"{settings.ADDRESS}/{language}/agreements/{meeting.agreement.slug}/meetings/{meeting.slug}/",
                    ]
                ),
                language=language,
                about=meeting.ref,
                at=at,
                key="notes",
            )


def tell_objection(
    objection: Objection, meeting: Meeting, authorities: Sequence[Authority]
) -> None:
    """They are open again."""
    by = objection.seat.post

    def said(language: str) -> tuple[str, Sequence[str]]:
        names = _names(meeting, language) | {
            "post": by.names.shown(language).text,
            "name": by.authority.short,
        }
        return _("Objection to the notes: %(meeting)s") % names, [
            _("%(post)s at %(name)s has objected to the notes of “%(meeting)s”, %(day)s.") % names,
            _(
                "They are open again, and stand once they are sent anew and nobody objects. Here you can read why:"
            ),
            _address(meeting, language),
        ]

    _tell(meeting, authorities, said, objection.at)


def tell_refused(answer: Answer, meeting: Meeting, authorities: Sequence[Authority]) -> None:
    """A party has not adopted the minutes."""
    name = answer.asked.authority.short

    def said(language: str) -> tuple[str, Sequence[str]]:
        names = _names(meeting, language) | {"name": name}
        return _("Minutes not adopted: %(meeting)s") % names, [
            _("%(name)s has not adopted the minutes of “%(meeting)s”, %(day)s.") % names,
            _(
                "They are open again: write them otherwise, and send them anew. Here you can read why:"
            ),
            _address(meeting, language),
        ]

    _tell(meeting, authorities, said, answer.at)


def _day(day: date | None) -> date:
    assert day
    return day


def _names(meeting: Meeting, language: str) -> dict[str, str]:
    day = meeting.owner.country.today(meeting.starts_at)
    return {
        "meeting": meeting.titles.shown(language).text,
        "day": write_date(day, language),
    }


def _address(meeting: Meeting, language: str) -> str:
    room = f"{settings.ADDRESS}/{language}/desk/agreements/{meeting.agreement.slug}"
    return f"{room}/meetings/{meeting.slug}/notes/"


def _tell(meeting: Meeting, authorities: Sequence[Authority], said: Said, at: datetime) -> None:
    """One letter to each address, in its own language; a newer one takes the place of one that waits.
    None may be answered: what is said to notes is said at the desk."""
    for email, language in sorted(_receivers(meeting, authorities, at).items()):
        with override(language):
            subject, paragraphs = said(language)
            queue(
                to=email,
                subject=subject,
                text="\n\n".join(paragraphs),
                language=language,
                about=meeting.ref,
                at=at,
                key="notes",
                may_reply=False,
                kind=NoticeKind.NOTES,
            )


def _receivers(meeting: Meeting, authorities: Sequence[Authority], at: datetime) -> dict[str, str]:
    """Language by address, of whoever holds a post that sits in the group (without one: that was
    invited), and has not switched these letters off."""
    found = {
        somebody.email: somebody.language
        if somebody.language in languages()
        else language_of(authority)
        for authority, somebody in _sitting(meeting, authorities, at)
        if somebody.email
    }
    off = SwitchedOff.objects.filter(kind=NoticeKind.NOTES, account__email__in=found)
    for email in off.values_list("account__email", flat=True):
        found.pop(email, None)
    return found


def _sitting(
    meeting: Meeting, authorities: Iterable[Authority], at: datetime
) -> Iterator[tuple[Authority, Sitting]]:
    for authority in authorities:
        posts = {pk.hex for pk in _posts(meeting, authority, at)}
        for somebody in sitting(authority, at):
            if somebody.post in posts:
                yield authority, somebody


def _posts(meeting: Meeting, authority: Authority, at: datetime) -> Iterable[UUID]:
    if not meeting.group_id:
        invited = Participant.objects.filter(meeting=meeting, post__authority=authority)
        return invited.values_list("post_id", flat=True)
    today = authority.country.today(at)
    members = Membership.objects.filter(
        group=meeting.group_id, post__authority=authority, since__lte=today
    )
    return members.exclude(until__lt=today).values_list("post_id", flat=True)
