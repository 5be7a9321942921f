"""Files by their hash: kept once, whole or not at all, and checked when they are read."""

import errno
import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from overens.base.papers import storage
from overens.base.papers.storage import CannotFetch, CannotKeep, damaged, fetch, keep

DATA = b"%PDF what was agreed"
NAME = sha256(DATA).hexdigest()


def files_in(root: Path) -> list[str]:
    return sorted(place.name for place in root.rglob("*") if place.is_file())


def place_of(root: Path, name: str = NAME) -> Path:
    return root / name[:2] / name


def test_what_was_kept_is_fetched_by_its_hash(tmp_path: Path) -> None:
    assert keep(tmp_path / "not" / "there", DATA) == NAME
    assert fetch(tmp_path / "not" / "there", NAME) == DATA


def test_nothing_at_all_can_be_kept_too(tmp_path: Path) -> None:
    assert fetch(tmp_path, keep(tmp_path, b"")) == b""


def test_keeping_twice_keeps_once(tmp_path: Path) -> None:
    assert keep(tmp_path, DATA) == NAME
    written = place_of(tmp_path).stat()
    assert keep(tmp_path, DATA) == NAME
    assert files_in(tmp_path) == [NAME]
    assert place_of(tmp_path).stat().st_ino == written.st_ino


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match=rf"^The file {NAME} is missing\.$"):
        fetch(tmp_path, NAME)


def test_a_damaged_file_is_a_sentence_and_never_handed_out(tmp_path: Path) -> None:
    keep(tmp_path, DATA)
    place_of(tmp_path).write_bytes(DATA + b" later")
    with pytest.raises(
        CannotFetch, match=rf"^The file {NAME} is damaged: it is not what was kept\.$"
    ):
        fetch(tmp_path, NAME)


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    with pytest.raises(CannotFetch):
        fetch(tmp_path / "files", "../../secret")


def test_what_is_damaged_and_what_is_missing_is_told_of_what_rows_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [keep(tmp_path, bytes([number])) for number in range(4)]
    place_of(tmp_path, names[0]).write_bytes(b"other")
    place_of(tmp_path, names[1]).unlink()
    monkeypatch.setattr(storage, "NAMED", [lambda: names[:2], lambda: ["", *names[1:3]]])
    found = sorted(damaged(tmp_path))
    assert len(found) == 2
    assert {names[0] in found[0] or names[0] in found[1], any("missing" in f for f in found)} == {
        True
    }
    monkeypatch.setattr(storage, "NAMED", [])
    assert list(damaged(tmp_path / "not there")) == []


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_a_sentence_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    def full(_file: int) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotKeep) as refused:
        keep(tmp_path, DATA)
    assert str(refused.value) == (
        f"There is no space left on the disk of {tmp_path}; nothing was kept."
    )
    assert files_in(tmp_path) == []


def test_the_same_bytes_can_be_kept_once_there_is_space_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched, pytest.raises(CannotKeep):
        patched.setattr(os, "fsync", full)
        keep(tmp_path, DATA)
    assert fetch(tmp_path, keep(tmp_path, DATA)) == DATA


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    root = tmp_path / "files"
    root.write_bytes(b"a file stands where the folder should")
    with pytest.raises(CannotKeep) as refused:
        keep(root, DATA)
    assert str(refused.value) == f"Nothing can be written to {root}; nothing was kept."
    assert files_in(tmp_path) == ["files"]


def test_a_folder_without_leave_to_write_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_where: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(storage, "NamedTemporaryFile", refuse)
    with pytest.raises(CannotKeep, match="Nothing can be written to"):
        keep(tmp_path, DATA)
    assert files_in(tmp_path) == []


def test_threads_that_keep_the_same_bytes_keep_one_file(tmp_path: Path) -> None:
    data, workers = os.urandom(200_000), 2
    start = threading.Barrier(workers)
    names: list[str] = []

    def work() -> None:
        start.wait(timeout=10)
        names.append(keep(tmp_path, data))

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    name = sha256(data).hexdigest()
    assert names == [name] * workers
    assert files_in(tmp_path) == [name]
    assert fetch(tmp_path, name) == data
