"""What the schema found, as sentences for whoever wrote the file. Pure."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Failed(Protocol):
    """What jsonschema says of one failure: which keyword failed, with what, on what."""

    validator: Any
    validator_value: Any
    instance: Any
    schema: Any


def sentence(error: Failed) -> str:
    """What is wrong at a place, and what would be right."""
    return SENTENCES[str(error.validator)](error)


def missing(name: str) -> str:
    """For a key that must be there."""
    return _("‘%(name)s’ is missing here.") % {"name": name}


def unknown(name: str, known: Iterable[str]) -> str:
    """For a key that the file does not have; the nearest known one is named."""
    known = sorted(known)
    near = get_close_matches(name, known, n=1)
    if near:
        return _("There is no key ‘%(name)s’ here. Did you mean ‘%(near)s’?") % {
            "name": name,
            "near": near[0],
        }
    return _("There is no key ‘%(name)s’ here. Possible are: %(known)s.") % {
        "name": name,
        "known": ", ".join(known),
    }


def _type(error: Failed) -> str:
    wanted = {
        "string": _("Write a text in quotation marks."),
        "integer": _("Write a whole number without quotation marks."),
        "boolean": _("Write true or false, without quotation marks."),
        "array": _("Write a list, in square brackets or with one [[…]] for each entry."),
        "object": _('Write a table with keys, such as { sv = "…", da = "…" } for a text.'),
    }
    return wanted[error.validator_value]


def _one_of(error: Failed) -> str:
    value = str(error.instance)
    known = [str(choice) for choice in error.validator_value]
    near = get_close_matches(value, known, n=1)
    if near:
        return _("‘%(value)s’ is not known here. Did you mean ‘%(near)s’?") % {
            "value": _short(value),
            "near": near[0],
        }
    return _("‘%(value)s’ is not known here. Possible are: %(known)s.") % {
        "value": _short(value),
        "known": ", ".join(known),
    }


def _const(error: Failed) -> str:
    return _("Write ‘%(value)s’ here: another form of the file is not known.") % {
        "value": error.validator_value
    }


def _pattern(error: Failed) -> str:
    kind = error.schema.get("$comment", "") if isinstance(error.schema, dict) else ""
    wanted = {
        "slug": _("Write small letters a–z, digits and hyphens, such as ‘koge-kristianstad’."),
        "language": _("Write a language by its code, such as sv, da, en or fi."),
        "date": _("Write a date as year, month and day, such as 2021-10-01."),
        "text": _("Write a text here; spaces alone say nothing."),
        "address": _("Write a whole address that begins with https://."),
        "file": _("Write the bare name of a file that lies beside this one, without a folder."),
    }
    return _("‘%(value)s’ cannot be used. %(wanted)s") % {
        "value": _short(str(error.instance)),
        "wanted": wanted[kind],
    }


def _format(error: Failed) -> str:
    return _("‘%(value)s’ is no day in the calendar.") % {"value": _short(str(error.instance))}


def _min_items(error: Failed) -> str:
    least = int(error.validator_value)
    return ngettext(
        "At least %(least)s entry is needed here.",
        "At least %(least)s entries are needed here.",
        least,
    ) % {"least": least}


def _max_items(error: Failed) -> str:
    return _("There are more than %(most)s entries here.") % {"most": error.validator_value}


def _unique(error: Failed) -> str:
    return _("An entry stands here twice.")


def _min_properties(error: Failed) -> str:
    return _("Write the text in at least one language.")


def _too_long(error: Failed) -> str:
    return _("The text is too long: at most %(most)s characters have room.") % {
        "most": error.validator_value
    }


def _number(error: Failed) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    return _("%(value)s lies outside of what is possible: %(least)s to %(most)s.") % {
        "value": _short(str(error.instance)),
        "least": schema.get("minimum"),
        "most": schema.get("maximum"),
    }


def _short(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= 60 else value[:59] + "…"


SENTENCES: dict[str, Callable[[Failed], str]] = {
    "type": _type,
    "enum": _one_of,
    "const": _const,
    "pattern": _pattern,
    "format": _format,
    "minItems": _min_items,
    "maxItems": _max_items,
    "uniqueItems": _unique,
    "minProperties": _min_properties,
    "maxLength": _too_long,
    "minimum": _number,
    "maximum": _number,
}
"""A sentence for each keyword that the schema uses; a test holds the two against each other.
`required`, `additionalProperties` and `propertyNames` are told key by key."""
