"""A prepared folder."""

import shutil
from pathlib import Path

import pytest

from tests.instance import environment_for, overens


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo in it, which no test changes."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    done = overens("prepare", "--demo", environment=environment_for(data))
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """The same folder, for one test alone."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))
