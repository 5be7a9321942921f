"""Long forms that ask for little: what may stand empty is folded away, and who reads it is said once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from overens.web.desk.forms import DeskForm

Rows = Sequence[Sequence[BoundField]]


@dataclass(frozen=True, slots=True)
class Fold:
    """Fields that somebody may ask for, in rows."""

    title: str
    rows: Rows
    is_open: bool


class Folding(DeskForm):
    """`folded` are the names of fields by the title under which they are folded away; names in
    `beside` stand in one row. A field's `only` is the value of `kind` with which it is in sight.

    Where all of it has the same readers (`all_read`), that is said once, at the button, and each field
    refers to it."""

    template_name = "desk/folding_form.html"
    beside: Sequence[Sequence[str]] = ()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.folded: dict[str, Sequence[str]] = {}

    def all_read(self, readers: Any) -> None:
        self.read_by = readers
        for field in self.fields.values():
            field.reads_at = self.read_by_id

    @property
    def in_sight(self) -> Rows:
        away = {name for names in self.folded.values() for name in names}
        return self._rows([name for name in self.fields if name not in away])

    @property
    def folds(self) -> list[Fold]:
        """Open where something was sent, or comes back, in them."""
        is_open = self.is_bound or bool(self.said)
        return [
            Fold(title, self._rows([n for n in names if n in self.fields]), is_open)
            for title, names in self.folded.items()
        ]

    def _rows(self, names: Iterable[str]) -> Rows:
        fields = [self[name] for name in names if not self[name].is_hidden]
        rows: list[list[BoundField]] = []
        for field in fields:
            row = next((row for row in self.beside if field.name in row), ())
            if rows and rows[-1][-1].name in row:
                rows[-1].append(field)
            else:
                rows.append([field])
        return rows
