"""An agreement file as values. What the file does not say is None, or no text in any language.

The names of the fields are the keys of the file: `reading` and `writing` rely on it.
"""

from dataclasses import dataclass, field
from datetime import date

FORMAT = "overens-agreement/1"

Texts = dict[str, str]
"""One text by language."""


@dataclass(frozen=True, slots=True)
class SeatInFile:
    """A person in a post: since and until (the last day), or the one day on which it was seen."""

    person: str
    seen_on: date | None = None
    since: date | None = None
    until: date | None = None
    deputy: bool = False


@dataclass(frozen=True, slots=True)
class PostInFile:
    """A post of an authority; `role` says what it may do in Overens."""

    post: str
    name: Texts
    role: str | None = None
    example: bool = False
    seats: tuple[SeatInFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """An authority that is a party; `municipality` is the authority's own slug where unsaid."""

    authority: str
    country: str
    name: Texts
    short: str
    languages: tuple[str, ...]
    municipality: str = ""
    contact: str | None = None
    joined: date | None = None
    left: date | None = None
    uses_since: date | None = None
    posts: tuple[PostInFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FocusAreaName:
    """One name of a focus area in one language, and whose words they are."""

    language: str
    text: str
    standing: str
    since: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class FocusArea:
    """A focus area; `difference` tells how the parties' words for it differ."""

    slug: str
    names: tuple[FocusAreaName, ...]
    difference: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """An article; `number` is its number on paper where that is not its name here."""

    article: str
    heading: Texts
    body: Texts
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise: once (`due` or `within` a time), recurring by a `rule`, or standing."""

    commitment: int
    title: Texts
    kind: str
    article: str | None = None
    focus_area: str | None = None
    due: date | None = None
    within: str | None = None
    rule: str | None = None
    starts: date | None = None
    lead_days: int | None = None
    evidence: tuple[str, ...] | None = None
    parties: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person in a post, who signed or was present."""

    authority: str
    post: str
    person: str


@dataclass(frozen=True, slots=True)
class Signing:
    """A signing on paper; `scan` is the name of a file that lies beside this one."""

    on: date
    signatures: tuple[Signatory, ...]
    place: str | None = None
    scan: str | None = None
    present: tuple[Signatory, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """How long the agreement holds, as far as it is on file."""

    in_force: date | None = None
    ends: date | None = None
    notice_months: int | None = None
    renewal: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """The whole file."""

    slug: str
    signed_wording: bool
    title: Texts
    parties: tuple[Party, ...]
    example: bool = False
    legal_basis: str | None = None
    authentic_languages: tuple[str, ...] | None = None
    source: str | None = None
    preamble: Texts = field(default_factory=dict)
    purpose: Texts = field(default_factory=dict)
    term: Term = field(default_factory=Term)
    focus_areas: tuple[FocusArea, ...] = ()
    articles: tuple[Article, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    signing: Signing | None = None
