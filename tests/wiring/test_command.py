"""`overens` as its users type it: what it does, what it says, and with which exit code."""

import argparse
import json
import re
import sqlite3
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from overens.cli.parser import parser
from tests.instance import environment_for, overens

DEMO = Path(str(files("overens.demo"))) / "koge-kristianstad.toml"
NAME = "koge-kristianstad"
KOGE, KRISTIANSTAD = ("--as", "koge/coordinator"), ("--as", "kristianstad/coordinator")
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "command.md"

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]


@pytest.fixture
def command(data: Path) -> Command:
    """`overens …` on that folder."""
    return lambda *arguments: overens(*arguments, environment=environment_for(data))


def said(done: Done) -> str:
    """What a command that did its work printed, whatever the width of the terminal."""
    assert (done.returncode, done.stderr) == (0, "")
    return " ".join(done.stdout.split())


def refusal(done: Done) -> str:
    """The sentence with which a command refused."""
    assert (done.returncode, done.stdout) == (1, ""), done
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def forge(data: Path, script: str) -> None:
    """What somebody does who has the database file and knows SQL."""
    with closing(sqlite3.connect(data / "overens.sqlite3")) as database:
        database.executescript(script)


def look_up(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "overens.sqlite3")) as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize(
    ("language", "sentence", "heading"),
    [
        ("C.UTF-8", "Municipalities run a cooperation agreement together", "commands:"),
        ("sv_SE.UTF-8", "Kommuner driver ett samarbetsavtal tillsammans", "kommandon:"),
        ("da_DK.UTF-8", "Kommuner driver en samarbejdsaftale sammen", "kommandoer:"),
    ],
)
def test_the_command_explains_itself_in_the_language_of_the_terminal(
    tmp_path: Path, language: str, sentence: str, heading: str
) -> None:
    environment = environment_for(tmp_path / "data", LC_ALL=language)
    text = said(overens("--help", environment=environment))
    assert sentence in text
    assert heading in text
    assert "OVERENS_DATA" in text
    assert not (tmp_path / "data").exists()


def test_a_terminal_in_a_language_that_is_not_spoken_here_gets_english(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "data", LC_ALL="fi_FI.UTF-8")
    assert "Municipalities run" in said(overens("--help", environment=environment))


def test_wrong_usage_is_told_apart_from_a_refusal(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "data")
    for arguments in (
        (),
        ("agreement", "frobnicate"),
        ("agreement", "confirm", NAME),
        ("agreement", "confirm", NAME, "--as", "koge"),
        ("evidence", "note", NAME, "1", *KOGE, "--on", "1 May"),
    ):
        done = overens(*arguments, environment=environment)
        assert done.returncode == 2
        assert done.stderr.startswith("usage: overens")
        assert "Traceback" not in done.stderr


def test_the_demo_comes_out_as_it_went_in(command: Command, tmp_path: Path) -> None:
    printed = command("agreement", "export", NAME)
    assert said(printed)
    assert tomllib.loads(printed.stdout) == tomllib.loads(DEMO.read_text("utf-8"))
    there = tmp_path / "out.toml"
    assert said(command("agreement", "export", NAME, "--to", there)) == ""
    assert there.read_text("utf-8") == printed.stdout


def test_preparing_again_changes_nothing(command: Command, data: Path) -> None:
    lines = "SELECT chain_id, number, seal FROM trail_line ORDER BY id"
    before, key = look_up(data, lines), (data / "secret-key").read_text("ascii")
    assert "Loaded the demo" not in said(command("prepare", "--demo"))
    assert look_up(data, lines) == before
    assert (data / "secret-key").read_text("ascii") == key


def test_a_file_that_can_be_loaded_is_counted_and_not_loaded(tmp_path: Path) -> None:
    done = overens("agreement", "check", DEMO, environment=environment_for(tmp_path / "data"))
    assert said(done) == "The file can be loaded: 2 parties, 4 articles, 6 commitments."
    assert not (tmp_path / "data").exists()


def test_every_fault_of_a_file_is_told_at_its_line(tmp_path: Path) -> None:
    text = DEMO.read_text("utf-8")
    for right, wrong in (
        ("overens-agreement/1", "overens-agreement/9"),
        ('country = "dk"', 'country = "xx"'),
        ('article = "groups"\nkind', 'article = "none"\nkind'),
    ):
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    broken = tmp_path / "broken.toml"
    broken.write_text(text, "utf-8")
    at = [
        text[: text.index(wrong)].count("\n") + 1
        for wrong in ("overens-agreement/9", '"xx"', '"none"')
    ]
    done = overens("agreement", "check", broken, environment=environment_for(tmp_path / "data"))
    faults = refusal(done).splitlines()
    assert [int(re.match(r"line (\d+), ", fault).group(1)) for fault in faults] == at  # type: ignore[union-attr]  # each line matches
    for fault, field in zip(faults, ("format", "country", "article"), strict=True):
        assert field in fault


