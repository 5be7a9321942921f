"""The one field type for what people wrote in several languages."""

import json
from functools import lru_cache
from typing import Any

from django.db import models

from overens.base.languages.rules import Wordings

SHORT = 2_000
"""Characters of JSON: names and sentences, which come again with every row that names a post."""


@lru_cache(maxsize=5_000)
def _read(row: str) -> Wordings:
    """What reads as before is not made anew; each row gets a copy."""
    return Wordings.from_row(json.loads(row) or ())


class WordingsField(models.JSONField):
    """Wordings by language, each with its standing, on the row that they belong to."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", Wordings)
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Wordings:
        if isinstance(value, str) and len(value) <= SHORT:
            return Wordings(_read(value))
        return Wordings.from_row(super().from_db_value(value, expression, connection) or ())

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.as_row() if isinstance(value, Wordings) else value)

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Wordings) else Wordings.from_row(value or ())

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value.as_row() if isinstance(value, Wordings) else value, model_instance)
