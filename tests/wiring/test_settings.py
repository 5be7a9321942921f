"""The settings: what is said in the environment, what holds where nothing is, and their page."""

import re
from pathlib import Path

import pytest

from overens.settings.environment import SETTINGS, BadSetting, Environment, MailServer

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_page_lists_every_setting_with_its_default_and_no_other() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| (.+) \|$", PAGE.read_text("utf-8"), re.M)
    assert [row[:2] for row in rows] == [(s.name, s.default) for s in SETTINGS]


def test_every_setting_is_read_and_nothing_else() -> None:
    class Noting(dict[str, str]):
        """Remembers which names were asked for."""

        asked: set[str] = set()

        def get(self, name: str, default: object = None) -> None:  # type: ignore[override]  # a cache that keeps nothing
            self.asked.add(name)

    Environment.read(Noting())
    assert Noting.asked == {setting.name for setting in SETTINGS}


def test_where_nothing_is_said_the_defaults_hold(tmp_path: Path) -> None:
    found = Environment.read({})
    assert found.data == tmp_path / "var"
    assert (found.host, found.port) == ("127.0.0.1", 8000)
    assert found.address == "http://127.0.0.1:8000"
    assert (found.threads, found.workers) == (2, 1)
    assert found.database == found.database_owner == f"sqlite:///{tmp_path}/var/overens.sqlite3"
    assert found.servers == ("*",)


def test_an_empty_variable_is_the_same_as_none() -> None:
    key = {"OVERENS_SECRET_KEY": "k"}
    empty = {setting.name: "" for setting in SETTINGS}
    assert Environment.read(empty | key) == Environment.read(key)


def test_reading_makes_nothing_on_disk(tmp_path: Path) -> None:
    Environment.read({"OVERENS_DATA": "here"})
    assert list(tmp_path.iterdir()) == []


def test_the_address_follows_host_and_port_where_none_is_said() -> None:
    said = {"OVERENS_HOST": "0.0.0.0", "OVERENS_PORT": "8123"}
    assert Environment.read(said).address == "http://127.0.0.1:8123"
    assert Environment.read({"OVERENS_HOST": "::1"}).address == "http://[::1]:8000"
    said["OVERENS_ADDRESS"] = "https://avtal.example/"
    assert Environment.read(said).address == "https://avtal.example"


def test_the_database_lies_in_the_folder_where_none_is_said() -> None:
    found = Environment.read({"OVERENS_DATA": "/srv/overens"})
    assert found.database == "sqlite:////srv/overens/overens.sqlite3"


def test_the_owner_of_the_tables_is_the_same_role_where_none_is_said() -> None:
    said = {"DATABASE_URL": "postgresql://overens@db.example/overens"}
    assert Environment.read(said).database_owner == said["DATABASE_URL"]
    owner = {"DATABASE_OWNER_URL": "postgresql://owner@db.example/overens"}
    found = Environment.read(said | owner)
    assert (found.database, found.database_owner) == (*said.values(), *owner.values())


def test_the_servers_are_a_list_or_any() -> None:
    said = {"OVERENS_SERVERS": "avtal.example, www.avtal.example"}
    assert Environment.read(said).servers == ("avtal.example", "www.avtal.example")
    assert Environment.read({"OVERENS_SERVERS": "any"}).servers == ("*",)


@pytest.mark.parametrize(
    ("name", "most"), [("OVERENS_PORT", 65535), ("OVERENS_THREADS", 64), ("OVERENS_WORKERS", 64)]
)
def test_a_number_that_cannot_hold_is_refused_by_name(name: str, most: int) -> None:
    for good in ("1", str(most)):
        assert Environment.read({name: good})
    for bad in ("abc", "0", "-1", "1.5", " 2", "1_0", "８", str(most + 1)):
        with pytest.raises(BadSetting) as refused:
            Environment.read({name: bad})
        sentence = f"{name} is ‘{bad}’; it must be a whole number from 1 to {most}."
        assert str(refused.value) == sentence


def test_the_key_is_the_one_that_was_said_or_else_the_one_that_was_kept(tmp_path: Path) -> None:
    said = {"OVERENS_DATA": str(tmp_path)}
    assert Environment.read(said).secret_key != Environment.read(said).secret_key
    (tmp_path / "secret-key").write_text("kept\n")
    assert Environment.read(said).secret_key == "kept"
    assert Environment.read(said | {"OVERENS_SECRET_KEY": "said"}).secret_key == "said"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("console", MailServer("console")),
        ("smtp://post.example", MailServer("post.example", 587)),
        ("smtp://u:p%40ss@post.example:25", MailServer("post.example", 25, "u", "p@ss")),
        ("smtps://post.example", MailServer("post.example", 465, tls=True)),
    ],
)
def test_a_mail_server_is_a_setting(said: str, found: MailServer) -> None:
    assert Environment.read({"OVERENS_MAIL": said}).mail == found


def test_a_password_goes_to_another_machine_by_tls_alone() -> None:
    assert MailServer("post.example").starttls
    assert not MailServer("127.0.0.1").starttls
    assert not MailServer("post.example", tls=True).starttls


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "http://hemligt@a",
        "smtp://",
        "smtp://u:hemligt@a:port",
        "smtp://u:hemligt@a/x",
        "smtp",
    ],
)
def test_a_mail_server_that_is_none_is_refused_and_its_password_not_repeated(said: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Environment.read({"OVERENS_MAIL": said})
    assert str(refused.value).startswith("OVERENS_MAIL cannot be used")
    assert "hemligt" not in str(refused.value)


def test_the_sender_is_of_the_instances_own_host_where_none_is_said() -> None:
    assert Environment.read({}).mail_from == "overens@localhost"
    own = {"OVERENS_ADDRESS": "https://avtal.example:8443"}
    assert Environment.read(own).mail_from == "overens@avtal.example"
    said = {"OVERENS_MAIL_FROM": "diarium@åhus.example"}
    assert Environment.read(said).mail_from == "diarium@xn--hus-tla.example"
    for bad in ("nobody", "a@b\nBcc: c@d", "a b@c.example", "<a@b.example>", "@b"):
        with pytest.raises(BadSetting):
            Environment.read({"OVERENS_MAIL_FROM": bad})
