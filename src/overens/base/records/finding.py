"""What the search of one's own register and that of everyone have in common."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from overens.base.records import numbers
from overens.base.records.models import Entry, Register

MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. `words` is searched in what they may read, and nowhere else."""

    words: str = ""
    since: date | None = None
    until: date | None = None
    direction: str = ""

    @property
    def is_everything(self) -> bool:
        return self == Wanted()


def among(register: Register, wanted: Wanted) -> QuerySet[Entry]:
    """The entries of a register of these days and this direction."""
    entries = Entry.objects.filter(register=register)
    if wanted.since:
        entries = entries.filter(on__gte=wanted.since)
    if wanted.until:
        entries = entries.filter(on__lte=wanted.until)
    if wanted.direction:
        entries = entries.filter(direction=wanted.direction)
    return entries


def number_in(register: Register, words: str) -> dict[str, int]:
    """Year and number as values of a filter, where the words are a number in the register's style."""
    found = numbers.read(register.number_format, words)
    return {"year": found.year, "number": found.number} if found else {}


def holds(field: str, word: str) -> Q:
    """SQLite folds the case of a to z alone: å, æ and ø are looked for both ways."""
    return Q(pk__in=[]) | Q(
        *(
            (f"{field}__icontains", spelt)
            for spelt in sorted({word, word.lower(), word.upper(), word.capitalize()})
        ),
        _connector=Q.OR,
    )
