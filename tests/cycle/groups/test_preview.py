"""Office files are shown as PDF where LibreOffice is at hand, and nothing is tried where it is not."""

import os
import stat
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from overens.base.municipalities.states import Role
from overens.base.papers import office
from overens.base.papers.attachments import KINDS
from overens.base.papers.office import CannotPreview, as_pdf
from overens.base.papers.storage import fetch, kept_at
from overens.cycle.groups.actions import previews
from overens.cycle.groups.actions.files import put_file
from overens.cycle.groups.actions.previews import LEASE, preview_waiting
from overens.cycle.groups.models import GroupFile
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import office as a_zip
from tests.examples import NOW
from tests.office import opens, presentation

WORD = KINDS["docx"]
LATER = NOW + LEASE + timedelta(seconds=1)


@pytest.fixture
def file(people: Cast) -> GroupFile:
    return put(people)


def put(people: Cast, data: bytes = b"", name: str = "oplaeg.docx") -> GroupFile:
    return put_file(
        by=people.seats["koge", Role.MEMBER],
        agreement=people.agreement,
        group=a_group(people, NOW, slug=f"group-{GroupFile.objects.count()}"),
        data=data or a_zip("word/document.xml"),
        name=name,
        readers="own",
        at=NOW,
    )


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "is_at_hand", lambda: True)


def works(monkeypatch: pytest.MonkeyPatch, *, does: bool = True) -> list[int]:
    """How often it was tried."""
    tried: list[int] = []

    def made(data: bytes, _kind: object) -> bytes:
        tried.append(len(data))
        if not does:
            raise CannotPreview("no")
        return b"%PDF-1.7 the same"

    monkeypatch.setattr(previews, "as_pdf", made)
    return tried


@pytest.mark.django_db
def test_one_file_in_a_round_is_made_and_kept(
    people: Cast, at_hand: None, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    tried = works(monkeypatch)
    files = [put(people), put(people, b"%PDF-1.7 a paper", "a.pdf"), put(people)]
    assert [preview_waiting(now=NOW) for _round in range(3)] == [1, 1, 0]
    assert len(tried) == 2
    for one in (files[0], files[2]):
        one.refresh_from_db()
        assert fetch(settings.FILES, one.preview) == b"%PDF-1.7 the same"
    files[1].refresh_from_db()
    assert (files[1].preview, files[1].tries) == ("", 0)


@pytest.mark.django_db
def test_what_fails_is_tried_once_more_and_no_oftener(
    file: GroupFile, at_hand: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = works(monkeypatch, does=False)
    assert preview_waiting(now=NOW) == 1
    assert preview_waiting(now=NOW) == 0
    assert preview_waiting(now=LATER) == 1
    assert preview_waiting(now=LATER + timedelta(days=1)) == 0
    file.refresh_from_db()
    assert (len(tried), file.tries, file.preview) == (2, 2, "")


@pytest.mark.django_db
def test_a_file_that_is_missing_fails_like_any_other(
    file: GroupFile, at_hand: None, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    works(monkeypatch)
    place = kept_at(settings.FILES, file.file)
    kept = place.read_bytes()
    place.unlink()
    try:
        assert preview_waiting(now=NOW) == 1
    finally:
        place.write_bytes(kept)
    file.refresh_from_db()
    assert (file.tries, file.preview) == (1, "")


@pytest.mark.django_db
def test_a_worker_that_is_killed_leaves_it_to_the_next(
    file: GroupFile, at_hand: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_said: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(previews, "as_pdf", killed)
    with pytest.raises(KeyboardInterrupt):
        preview_waiting(now=NOW)
    works(monkeypatch)
    # Nobody else takes it up as long as the first may be at it.
    assert preview_waiting(now=NOW) == 0
    assert preview_waiting(now=LATER) == 1
    file.refresh_from_db()
    assert file.preview


@pytest.mark.django_db
def test_without_it_nothing_is_tried_and_nothing_asked(
    file: GroupFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with CaptureQueriesContext(connection) as captured:
        assert preview_waiting(now=NOW) == 0
    assert len(captured) == 0
    file.refresh_from_db()
    assert file.tries == 0


def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A `soffice` that does something else."""
    monkeypatch.setattr(office, "_without_network", lambda: ())
    place = tmp_path / "soffice"
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(place.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 0", "nothing was made"),
        ("exit 3", "ended with 3"),
        ('echo "<html>" > file.pdf', "no PDF"),
        (f"head -c {office.MOST_IN_PREVIEW + 1} /dev/zero > file.pdf", "too large"),
    ],
)
def test_what_it_makes_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    pretended(tmp_path, monkeypatch, script)
    with pytest.raises(CannotPreview, match=why):
        as_pdf(b"PK", WORD)


def test_what_takes_too_long_ends_with_all_that_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "child"
    pretended(tmp_path, monkeypatch, f"sleep 600 & echo $! > {marker}; wait")
    with pytest.raises(CannotPreview, match="too long"):
        as_pdf(b"PK", WORD, seconds=1)
    child = int(marker.read_text())
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        os.sched_yield()
    assert not _runs(child)


def _runs(pid: int) -> bool:
    """A process that ended and that nobody has asked after does not run."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return said.rpartition(")")[2].split()[0] != "Z"


def test_it_gets_no_setting_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@example.org/")
    pretended(tmp_path, monkeypatch, "echo '%PDF-1.7' > file.pdf; env >> file.pdf")
    said = as_pdf(b"PK", WORD)
    assert b"secret" not in said
    assert b"http_proxy=http://127.0.0.1:9" in said


needs_office = pytest.mark.skipif(not opens("writer"), reason="`make test` says so")


@needs_office
def test_a_word_file_becomes_a_pdf(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Vi talte om kysten.")
    document.save(tmp_path / "a.docx")
    assert as_pdf((tmp_path / "a.docx").read_bytes(), WORD).startswith(b"%PDF-")


@pytest.mark.skipif(not opens("impress"), reason="`make test` says so")
@pytest.mark.django_db
def test_a_powerpoint_file_becomes_a_pdf_with_its_slide(people: Cast, settings) -> None:
    file = put(people, presentation("Vi talte om kysten."), "oplaeg.pptx")
    assert preview_waiting(now=NOW) == 1
    file.refresh_from_db()
    with pikepdf.open(BytesIO(fetch(settings.FILES, file.preview))) as made:
        (page,) = made.pages
        # A slide of 10 by 7.5 inches, on which something is written.
        assert [round(side) for side in page.mediabox] == [0, 0, 720, 540]
        assert page.resources.Font


@needs_office
def test_hostile_bytes_fail_and_leave_nothing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with ZipFile(tmp_path / "bomb.docx", "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<" + "a" * 1_000_000)
    data = (tmp_path / "bomb.docx").read_bytes()
    with suppress(CannotPreview):
        as_pdf(data, WORD, seconds=30)
    assert [one.name for one in tmp_path.iterdir()] == ["bomb.docx"]
