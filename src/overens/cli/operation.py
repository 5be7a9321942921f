"""`overens run`, `prepare` and `manage`."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.utils.translation import gettext as _

from overens.base.access.sign_in.actions.demo import close_demo_accounts
from overens.cli.account import first_link
from overens.running import serving
from overens.running.checking import keep_checking
from overens.running.database import load_demo, note_made, prepare_database, refuse_lost
from overens.running.demo import demo_ways, open_demo
from overens.running.folder import demo_secret, hold, prepare_folder, preparing
from overens.settings.environment import Environment

PRIVATE = 0o077
"""Database, files and keys are for the user alone who runs the instance."""


def run(said: Namespace) -> int:
    """Prepare and serve until a signal comes."""
    environment: Environment = replace(settings.ENVIRONMENT, demo=said.demo)
    os.umask(PRIVATE)
    prepare_folder(environment.data)
    with hold(environment.data):
        serving.refuse_taken_port(environment.host, environment.port)
        _prepare(said.demo)
        if environment.demo:
            open_demo()
        _say(_("Starting the web server and the task worker …"))
        serving.serve(environment, when_ready=lambda: _say_ready(environment))
    _say(_("Overens has stopped. Everything is kept in %(data)s.") % {"data": _short(environment)})
    return 0


def prepare(said: Namespace) -> int:
    """What `run` does before it serves: for operators who start the processes themselves."""
    os.umask(PRIVATE)
    prepare_folder(settings.ENVIRONMENT.data)
    _prepare(said.demo)
    return 0


def manage(arguments: Sequence[str]) -> int:
    """Django's own commands, on this instance."""
    execute_from_command_line(["overens manage", *arguments])
    return 0


def _prepare(demo: bool) -> None:
    _say(_("The folder is %(data)s.") % {"data": _short(settings.ENVIRONMENT)})
    _say(_("Bringing the database to this release …"))
    with preparing(settings.ENVIRONMENT.data):
        refuse_lost(settings.ENVIRONMENT.data)
        prepare_database()
        note_made(settings.ENVIRONMENT.data)
        call_command("collectstatic", interactive=False, verbosity=0)
        if demo and load_demo():
            _say(_("Loaded the demo: the agreement between Køge and Kristianstad."))
        close_demo_accounts()
        keep_checking()


def _short(environment: Environment) -> str:
    try:
        return os.path.relpath(environment.data)
    except ValueError:
        return str(environment.data)


def _say_ready(environment: Environment) -> None:
    _say(_("Overens answers on %(address)s/ (Ctrl+C stops it).") % {"address": environment.address})
    if environment.demo:
        secret = demo_secret(settings.DEMO_SECRET)
        _say(_("Sign in to the demo, in an example post:"))
        for name, language in demo_ways():
            _say(f"  {environment.address}/{language}/sign-in/demo/{secret}/{name}/")
    elif link := first_link(environment.address):
        _say(_("Nobody has an account here yet. Begin with this link, which is good once:"))
        _say(f"  {link}")


def _say(sentence: str) -> None:
    print(sentence, flush=True, file=sys.stdout)
