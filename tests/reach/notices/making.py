"""Letters that somebody got, and replies to them. Everybody is made up."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from overens.base.languages.rules import Wordings
from overens.base.mail.actions import queue
from overens.base.mail.models import Letter
from overens.base.municipalities.models import Account, Seat
from overens.base.municipalities.states import Role
from overens.base.trail.actions import Ref
from overens.cycle.groups.models import Meeting, Participant, Question, Task, WorkingGroup
from overens.reach.notices.actions.taking import take, understand_waiting
from overens.reach.notices.models import Taken
from tests.cast import Cast
from tests.examples import NOW

ADDRESS = "overens@avtal.example"
MEMBER = ("kristianstad", Role.MEMBER)


def a_meeting(
    people: Cast, at: datetime, *, group: WorkingGroup | None = None, slug: str = "spring"
) -> Meeting:
    """In nine days, called by Køge's coordinator."""
    by = people.seats["koge", Role.COORDINATOR]
    starts = at + timedelta(days=9)
    return Meeting.objects.create(
        agreement=people.agreement,
        group=group,
        slug=slug,
        titles=Wordings.of({"da": "Gruppen mødes", "sv": "Gruppen möts"}),
        owner=by.post.authority,
        called_by=by,
        called_at=at,
        mode="online",
        zone="Europe/Copenhagen",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        record="notes",
        uid=f"{slug}@avtal.example",
    )


def invited(people: Cast, meeting: Meeting, seat: Seat) -> Participant:
    """A post, by its authority's coordinator."""
    return Participant.objects.create(
        meeting=meeting,
        post=seat.post,
        authority=seat.post.authority,
        added_by=people.seats["koge", Role.COORDINATOR],
        invited=0,
        invited_at=meeting.called_at,
    )


def a_guest(people: Cast, meeting: Meeting, email: str = "gast@universitet.example") -> Participant:
    """Somebody who signs in nowhere."""
    return Participant.objects.create(
        meeting=meeting,
        name="Gäst Exempel",
        email=email,
        language="sv",
        added_by=people.seats["koge", Role.COORDINATOR],
        invited=0,
        invited_at=meeting.called_at,
    )


def a_question(
    people: Cast, at: datetime, group: WorkingGroup | None = None, *, number: int = 1
) -> Question:
    return Question.objects.create(
        agreement=people.agreement,
        number=number,
        group=group,
        sentence=Wordings.of({"da": "Hvordan varmer I skoler op?"}),
        opened_by=people.seats["koge", Role.COORDINATOR],
        opened_at=at,
    )


def a_task(
    people: Cast,
    at: datetime,
    seat: Seat,
    *,
    due: object = None,
    group: WorkingGroup | None = None,
    number: int = 1,
) -> Task:
    return Task.objects.create(
        agreement=people.agreement,
        number=number,
        group=group,
        text=Wordings.of({"da": f"Skrive plan {number}", "sv": f"Skriva plan {number}"}),
        post=seat.post,
        due=due,
        given_by=people.seats["koge", Role.COORDINATOR],
        given_at=at,
    )


def a_letter(to: Account | str, about: Ref, at: datetime, *, language: str = "sv") -> Letter:
    """One that may be replied to, sent."""
    letter = queue(
        to=to if isinstance(to, str) else to.email,
        subject="Kallelse",
        text="Ni är kallade.",
        language=language,
        about=about,
        at=at,
        may_reply=True,
    )
    letter.begun_at = letter.sent_at = at
    letter.next_at = None
    letter.save()
    return letter


def a_reply(letter: Letter, text: str = "Tack.", *, sender: str = "", **head: str) -> bytes:
    """As a mail program sends it; `head` is what stands in its head besides, or instead."""
    mail = EmailMessage()
    said = {
        "From": f"Exempel <{sender or letter.to}>",
        "To": f"overens+{letter.reply_token}@avtal.example",
        "Subject": f"SV: {letter.subject}",
        "Message-ID": f"<{abs(hash((text, letter.pk, sender)))}@example.org>",
        "In-Reply-To": letter.message_id,
        **{name.replace("_", "-"): value for name, value in head.items()},
    }
    for name, value in said.items():
        mail[name] = value
    mail.set_content(f"{text}\n\nDen tis 24 nov. 2026 kl 12:30 skrev Overens <{ADDRESS}>:\n> Hej\n")
    return mail.as_bytes()


def with_file(mail: bytes, name: str = "plan.pdf", data: bytes = b"%PDF-1.4 made up") -> bytes:
    """The same with something attached."""
    from email import message_from_bytes, policy

    found = message_from_bytes(mail, policy=policy.default)
    assert isinstance(found, EmailMessage)
    found.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return found.as_bytes()


def with_calendar(mail: bytes, text: str) -> bytes:
    """The same with what a calendar answers."""
    from email import message_from_bytes, policy

    found = message_from_bytes(mail, policy=policy.default)
    assert isinstance(found, EmailMessage)
    found.add_alternative(text, subtype="calendar", params={"method": "REPLY"})
    return found.as_bytes()


def calendar_reply(
    meeting: Meeting, address: str, *, partstat: str = "DECLINED", sequence: int = 0, uid: str = ""
) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{address}",
        f"UID:{uid or meeting.uid}",
        f"SEQUENCE:{sequence}",
        "DTSTAMP:20261124T121500Z",
        "DTSTART:20261203T090000Z",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


def taken(data: bytes, at=NOW) -> Taken:
    row = take(data=data, at=at)
    understand_waiting(now=at)
    row.refresh_from_db()
    return row


def participant_of(letter: Letter) -> Participant:
    return Participant.objects.get(pk=letter.about_id)


def letters_to(letter: Letter) -> list[Letter]:
    return list(Letter.objects.filter(to=letter.to).exclude(pk=letter.pk).order_by("queued_at"))
