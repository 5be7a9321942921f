"""Mail under a killed worker, and what a mail server's pipe is told."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.instance import COMMAND, environment_for
from tests.smtp import MailServer, mail_server

Done = subprocess.CompletedProcess[bytes]
MAIL = b"From: a@b.example\nTo: overens@localhost\nSubject: Hej\n\nHej\n"
QUEUE = """
from django.utils import timezone
from overens.base.mail.actions import queue
from overens.base.trail.actions import Ref
print(queue(to="nogen@example.org", subject="Hej", text="Hej", language="da", about=Ref("x", "1"),
      at=timezone.now()).message_id)
"""
SEND = """
from django.utils import timezone
from overens.base.mail.actions import send_waiting
print(send_waiting(now=timezone.now()))
"""
LISTED = """
from datetime import timedelta
from django.utils import timezone
from overens.base.mail.queries import interrupted
print(*(one.message_id for one in interrupted(timezone.now() + timedelta(minutes=11))))
"""
COUNT = """
from overens.reach.notices.models import Taken
print(Taken.objects.count())
"""


@pytest.fixture
def data(prepared_empty: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared_empty, tmp_path / "data")
    return tmp_path / "data"


def said(data: Path, code: str, **more: str) -> str:
    done = subprocess.run(
        [*COMMAND, "manage", "shell", "--no-imports", "-c", code],
        env=environment_for(data, **more),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def killed(data: Path, moment: str, *arguments: str, stdin: bytes = b"", **more: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed", moment, "1", *arguments],
        env=environment_for(data, **more) | {"PYTHONPATH": os.pathsep.join(sys.path)},
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done


def take(data: Path, mail: bytes) -> Done:
    return subprocess.run(
        [*COMMAND, "mail", "take"],
        env=environment_for(data),
        input=mail,
        capture_output=True,
        check=False,
    )


@pytest.fixture
def server() -> MailServer:
    with mail_server() as found:
        yield found


@pytest.mark.parametrize(
    ("moment", "went"),
    [
        ('UPDATE "mail_letter" SET "next_at"', 1),
        ('SELECT "mail_letter"."id", "mail_letter"."to"', 0),
    ],
    ids=["after it was handed over", "before it was handed over"],
)
def test_a_letter_whose_sending_was_killed_is_listed_and_not_repeated(
    data: Path, server: MailServer, moment: str, went: int
) -> None:
    settings = {"OVERENS_MAIL": f"smtp://127.0.0.1:{server.port}"}
    written = said(data, QUEUE, **settings)
    killed(data, moment, "manage", "shell", "--no-imports", "-c", SEND, **settings)
    assert [mail["Message-ID"] for mail in server.taken] == [written] * went
    assert said(data, SEND, **settings) == "0"
    assert len(server.taken) == went
    assert said(data, LISTED, **settings) == written


def test_a_pipe_stores_a_mail_once(data: Path) -> None:
    for _twice in range(2):
        done = take(data, MAIL)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert said(data, COUNT) == "1"


def test_a_pipe_that_was_killed_is_tried_again(data: Path) -> None:
    killed(data, 'INSERT INTO "notices_taken"', "mail", "take", stdin=MAIL)
    assert said(data, COUNT) == "0"
    assert take(data, MAIL).returncode == 0
    assert said(data, COUNT) == "1"


def test_what_cannot_be_stored_now_is_to_be_tried_again(data: Path, tmp_path: Path) -> None:
    nowhere = take(tmp_path / "nothing", MAIL)
    assert nowhere.returncode == os.EX_TEMPFAIL
    shutil.rmtree(data / "files")
    (data / "files").write_bytes(b"")
    full = take(data, MAIL)
    assert full.returncode == os.EX_TEMPFAIL
    for done in (nowhere, full):
        (sentence,) = done.stderr.decode().strip().splitlines()
        assert sentence.endswith(".")
    assert said(data, COUNT) == "0"


def test_what_is_no_mail_is_not_tried_again(data: Path) -> None:
    assert take(data, b"").returncode == os.EX_DATAERR
    assert said(data, COUNT) == "0"
