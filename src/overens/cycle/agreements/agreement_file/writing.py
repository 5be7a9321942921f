"""An agreement file as TOML again: read back, it is equal. Pure."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import tomli_w

from overens.cycle.agreements.agreement_file.shape import FORMAT, AgreementFile

ALWAYS = "signed_wording"
"""The one truth value that is written where it is false: its absence would be a fault."""


def write(file: AgreementFile) -> bytes:
    """The file's bytes in UTF-8, its keys in the order of the shape."""
    parties = tuple(
        replace(p, municipality="") if p.municipality == p.authority else p for p in file.parties
    )
    said = {"format": FORMAT, **_table(replace(file, parties=parties))}
    return tomli_w.dumps(said, multiline_strings=False).encode()


def _table(value: Any) -> dict[str, Any]:
    """A dataclass as a table. What says nothing is left out."""
    pairs = ((field.name, _plain(getattr(value, field.name))) for field in fields(value))
    return {name: plain for name, plain in pairs if name == ALWAYS or _says_something(plain)}


def _says_something(plain: Any) -> bool:
    return plain is not None and plain is not False and plain not in ("", [], {})


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _table(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str | int | date | dict) or value is None:
        return value
    raise TypeError(f"no TOML for {type(value)}")
