"""`make check`: style, types, missing migrations, missing translations; long files as advice.

The floors are a test (`tests/house/test_floors.py`), and run here too, since they are quick.
"""

import os
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

from overens.base.languages.rules import languages
from overens.floors import SHORT_FILE
from tests.messages import collected

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
COMMANDS = (
    ("style", [PYTHON, "-m", "ruff", "check", "."]),
    ("layout", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    ("types", [PYTHON, "-m", "mypy"]),
    ("floors", [PYTHON, "-m", "pytest", "-q", "tests/house/test_floors.py"]),
    ("migrations", [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"]),
)


def run(name: str, command: list[str]) -> bool:
    """One check; says its name, and what it says where it fails."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    print(f"{name}: {'holds' if done.returncode == 0 else 'FAILS'}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr, flush=True)
    return done.returncode == 0


def untranslated() -> list[str]:
    """Sentences of the interface that some language lacks."""
    wanted = {message.id for message in collected() if message.id}
    missing = []
    for language in sorted(set(languages()) - {"en"}):
        path = ROOT / "src/overens/locale" / language / "LC_MESSAGES/django.po"
        if not path.exists():
            missing.append(f"{language}: no catalogue at {path.relative_to(ROOT)}")
            continue
        with path.open("rb") as file:
            catalogue = read_po(file)
        done = {
            m.id
            for m in catalogue
            if m.id and not m.fuzzy and all(m.string if isinstance(m.string, tuple) else [m.string])
        }
        missing += [
            f"{path.parents[1].name}: {sentence}" for sentence in sorted(map(str, wanted - done))
        ]
    return missing


def main() -> int:
    """0 where everything holds."""
    good = [run(name, command) for name, command in COMMANDS]
    missing = untranslated()
    print(f"translations: {'hold' if not missing else 'MISSING'}")
    for sentence in missing:
        print(f"  {sentence}", file=sys.stderr)
    for path in sorted((ROOT / "src").rglob("*.py")):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > SHORT_FILE and "migrations" not in path.parts:
            print(
                f"advice: {path.relative_to(ROOT)} has {lines} lines; which noun wants its own file?"
            )
    return 0 if all(good) and not missing else 1


if __name__ == "__main__":
    sys.exit(main())
