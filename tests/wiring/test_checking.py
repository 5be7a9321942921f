"""Once a day what is kept is looked through, and the trail says so."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from overens.base.papers.storage import keep
from overens.base.trail.models import Line
from overens.running.checking import check, keep_checking

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    with override_settings(FILES=tmp_path, TASKS=BACKEND):
        yield tmp_path


def test_what_holds_is_noted_and_the_next_check_waits_a_day() -> None:
    keep(settings.FILES, b"a paper")
    assert check.call() == []
    line = Line.objects.select_related("chain", "details").get()
    assert (str(line.chain), line.what) == ("instance:instance", "instance.checked")
    waiting = DBTaskResult.objects.get()
    assert (waiting.run_after - line.at).total_seconds() == pytest.approx(86_400, abs=60)


def test_a_damaged_file_is_found_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    name = keep(settings.FILES, b"a paper")
    (settings.FILES / name[:2] / name).write_bytes(b"another paper")
    assert check.call() == [f"file {name}"]
    assert name in caplog.text
    assert Line.objects.get().details.values == {"faults": [f"file {name}"]}


def test_starting_again_does_not_let_two_checks_wait() -> None:
    keep_checking()
    keep_checking()
    assert DBTaskResult.objects.count() == 1
