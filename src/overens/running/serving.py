"""The processes of an instance: web server, task worker and rounds, started and stopped together."""

import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache

from django.utils.translation import gettext as _

from overens.running.trouble import CannotRun
from overens.settings.environment import DEMO, Environment, local_address

READY_WITHIN = 60  # seconds
STOPS_WITHIN = 10  # seconds
AGAIN = 5
"""So many times a process is started again within OF_LATE."""
OF_LATE = 300  # seconds

ROUNDS = ["overens.running.rounds"]

PAST_ANY_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))

Process = subprocess.Popen[bytes]
logger = logging.getLogger(__name__)


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CannotRun where nobody can listen there."""
    try:
        family, _kind, _proto, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = _("Port %(port)s is in use. Name another one with OVERENS_PORT.")
        elif error.errno == errno.EACCES:
            sentence = _("This user may not listen on port %(port)s. Name one from 1024 on.")
        else:
            sentence = _("Nobody can listen on %(host)s. Look at OVERENS_HOST.")
        raise CannotRun(sentence % {"host": host, "port": port}) from error


def serve(environment: Environment, when_ready: Callable[[], None]) -> None:
    """Run until a signal comes. Leaves no process behind.

    A process that ends by itself is started again; raises CannotRun where it does not come so far
    as to answer, or ends too often.
    """
    commands = {"web": web_server(environment), "tasks": _tasks(), "rounds": ROUNDS}
    processes: dict[str, Process] = {}
    ended: dict[str, list[float]] = {name: [] for name in commands}
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        for name, command in commands.items():
            processes[name] = _start(command, environment)
        _wait_until_ready(environment, processes)
        when_ready()
        while True:
            for name, process in processes.items():
                if process.poll() is not None:
                    _end(process)
                    _pause(name, ended[name])
                    processes[name] = _start(commands[name], environment)
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        _stop(processes.values())


def _pause(name: str, ended: list[float]) -> None:
    """Wait a little longer each time; raises CannotRun where it was too often of late."""
    now = time.monotonic()
    ended[:] = [*(at for at in ended if now - at < OF_LATE), now]
    if len(ended) > AGAIN:
        raise CannotRun(_stops(name))
    logger.warning("%s ended by itself and is started again", name)
    time.sleep(2 ** len(ended))


def _stops(name: str) -> str:
    words = {
        "web": _("the web server"),
        "tasks": _("the task worker"),
        "rounds": _("the process that does what waits"),
    }
    return _("Overens stops: %(process)s ended by itself. Its own messages stand above.") % {
        "process": words[name]
    }


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def web_server(environment: Environment) -> list[str]:
    """The web server's command line, after 'python -m'."""
    return [
        *("granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", environment.host, "--port", str(environment.port)),
        *("--workers", str(environment.workers)),
        *("--blocking-threads", str(environment.threads)),
        "overens.wsgi:application",
    ]


def _tasks() -> list[str]:
    return ["django", "db_worker", "--queue-name", "*", "--no-startup-delay", "--verbosity", "0"]


def _start(arguments: list[str], environment: Environment) -> Process:
    """A child of its own session, so that Ctrl+C reaches only us; it ends when we are killed."""
    pipe, _kept_open = _life()
    return subprocess.Popen(
        [sys.executable, "-m", "overens.running.child", str(pipe), *arguments],
        env=_environment(environment),
        start_new_session=True,
        pass_fds=[pipe],
    )


@cache
def _life() -> tuple[int, int]:
    """A pipe that is open as long as this process lives: its children watch the end of it."""
    return os.pipe()


def _environment(environment: Environment) -> Mapping[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "overens.settings.site",
        "OVERENS_DATA": str(environment.data),
        "OVERENS_HOST": environment.host,
        "OVERENS_PORT": str(environment.port),
        DEMO: "1" if environment.demo else "",
    }


def _wait_until_ready(environment: Environment, processes: Mapping[str, Process]) -> None:
    here = local_address(environment.host, environment.port)
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        _refuse_ended(processes)
        with suppress(OSError):
            try:
                PAST_ANY_PROXY.open(here, timeout=5).close()
            except urllib.error.HTTPError as error:
                error.close()  # a host name that is not answered is an answer too
            return
        time.sleep(0.1)
    raise CannotRun(_("The web server does not answer. Its own messages stand above."))


def _refuse_ended(processes: Mapping[str, Process]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise CannotRun(_stops(name))


def _stop(processes: Iterable[Process]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        # A second Ctrl+C would leave behind what is stopping just now.
        signal.signal(number, signal.SIG_IGN)
    running = list(processes)
    for process in running:
        process.terminate()
    end = time.monotonic() + STOPS_WITHIN
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, end - time.monotonic()))
        _end(process)


def _end(process: Process) -> None:
    """The process, and what it has left behind: it leads a group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
