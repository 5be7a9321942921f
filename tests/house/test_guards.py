"""The database itself refuses to change or remove what is append-only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from overens.base.consents.models import Asked, Consent
from overens.base.consents.states import Stage
from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.queries import seat_named
from overens.base.records.actions.cases import forward_case
from overens.base.records.actions.registering import note_viewing
from overens.base.records.models import Carried, Register
from overens.base.records.states import Keeping, Way
from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.guards import GUARDED, MESSAGE, Guard
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.drafting import comment
from overens.cycle.agreements.actions.evidence import report_evidence, say_not_done
from overens.cycle.agreements.actions.transcription import SeatName, confirm, transcribe
from overens.cycle.agreements.models import Agreement, GoneOn, Published, Step, Version, Waiver
from overens.cycle.agreements.queries import parties
from overens.cycle.agreements.states import StepKind
from overens.cycle.groups.actions.calling import call_meeting
from overens.cycle.groups.actions.changing import cancel_meeting
from overens.cycle.groups.actions.founding import propose_group
from overens.cycle.groups.models import (
    GroupFile,
    Meeting,
    Notes,
    Objection,
    Remark,
    SentNotes,
    WorkingGroup,
)
from overens.cycle.groups.rules.mandate import MandateWords
from overens.cycle.groups.rules.times import About, When
from overens.cycle.news.actions.publishing import publish
from overens.cycle.news.actions.writing import begin_news
from overens.cycle.news.states import Kind
from overens.reach.notices.models import AskedInstead, Digest, Morning, Reminded, Taken
from overens.reach.notices.states import Became, MorningKind, Reason
from tests.base.records.people import registrar, sent
from tests.cycle.news.writing import with_picture, words
from tests.examples import NOW, TODAY, five_parties

pytestmark = pytest.mark.django_db


def refused(statement: str, *values: object) -> bool:
    """Whether the database refuses a statement with the guards' own message."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return MESSAGE in str(error)
    return False


