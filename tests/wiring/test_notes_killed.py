"""Notes come to stand once, wherever their worker is killed."""

import json
import subprocess
import sys
from pathlib import Path

from tests.instance import environment_for, overens

ROOT = Path(__file__).parents[2]
NEVER = ("no such statement", 1)
BEGIN = """
from datetime import timedelta
from tests.cast import cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, sent, wrote
from tests.examples import NOW
people = cast(NOW)
meeting = a_meeting(people, NOW, group=a_group(people, NOW))
meeting.commitments.add(people.agreement.commitments.get(number=3))
wrote(people, meeting, NOW)
sent(people, meeting, NOW)
"""
STAND = """
from datetime import timedelta
from overens.cycle.groups.actions.standing import notes_stand
from tests.examples import NOW
print(notes_stand(now=NOW + timedelta(days=15)))
"""
CARRY = """
from datetime import timedelta
from overens.base.records.actions.dispatching import carry_waiting
from tests.examples import NOW
print(carry_waiting(now=NOW + timedelta(days=16)))
"""
LOOK = """
import json
from overens.base.records.models import Dispatch, Entry
from overens.cycle.agreements.models import Evidence
from overens.cycle.groups.models import SentNotes
sent = SentNotes.objects.get()
print(json.dumps({
    "stands": bool(sent.stands_at),
    "entries": Entry.objects.filter(documents__edition=sent.edition).count(),
    "dispatches": Dispatch.objects.filter(kind="group-notes").count(),
    "numbered": Dispatch.objects.filter(kind="group-notes").exclude(their_number="").count(),
    "evidence": Evidence.objects.filter(source__startswith="meeting:").count(),
}))
"""
MOMENTS = (
    ('INSERT INTO "records_entry"', 1),
    ('INSERT INTO "records_dispatch"', 1),
    ('UPDATE "groups_sentnotes"', 1),
    ('INSERT INTO "agreements_evidence"', 1),
    ('INSERT INTO "trail_line"', 3),
)


def test_all_of_it_or_nothing_and_once(data: Path) -> None:
    environment = environment_for(data) | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}

    def python(code: str, moment: tuple[str, int] = NEVER) -> tuple[int, str]:
        command = ["manage", "shell", "--no-imports", "-c", code]
        done = subprocess.run(
            [sys.executable, "-m", "tests.killed", moment[0], str(moment[1]), *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.returncode, done.stdout or done.stderr

    def found() -> dict[str, int]:
        done = overens("trail", "verify", environment=environment)
        assert (done.returncode, done.stderr) == (0, "")
        return dict(json.loads(python(LOOK)[1]))

    nothing = {"stands": False, "entries": 0, "dispatches": 0, "numbered": 0, "evidence": 0}
    code, said = python(BEGIN)
    assert code == 0, said
    for moment in MOMENTS:
        assert python(STAND, moment)[0] == -9, moment
        assert found() == nothing, moment
    assert python(STAND) == (0, "1\n")
    assert python(STAND) == (0, "0\n")
    assert found() == nothing | {"stands": True, "entries": 1, "dispatches": 1, "evidence": 1}
    assert python(CARRY, ('INSERT INTO "agreements_evidence"', 1))[0] == -9
    # Whoever had it in hand is gone: another takes it up a while later.
    assert python(CARRY.replace("days=16", "days=17")) == (0, "1\n")
    once = {"stands": True, "entries": 2, "dispatches": 1, "numbered": 1, "evidence": 2}
    assert found() == once
