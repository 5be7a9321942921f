"""Keeps what states number people by out of what everyone is to read. Pure."""

import re

from django.utils.translation import gettext as _

from overens.base.countries.identity_numbers import find
from overens.base.municipalities.rules import Refused
from overens.base.papers.html import as_html
from overens.base.papers.paper import Paper

TAG = re.compile(r"<[^>]*>")
SEAL = re.compile(r"\b[0-9a-f]{64}\b")


def refuse_numbers(paper: Paper, *more: str) -> None:
    """Raises Refused where a personal number stands in what people read in a paper, in any of its
    languages, or in `more`. Seals are no such numbers, whatever digits stand in them."""
    html = str(as_html(paper, list(paper.languages)))
    said = [SEAL.sub(" ", TAG.sub(" ", html)), *paper.title.values(), *more]
    if any(find(text) for text in said):
        raise Refused(_("A personal number stands in what everyone reads. Take it out."))
