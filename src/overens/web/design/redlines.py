"""A redline as every page shows it: each part of the text with what was added and removed in words
and marks, a column per language, and what did not change folded to a line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wording
from overens.cycle.agreements.rules.redline import Fate, Part, Passages, Redline
from overens.cycle.agreements.rules.word_by_word import (
    END,
    Change,
    Passage,
    Run,
    is_changed,
    paragraphs,
)
from overens.web.design.words import marked


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its marks; `language` where it is another one than its column's."""

    text: SafeString
    language: str


@dataclass(frozen=True, slots=True)
class Column:
    """A part in one language. `facts` are labels, each with what is said of it."""

    language: str
    heading: Said | None
    paragraphs: Sequence[Said]
    facts: Sequence[tuple[Said, Sequence[Said]]]


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part; `folded` where none of its words changed, with `name` for the line that is left."""

    anchor: str
    name: SafeString
    tags: Sequence[str]
    folded: bool
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of one kind under a heading, with how many of them changed."""

    key: str
    heading: str
    sentence: str
    parts: Sequence[PartShown]


def groups_shown(
    redline: Redline, columns: Sequence[str], language: str, *, before: str = "", whole: bool = True
) -> list[Group]:
    """What `design/redline.html` shows, for a reader of `language`. Of a change that no column would
    show, its own language becomes one. `before` stands before each anchor, for a page on which the
    text itself stands too; without `whole`, only the parts of which anything is another."""
    kinds = (
        ("opening", _("Title, preamble and purpose"), "", redline.opening),
        ("areas", _("Focus areas"), _areas(redline.areas), redline.areas),
        ("articles", _("Articles"), articles_changed(redline), redline.articles),
        ("promises", _("Commitments"), _commitments(redline.commitments), redline.commitments),
        ("closing", _("Parties and term"), "", redline.closing),
    )
    groups = []
    for key, heading, sentence, parts in kinds:
        shown = [
            _part(part, columns, language, before) for part in parts if whole or part.is_touched
        ]
        if shown:
            groups.append(Group(f"{before}{key}", heading, sentence, shown))
    return groups


def articles_changed(redline: Redline) -> str:
    """'3 of 12 articles changed.'"""
    changed, every = _counted(redline.articles)
    return ngettext(
        "%(changed)s of %(every)s article changed.",
        "%(changed)s of %(every)s articles changed.",
        every,
    ) % {"changed": changed, "every": every}


def _areas(parts: Sequence[Part]) -> str:
    changed, every = _counted(parts)
    return ngettext(
        "%(changed)s of %(every)s focus area changed.",
        "%(changed)s of %(every)s focus areas changed.",
        every,
    ) % {"changed": changed, "every": every}


def _commitments(parts: Sequence[Part]) -> str:
    changed, every = _counted(parts)
    return ngettext(
        "%(changed)s of %(every)s commitment changed.",
        "%(changed)s of %(every)s commitments changed.",
        every,
    ) % {"changed": changed, "every": every}


def _counted(parts: Sequence[Part]) -> tuple[int, int]:
    return sum(part.says_otherwise for part in parts), len(parts)


def _part(part: Part, columns: Sequence[str], language: str, before: str) -> PartShown:
    folded = part.fate == Fate.KEPT
    return PartShown(
        anchor=f"{before}{part.anchor}",
        name=_name(part, columns, language),
        tags=list(_tags(part)),
        folded=folded,
        columns=[_column(part, code, language) for code in _with_the_changed(part, columns)],
    )


def _name(part: Part, columns: Sequence[str], language: str) -> SafeString:
    code, passage = _in(part.heading, language, *columns)
    words = [word for run in passage if run.change != Change.REMOVED for word in run.words]
    text = " ".join(word for word in words if word != END)
    return marked(Wording(f"{part.number}. {text}" if part.number else text, code), language)


def _tags(part: Part) -> Iterator[str]:
    fates = {
        Fate.KEPT: _("same words") if part.is_touched else _("is unchanged"),
        Fate.CHANGED: _("was changed"),
        Fate.ADDED: _("was added"),
        Fate.REMOVED: _("was removed"),
    }
    yield fates[part.fate]
    if part.moved:
        yield _("was moved")
    if part.was_number:
        yield _("was number %(number)s") % {"number": part.was_number}


def _with_the_changed(part: Part, columns: Sequence[str]) -> list[str]:
    texts = [part.heading, *(line.passages for line in part.lines)]
    changed = [code for text in texts for code, passage in text.items() if is_changed(passage)]
    if part.fate != Fate.CHANGED or set(columns) & set(changed):
        return list(columns)
    return [*columns, *dict.fromkeys(changed)]


def _in(passages: Passages, *wanted: str) -> tuple[str, Passage]:
    """The first wanted language that is there; else what comes first."""
    for code in wanted:
        if code in passages:
            return code, passages[code]
    return next(iter(passages.items()), ("", ()))


def _column(part: Part, code: str, language: str) -> Column:
    heading = _said(part.heading, code, language)
    facts, texts = [], []
    for line in part.lines:
        said = _said(line.passages, code, language)
        if line.label:
            facts.append((_label(line.label, code, language), said))
        else:
            texts += said
    return Column(code, _numbered(part, heading), texts, facts)


def _label(label: Mapping[str, str], code: str, language: str) -> Said:
    own = next((known for known in (code, language) if known in label), next(iter(label)))
    return Said(conditional_escape(label[own]), "" if own == code else own)


def _numbered(part: Part, heading: Sequence[Said]) -> Said | None:
    if not heading:
        return None
    was = part.was_number or part.number
    number = {
        Fate.ADDED: [Run(Change.ADDED, (f"{part.number}.",))],
        Fate.REMOVED: [Run(Change.REMOVED, (f"{was}.",))],
    }.get(part.fate, _from_to(f"{was}.", f"{part.number}."))
    texts = [_runs(number)] if part.number else []
    joined = format_html_join(" ", "{}", ((text,) for text in [*texts, *(h.text for h in heading)]))
    return Said(joined, heading[0].language)


def _from_to(old: str, new: str) -> list[Run]:
    if old == new:
        return [Run(Change.KEPT, (new,))]
    return [Run(Change.REMOVED, (old,)), Run(Change.ADDED, (new,))]


def _said(passages: Passages, code: str, language: str) -> list[Said]:
    """Each paragraph; in the reader's language, or another one, where the column's is not there."""
    own, passage = _in(passages, code, language)
    return [Said(_runs(line), "" if own == code else own) for line in paragraphs(passage)]


def _runs(line: Sequence[Run]) -> SafeString:
    return format_html_join(" ", "{}", ((_run(run),) for run in line))


def _run(run: Run) -> SafeString:
    """The words hidden from sight say to whoever listens where a change begins and ends."""
    words = " ".join(run.words)
    if run.change == Change.KEPT:
        return format_html("{}", words)
    added = run.change == Change.ADDED
    if words == END:
        hidden = _("paragraph break added") if added else _("paragraph break removed")
        said = format_html('{}<span aria-hidden="true">¶</span>', _hidden(hidden))
    else:
        begins, ends = (
            (_("added:"), _("end of added")) if added else (_("removed:"), _("end of removed"))
        )
        said = format_html("{}{}{}", _hidden(f"{begins} "), words, _hidden(f" {ends}"))
    return format_html("<ins>{}</ins>" if added else "<del>{}</del>", said)


def _hidden(words: str) -> SafeString:
    """Words of the interface, in the midst of a text that may be in another language."""
    return format_html('<span class="vh" lang="{}">{}</span>', get_language() or "en", words)
