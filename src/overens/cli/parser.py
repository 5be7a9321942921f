"""What can be said to `overens`, and who carries it out."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext as _

from overens.base.municipalities.rules import Refused
from overens.cli import account, agreement, evidence, mail, operation, trail
from overens.cycle.agreements.actions.transcription import SeatName
from overens.cycle.agreements.agreement_file.reading import FileFaults
from overens.cycle.agreements.states import EvidenceKind
from overens.running.database import refuse_missing
from overens.running.trouble import CannotRun, sentence_for
from overens.web.design.frame import release

Command = Callable[[argparse.Namespace], int]

WITHOUT_INSTANCE = (
    *(operation.run, operation.prepare, agreement.check, agreement.print_schema),
    mail.take,
)
"""Commands that make an instance, need none, or say by themselves that there is none."""

# The sentences of argparse itself come from our catalogue too: this process is the command alone.
argparse._, argparse.ngettext = lambda said: said and gettext(said), ngettext
noop = gettext_noop
OF_ARGPARSE = (
    noop("usage: "),
    noop("options"),
    noop("positional arguments"),
    noop("show this help message and exit"),
    noop("%(prog)s: error: %(message)s\n"),
    noop("the following arguments are required: %s"),
    noop("unrecognized arguments: %s"),
    noop("argument %(argument_name)s: %(message)s"),
    noop("invalid choice: %(value)r (choose from %(choices)s)"),
    noop("invalid %(type)s value: %(value)r"),
    noop("expected one argument"),
    noop("one of the arguments %s is required"),
    noop("not allowed with argument %s"),
)


def run(arguments: Sequence[str], language: str) -> int:
    """Carry out one command, in a language. What cannot be done is said in a sentence."""
    with translation.override(language):
        if arguments[:1] == ["manage"]:
            return operation.manage(arguments[1:])
        try:
            _refuse_what_is_no_text(arguments)
            said = parser().parse_args(arguments)
            command: Command = said.command
            if command not in WITHOUT_INSTANCE:
                refuse_missing()
            return command(said)
        except FileFaults as error:
            print(*error.faults, sep="\n", file=sys.stderr)
        except (Refused, CannotRun) as error:
            print(error, file=sys.stderr)
        except ValidationError as error:
            print(*error.messages, sep="\n", file=sys.stderr)
        except BrokenPipeError:
            raise
        except (DatabaseError, OSError) as error:
            print(sentence_for(error), file=sys.stderr)
        return 1


def _refuse_what_is_no_text(arguments: Sequence[str]) -> None:
    for argument in arguments:
        if any("\ud800" <= sign <= "\udfff" for sign in argument):
            raise CannotRun(_("What was typed is not text in the language of this terminal."))


def parser() -> argparse.ArgumentParser:
    """Made anew for each call, since its sentences are in the user's language."""
    top = argparse.ArgumentParser(
        prog="overens",
        description=_(
            "Municipalities run a cooperation agreement together, from signature to results."
        ),
        epilog=_(
            "Settings are environment variables; OVERENS_DATA names the folder of what is kept."
        ),
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"Overens {release()}",
        help=_("show the release and exit"),
    )
    commands = top.add_subparsers(title=_("commands"), required=True, metavar=_("COMMAND"))
    _operation(commands)
    _account(commands)
    _agreement(commands)
    _evidence(commands)
    _trail(commands)
    _mail(commands)
    commands.add_parser("manage", help=_("Django’s own commands, for developers"), add_help=False)
    return top


Commands = argparse._SubParsersAction  # argparse names no public type


def _operation(commands: Commands) -> None:
    run_ = commands.add_parser(
        "run", help=_("prepare, then start the web server and the task worker")
    )
    run_.add_argument("--demo", action="store_true", help=_("begin with the demo’s agreement"))
    run_.set_defaults(command=operation.run)
    prepare = commands.add_parser(
        "prepare", help=_("make the folder and bring the database to this release")
    )
    prepare.add_argument("--demo", action="store_true", help=_("begin with the demo’s agreement"))
    prepare.set_defaults(command=operation.prepare)


def _agreement(commands: Commands) -> None:
    group = commands.add_parser(
        "agreement", help=_("agreement files: check, load, confirm, export")
    )
    verbs = group.add_subparsers(title=_("commands"), required=True, metavar=_("COMMAND"))
    check = verbs.add_parser("check", help=_("only look for faults in a file"))
    check.add_argument("file", type=Path, help=_("the agreement file"))
    check.set_defaults(command=agreement.check)
    load = verbs.add_parser("load", help=_("type in an agreement from a file"))
    load.add_argument(
        "file", type=Path, help=_("the agreement file; a scan that it names lies beside it")
    )
    _seat(load)
    load.set_defaults(command=agreement.load)
    confirm = verbs.add_parser(
        "confirm", help=_("confirm for one’s own party that it was typed in rightly")
    )
    confirm.add_argument("agreement", help=_("the agreement’s name, such as koge-kristianstad"))
    _seat(confirm)
    confirm.set_defaults(command=agreement.confirm)
    export = verbs.add_parser("export", help=_("write an agreement as a file again"))
    export.add_argument("agreement", help=_("the agreement’s name, such as koge-kristianstad"))
    export.add_argument(
        "--draft-of", metavar="AUTHORITY", help=_("that authority’s draft instead of what counts")
    )
    export.add_argument(
        "--to", type=Path, metavar="FILE", help=_("write there instead of on the screen")
    )
    export.set_defaults(command=agreement.export)
    schema = verbs.add_parser("schema", help=_("print the JSON Schema of agreement files"))
    schema.set_defaults(command=agreement.print_schema)


