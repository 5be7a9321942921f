"""What goes wrong around an instance: one clear sentence each time, and nothing is lost."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.instance import COMMAND, environment_for, free_port, instance, overens

GONE_WITHIN = 15  # seconds
Done = subprocess.CompletedProcess[str]


def attempt(*arguments: str, data: Path, **more: str) -> Done:
    """A command on a folder. A port of its own, so that only what is meant can go wrong."""
    more = {"OVERENS_PORT": str(free_port())} | more
    return overens(*arguments, environment=environment_for(data, **more))


def sentence(done: Done) -> str:
    """The one sentence with which a command failed."""
    assert done.returncode == 1, done
    assert "Traceback" not in done.stdout + done.stderr
    (said,) = done.stderr.strip().splitlines()
    assert said.endswith(".")
    return said


def holds(data: Path) -> None:
    """The trail is whole, and the agreement can be read."""
    for arguments in (("trail", "verify"), ("agreement", "export", "koge-kristianstad")):
        done = attempt(*arguments, data=data)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


def answers(address: str) -> bool:
    port = int(address.rpartition(":")[2])
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_port_that_is_no_number(tmp_path: Path) -> None:
    said = sentence(attempt("run", data=tmp_path / "data", OVERENS_PORT="abc"))
    assert said == "OVERENS_PORT is ‘abc’; it must be a whole number from 1 to 65535."
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_in_use(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = sentence(attempt("run", data=data, OVERENS_PORT=port))
    assert said == f"Port {port} is in use. Name another one with OVERENS_PORT."
    holds(data)


def test_a_host_that_is_not_here(data: Path) -> None:
    said = sentence(attempt("run", data=data, OVERENS_HOST="192.0.2.1"))
    assert said == "Nobody can listen on 192.0.2.1. Look at OVERENS_HOST."


@pytest.mark.parametrize("command", ["run", "prepare"])
def test_a_folder_that_is_a_file(tmp_path: Path, command: str) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Kære alle")
    assert "which is no folder" in sentence(attempt(command, data=file))
    assert file.read_text() == "Kære alle"


@pytest.mark.parametrize("command", ["run", "prepare"])
def test_a_folder_that_is_somebody_elses(tmp_path: Path, command: str) -> None:
    (tmp_path / "letter.txt").write_text("Kære alle")
    assert "which holds other things" in sentence(attempt(command, data=tmp_path))
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("letter.txt", "Kære alle")]


def test_a_question_before_there_is_an_instance_writes_nothing(tmp_path: Path) -> None:
    assert "overens prepare" in sentence(attempt("trail", "verify", data=tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert attempt("prepare", data=tmp_path).returncode == 0


@pytest.mark.parametrize("command", ["run", "prepare"])
def test_a_folder_that_cannot_be_made(command: str) -> None:
    assert "/proc/nothing" in sentence(attempt(command, data=Path("/proc/nothing/here")))


@pytest.mark.parametrize(
    "address", ["nonsense", "mysql://a:hemligt@b/c", "postgresql://a:hemligt@b:port/c", "sqlite://"]
)
def test_a_database_address_that_is_none(tmp_path: Path, address: str) -> None:
    said = sentence(attempt("prepare", data=tmp_path / "data", DATABASE_URL=address))
    assert said.startswith("DATABASE_URL cannot be used")
    assert "hemligt" not in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["run", "prepare"])
def test_a_database_server_that_does_not_answer(tmp_path: Path, command: str) -> None:
    address = "postgresql://nobody@127.0.0.1:1/none"
    said = sentence(attempt(command, data=tmp_path / "data", DATABASE_URL=address))
    assert said.startswith("The database does not answer")
    assert said.endswith("Look at DATABASE_URL.")


@pytest.mark.parametrize("arguments", [("run",), ("prepare",), ("trail", "verify")])
def test_a_database_full_of_garbage(data: Path, arguments: tuple[str, ...]) -> None:
    file, garbage = data / "overens.sqlite3", bytes(range(256)) * 64
    file.write_bytes(garbage)
    assert "The database is damaged" in sentence(attempt(*arguments, data=data))
    assert file.read_bytes() == garbage


@pytest.mark.parametrize("command", ["run", "prepare"])
def test_a_database_of_a_newer_release(data: Path, command: str) -> None:
    with closing(sqlite3.connect(data / "overens.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('trail', '9999_from_the_future', '2999-01-01 00:00:00')"
        )
    said = sentence(attempt(command, data=data))
    assert said == ("A newer release of Overens has written this database. Install that release.")
    holds(data)


def test_a_second_instance_on_the_same_folder(prepared: Path) -> None:
    with instance(like=prepared) as running:
        data = Path(running.environment["OVERENS_DATA"])
        assert sentence(attempt("run", data=data)) == (
            f"Overens runs already on the folder {data}."
        )
        assert running.process.poll() is None
        assert answers(running.address)
        holds(data)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of one megabyte, mounted on a folder."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path):
        data = tmp_path / "data"
        assert "no space left" in sentence(attempt("prepare", "--demo", data=data))
        larger = ["mount", "-o", "remount,size=50m", str(tmp_path)]
        subprocess.run(larger, check=True)
        assert attempt("prepare", "--demo", data=data).returncode == 0
        holds(data)


def test_a_killed_instance_leaves_no_process_behind(prepared: Path) -> None:
    with instance(like=prepared) as running:
        assert answers(running.address)
        running.process.kill()
        running.process.wait()
        end = time.monotonic() + GONE_WITHIN
        while answers(running.address):
            assert time.monotonic() < end, "the web server goes on alone"
            time.sleep(0.1)
        holds(Path(running.environment["OVERENS_DATA"]))


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells when the first child is there")
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.15, 0.2, 0.25])
def test_killed_while_it_starts_it_leaves_no_process_behind(data: Path, delay: float) -> None:
    with subprocess.Popen(
        [*COMMAND, "run"],
        env=environment_for(data, OVERENS_PORT=str(free_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not children.read_text():
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(delay)
        process.kill()
        # Every process that it started writes here too: the end comes when the last is gone.
        process.communicate(timeout=GONE_WITHIN)


@pytest.mark.parametrize("delay", [0.0, 0.25, 0.55])
def test_killed_while_it_prepared_it_prepares_again(tmp_path: Path, delay: float) -> None:
    data = tmp_path / "data"
    with subprocess.Popen(
        [*COMMAND, "prepare", "--demo"],
        env=environment_for(data),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        while "database" not in process.stdout.readline():
            assert process.poll() is None
        time.sleep(delay)
        process.kill()
    assert attempt("prepare", "--demo", data=data).returncode == 0
    holds(data)


RECORDS = 'INSERT INTO "django_migrations"'
"""The moment at which the tables of a migration are there, and nothing says so yet."""


def prepare_and_be_killed(data: Path, moment: str, times: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed", moment, str(times), "prepare", "--demo"],
        env=environment_for(data) | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done


@pytest.mark.parametrize("times", [1, 30, 53])
def test_killed_before_a_migration_is_recorded_it_prepares_again(
    tmp_path: Path, times: int
) -> None:
    data = tmp_path / "data"
    prepare_and_be_killed(data, RECORDS, times)
    assert attempt("prepare", "--demo", data=data).returncode == 0
    holds(data)


OLDER = """
import django; django.setup()
from django.core.management import call_command
from overens.running.database import whole
with whole():
    call_command("migrate", "agreements", "0001", verbosity=0)
