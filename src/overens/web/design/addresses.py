"""The first part of every address: the language of the interface."""

from django.urls import register_converter

from overens.base.languages.rules import languages


class LanguageConverter:
    """The code of a language of the interface."""

    regex = "|".join(languages())

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")
