"""`overens trail …`"""

import json
import sys
from argparse import Namespace
from pathlib import Path

from django.utils.translation import gettext as _

from overens.base.trail import checks
from overens.base.trail.queries import faults, heads
from overens.base.trail.rules import Head
from overens.running.trouble import CannotRun


def verify(said: Namespace) -> int:
    """1 where a chain, or what the trail says of a register, does not hold; names the first thing
    in each that does not."""
    published = _published(said.heads) if said.heads else {}
    found = faults(published)
    sentences = [*(f"{chain}: {fault}" for chain, fault in found.items()), *checks.found()]
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    if sentences:
        return 1
    for chain, head in heads().items():
        print(_("%(chain)s holds, to line %(number)s.") % {"chain": chain, "number": head.number})
    return 0


def print_heads(_said: Namespace) -> int:
    """The heads as JSON, the same as at /register/heads.json."""
    here = {chain: {"number": h.number, "seal": h.seal} for chain, h in heads().items()}
    print(json.dumps(here, indent=1))
    return 0


def _published(place: Path) -> dict[str, Head]:
    try:
        said = json.loads(place.read_text("utf-8"))
        return {chain: Head(int(h["number"]), str(h["seal"])) for chain, h in said.items()}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise CannotRun(
            _("%(file)s is no list of heads, as ‘overens trail heads’ prints it.") % {"file": place}
        ) from error
