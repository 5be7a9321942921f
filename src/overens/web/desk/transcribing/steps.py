"""What there is to type in of a paper, step by step, with what to look for and what stands there."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from overens.base.languages.rules import write_date
from overens.web.desk.drafts.shown import labels
from overens.web.desk.transcribing.loading import Paper


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `links` are address and words; `said` is what stands there already, and `anchors`
    are where one is after it was written."""

    title: str
    about: str
    done: bool
    links: list[tuple[str, str]]
    said: str = ""
    anchors: list[str] = field(default_factory=list)


def steps(own: Paper) -> list[Step]:
    return [_scan(own), _opening(own), _articles(own), _areas(own), _commitments(own), _term(own),
            _signing(own), _unreadable(own)]  # fmt: skip


def _scan(own: Paper) -> Step:
    return Step(
        _("The scan"),
        _("It stands beside each page on which you type, and goes with it to each party."),
        True,
        [
            (own.scan.address, _("Save the scan as it was handed in")),
            (f"{own.address}scan/", _("Take another scan")),
        ],
        own.typed.scan_name,
    )


def _opening(own: Paper) -> Step:
    file, called = own.file, labels(own.file)
    names = ("title", "preamble", "purpose")
    return Step(
        _("Title, preamble and purpose"),
        _("What stands before the first article, word for word."),
        bool(file.title),
        [(f"{own.address}parts/{name}/", called[name]) for name in names],
        own.name,
        [f"part-{name}" for name in names],
    )


def _articles(own: Paper) -> Step:
    called = labels(own.file)
    names = [f"art-{one.article}" for one in own.file.articles]
    return Step(
        _("Articles"),
        _("One at a time, with its number. A paper without articles has its text as its purpose."),
        bool(names),
        [
            *((f"{own.address}parts/{name}/", called[name]) for name in names),
            (f"{own.address}articles/new/", _("Add an article")),
        ],
        anchors=[*(f"part-{name}" for name in names), "end-articles"],
    )


def _areas(own: Paper) -> Step:
    called = labels(own.file)
    names = [f"focus-{area.slug}" for area in own.file.focus_areas]
    return Step(
        _("Focus areas"),
        _("The areas in which the parties work together, as the paper names them. Many name none."),
        bool(names),
        [
            *((f"{own.address}parts/{name}/", called[name]) for name in names),
            (f"{own.address}areas/new/", _("Add a focus area")),
        ],
        ", ".join(area.names[0].text for area in own.file.focus_areas if area.names),
        [*(f"part-{name}" for name in names), "end-areas"],
    )


def _commitments(own: Paper) -> Step:
    called = labels(own.file)
    numbers = [one.commitment for one in own.file.commitments]
    return Step(
        _("What is promised"),
        _(
            "What a party has to do by the paper, so that it can be followed up. It changes nothing in "
            "the words of the articles."
        ),
        bool(numbers),
        [
            *((f"{own.address}commitments/{n}/", called[f"c-{n}"]) for n in numbers),
            (f"{own.address}commitments/new/", _("Add a commitment")),
        ],
        anchors=[*(f"part-c-{n}" for n in numbers), "end-commitments"],
    )


def _term(own: Paper) -> Step:
    term = own.file.term
    days = [write_date(day, own.language) for day in (term.in_force, term.ends) if day]
    return Step(
        _("Dates, notice and languages"),
        _("From which day it holds, its last day, how notice is given, and in which languages it is "
          "written, as far as the paper says so."),
        bool(days or term.notice_months is not None or own.file.authentic_languages),
        [(f"{own.address}term/", _("Dates and notice")),
         (f"{own.address}languages/", _("Languages"))],
        " – ".join(days),
        ["part-term", "part-languages"],
    )  # fmt: skip


def _signing(own: Paper) -> Step:
    typed = own.typed
    said = [one["person"] for one in typed.signatories]
    return Step(
        _("The signing"),
        _("The day, the place, and who signed for each party, in which post."),
        typed.signed_on is not None,
        [(f"{own.address}signing/", _("Write who signed, when and where"))],
        ", ".join(
            filter(
                None,
                [
                    write_date(typed.signed_on, own.language) if typed.signed_on else "",
                    typed.place,
                    *said,
                ],
            )
        ),
        ["part-signing"],
    )


def _unreadable(own: Paper) -> Step:
    return Step(
        _("What cannot be read"),
        _("A stain, a torn corner, a word by hand. Nothing is guessed: it is said."),
        bool(own.typed.unreadable),
        [(f"{own.address}unreadable/", _("Say what cannot be read"))],
        own.typed.unreadable,
        ["part-unreadable"],
    )
