"""Files are kept, shared one way, and sent where the parties read them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from overens.base.languages.rules import Wordings
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.papers import storage
from overens.base.papers.attachments import kind_of
from overens.base.papers.storage import CannotKeep, damaged, fetch
from overens.base.records.actions.dispatching import carry_waiting
from overens.base.records.models import Dispatch, Entry
from overens.base.records.queries import number_of
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.groups.actions.files import put_file, share_file
from overens.cycle.groups.actions.questions import ask_question
from overens.cycle.groups.models import GroupFile, WorkingGroup
from overens.cycle.groups.notes_queries import files_in_room
from overens.cycle.groups.open_queries import open_file
from overens.cycle.groups.states import FILE
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, office
from tests.examples import NOW

PDF = b"%PDF-1.7 a paper"
OURS, THEIRS = ("koge", Role.MEMBER), ("kristianstad", Role.MEMBER)
WORD, SLIDES = "word/document.xml", "ppt/presentation.xml"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def group(people: Cast) -> WorkingGroup:
    return a_group(people, NOW)


def put(
    people: Cast, group: WorkingGroup | None, readers: str = "own", **more: object
) -> GroupFile:
    said = {"by": people.seats[OURS], "data": PDF, "name": "kort.pdf", "at": NOW} | more
    return put_file(agreement=people.agreement, group=group, readers=readers, **said)


@pytest.mark.parametrize(
    ("data", "name", "shown"),
    [
        (PDF, "Kort.PDF", "Kort.pdf"),
        (office(WORD), "oplaeg.docx", "oplaeg.docx"),
        (office(SLIDES), "oplaeg.pptx", "oplaeg.pptx"),
        (b"\xff\xd8\xff\xe0 a photo", "IMG_1.jpeg", "IMG_1.jpeg"),
        (b"\x89PNG\r\n\x1a\n a photo", "kort", "kort.png"),
        (PDF, "../../etc/passwd", "passwd.pdf"),
        (PDF, "a\u202efdp.exe", "afdp.exe.pdf"),
        (PDF, "x" * 500 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
@pytest.mark.django_db
def test_a_file_is_judged_by_its_bytes_and_gets_a_name_that_harms_nobody(
    people: Cast, group: WorkingGroup, settings, data: bytes, name: str, shown: str
) -> None:
    file = put(people, group, data=data, name=name)
    assert file.name == shown
    assert fetch(settings.FILES, file.file) == data
    assert (file.readers, file.entry, file.size) == ("own", None, len(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"<html><script>alert(1)</script>\x00",
        office(WORD, **{"word/vbaProject.bin": "x"}),
        office(
            WORD, types="<Override ContentType='application/vnd.ms-word.document.macroEnabled'/>"
        ),
        office(
            WORD,
            types="<Default Extension='bin' ContentType='application/vnd.ms-office.vbaProject'/>",
        ),
        office(WORD, types="<T ContentType='macroEnabled'/>".encode("utf-16").decode("latin-1")),
        office("other.xml"),
        b"PK\x03\x04 no zip",
    ],
)
@pytest.mark.django_db
def test_what_is_no_kind_that_is_taken_is_refused(
    people: Cast, group: WorkingGroup, data: bytes
) -> None:
    with pytest.raises(Refused):
        put(people, group, data=data, name="oplaeg.docx")
    assert not GroupFile.objects.exists()


@given(st.binary(max_size=300).map(lambda data: office(WORD)[:200] + data))
def test_a_broken_zip_is_judged_and_breaks_nothing(data: bytes) -> None:
    kind_of(data)


@pytest.mark.django_db
def test_what_is_shared_with_the_parties_is_sent_and_stands_in_both_registers(
    people: Cast, group: WorkingGroup
) -> None:
    file = put(people, group, "partners")
    assert file.entry
    assert file.entry.case.thread == group.thread
    assert file.file in [d.sha256 for d in file.entry.documents.all()]
    assert carry_waiting(now=LATER) == 1
    dispatch = Dispatch.objects.get(kind=FILE)
    there = Entry.objects.get(register__authority__slug="kristianstad")
    assert dispatch.their_number == number_of(there)
    assert file.file in [d.sha256 for d in there.documents.all()]
    assert faults() == {}


@pytest.mark.django_db
def test_beside_a_question_it_goes_in_the_case_of_its_group_and_names_the_question(
    people: Cast, group: WorkingGroup
) -> None:
    question = ask_question(
        by=people.seats[OURS],
        agreement=people.agreement,
        group=group,
        sentence=Wordings.of({"da": "Hvad holder vandet ude?"}),
        at=NOW,
    )
    file = put(people, None, question=question)
    assert file.group == group
    file = share_file(by=people.seats[OURS], file=file, readers="partners", at=LATER)
    assert file.entry
    assert file.entry.case.thread == group.thread
    papers = [fetch(settings.FILES, one.sha256) for one in file.entry.documents.all()]
    assert any(b"Hvad holder vandet ude?" in paper for paper in papers)


@pytest.mark.django_db
def test_of_what_is_ones_own_nobody_else_hears(people: Cast, group: WorkingGroup) -> None:
    file = put(people, group)
    theirs = people.seats[THEIRS].post.authority
    assert list(files_in_room(people.agreement, file.owner)) == [file]
    assert list(files_in_room(people.agreement, theirs)) == []
    assert not Dispatch.objects.exists()
    assert Line.objects.get(what="file.put").audience == "own"
    assert open_file(people.agreement, file.pk) is None


@pytest.mark.django_db
def test_it_is_shared_step_by_step_and_sent_once(people: Cast, group: WorkingGroup) -> None:
    file = put(people, group)
    by, theirs = people.seats[OURS], people.seats[THEIRS].post.authority
    file = share_file(by=by, file=file, readers="partners", at=LATER)
    assert list(files_in_room(people.agreement, theirs)) == [file]
    entry = file.entry
    file = share_file(by=by, file=file, readers="public", at=LATER)
    assert open_file(people.agreement, file.pk) == file
    assert file.entry == entry
    assert Dispatch.objects.filter(kind=FILE).count() == 1
    for readers in ("own", "partners", "public"):
        with pytest.raises(Refused, match="cannot be taken back"):
            share_file(by=by, file=file, readers=readers, at=LATER)
    assert faults() == {}


@pytest.mark.django_db
def test_two_who_share_it_at_once_send_it_once(people: Cast, group: WorkingGroup) -> None:
    stale = put(people, group)
    by = people.seats[OURS]
    share_file(by=by, file=stale, readers="partners", at=LATER)
    with pytest.raises(Refused):
        share_file(by=by, file=stale, readers="partners", at=LATER)
    share_file(by=by, file=stale, readers="public", at=LATER)
    assert Dispatch.objects.filter(kind=FILE).count() == 1


@pytest.mark.django_db
def test_what_is_everyones_at_once_is_sent_too(people: Cast, group: WorkingGroup) -> None:
    file = put(people, group, "public")
    assert file.entry
    assert open_file(people.agreement, file.pk) == file
    assert Line.objects.get(what="file.put").audience == "public"


@pytest.mark.django_db
def test_only_its_own_authority_shares_it_and_only_members_put_one(
    people: Cast, group: WorkingGroup
) -> None:
    file = put(people, group, "partners")
    with pytest.raises(Refused, match="only its people"):
        share_file(by=people.seats[THEIRS], file=file, readers="public", at=LATER)
    for who in (("koge", Role.LEADER), ("lund", Role.MEMBER)):
        with pytest.raises(Refused):
            put(people, group, by=people.seats[who])


@pytest.mark.django_db
def test_a_file_of_a_meeting_is_its_groups_and_one_of_none_is_the_agreements(
    people: Cast, group: WorkingGroup
) -> None:
    meeting = a_meeting(people, NOW, group=group)
    assert put(people, None, meeting=meeting).group == group
    file = put(people, None, "partners")
    assert file.entry
    assert file.entry.case.thread == f"agreement-{people.agreement.pk.hex}"


@pytest.mark.django_db
def test_a_persons_number_in_the_name_is_not_for_everyone(
    people: Cast, group: WorkingGroup
) -> None:
    with pytest.raises(Refused, match="personal number"):
        put(people, group, "public", name="010170-1234.pdf")
    file = put(people, group, name="010170-1234.pdf")
    with pytest.raises(Refused, match="personal number"):
        share_file(by=people.seats[OURS], file=file, readers="public", at=LATER)


@pytest.mark.django_db
def test_on_a_full_disk_no_row_names_it(
    people: Cast, group: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_place: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_write", full)
    with pytest.raises(CannotKeep):
        put(people, group, data=b"%PDF-1.7 nobody has kept this")
    assert not GroupFile.objects.exists()
    assert not Line.objects.filter(what="file.put").exists()


@pytest.mark.django_db
def test_a_file_that_was_damaged_is_named(people: Cast, group: WorkingGroup, settings) -> None:
    file = put(people, group)
    place = Path(settings.FILES) / file.file[:2] / file.file
    kept = place.read_bytes()
    try:
        place.write_bytes(b"other")
        assert len(list(damaged(settings.FILES))) == 1
    finally:
        place.write_bytes(kept)