def test_a_file_that_is_no_toml_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "data")
    (tmp_path / "notes.toml").write_text("a = [\n= 3\n")
    broken = refusal(
        overens("agreement", "check", tmp_path / "notes.toml", environment=environment)
    )
    assert broken.startswith("line 2: ")
    nowhere = tmp_path / "nowhere.toml"
    missing = refusal(overens("agreement", "check", nowhere, environment=environment))
    assert missing == f"{nowhere} does not exist."


def test_an_agreement_is_typed_in_once(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "data")
    assert said(overens("prepare", environment=environment))
    first = said(overens("agreement", "load", DEMO, *KOGE, environment=environment))
    assert "Typed in." in first
    assert f"overens agreement confirm {NAME}" in first
    second = said(overens("agreement", "load", DEMO, *KOGE, environment=environment))
    assert "nothing was changed" in second


def test_a_stranger_types_nothing_in(command: Command) -> None:
    sentence = refusal(command("agreement", "load", DEMO, "--as", "malmo/coordinator"))
    assert "malmo is not a party" in sentence


def test_each_party_confirms_once_for_itself(command: Command) -> None:
    confirm = ("agreement", "confirm", NAME)
    assert said(command(*confirm, *KOGE)) == "Confirmed for Køge Kommune."
    assert said(command(*confirm, *KRISTIANSTAD)) == "Confirmed for Kristianstads kommun."
    assert "answered already" in refusal(command(*confirm, *KOGE))
    assert "Nobody holds the post" in refusal(command(*confirm, "--as", "koge/nobody"))


def test_an_agreement_that_is_not_here(command: Command) -> None:
    sentence = f"There is no agreement ‘malmo-helsingor’ here. There are: {NAME}."
    assert refusal(command("agreement", "export", "malmo-helsingor")) == sentence
    assert refusal(command("agreement", "confirm", "malmo-helsingor", *KOGE)) == sentence


def test_what_was_done_years_ago_is_noted_and_withdrawn(command: Command, data: Path) -> None:
    note = ("evidence", "note", NAME, "1", *KOGE, "--on", "2022-05-01", "--note", "da=Vi mødtes.")
    source = "hand:noted-by-hand:2022-05-01"
    assert said(command(*note)) == f"Noted, with the source {source}."
    assert said(command(*note)) == f"Noted, with the source {source}."
    rows = "SELECT since, until, source, withdrawn_at IS NULL FROM agreements_evidence"
    assert look_up(data, rows) == [("2022-05-01", "2022-05-01", source, 1)]
    withdraw = ("evidence", "withdraw", NAME, "1", *KOGE, "--source", source)
    assert said(command(*withdraw)) == "Withdrawn."
    assert look_up(data, rows) == [("2022-05-01", "2022-05-01", source, 0)]
    assert "Nothing with that source" in refusal(command(*withdraw))


def test_what_cannot_be_noted_is_refused(command: Command) -> None:
    note = ("evidence", "note", NAME)
    assert "no commitment 9" in refusal(command(*note, "9", *KOGE, "--on", "2022-05-01"))
    assert "Write the day" in refusal(command(*note, "1", *KOGE))
    assert "lies ahead" in refusal(command(*note, "1", *KOGE, "--on", "2999-01-01"))


def test_what_was_not_done_is_said_with_its_reason(command: Command, data: Path) -> None:
    not_done = ("evidence", "not-done", NAME, "1", *KRISTIANSTAD, "--due", "2022-10-01")
    assert "Write the reason" in refusal(command(*not_done))
    done = command(*not_done, "--because", "sv=Ingen tid.", "--because", "en=No time.")
    assert said(done) == "Noted as not done, with the reason."
    assert look_up(data, "SELECT due FROM agreements_notdone") == [("2022-10-01",)]


def test_the_trail_of_an_untouched_instance_holds(command: Command) -> None:
    said_of_each = r"(authority:\S+ holds, to line \d+\.\s?){2}"
    assert re.fullmatch(said_of_each, said(command("trail", "verify")))
    heads = json.loads(said(command("trail", "heads")))
    assert [set(head) for head in heads.values()] == [{"number", "seal"}] * 2


def test_a_forged_line_is_named(command: Command, data: Path) -> None:
    forge(
        data,
        "DROP TRIGGER trail_line_no_update; UPDATE trail_line SET what = 'x' WHERE number = 1;",
    )
    assert re.match(r"authority:\S+: Line 1 was changed", refusal(command("trail", "verify")))


