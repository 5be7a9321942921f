"""How a line says of whom and of what it is."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from overens.base.consents.states import Stage
from overens.base.languages.rules import languages

Said = Mapping[str, Any]
Sentence = Callable[[Said, str], str]
"""Made of the line's values, which may be gone, in a language."""


def person_of(said: Said) -> str:
    return str(said.get("person") or said.get("email") or _("somebody"))


def post_of(said: Said) -> str:
    return str(said.get("post") or "–")


def plain(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"person": person_of(said), "post": post_of(said)}


def slugged(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"slug": said.get("slug", "–")}


def gone_on(said: Said, language: str) -> str:
    names = [str(Stage(one).label) for one in said.get("stages", ()) if one in Stage.values]
    if not names:
        return _("A question whose day had passed went on within the authority.")
    known = languages()
    joined = known.get(language, known["en"]).join(names)
    return _("A question whose day had passed went on to: %(names)s.") % {"names": joined}
