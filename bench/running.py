"""The processes of the bench: an instance in a folder of its own, its web server, and workers."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from tests.instance import environment_for, free_port, overens

from overens.running import serving
from overens.settings.environment import Environment

ROOT = Path(__file__).parents[1]
LONGEST = 180  # seconds that any process may live
READY_WITHIN = 30  # seconds
STOPS_WITHIN = 10  # seconds

Ask = Callable[[str], str]
"""Gives a worker one line and waits for the line that it answers."""


@contextmanager
def prepared(*arguments: str, **more: str) -> Iterator[dict[str, str]]:
    """`overens prepare …` in an empty folder, told `more`; gives the environment of its processes."""
    with TemporaryDirectory(prefix="overens-bench-") as folder:
        environment = environment_for(
            Path(folder) / "data",
            PYTHONPATH=f"{ROOT / 'src'}:{ROOT}",
            DJANGO_SETTINGS_MODULE="bench.settings",
            **more,
        )
        done = overens("prepare", *arguments, environment=environment)
        if done.returncode:
            raise RuntimeError(f"overens prepare: {done.stdout}{done.stderr}")
        yield environment


def answer_of(module: str, environment: dict[str, str]) -> str:
    """What a module prints that runs once."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LONGEST,
    )
    return done.stdout


@contextmanager
def worker(environment: dict[str, str], *arguments: str) -> Iterator[Ask]:
    """A module that answers line by line until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(line: str) -> str:
        assert process.stdin
        assert process.stdout
        print(line, file=process.stdin, flush=True)
        said = process.stdout.readline()
        if not said:
            raise RuntimeError(f"{arguments[0]} ended, or took too long over '{line}'")
        return said.strip()

    with _bounded(process):
        yield ask


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """The web server as an instance starts it, with the bench's addresses; gives its port."""
    port = free_port()
    environment = environment | {"OVERENS_PORT": str(port)}
    arguments = serving.web_server(Environment.read(environment))
    process = subprocess.Popen([sys.executable, "-m", *arguments], env=environment)
    with _bounded(process):
        _wait(process, f"http://127.0.0.1:{port}/bare/")
        yield port


@contextmanager
def _bounded(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> Iterator[None]:
    """Ends the process with the block, and before that where it lives too long."""
    limit = Timer(LONGEST, process.kill)
    limit.daemon = True
    limit.start()
    try:
        yield
    finally:
        limit.cancel()
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.1)
    raise RuntimeError("the web server does not answer")