def triggers() -> set[str]:
    """The names of the triggers that the database has."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return {row[0] for row in cursor.fetchall()}


def table(guard: Guard) -> str:
    return apps.get_model(guard.model)._meta.db_table


def expected(guard: Guard) -> set[str]:
    events = {"update"}
    if connection.vendor == "sqlite":
        events.add("replace")
    if guard.keeps_rows:
        events.add("delete")
        if connection.vendor == "postgresql":
            events.add("truncate")
    return {f"{table(guard)}_no_{event}" for event in events}


@pytest.fixture
def a_line() -> Iterator[Any]:
    with transaction.atomic():
        yield write(
            chain=INSTANCE,
            by=INSTANCE,
            what="test.written",
            about=INSTANCE,
            audience=Audience.OWN,
            details={"note": "first"},
            at=timezone.now(),
        )


@pytest.mark.parametrize("guard", GUARDED, ids=lambda guard: guard.model)
def test_every_guard_is_installed(guard: Guard) -> None:
    assert expected(guard) <= triggers()


@pytest.fixture
def everything_on_file() -> None:
    """An agreement that counts, confirmed, with evidence, a party's own word, a draft, and news;
    and a register."""
    five = transcribe(by=SeatName("mittby", "chair"), file=five_parties(), at=NOW).agreement
    seat = seat_named("mittby", "chair", TODAY)
    assert seat
    confirm(by=seat, agreement=five, at=NOW)
    commitment, party = five.commitments.get(number=1), parties(five)[2]
    named = {"by": seat, "commitment": commitment, "party": party, "at": NOW}
    day = date(2025, 6, 1)
    report_evidence(kind="noted-by-hand", since=day, until=day, source="hand", **named)
    due = date(2025, 11, 5)
    say_not_done(due=due, because=Wordings.of({"sv": "Ingen kunde."}), **named)
    other = replace(five_parties(), purpose={"sv": "Ett annat syfte"})
    transcribe(by=SeatName("mittby", "chair"), file=other, at=NOW)
    told = with_picture(seat, begin_news(by=seat, kind=Kind.NEWS, words=words(), at=NOW))
    publish(by=seat, item=told, because={}, revision=told.revision, at=NOW)
    life_on_file(seat, five)
    groups_on_file(seat, five)
    notes_on_file(seat, five)
    notices_on_file(seat)
    registers_on_file()


def life_on_file(seat: Seat, agreement: Agreement) -> None:
    """A note on the text, a word of one party, a waiver, what one party published, and a question
    that went on."""
    comment(by=seat, agreement=agreement, about="", part="purpose", text="!", language="sv", at=NOW)
    version = agreement.versions.get(number=1)
    told = {"agreement": agreement.pk, "kind": StepKind.KEPT, "on": TODAY, "at": NOW}
    Step.objects.create(edition=version.edition, authority=seat.post.authority, seat=seat, **told)
    released = {"commitment": agreement.commitments.get(number=1), "edition": version.edition}
    Waiver.objects.create(party=parties(agreement)[2], **released)
    consent = Consent.objects.get(edition=version.edition)
    Published.objects.create(
        agreement=agreement, consent=consent, edition=version.edition, seat=seat, at=NOW
    )
    asked = Asked.objects.filter(authority=seat.post.authority)[0]
    GoneOn.objects.create(asked=asked, stage=Stage.DEPUTY, since=TODAY, at=NOW)


def groups_on_file(seat: Seat, agreement: Agreement) -> None:
    """A mandate that was proposed, a remark, and a meeting that was cancelled."""
    said = MandateWords({"sv": "Vattengruppen"}, {"sv": "Vatten."})
    propose_group(by=seat, agreement=agreement, said=said, at=NOW)
    group = WorkingGroup.objects.get()
    Remark.objects.create(
        agreement=agreement,
        about_kind="group",
        about_id=str(group.pk),
        text="!",
        language="sv",
        seat=seat,
        at=NOW,
    )
    soon = When(TODAY + timedelta(days=7), time(10), time(11))
    meeting = call_meeting(
        by=seat, agreement=agreement, about=About(titles={"sv": "Möte"}), when=soon, at=NOW
    )
    cancel_meeting(by=seat, meeting=meeting, because={"sv": "Snö."}, revision=1, at=NOW)


def notices_on_file(seat: Seat) -> None:
    """A mail that was taken, and what was done once."""
    account = Account.objects.create(email="nagon@mittby.example", person=seat.person)
    Taken.objects.create(file="f" * 64, at=NOW, became=Became.REMARK)
    AskedInstead.objects.create(
        post=seat.post, about_kind="task", about_id="1", reason=Reason.SILENT, at=NOW
    )
    Morning.objects.create(authority=seat.post.authority, day=TODAY, what=MorningKind.REMINDERS)
    Reminded.objects.create(
        to=account.email, about_kind="task", about_id="1", what="before", at=NOW
    )
    Digest.objects.create(account=account, week=TODAY, at=NOW)


def notes_on_file(seat: Seat, agreement: Agreement) -> None:
    """Notes that were sent and objected to, and a file."""
    by, edition = seat.post.authority, agreement.versions.get(number=1).edition
    meeting = Meeting.objects.create(
        agreement=agreement,
        slug="meeting",
        titles=Wordings.of({"sv": "Möte"}),
        owner=by,
        called_by=seat,
        called_at=NOW,
        mode="online",
        zone="Europe/Stockholm",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        record="notes",
        uid="meeting",
    )
    notes = Notes.objects.create(
        meeting=meeting, owner=by, language="sv", written_by=seat, written_at=NOW
    )
    sent = SentNotes.objects.create(
        notes=notes,
        number=1,
        edition=edition,
        readers="partners",
        sent_by=seat,
        sent_at=NOW,
        stands_after=TODAY,
    )
    Objection.objects.create(sent=sent, seat=seat, text="Nej.", language="sv", at=NOW)
    GroupFile.objects.create(
        agreement=agreement,
        owner=by,
        file="f" * 64,
        name="a.pdf",
        media_type="application/pdf",
        size=1,
        put_by=seat,
        at=NOW,
    )


def registers_on_file() -> None:
    """A question that was read, sent on, carried and delivered."""
    arrival = sent("mittby", wants_reply=True, email="a@example.org")
    Register.objects.update(kept=Keeping.CASE_SYSTEM, way=Way.FOLDER)
    by, entry = registrar("mittby"), arrival.receipts.get().entry
    note_viewing(by=by, entry=entry, at=NOW)
    to = Authority.objects.exclude(slug="mittby")[0]
    dispatch = forward_case(by=by, case=entry.case, to=to, at=NOW)
    Carried.objects.create(
        arrival=arrival,
        dispatch=dispatch.pk,
        sender=to,
        number="1",
        head_number=1,
        head_seal="x",
    )


# A column that may never change, and for tables with drafts SQL for the rows that count.
FROZEN = {
    "agreements.Version": "edition_id IS NOT NULL",
    "agreements.ArticleWording": "version_id IN (SELECT id FROM agreements_version WHERE edition_id IS NOT NULL)",
    "agreements.FocusAreaWording": "version_id IN (SELECT id FROM agreements_version WHERE edition_id IS NOT NULL)",
    "agreements.CommitmentTerms": "version_id IN (SELECT id FROM agreements_version WHERE edition_id IS NOT NULL)",
    "agreements.FocusAreaName": "wording_id IN (SELECT w.id FROM agreements_focusareawording w "
    "JOIN agreements_version v ON v.id = w.version_id WHERE v.edition_id IS NOT NULL)",
}


@pytest.mark.parametrize("guard", GUARDED, ids=lambda guard: guard.model)
def test_what_is_on_file_in_a_guarded_table_is_neither_changed_nor_removed(
    guard: Guard, everything_on_file: None
) -> None:
    model = apps.get_model(guard.model)
    where = FROZEN.get(guard.model, "1 = 1")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table(guard)} WHERE {where}")
        assert cursor.fetchone()[0] > 0, "nothing on file that could be refused"
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for field in model._meta.concrete_fields:
        if field.column not in guard.may_change and not field.primary_key:
            other = {"DateField": "'1999-01-01'", "DateTimeField": "'1999-01-01 00:00:00+00'"}.get(
                field.get_internal_type(), f'"{field.column}"'
            )
            forged = f'UPDATE {table(guard)} SET "{field.column}" = {other} WHERE {where}'
            if not guard.may_change or field.column not in other:
                assert refused(forged), field.column
    if guard.keeps_rows:
        assert refused(f"DELETE FROM {table(guard)} WHERE {where}")


def test_a_draft_may_still_be_rewritten_and_thrown_away(everything_on_file: None) -> None:
    draft = Version.objects.get(edition__isnull=True)
    draft.title = Wordings.of({"sv": "Nytt"})
    draft.save()
    draft.delete()
    assert not Version.objects.filter(edition__isnull=True).exists()


def test_nothing_of_a_draft_is_moved_into_what_counts(everything_on_file: None) -> None:
    of = "(SELECT id FROM agreements_version WHERE edition_id IS {} NULL)"
    for part in ("articlewording", "focusareawording", "commitmentterms"):
        assert refused(
            f"UPDATE agreements_{part} SET version_id = {of.format('NOT')} "
            f"WHERE version_id IN {of.format('')}"
        )


def test_evidence_is_withdrawn_once_and_else_stays_as_it_was(everything_on_file: None) -> None:
    assert refused("UPDATE agreements_evidence SET source = 'another'")
    assert refused("UPDATE agreements_evidence SET until = '2025-07-07'")
    assert refused("UPDATE agreements_evidence SET until = NULL")
    assert refused("UPDATE agreements_evidence SET withdrawn_at = '2026-01-01 00:00:00+00'")
    withdraw = (
        "UPDATE agreements_evidence SET withdrawn_by_id = noted_by_id, "
        "withdrawn_at = '2026-01-01 00:00:00+00'"
    )
    assert not refused(withdraw)
    assert refused(withdraw.replace("2026", "2027"))


def test_the_public_length_of_a_chain_never_falls(everything_on_file: None) -> None:
    assert refused(
        "UPDATE trail_chain SET length = length + 1, public_length = 0 WHERE public_length > 0"
    )
    assert refused("UPDATE trail_chain SET length = length + 1, holder_id = 'x'")


def test_lines_are_neither_changed_nor_removed(a_line: Any) -> None:
    assert refused("UPDATE trail_line SET what = 'forged' WHERE id = %s", a_line.pk)
    assert refused("DELETE FROM trail_line WHERE id = %s", a_line.pk)


def test_details_may_go_but_not_change(a_line: Any) -> None:
    assert refused("UPDATE trail_details SET salt = 'x' WHERE line_id = %s", a_line.pk)
    assert not refused("DELETE FROM trail_details WHERE line_id = %s", a_line.pk)


def test_a_chain_only_grows_by_one(a_line: Any) -> None:
    assert refused("UPDATE trail_chain SET length = length - 1")
    assert refused("UPDATE trail_chain SET head = 'forged'")
    assert refused("DELETE FROM trail_chain")


def test_replacing_a_row_is_refused_on_sqlite(a_line: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    columns = (
        "chain_id, number, at, by_kind, by_id, what, object_kind, object_id, audience, "
        "details_hash, previous, seal"
    )
    same = f"SELECT {columns} FROM trail_line WHERE id = %s"
    assert refused(f"INSERT OR REPLACE INTO trail_line ({columns}) {same}", a_line.pk)
    assert refused(f"REPLACE INTO trail_line (id, {columns}) SELECT id, {columns} FROM trail_line")


@pytest.mark.postgresql
def test_truncating_is_refused_on_postgresql(a_line: Any) -> None:
    with connection.cursor() as cursor:
        # What the line itself left to check at the transaction's end would be refused first.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused("TRUNCATE trail_line CASCADE")


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_again_after_every_migration() -> None:
    with connection.cursor() as cursor:
        # What Django's own rebuild of a table does on SQLite, and a careless operator anywhere.
        on = " ON trail_line" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER trail_line_no_update{on}")
    assert "trail_line_no_update" not in triggers()
    call_command("migrate", verbosity=0)
    assert set().union(*map(expected, GUARDED)) <= triggers()


def test_what_arrived_is_entered_once_and_what_a_partner_answered_stays(
    everything_on_file: None,
) -> None:
    assert refused("UPDATE records_receipt SET state = 'waiting', entry_id = NULL")
    assert refused("UPDATE records_receipt SET note = 'x' WHERE entry_id IS NOT NULL")
    assert refused("UPDATE records_counter SET length = length + 2")
    assert refused("UPDATE records_counter SET length = length - 1")
    assert not refused("UPDATE records_dispatch SET their_number = '7', their_head_number = 3")
    assert refused("UPDATE records_dispatch SET their_head_number = 2")
    assert not refused("DELETE FROM records_sender")
