"""Once a day what is kept is looked through, and the trail says so."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from overens.base.papers.models import Edition
from overens.base.trail.guards import lift
from overens.base.trail.models import Line
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.running.checking import check, keep_checking
from tests.examples import NOW, demo

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    with override_settings(FILES=tmp_path, TASKS=BACKEND):
        yield tmp_path


@pytest.fixture
def pdf() -> Path:
    """The kept paper of an agreement."""
    transcribe(by=SeatName("koge", "coordinator"), file=demo(), at=NOW)
    name = Edition.objects.get().pdf
    return Path(settings.FILES) / name[:2] / name


def test_what_holds_is_noted_and_the_next_check_waits_a_day(pdf: Path) -> None:
    assert check.call() == []
    line = Line.objects.select_related("chain", "details").get(chain__holder="instance")
    assert (str(line.chain), line.what) == ("instance:instance", "instance.checked")
    waiting = DBTaskResult.objects.get()
    assert (waiting.run_after - line.at).total_seconds() == pytest.approx(86_400, abs=60)


def test_a_damaged_and_a_missing_file_are_found_and_logged(
    pdf: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pdf.write_bytes(b"another paper")
    (found,) = check.call()
    assert pdf.name in found
    assert pdf.name in caplog.text
    pdf.unlink()
    (found,) = check.call()
    assert "missing" in found
    assert Line.objects.filter(what="instance.checked").count() == 2


def test_a_changed_edition_is_found(pdf: Path) -> None:
    lift()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE papers_edition SET canonical = '{}'")
    (found,) = check.call()
    assert "was changed" in found


def test_starting_again_does_not_let_two_checks_wait() -> None:
    keep_checking()
    keep_checking()
    assert DBTaskResult.objects.count() == 1
