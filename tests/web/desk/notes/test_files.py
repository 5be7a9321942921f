"""Files at the desk: put several at once, read by whom they are for, shared."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overens.base.languages.rules import Wordings
from overens.base.municipalities.states import Role
from overens.base.records.models import Entry
from overens.base.records.queries import number_of
from overens.cycle.groups.actions.files import put_file
from overens.cycle.groups.actions.questions import ask_question
from overens.cycle.groups.models import GroupFile, Meeting
from tests.cast import Cast, signed_in
from tests.cycle.groups.noting import office
from tests.examples import NOW
from tests.web.desk.notes.test_views import ROOM, fill, page, text

HERE = f"{ROOM}meetings/moede/files/"
SWEDISH = ROOM.replace("/da/", "/sv/")
PDF = b"%PDF-1.7 a paper"


def upload(name: str = "kort.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/html")


def put(people: Cast, meeting: Meeting, readers: str = "own", **more: Any) -> GroupFile:
    said = {"data": PDF, "name": "kort.pdf", "at": NOW} | more
    return put_file(
        by=people.seats["koge", Role.COORDINATOR],
        agreement=people.agreement,
        meeting=meeting,
        readers=readers,
        **said,
    )


def test_several_are_put_at_once_and_stand_in_each_list(ours: Client, meeting: Meeting) -> None:
    files = [upload(), upload("oplaeg.docx", office("word/document.xml"))]
    fill(ours, HERE, HERE, files=files, file_readers="own")
    assert GroupFile.objects.filter(meeting=meeting, group=meeting.group).count() == 2
    for address in (HERE, f"{ROOM}files/", f"{ROOM}groups/climate/files/"):
        assert "oplaeg.docx" in text(page(ours, address))


def test_files_are_put_beside_a_question_and_listed_on_its_page(
    people: Cast, ours: Client, theirs: Client, meeting: Meeting
) -> None:
    said = Wordings.of({"da": "Hvad holder vandet ude?"})
    by = people.seats["koge", Role.COORDINATOR]
    question = ask_question(
        by=by, agreement=people.agreement, group=meeting.group, sentence=said, at=NOW
    )
    home, here = f"{ROOM}questions/1/", f"{ROOM}questions/1/files/"
    assert page(ours, home).xpath(f"//main//a/@href[. = '{here}']")
    fill(ours, here, here, files=[upload()], file_readers="own")
    fill(ours, here, here, files=[upload("oplaeg.pdf")], file_readers="partners")
    assert GroupFile.objects.filter(question=question, group=meeting.group).count() == 2
    GroupFile.objects.update(preview="0" * 64)
    seen = text(page(ours, home))
    assert "kort.pdf" in seen
    assert "kan læses som PDF" in seen
    for address in (here, f"{ROOM}files/", f"{ROOM}groups/climate/files/"):
        assert "oplaeg.pdf" in text(page(ours, address))
    assert "Hvad holder vandet ude?" in text(page(ours, f"{ROOM}files/"))
    seen = text(page(theirs, home.replace("/da/", "/sv/")))
    assert "oplaeg.pdf" in seen
    assert "kort.pdf" not in seen
    assert "oplaeg.pdf" not in text(page(ours, HERE))
    assert ours.get(f"{ROOM}questions/2/files/").status_code == 404


def test_one_that_is_not_taken_leaves_all_of_them_out(ours: Client, meeting: Meeting) -> None:
    answer = fill(ours, HERE, files=[upload(), upload("a.pdf", b"MZ\x90\x00")], file_readers="own")
    assert answer.status_code == 200
    assert b"Word" in answer.content
    assert not GroupFile.objects.exists()


@pytest.mark.parametrize("said", [{"file_readers": "own"}, {"files": [upload()]}])
def test_nothing_is_chosen_beforehand(
    ours: Client, meeting: Meeting, said: dict[str, object]
) -> None:
    assert fill(ours, HERE, **said).status_code == 200
    assert not GroupFile.objects.exists()


def test_a_file_is_there_to_save_and_never_to_show(
    people: Cast, ours: Client, meeting: Meeting
) -> None:
    file = put(people, meeting, name='<b>"kort\r\n.html')
    GroupFile.objects.update(preview=file.file)
    for address in ("file", "preview.pdf"):
        answer = ours.get(f"{ROOM}files/{file.pk}/{address}")
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "application/pdf"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer.content == PDF


def test_what_is_ones_own_is_not_there_for_others(
    people: Cast, theirs: Client, meeting: Meeting
) -> None:
    file = put(people, meeting)
    for address in ("", "file", "preview.pdf"):
        assert theirs.get(f"{SWEDISH}files/{file.pk}/{address}").status_code == 404
    assert "kort.pdf" not in text(page(theirs, f"{SWEDISH}files/"))


def test_it_is_shared_on_its_own_page_and_the_others_read_it_then(
    people: Cast, ours: Client, theirs: Client, meeting: Meeting
) -> None:
    file = put(people, meeting)
    here = f"{ROOM}files/{file.pk}/"
    fill(ours, here, here, file_readers="partners")
    seen = page(theirs, f"{SWEDISH}files/{file.pk}/")
    assert "kort.pdf" in text(seen)
    assert not seen.xpath("//main//form")
    assert theirs.get(f"{SWEDISH}files/{file.pk}/file").content == PDF
    entry = Entry.objects.get(register__authority__slug="koge")
    assert number_of(entry) in text(page(ours, here))
    (own,) = page(ours, here).xpath("//input[@name='file_readers']/@value")
    assert own == "public"
    fill(ours, here, here, file_readers="public")
    assert not page(ours, here).xpath("//main//form")


def test_of_a_third_municipality_nobody_finds_it(people: Cast, meeting: Meeting) -> None:
    file = put(people, meeting, "partners")
    third = signed_in(people.accounts["lund", Role.COORDINATOR])
    assert third.get(f"{SWEDISH}files/{file.pk}/file").status_code == 404


def test_what_could_not_be_turned_into_a_pdf_is_said(
    people: Cast, ours: Client, meeting: Meeting
) -> None:
    file = put(people, meeting, data=office("word/document.xml"), name="a.docx")
    here = f"{ROOM}files/{file.pk}/"
    assert "PDF" not in text(page(ours, here))
    GroupFile.objects.update(tries=2)
    assert "PDF" in text(page(ours, here))
    assert ours.get(f"{here}preview.pdf").status_code == 404


def test_as_many_queries_for_any_number_of_files(
    people: Cast, ours: Client, meeting: Meeting
) -> None:
    found = []
    for number in (1, 10, 100):
        for place in range(GroupFile.objects.count(), number):
            put(people, meeting, name=f"{place}.pdf")
        for address in (HERE, f"{ROOM}files/", f"{ROOM}groups/climate/files/"):
            ours.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert ours.get(address).status_code == 200
            found.append(len(captured))
    assert found[:3] == found[3:6] == found[6:]
    assert max(found) <= 22
