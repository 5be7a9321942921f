"""What working groups have on the desks of a running instance, for `tests.browser.busy`.

Groups with members of each side, one of which is still proposed; questions, tasks, a visit with a
programme in parallel, a meeting that comes again, one that is being held, notes of one that was, and
minutes that wait; and at the operator's, mail that could not be taken. Everybody is made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Consent
from overens.base.languages.rules import Wordings
from overens.base.mail.models import Letter
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.states import Role
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.actions.afterwards import Held, note_meeting
from overens.cycle.groups.actions.agenda import add_item
from overens.cycle.groups.actions.answering import answer_invitation
from overens.cycle.groups.actions.calling import call_meeting
from overens.cycle.groups.actions.changing import cancel_meeting, postpone_meeting
from overens.cycle.groups.actions.costs import note_cost
from overens.cycle.groups.actions.files import put_file
from overens.cycle.groups.actions.founding import propose_group
from overens.cycle.groups.actions.holding import note_held
from overens.cycle.groups.actions.inviting import invite_by_name
from overens.cycle.groups.actions.membership import name_member
from overens.cycle.groups.actions.notes import object_to_notes, send_notes, write_notes
from overens.cycle.groups.actions.programme import plan_part
from overens.cycle.groups.actions.questions import answer_question, ask_question, write_side
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.actions.running import Came, close_meeting, mark_item, note_outcome
from overens.cycle.groups.actions.tasks import end_task, give_task
from overens.cycle.groups.models import Meeting, Participant, Task, WorkingGroup
from overens.cycle.groups.notes_paper import notes_paper, seal_of
from overens.cycle.groups.notes_queries import written
from overens.cycle.groups.rules.agenda import Item
from overens.cycle.groups.rules.mandate import MandateWords
from overens.cycle.groups.rules.programme import Part
from overens.cycle.groups.rules.series import Again
from overens.cycle.groups.rules.times import About, When
from overens.cycle.groups.states import Coming, OutcomeKind, Way
from overens.reach.notices.models import Taken
from overens.reach.notices.states import Became
from tests.cast import SIDES, SINCE, seat_of

DAY = timedelta(days=1)
ZONE = ZoneInfo("Europe/Copenhagen")
CLIMATE = MandateWords(
    names={"da": "Klimagruppen, eksempel", "sv": "Klimatgruppen, exempel"},
    text={
        "da": "Gruppen følger, hvad der gøres mod stigende vand, og deler det med hinanden.",
        "sv": "Gruppen följer vad som görs mot stigande vatten och delar det med varandra.",
    },
    commitments=(1,),
)
STEERING = MandateWords(
    names={"da": "Styregruppen, eksempel", "sv": "Styrgruppen, exempel"},
    text={"da": "Gruppen holder øje med aftalen.", "sv": "Gruppen håller ögonen på avtalet."},
    kind="steering",
)
WIND = MandateWords(names={"da": "Vindgruppen, eksempel"}, text={"da": "Den ser på vind."})


@dataclass(frozen=True)
class Working:
    """Whose hands do it, when, and in which agreement."""

    agreement: Agreement
    now: datetime
    koge: Seat
    kristianstad: Seat

    def seats(self) -> Iterator[Seat]:
        yield from (self.koge, self.kristianstad)

    def group(self, said: MandateWords, at: datetime, *, is_agreed: bool = True) -> WorkingGroup:
        """Proposed by Køge, and where it `is_agreed`, answered by each and with its members."""
        put = propose_group(by=self.koge, agreement=self.agreement, said=said, at=at)
        reach(put, at)
        group = WorkingGroup.objects.get(mandates__consent=put)
        if not is_agreed:
            return group
        for seat in self.seats():
            answer_edition(by=seat, consent=put, answer="yes", at=at)
        group = WorkingGroup.objects.select_related("agreement").get(pk=group.pk)
        for seat, task in zip(self.seats(), ("lead", "secretary"), strict=True):
            self.names(seat, group, seat, task, at)
            self.names(seat, group, engineer(seat.post.authority), "member", at)
        return group

    def names(self, by: Seat, group: WorkingGroup, seat: Seat, task: str, at: datetime) -> None:
        name_member(
            by=by,
            group=group,
            post=seat.post,
            task=task,
            name_is_public=task == "lead",
            since=at.date(),
            at=at,
        )

    def call(
        self, about: About, day: datetime, *, group: WorkingGroup | None, by: Seat | None = None,
        again: Again | None = None, last: datetime | None = None, at: datetime | None = None,
    ) -> Meeting:  # fmt: skip
        """For two hours by the clock in Copenhagen."""
        here = day.astimezone(ZONE)
        ends = (last or day + timedelta(hours=2)).astimezone(ZONE)
        when = When(
            here.date(), _minute(here), _minute(ends), ends.date(), "Europe/Copenhagen"
        )  # fmt: skip
        return call_meeting(
            by=by or self.koge, agreement=self.agreement, group=group, about=about, when=when,
            again=again, at=at or self.now - 40 * DAY,
        )  # fmt: skip

    def item(self, meeting: Meeting, title: str, minutes: int = 20, **more: object) -> UUID:
        said = Item({"da": title}, minutes, presenter=self.koge.post_id, **more)  # type: ignore[arg-type]  # as an item has them
        return add_item(by=self.koge, meeting=meeting, said=said, at=self.now).pk


def engineer(authority: Authority) -> Seat:
    """Somebody who knows about water."""
    names = Wordings.of({"da": "vandingeniør, eksempel", "sv": "vatteningenjör, exempel"})
    post, _new = note_post(
        authority=authority, slug="engineer", names=names, role=Role.MEMBER, example=True
    )
    return note_seat(post=post, person=f"Eksempelperson ved {authority.short}", since=SINCE)[0]


def reach(put: Consent, at: datetime) -> None:
    """Each party has it in its register at once."""
    put.asked.filter(reached_at=None).update(reached_at=at)


def _minute(at: datetime) -> time:
    return at.time().replace(second=0, microsecond=0)


def working(agreement: Agreement, now: datetime) -> None:
    """All of it, in one agreement of two parties."""
    koge, kristianstad = (seat_of(side, Role.COORDINATOR) for side in SIDES)
    room = Working(agreement, now, koge, kristianstad)
    climate = room.group(CLIMATE, now - 300 * DAY)
    steering = room.group(STEERING, now - 200 * DAY)
    room.group(WIND, now - 2 * DAY, is_agreed=False)
    question = questions(room, climate)
    visit(room, climate, question)
    under_way(room, climate)
    held(room, climate)
    sent_just_now(room, climate)
    minutes(room, steering)
    remembered(room)
    files(room, climate)
    tasks(room, climate)
    at_the_operators(now)


def questions(room: Working, group: WorkingGroup) -> int:
    """One with a side of each party and a remark, one that is answered, one outside the areas."""
    ask = {"by": room.koge, "agreement": room.agreement}
    then = room.now - 100 * DAY
    said = Wordings.of({"da": "Hvordan får vi husejere til selv at sikre deres kældre?"})
    question = ask_question(
        sentence=said, group=group, commitment=room.agreement.commitments.get(number=1),
        at=then, **ask,
    )  # fmt: skip
    why = {
        "koge": Wordings.of({"da": "Køge Bugt stod 1,6 meter over daglig vande i oktober 2023."}),
        "kristianstad": Wordings.of({"sv": "Helge å svämmar över allt oftare."}),
    }
    for seat in room.seats():
        write_side(
            by=seat, question=question, why=why[seat.post.authority.slug], owner=seat.post,
            revision=0, at=then,
        )  # fmt: skip
    remark(
        by=room.kristianstad, name="", agreement=room.agreement, about=question.ref,
        text="Vi har frågat villaägarna.", language="sv", way=Way.DESK, at=room.now - 9 * DAY,
    )  # fmt: skip
    other = ask_question(
        sentence=Wordings.of({"da": "Hvem ejer digerne?"}), group=group, at=then, **ask
    )
    answer_question(
        by=room.koge, question=other, revision=1, at=room.now - 50 * DAY,
        came_of_it=Wordings.of({"da": "Grundejerne gør, og kommunen fører tilsyn."}),
    )  # fmt: skip
    ask_question(sentence=Wordings.of({"da": "Skal vi have fælles praktikanter?"}), at=then, **ask)
    return question.number


def visit(room: Working, group: WorkingGroup, question: int) -> None:
    """Two days with parallel tracks; then one of two parties is asked, and answers."""
    begins = (room.now + 20 * DAY).replace(hour=8, minute=0)
    about = About(
        titles={"da": "Studiebesøg om vand", "sv": "Studiebesök om vatten"},
        purposes={"da": "Vi ser, hvordan byen holder vandet ude."},
        kind="visit",
        mode="both",
        place="Rådhuset, Køge",
        link="https://meet.example/vand",
        host=room.koge.post.authority_id,
        readers=Audience.PUBLIC,
        commitments=(1,),
    )
    meeting = room.call(about, begins, group=group, last=begins + DAY + timedelta(hours=7))
    day, other = (at.astimezone(ZONE).date() for at in (begins, begins + DAY))
    for said in (
        Part({"da": "Velkomst"}, day, time(10), time(10, 30), place="Byrådssalen"),
        Part({"da": "Diger og sluser"}, day, time(10, 45), time(12), "Kysten", "site-visit"),
        Part({"da": "Kældre og kloakker"}, day, time(10, 45), time(12), "Byen"),
        Part({"da": "Frokost"}, day, time(12), time(13), kind="meal"),
        Part({"da": "Hvad tager vi med hjem?"}, other, time(9), time(11)),
    ):
        plan_part(by=room.koge, meeting=meeting, said=said, at=room.now)
    room.item(meeting, "Siden sidst", 10)
    room.item(meeting, "Husejernes kældre", 40, question=question)
    invite_by_name(
        by=room.koge, meeting=meeting, name="Eksempel Gæst", email="gaest@example.org",
        language="da", side=None, at=room.now,
    )  # fmt: skip
    answered(room.kristianstad, meeting, Coming.YES, room.now)
    cancelled = room.call(
        About(titles={"da": "Møde om sand"}, place="Rådhuset, Køge"),
        room.now + 9 * DAY,
        group=group,
    )
    note_cost(
        by=room.koge, meeting=cancelled, amount=Decimal(1200), days=Decimal("0.5"),
        note={"da": "Lokalet var lejet."}, at=room.now,
    )  # fmt: skip
    cancel_meeting(
        by=room.koge, meeting=Meeting.objects.get(pk=cancelled.pk), because={"da": "Sne."},
        revision=1, at=room.now,
    )  # fmt: skip


def answered(seat: Seat, meeting: Meeting, coming: Coming, at: datetime) -> None:
    """An own invitation, at the desk. (What is left alone waits for who is invited.)"""
    own = Participant.objects.get(meeting=meeting, post=seat.post)
    answer_invitation(participant=own, coming=coming, way=Way.DESK, by=seat, at=at)


def remembered(room: Working) -> None:
    """A visit of last year that somebody noted afterwards, from an old list and programme."""
    day = (room.now - 400 * DAY).date()
    koge = room.koge.post.authority_id
    held = Held(
        About({"da": "Besøg ved åen"}, kind="visit", place="Ved åen, Køge", host=koge),
        first=day,
        last=day,
        language="da",
        names={koge: "Eksempelperson, ingeniør", None: "Eksempel Gæst"},
        programme="09.00-10.30 Velkomst\nFrokost ved åen",
        outcomes="Vi så, hvordan åen ledes uden om byen.",
    )
    note_meeting(by=room.koge, agreement=room.agreement, held=held, at=room.now)


def under_way(room: Working, group: WorkingGroup) -> None:
    """The first of a series, which began ten minutes ago; a later one of it was postponed."""
    about = About(titles={"da": "Månedens møde"}, mode="online", link="https://meet.example/1")
    begins = room.now - timedelta(minutes=10)
    meeting = room.call(about, begins, group=group, again=Again("weekly", every=4, count=2))
    first = room.item(meeting, "Nyt fra hver side", 10)
    for said in ("Kortet over kældre", "Næste besøg"):
        room.item(meeting, said)
    came = Came(OutcomeKind.INFORMATION, {"da": "Begge sider har fået penge til et forsøg."})
    note_outcome(by=room.koge, meeting=meeting, item=first, came=came, at=room.now)
    last = Meeting.objects.filter(series=meeting.series_id).order_by("starts_at").last()
    assert last
    here = last.starts_at.astimezone(ZONE) + 7 * DAY
    when = When(here.date(), time(13), time(15), zone="Europe/Copenhagen")
    postpone_meeting(
        by=room.koge, meeting=last, when=when, because={"da": "Ferie."}, revision=last.revision,
        at=room.now,
    )  # fmt: skip


def held(room: Working, group: WorkingGroup) -> None:
    """With a decision, a task and notes, to which the other side has objected."""
    begins = room.now - 12 * DAY
    about = About(
        titles={"da": "Møde om sluser", "sv": "Möte om slussar"},
        place="Stadshuset, Kristianstad",
        host=room.kristianstad.post.authority_id,
        readers=Audience.PUBLIC,
        commitments=(1,),
    )
    meeting = room.call(about, begins, group=group)
    item = room.item(meeting, "Sluserne", 30)
    room.item(meeting, "Kældrene")
    for came in (
        Came("decision", {"da": "Vi måler hver måned."}, review_on=(room.now + 90 * DAY).date()),
        Came(
            "task", {"da": "Send kortet over sluserne."}, post=room.kristianstad.post_id,
            due=(room.now + 14 * DAY).date(),
        ),
    ):  # fmt: skip
        note_outcome(by=room.koge, meeting=meeting, item=item, came=came, at=room.now - 11 * DAY)
    mark_item(by=room.koge, meeting=meeting, item=item, is_done=True, at=room.now - 11 * DAY)
    close(room, meeting, room.now - 11 * DAY)
    sent(
        room, meeting, "<p>Vi så sluserne og talte om, hvem der passer dem.</p>", room.now - 9 * DAY
    )
    object_to_notes(
        by=room.kristianstad, meeting=meeting, number=1, text="Punkt 1: det var en lucka.",
        language="sv", at=room.now - 8 * DAY,
    )  # fmt: skip


def sent_just_now(room: Working, group: WorkingGroup) -> None:
    """Notes to which nobody has objected yet."""
    about = About(titles={"da": "Møde om diger"}, place="Rådhuset, Køge")
    meeting = room.call(about, room.now - 3 * DAY, group=group)
    room.item(meeting, "Digerne")
    close(room, meeting, room.now - 2 * DAY)
    sent(room, meeting, "<p>Digerne holder.</p>", room.now - DAY)


def minutes(room: Working, steering: WorkingGroup) -> None:
    """They wait for each party."""
    about = About(titles={"da": "Styregruppens møde"}, place="Rådhuset, Køge")
    meeting = room.call(about, room.now - 20 * DAY, group=steering)
    room.item(meeting, "Økonomien")
    close(room, meeting, room.now - 19 * DAY)
    sent(room, meeting, "<p>Økonomien holder.</p>", room.now - 18 * DAY)


def close(room: Working, meeting: Meeting, at: datetime) -> None:
    was = [one.pk for one in meeting.participants.all()]
    note_held(by=room.koge, meeting=meeting, who_was_there=was, at=at)
    close_meeting(by=room.koge, meeting=meeting, at=at)


def sent(room: Working, meeting: Meeting, text: str, at: datetime) -> None:
    meeting = Meeting.objects.select_related("agreement", "group").get(pk=meeting.pk)
    notes = write_notes(
        by=room.koge, meeting=meeting, text=text, language="da", readers=Audience.PARTNERS,
        revision=0, at=at,
    )  # fmt: skip
    read = seal_of(notes_paper(written(notes, at)))
    found = send_notes(by=room.koge, meeting=meeting, read=read, at=at)
    if found.consent_id:
        found.consent.asked.filter(reached_at=None).update(reached_at=at)


def files(room: Working, group: WorkingGroup) -> None:
    for name, readers in (
        ("Kort over kældre.pdf", Audience.PARTNERS), ("Udkast.pdf", Audience.OWN),
    ):  # fmt: skip
        put_file(
            by=room.koge, agreement=room.agreement, data=b"%PDF-1.7 a paper", name=name,
            readers=readers, group=group, at=room.now,
        )  # fmt: skip


def tasks(room: Working, group: WorkingGroup) -> None:
    """One that is late, one that is done."""
    given = {"by": room.koge, "agreement": room.agreement, "group": group}
    then = room.now - 60 * DAY
    give_task(
        text=Wordings.of({"da": "Skriv til husejerne."}), post=room.koge.post,
        due=(room.now - 3 * DAY).date(), at=then, **given,
    )  # fmt: skip
    done: Task = give_task(
        text=Wordings.of({"da": "Find et lokale."}), post=room.koge.post, due=None, at=then, **given
    )
    end_task(
        by=room.koge, task=done, state="done", on=(room.now - 30 * DAY).date(),
        because=Wordings.of({"da": "Byrådssalen."}), at=room.now - 29 * DAY,
    )  # fmt: skip


def at_the_operators(now: datetime) -> None:
    """A letter that came back, and replies that could not be taken."""
    letter = Letter.objects.order_by("queued_at").first()
    assert letter
    Letter.objects.filter(pk=letter.pk).update(sent_at=now, bounced_at=now, next_at=None)
    for became, trouble in ((Became.FORGED, ""), (Became.UNREADABLE, "MessageError")):
        Taken.objects.create(
            message_id=f"<{became}@example.org>", at=now, became=became, trouble=trouble
        )