"""


def test_a_release_that_is_put_on_is_there_as_a_whole_or_not_at_all(data: Path) -> None:
    newest = tables(data)
    subprocess.run(
        [sys.executable, "-c", OLDER],
        env=environment_for(data, DJANGO_SETTINGS_MODULE="overens.settings.site"),
        check=True,
    )
    older = tables(data)
    assert set(older) < set(newest)
    for moment in (RECORDS, "CREATE TRIGGER"):
        prepare_and_be_killed(data, moment, 1)
        assert tables(data) == older
    assert attempt("prepare", data=data).returncode == 0
    assert tables(data) == newest
    holds(data)


def tables(data: Path) -> list[tuple[str, ...]]:
    """What the database says of itself, and which migrations it has."""
    with closing(sqlite3.connect(data / "overens.sqlite3")) as database:
        made = database.execute("SELECT type, name FROM sqlite_master ORDER BY name")
        return [*made, *database.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")]


def test_a_kept_key_that_is_empty_is_made_anew(data: Path) -> None:
    (data / "secret-key").write_bytes(b"")
    assert attempt("prepare", data=data).returncode == 0
    assert (data / "secret-key").stat().st_size > 40


def test_a_kept_key_that_is_garbage(data: Path) -> None:
    (data / "secret-key").write_bytes(b"\xff\xfe")
    assert "secret-key" in sentence(attempt("prepare", data=data))


def test_a_terminal_that_knows_few_letters(tmp_path: Path) -> None:
    done = attempt("prepare", data=tmp_path / "data", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [("run",), ("prepare", "--demo"), ("trail", "verify")])
def test_a_database_that_is_gone_is_not_begun_anew_unasked(
    data: Path, command: tuple[str, ...]
) -> None:
    for part in data.glob("overens.sqlite3*"):
        part.unlink()
    said = sentence(attempt(*command, data=data))
    assert "is gone" in said
    assert not (data / "overens.sqlite3").exists()
    (data / "database-made").unlink()
    assert attempt("prepare", data=data).returncode == 0
