"""A whole instance of its own, as an operator starts it: `overens run --demo` in an empty folder."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

STARTS_WITHIN = 90  # seconds
STOPS_WITHIN = 20  # seconds


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Instance:
    """A running instance, and how to give it commands."""

    address: str
    environment: dict[str, str]
    process: "subprocess.Popen[str]"
    _sessions: dict[str, str] = field(default_factory=dict)

    def overens(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        """`overens …` on the same folder."""
        return overens(*arguments, environment=self.environment)

    def session(self, post: str) -> dict[str, str]:
        """The cookie of somebody who has signed in, in two steps, and holds 'koge/coordinator'."""
        if post not in self._sessions:
            self._sessions[post] = self.module("tests.signing_in", post)
        return {
            "name": "overens-session",
            "value": self._sessions[post],
            "url": self.address,
        }

    def module(self, name: str, *arguments: str) -> str:
        """What a module of the tests prints that works on this instance's database."""
        root = Path(__file__).parents[1]
        done = subprocess.run(
            [sys.executable, "-m", name, *arguments],
            env=self.environment
            | {
                "PYTHONPATH": f"{root / 'src'}:{root}",
                "DJANGO_SETTINGS_MODULE": "overens.settings.site",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def overens(
    *arguments: str | Path, environment: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    """One command as its user types it, with what it printed."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker who asks for it fills, for all of them; no test changes it."""
    shared = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    place = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            begun = shared / f"{name}.begun"
            make(begun)
            begun.rename(place)
    return place


def carried_out(data: Path, *commands: Sequence[str]) -> None:
    """`overens …` on a folder, one after the other."""
    for command in commands:
        done = overens(*command, environment=environment_for(data))
        assert done.returncode == 0, done.stderr


COMMAND = [sys.executable, "-c", "import sys; from overens.cli import main; sys.exit(main())"]


def environment_for(data: Path, **more: str) -> dict[str, str]:
    """What an instance on that folder is told; nothing of the tests' own settings."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("OVERENS_", "DJANGO_", "DATABASE_"))
    }
    root = Path(__file__).parents[1]
    return kept | {
        "OVERENS_DATA": str(data),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(root / "src"),
        **more,
    }


@contextmanager
def instance(demo: bool = True, like: Path | None = None, **more: str) -> Iterator[Instance]:
    """Runs until the block ends, on a copy of a prepared folder where one is given; leaves nothing
    behind."""
    with TemporaryDirectory(prefix="overens-") as folder:
        if like:
            shutil.copytree(like, Path(folder) / "data")
        port = int(more.pop("OVERENS_PORT", 0)) or free_port()
        environment = environment_for(Path(folder) / "data", OVERENS_PORT=str(port), **more)
        process = subprocess.Popen(
            [*COMMAND, "run", *(["--demo"] if demo else [])],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            found = Instance(f"http://127.0.0.1:{port}", environment, process)
            _wait(found)
            yield found
        finally:
            process.terminate()
            try:
                process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
            if process.stdout:
                process.stdout.close()


def _wait(found: Instance) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if found.process.poll() is not None:
            said = found.process.stdout.read() if found.process.stdout else ""
            raise AssertionError(f"overens run ended with {found.process.returncode}: {said}")
        try:
            urllib.request.urlopen(found.address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("overens run does not answer")
