"""`overens`, the command: for operators, and for coordinators who write agreement files.

Exit codes: 0 done, 1 refused or failed (one sentence on standard error), 2 wrong usage.
"""

import gettext
import os
import sys
from collections.abc import Sequence
from importlib.resources import files
from io import TextIOWrapper

from overens.settings.environment import BadSetting

LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that knows few letters shows others as '?', and the command goes on.
            stream.reconfigure(errors="replace")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overens.settings.site")
    try:
        import django

        django.setup()
    except BadSetting as error:
        print(translated(error.sentence) % error.said, file=sys.stderr)
        return 1
    from overens.cli.parser import run

    try:
        return run(sys.argv[1:] if arguments is None else arguments, language())
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever reads what we print has heard enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def translated(sentence: str) -> str:
    """By the catalogues themselves: Django's translations need settings that hold."""
    place = str(files("overens").joinpath("locale"))
    return gettext.translation("django", place, [language()], fallback=True).gettext(sentence)


def language() -> str:
    """The language of the user's terminal; English where we do not speak it."""
    from overens.base.languages.rules import languages

    said = next((os.environ[name] for name in LANGUAGE_VARIABLES if os.environ.get(name)), "")
    return said[:2] if said[:2] in languages() else "en"
