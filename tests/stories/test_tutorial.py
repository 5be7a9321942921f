"""The tutorial, step by step, as a reader of it types it."""

import re
import shlex
from pathlib import Path
from urllib.request import urlopen

from tests.instance import instance

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-agreement.md"


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    text = TUTORIAL.read_text("utf-8")
    (agreement,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "example-towns.toml"
    file.write_text(agreement, "utf-8")
    commands = re.findall(r"^\$ \.venv/bin/overens (.*)$", text, re.MULTILINE)
    assert len(commands) == 8
    with instance() as running:
        said = []
        for typed in commands:
            arguments = [a.replace("example-towns.toml", str(file)) for a in shlex.split(typed)]
            if len(said) == 6:
                # 'Change the purpose in the file.'
                file.write_text(agreement.replace("To learn", "To learn much"), "utf-8")
            done = running.overens(*arguments)
            assert done.returncode == 0, (typed, done.stderr)
            said.append(done.stdout)
        start = page(f"{running.address}/en/agreements/example-towns/")
        commitment = page(f"{running.address}/en/agreements/example-towns/commitments/1/")
    assert "can be loaded" in said[0]
    assert "draft" in said[6]
    assert "We met in Eastby." in commitment
    assert "Not done, because:" in commitment
    assert "The snow closed the road." in commitment
    assert "confirmed by each party" in start
    assert "To learn from each other." in start


def page(address: str) -> str:
    with urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())
