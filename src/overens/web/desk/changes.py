"""What changes in a text, on a page of the desk where the text itself stands too."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.languages.rules import Reader, languages
from overens.cycle.agreements.rules.redline import Redline
from overens.web.design.reading import AS_WRITTEN
from overens.web.design.redlines import Group, groups_shown

ANCHOR = "changes"
"""Where it stands on its page; before the anchors of its parts, with a hyphen."""


@dataclass(frozen=True, slots=True)
class Link:
    """One way of showing it, and whether it is shown so."""

    address: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """`sentence` stands there where nothing changes; `against` are the texts that it can be held
    against, `ways` how it can be shown."""

    sentence: str
    groups: Sequence[Group]
    against: Sequence[Link]
    ways: Sequence[Link]


def changes_shown(
    redline: Redline, reader: Reader, *, against: str = "", texts: Sequence[tuple[str, str]] = ()
) -> Changes:
    """In the reader's language, where either text is written in it; the others are a link away.

    `texts` are those that it can be held against, by a name for the address and in words; `against`
    is the name of the one that was taken.
    """
    offered, wanted = list(redline.languages), reader.text or reader.language
    columns = [wanted] if wanted in offered else offered
    return Changes(
        sentence="" if redline.is_changed else _("Nothing changed: the two texts say the same."),
        groups=groups_shown(redline, columns, reader.language, before=f"{ANCHOR}-", whole=False),
        against=[
            Link(_address(name, reader.text), label, name == against) for name, label in texts
        ],
        ways=[
            Link(_address(against, AS_WRITTEN), _("Side by side"), columns == offered),
            *(
                Link(_address(against, code), _called(code, reader.language), [code] == columns)
                for code in offered
            ),
        ]
        if len(offered) > 1
        else [],
    )


def _address(against: str, text: str) -> str:
    said = {key: value for key, value in (("against", against), ("text", text)) if value}
    return f"?{urlencode(said)}#{ANCHOR}"


def _called(code: str, language: str) -> str:
    known = languages().get(code)
    return capfirst(known.called_in(language)) if known else code
