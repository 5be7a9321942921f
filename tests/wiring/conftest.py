"""A prepared folder."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """The same folder, for one test alone."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))
