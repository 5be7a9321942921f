"""From bytes to an AgreementFile, or to every fault at once. Pure."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from json import loads
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError

from overens.base.languages.rules import is_printable
from overens.base.papers.typesetting import missing_signs
from overens.cycle.agreements.agreement_file import positions, sentences
from overens.cycle.agreements.agreement_file.consistency import inconsistencies
from overens.cycle.agreements.agreement_file.positions import Path
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Party

MOST_BYTES = 2_000_000
"""A long treaty with ten parties in ten languages has a tenth of it."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend: line and field (entries of a list are counted from 1), and a sentence."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = _("line %(line)s, %(field)s") if self.field else _("line %(line)s")
        return where % {"line": self.line, "field": self.field} + ": " + self.message


class FileFaults(Exception):
    """Everything in a file that must be mended, by line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def read(data: bytes, *, countries: Mapping[str, object], today: date) -> AgreementFile:
    """The file's values. `countries` are those known here by code; `today` bounds a signing.

    Raises FileFaults with all faults, in the active language. Changes and keeps nothing.
    """
    said = _parsed(data)
    at = positions.lines(data.removeprefix(b"\xef\xbb\xbf"))
    found = [
        *_of_schema(said),
        *_of_text(said, ()),
        *_of_signs(said),
        *inconsistencies(said, countries, today),
    ]
    faults = {Fault(_line(path, at), _field(path), message) for path, message in found}
    if faults:
        raise FileFaults(sorted(faults))
    return _with_municipalities(_made(AgreementFile, said))


@cache
def schema() -> dict[str, Any]:
    """The published description of the file."""
    text = files("overens.cycle.agreements.agreement_file").joinpath("agreement.schema.json")
    found: dict[str, Any] = loads(text.read_text("utf-8"))
    return found


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise FileFaults([Fault(1, "", _("The file is too large to be an agreement file."))])
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = _("The file is not written in UTF-8. Save it as UTF-8 and try again.")
        raise FileFaults([Fault(line, "", message)]) from error
    except tomllib.TOMLDecodeError as error:
        raise FileFaults([_of_syntax(str(error), data)]) from error
    except (ValueError, RecursionError) as error:
        message = _("Something in the file is longer or deeper than can be read.")
        raise FileFaults([Fault(1, "", message)]) from error
    plain: dict[str, Any] = _with_dates_as_text(said)
    return plain


def _of_syntax(message: str, data: bytes) -> Fault:
    place = re.search(r"at line (\d+), column (\d+)", message)
    if not place:
        return Fault(data.count(b"\n") + 1, "", _("The file ends in the middle of something."))
    line, column = map(int, place.groups())
    sentence = _(
        "This cannot be read from column %(column)s on. A text stands in quotation marks, a key "
        "stands once, and after a key comes an equals sign."
    ) % {"column": column}
    return Fault(line, "", sentence)


def _with_dates_as_text(value: Any) -> Any:
    """JSON Schema knows no dates; a day and a text that says it are the same to us."""
    if isinstance(value, dict):
        return {key: _with_dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_dates_as_text(item) for item in value]
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        # To JSON Schema 1.0 is a whole number; to whoever reads a frozen text it is not.
        return repr(value)
    return str(value.isoformat())


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As ECMA-262 means it: in Python '$' lets a line break follow."""
    ends = re.sub(r"\$$", r"\\Z", pattern)
    if isinstance(value, str) and not re.search(ends, value):
        yield ValidationError("pattern")


@cache
def _validator() -> Any:
    kind = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # jsonschema has no types here
    return kind(schema(), format_checker=FormatChecker(["date"]))


def _of_schema(said: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for error in _validator().iter_errors(said):
        path: Path = tuple(error.absolute_path)
        if error.validator == "required":
            for name in error.validator_value:
                if name not in error.instance:
                    yield path, sentences.missing(name)
        elif error.validator == "additionalProperties":
            yield from _unknown_keys(error, path)
        else:
            # What is wrong with a key is told at the key itself.
            key = (str(error.instance),) if "propertyNames" in error.absolute_schema_path else ()
            yield (*path, *key), sentences.sentence(error)


def _unknown_keys(error: sentences.Failed, path: Path) -> Iterator[tuple[Path, str]]:
    known = error.schema["properties"] if isinstance(error.schema, dict) else {}
    for name in error.instance:
        if name not in known:
            yield (*path, name), sentences.unknown(name, known)


def _of_text(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Characters that no page and no paper can show."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _of_text(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _of_text(item, (*path, place))
    elif isinstance(value, str) and not is_printable(value):
        yield path, _("The text holds a character that cannot be seen. Take it out.")


def _of_signs(said: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Signs that the papers' fonts do not have, and that no sealed text can therefore hold."""
    texts = [(path, text) for path, text in _texts(said, ()) if is_printable(text)]
    missing = missing_signs("".join(text for _path, text in texts))
    for path, text in texts:
        found = sorted(missing.intersection(text))
        if found:
            signs = " ".join(found)
            yield (
                path,
                _("These signs cannot be printed: %(signs)s. Take them out.") % {"signs": signs},
            )


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(item, (*path, place))


def _line(path: Path, at: Mapping[Path, int]) -> int:
    while path not in at:
        path = path[:-1]
    return at[path]


def _field(path: Path) -> str:
    """'parties[2].posts[1].name.da': entries are counted from 1."""
    said = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return said.removeprefix(".")


def _made(kind: Any, value: Any) -> Any:
    """A value of the shape from one that the schema has passed."""
    if get_origin(kind) is UnionType:
        kind = next(choice for choice in get_args(kind) if choice is not NoneType)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind) if field.name in value]
        return kind(**{name: _made(hints[name], value[name]) for name in names})  # type: ignore[operator]  # a class
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], item) for item in value)
    if get_origin(kind) is dict:
        return dict(value)
    return date.fromisoformat(value) if kind is date else value


def _with_municipalities(file: AgreementFile) -> AgreementFile:
    def filled(party: Party) -> Party:
        return replace(party, municipality=party.municipality or party.authority)

    return replace(file, parties=tuple(map(filled, file.parties)))
