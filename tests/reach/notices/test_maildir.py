"""The folder of a mail server: what is stored is moved, and what is not stays where it is."""

from pathlib import Path

import pytest

from overens.base.papers import storage
from overens.base.papers.storage import CannotKeep
from overens.reach.notices.actions import maildir, taking
from overens.reach.notices.actions.maildir import take_mail
from overens.reach.notices.models import Taken
from overens.reach.notices.queries import not_taken
from overens.reach.notices.states import Became
from tests.examples import NOW

pytestmark = pytest.mark.django_db
MAIL = b"From: a@b.example\nTo: overens@avtal.example\n\nHej\n"


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / "mail" / part).mkdir(parents=True)
    settings.MAIL_IN = tmp_path / "mail"
    return tmp_path / "mail"


def names(folder: Path, part: str) -> list[str]:
    return sorted(path.name for path in (folder / part).iterdir())


def test_a_mail_is_stored_and_then_moved(folder: Path) -> None:
    (folder / "new" / "1.host").write_bytes(MAIL)
    (folder / "tmp" / "2.host").write_bytes(MAIL)
    assert take_mail(now=NOW) == 2  # stored, and done
    assert (names(folder, "new"), names(folder, "cur")) == ([], ["1.host:2,S"])
    assert names(folder, "tmp") == ["2.host"]
    assert Taken.objects.get().became == Became.UNKNOWN
    assert take_mail(now=NOW) == 0


def test_one_that_cannot_be_stored_stays_and_is_taken_later(folder: Path, monkeypatch) -> None:
    def full(*_args: object) -> str:
        raise CannotKeep("full")

    (folder / "new" / "1.host").write_bytes(MAIL)
    with monkeypatch.context() as patched:
        patched.setattr(taking, "keep", full)
        with pytest.raises(CannotKeep):
            take_mail(now=NOW)
    assert (names(folder, "new"), Taken.objects.count()) == (["1.host"], 0)
    take_mail(now=NOW)
    assert Taken.objects.count() == 1


def test_killed_between_storing_and_moving_it_is_taken_once(folder: Path, monkeypatch) -> None:
    class Killed(BaseException):
        """As by `kill -9`."""

    def gone(*_args: object) -> bool:
        raise Killed

    (folder / "new" / "1.host").write_bytes(MAIL)
    with monkeypatch.context() as patched:
        patched.setattr(maildir, "_move", gone)
        with pytest.raises(Killed):
            take_mail(now=NOW)
    assert names(folder, "new") == ["1.host"]
    take_mail(now=NOW)
    take_mail(now=NOW)
    assert (names(folder, "new"), Taken.objects.count()) == ([], 1)


def test_what_cannot_be_read_is_set_apart_and_listed(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(maildir, "MOST_KEPT", 100)
    (folder / "new" / "1.large").write_bytes(b"x" * 101)
    (folder / "new" / "2.folder").mkdir()
    (folder / "new" / "3.host").write_bytes(MAIL)
    take_mail(now=NOW)
    assert names(folder, "new") == []
    assert names(folder, "apart") == ["1.large", "2.folder"]
    assert names(folder, "cur") == ["3.host:2,S"]
    assert sorted(not_taken().values_list("became", "file")) != []
    assert Taken.objects.filter(became=Became.UNREADABLE, file="").count() == 2


def test_a_folder_with_very_much_in_it_is_taken_in_several_rounds(folder: Path) -> None:
    for n in range(25):
        (folder / "new" / f"{n:03}.host").write_bytes(MAIL + str(n).encode())
    take_mail(now=NOW)
    assert len(names(folder, "new")) == 5
    take_mail(now=NOW)
    assert Taken.objects.count() == 25


def test_where_no_mail_is_taken_nothing_is_read(settings) -> None:
    settings.MAIL_IN = None
    assert take_mail(now=NOW) == 0


def test_where_the_folder_is_gone_somebody_hears_of_it(settings, tmp_path: Path) -> None:
    settings.MAIL_IN = tmp_path / "gone"
    with pytest.raises(FileNotFoundError):
        take_mail(now=NOW)


def test_what_was_stored_is_done_where_the_folder_is_gone(settings, tmp_path: Path) -> None:
    row = taking.take(data=MAIL, at=NOW)
    settings.MAIL_IN = tmp_path / "gone"
    with pytest.raises(FileNotFoundError):
        take_mail(now=NOW)
    row.refresh_from_db()
    assert row.became == Became.UNKNOWN


def test_a_round_ends_after_a_large_mail(monkeypatch) -> None:
    """So that the other chores do not wait for several."""
    for n in range(4):
        taking.take(data=MAIL + bytes([65 + n]) * 100, at=NOW)
    monkeypatch.setattr(taking, "BYTES_AT_ONCE", 2 * len(MAIL) + 150)
    assert [taking.understand_waiting(now=NOW) for _n in range(3)] == [2, 2, 0]


def test_kept_mails_are_looked_after(folder: Path, settings) -> None:
    (folder / "new" / "1.host").write_bytes(MAIL)
    take_mail(now=NOW)
    storage.kept_at(settings.FILES, Taken.objects.get().file).write_bytes(b"other")
    assert any(Taken.objects.get().file in fault for fault in storage.damaged(settings.FILES))
    storage.keep(settings.FILES, MAIL)