def _account(commands: Commands) -> None:
    group = commands.add_parser("account", help=_("who signs in"))
    verbs = group.add_subparsers(title=_("commands"), required=True, metavar=_("COMMAND"))
    invite = verbs.add_parser("invite", help=_("print a link by which somebody gets an account"))
    invite.add_argument("email", metavar="EMAIL", help=_("with what the person signs in"))
    what = invite.add_mutually_exclusive_group(required=True)
    what.add_argument("--operator", action="store_true", help=_("as operator of the instance"))
    what.add_argument(
        "--as-administrator",
        metavar="AUTHORITY",
        help=_("as first administrator of an authority, such as koge"),
    )
    invite.add_argument("--name", default="", help=_("the administrator’s name, as it is on file"))
    invite.set_defaults(command=account.invite)


def _evidence(commands: Commands) -> None:
    group = commands.add_parser("evidence", help=_("what shows that a commitment was kept"))
    verbs = group.add_subparsers(title=_("commands"), required=True, metavar=_("COMMAND"))
    note = verbs.add_parser("note", help=_("note by hand what one’s own party has done"))
    _commitment(note)
    note.add_argument(
        "--kind",
        choices=EvidenceKind.values,
        default=EvidenceKind.NOTED_BY_HAND.value,
        help=_("what kind it is"),
    )
    note.add_argument("--on", type=_day, metavar="DATE", help=_("the day on which it was done"))
    note.add_argument(
        "--since", type=_day, metavar="DATE", help=_("its first day, where it lasted longer")
    )
    note.add_argument("--until", type=_day, metavar="DATE", help=_("its last day"))
    note.add_argument(
        "--source", help=_("where it comes from; the day of it where nothing is said")
    )
    _texts(note, "--note", _("a sentence about it, such as sv=…; once for each language"))
    note.set_defaults(command=evidence.note)
    withdraw = verbs.add_parser("withdraw", help=_("take back what was noted"))
    _commitment(withdraw)
    withdraw.add_argument("--source", required=True, help=_("the source with which it was noted"))
    withdraw.set_defaults(command=evidence.withdraw)
    not_done = verbs.add_parser(
        "not-done", help=_("say for one’s own party that something was not done")
    )
    _commitment(not_done)
    not_done.add_argument("--due", type=_day, metavar="DATE", help=_("the day on which it was due"))
    _texts(
        not_done, "--because", _("the reason in a sentence, such as sv=…; once for each language")
    )
    not_done.set_defaults(command=evidence.not_done)


def _trail(commands: Commands) -> None:
    group = commands.add_parser("trail", help=_("the record of who did what, when"))
    verbs = group.add_subparsers(title=_("commands"), required=True, metavar=_("COMMAND"))
    verify = verbs.add_parser("verify", help=_("look whether every chain holds"))
    verify.add_argument(
        "--heads",
        "--head",
        type=Path,
        metavar="FILE",
        help=_("heads that were published earlier, as ‘overens trail heads’ prints them"),
    )
    verify.set_defaults(command=trail.verify)
    heads = verbs.add_parser(
        "heads", help=_("print how far each chain has come, to be published elsewhere")
    )
    heads.set_defaults(command=trail.print_heads)


def _mail(commands: Commands) -> None:
    group = commands.add_parser("mail", help=_("replies by mail"))
    verbs = group.add_subparsers(title=_("commands"), required=True, metavar=_("COMMAND"))
    take = verbs.add_parser(
        "take", help=_("store one mail from standard input, as a mail server hands it over")
    )
    take.set_defaults(command=mail.take)


def _seat(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as",
        dest="seat",
        required=True,
        type=_seat_name,
        metavar="AUTHORITY/POST",
        help=_("in the name of which post, such as koge/coordinator"),
    )


def _commitment(command: argparse.ArgumentParser) -> None:
    command.add_argument("agreement", help=_("the agreement’s name, such as koge-kristianstad"))
    command.add_argument("number", type=int, help=_("the commitment’s number"))
    _seat(command)


def _texts(command: argparse.ArgumentParser, name: str, explained: str) -> None:
    command.add_argument(
        name, action="append", default=[], type=_text, metavar="LANGUAGE=TEXT", help=explained
    )


def _seat_name(said: str) -> SeatName:
    authority, _slash, post = said.partition("/")
    if not authority or not post:
        raise argparse.ArgumentTypeError(_("write AUTHORITY/POST, such as koge/coordinator"))
    return SeatName(authority, post)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        message = _("‘%(said)s’ is no date; write it as 2021-10-01") % {"said": said}
        raise argparse.ArgumentTypeError(message) from None


def _text(said: str) -> tuple[str, str]:
    language, _equals, text = said.partition("=")
    if not text.strip() or not 2 <= len(language) <= 3 or not language.isalpha():
        raise argparse.ArgumentTypeError(_("write LANGUAGE=TEXT, such as sv=…"))
    return language, text
