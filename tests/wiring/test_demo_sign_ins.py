"""`overens run --demo` prints the demo's sign-ins; they are gone where the demo is not shown."""

import re
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from overens.base.municipalities.states import Role
from tests.instance import COMMAND, STOPS_WITHIN, environment_for, free_port

LINK = re.compile(r"(http://\S+/(\w\w)/sign-in/demo/([\w-]{30,})/([\w-]+)/)")


@contextmanager
def running(data: Path, *flags: str, until: str) -> Iterator[list[str]]:
    """What the instance prints until a line holds `until`; it runs until the block ends."""
    environment = environment_for(data, OVERENS_PORT=str(free_port()))
    process = subprocess.Popen(
        [*COMMAND, "run", *flags], env=environment, stdout=subprocess.PIPE, text=True
    )
    late = threading.Timer(90, process.kill)
    late.start()
    try:
        assert process.stdout
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if until in line:
                break
        else:
            raise AssertionError(f"overens run said only: {said}")
        yield said
    finally:
        late.cancel()
        process.terminate()
        process.communicate(timeout=STOPS_WITHIN)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_links_are_printed_and_lead_somewhere_only_while_the_demo_is_shown(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, "--demo", until="/operator/") as said:
        links = LINK.findall("".join(said))
        sides = {"koge": "da", "kristianstad": "sv"}
        named = [(language, f"{side}-{role}") for side, language in sides.items() for role in Role]
        assert [(link[1], link[3]) for link in links] == [*named, ("en", "operator")]
        assert [status(link[0]) for link in links[:2]] == [200, 200]
        assert status(links[0][0].replace(links[0][2], "x" * 32)) == 404
    secret = data / "demo-secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    kept = secret.read_text()
    with running(data, until="Ctrl+C") as said:
        assert not LINK.search("".join(said))
        address = re.search(r"http://[^/]+", said[-1])
        assert address
        ways = links[1][0].partition("/sign-in/")[2]
        assert status(f"{address[0]}/da/sign-in/{ways}") == 404
        assert status(f"{address[0]}/da/sign-in/") == 200
    assert secret.read_text() == kept