def test_the_database_itself_refuses_a_forged_line(data: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        forge(data, "UPDATE trail_line SET what = 'x' WHERE number = 1;")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        forge(data, "DELETE FROM trail_line;")


def test_a_tail_that_was_cut_off_is_found_by_heads_kept_elsewhere(
    command: Command, data: Path, tmp_path: Path
) -> None:
    assert said(command("agreement", "confirm", NAME, *KOGE))
    heads = tmp_path / "heads.json"
    heads.write_text(command("trail", "heads").stdout, "utf-8")
    assert "holds, to line 2." in said(command("trail", "verify", "--heads", heads))
    forge(
        data,
        """
        DROP TRIGGER trail_line_no_delete;
        DROP TRIGGER trail_chain_no_update;
        DELETE FROM trail_details WHERE line_id IN (SELECT id FROM trail_line WHERE number = 2);
        DELETE FROM trail_line WHERE number = 2;
        UPDATE trail_chain SET length = 1, public_length = 1,
            head = (SELECT seal FROM trail_line WHERE chain_id = trail_chain.id);
        """,
    )
    assert "holds, to line 1." in said(command("trail", "verify"))
    assert "its end was cut off" in refusal(command("trail", "verify", "--heads", heads))


def test_a_file_that_holds_no_heads_is_refused(command: Command, tmp_path: Path) -> None:
    for text in ("[1]", "not json", '{"authority:a": 3}'):
        (tmp_path / "heads.json").write_text(text)
        sentence = refusal(command("trail", "verify", "--heads", tmp_path / "heads.json"))
        assert "is no list of heads" in sentence


def test_the_schema_is_printed_as_json(tmp_path: Path) -> None:
    done = overens("agreement", "schema", environment=environment_for(tmp_path / "data"))
    assert "properties" in json.loads(said(done))


def parsers(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every subcommand below a parser, at whatever depth."""
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield below
                yield from parsers(below)


def test_the_page_describes_the_commands_that_there_are_and_no_others() -> None:
    headings = re.findall(r"^#{2,3} `(overens[a-z -]*)", PAGE.read_text("utf-8"), re.MULTILINE)
    named = re.compile(r"( …)+$")
    assert [h.strip() for h in headings] == [named.sub("", p.prog) for p in parsers(parser())]


def test_the_page_names_every_option() -> None:
    page = PAGE.read_text("utf-8")
    for below in parsers(parser()):
        for action in below._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help") or f"`{option}" in page, (below.prog, option)


def accounts(data: Path) -> int:
    ((found,),) = look_up(data, "SELECT count(*) FROM municipalities_account")
    return int(str(found))


def test_the_command_line_invites_an_operator_and_prints_the_link_once(
    command: Command, data: Path
) -> None:
    before = accounts(data)
    printed = said(command("account", "invite", "op@example.org", "--operator"))
    found = re.search(r"/en/sign-in/invitation/([\w-]{43})/", printed)
    assert found
    assert found[1] not in str(look_up(data, "SELECT * FROM access_invitation"))
    assert accounts(data) == before


def test_the_command_line_invites_the_first_administrator_of_an_authority(
    command: Command, tmp_path: Path
) -> None:
    as_first = ("--as-administrator", "kristianstad", "--name", "Exempel Administratör")
    unknown = command(
        "account", "invite", "a@example.org", "--as-administrator", "x", "--name", "y"
    )
    assert "There is no authority ‘x’ here" in refusal(unknown)
    nameless = command("account", "invite", "a@example.org", "--as-administrator", "kristianstad")
    assert "--name" in refusal(nameless)
    data = tmp_path / "own"
    environment = environment_for(data)
    assert overens("prepare", environment=environment).returncode == 0
    assert said(overens("agreement", "load", DEMO, *KOGE, environment=environment))
    printed = said(
        overens("account", "invite", "a@example.org", *as_first, environment=environment)
    )
    assert "/sv/sign-in/invitation/" in printed
    rows = look_up(data, "SELECT slug, role FROM municipalities_post WHERE role = 'administrator'")
    assert rows == [("administrator", "administrator")]


def test_an_address_that_is_none_is_refused(command: Command, data: Path) -> None:
    assert refusal(command("account", "invite", "nobody", "--operator"))
    assert look_up(data, "SELECT count(*) FROM access_invitation") == [(0,)]


def test_whom_one_invites_as_must_be_said(command: Command) -> None:
    for arguments in ((), ("--operator", "--as-administrator", "koge")):
        assert command("account", "invite", "a@example.org", *arguments).returncode == 2
