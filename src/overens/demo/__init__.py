"""The demo: one real agreement, as an agreement file, holding only what its announcement says, and
its first news, told in our own words."""

import tomllib
from importlib.resources import files
from typing import Any


def demo_file() -> bytes:
    """The demo's agreement file, as bytes."""
    return files("overens.demo").joinpath("koge-kristianstad.toml").read_bytes()


def demo_news() -> dict[str, Any]:
    """What tells of the signing: its owner, and its words by language."""
    return tomllib.loads(files("overens.demo").joinpath("signing.toml").read_text("utf-8"))
