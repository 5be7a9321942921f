"""Each party's answer, where the question stands in the registers, and what has been said about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.consents.models import Answer, Asked
from overens.base.consents.papers import Given, Unreadable
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wording, languages
from overens.cycle.agreements.letters import Told
from overens.cycle.agreements.rules.wordings import parts
from overens.web.design.words import dated, marked
from overens.web.desk.approvals.loading import Put
from overens.web.desk.approvals.steps import after_answer

ICONS = {
    "": "upcoming",
    AnswerKind.YES: "done",
    AnswerKind.YES_IF: "due",
    AnswerKind.POSTPONED: "wait",
    AnswerKind.SENT_BACK: "sent-back",
    AnswerKind.NO: "not-done",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A party's cell. `facts` are lines of small print; `then` is what follows on its answer."""

    letter: str
    name: SafeString
    icon: str
    word: str
    until: SafeString | None
    because: str
    facts: Sequence[SafeString]
    signed: SafeString | None
    then: str


def cells(page: Put) -> list[Cell]:
    return [_cell(page, one) for one in page.asked]


def _cell(page: Put, one: Asked) -> Cell:
    authority, answer = one.authority, page.standing(one)
    kind = AnswerKind(answer.answer) if answer else ""
    told = page.signatures.get(authority.pk)
    return Cell(
        letter=page.letter(authority.pk),
        name=marked(Wording(authority.short, authority.name.language), page.language),
        icon=ICONS[kind],
        word=capfirst(str(kind.label)) if isinstance(kind, AnswerKind) else _("Waits"),
        until=dated(answer.until, page.language) if answer and answer.until else None,
        because=answer.because if answer else "",
        facts=list(_facts(page, answer)) if answer else (),
        signed=_signed(page, told) if told else None,
        then=after_answer(page, one, kind),
    )


def _facts(page: Put, answer: Answer) -> Iterator[SafeString]:
    decided = ", ".join(filter(None, (answer.body, answer.paragraph)))
    if decided:
        yield format_html("{}", decided)
    yield dated(answer.on, page.language)
    if answer.lawful_on:
        yield format_html(_("Gains legal force {day}"), day=dated(answer.lawful_on, page.language))
    if post := _post(answer):
        yield format_html(_("Answered by {post}"), post=post)


def _post(answer: Answer) -> str:
    """In whose name it was given, as it was sent."""
    if answer.edition:
        try:
            return Given.read(answer.edition.paper).post
        except Unreadable:
            return ""
    return answer.seat.post.names.shown().text if answer.seat else ""


def _signed(page: Put, told: Told) -> SafeString:
    """'Signed 4 December 2026 in Køge by Anna Berg, mayor', as far as it is said."""
    known = languages()
    who = known[page.language].join(
        [
            f"{one.person}, {one.names.get(page.language) or next(iter(one.names.values()), one.post)}"
            for one in told.signatories
        ]
    )
    sentence = _("Signed {day} in {place} by {who}") if told.place else _("Signed {day} by {who}")
    return format_html(
        sentence, day=dated(told.on, page.language), place=told.place, who=who or "–"
    )


def registers(page: Put) -> list[tuple[str, SafeString, SafeString]]:
    """Where it stands: per party its mark, its name, and a sentence."""
    found, standing, language = [], page.registered, page.language
    own, sender = page.acting.authority, page.consent.edition.owner
    ends = {end.authority.pk: end for end in standing.others} if standing else {}
    for one in page.asked:
        authority = one.authority
        if authority.pk == own.pk:
            sentence = _("Registered as {number}, {day}.") if standing else _("Not registered yet.")
            number = standing.number if standing else ""
            at = one.reached_at or page.consent.asked_at
            said = format_html(sentence, number=number, day=dated(own.country.today(at), language))
        elif end := ends.get(authority.pk):
            sentence = (
                _("Registered there as {number}.")
                if end.number
                else _("On its way: it has no number there yet.")
            )
            said = format_html(sentence, number=end.number)
        else:
            said = format_html(
                _("{name} sent it there too."),
                name=marked(Wording(sender.short, sender.name.language), language),
            )
        name = marked(Wording(authority.short, authority.name.language), language)
        found.append((page.letter(authority.pk), name, said))
    return found


def part_names(page: Put) -> dict[str, str]:
    """What each part of the text is called, in the reader's language where it has one."""
    assert page.said
    file, code = page.said.file, page.language
    plain = {
        "title": _("The title"),
        "preamble": _("The preamble"),
        "purpose": _("The purpose"),
        "renewal": _("The renewal"),
    }
    numbers = {f"art-{one.article}": one.number or one.article for one in file.articles}
    headings = {f"art-{one.article}": one.heading for one in file.articles}
    areas = [f"focus-{one.slug}" for one in file.focus_areas]
    found = {"": _("The whole text")}
    for part, texts in parts(file).items():
        if part.endswith((".heading", ".difference")):
            continue
        if part in areas:
            said = {"number": areas.index(part) + 1, "name": _in(texts, code)}
            found[part] = _("Focus area %(number)s: %(name)s") % said
        elif part in numbers:
            found[part] = f"{numbers[part]}. {_in(headings[part], code)}".strip(" .")
        elif part.startswith("c-"):
            number = part.removeprefix("c-")
            said = {"number": number, "title": _in(texts, code)}
            found[part] = _("Commitment %(number)s: %(title)s") % said
        else:
            found[part] = plain[part]
    return found


def _in(texts: object, code: str) -> str:
    said = dict(texts)
    return str(said.get(code) or next(iter(said.values()), ""))


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, or a note of one's own: by whom, when, on which part."""

    letter: str
    who: SafeString | str
    day: SafeString
    part: str
    text: str
    language: str = ""


def comments(page: Put, names: dict[str, str]) -> list[Said]:
    """What each side has told the others, oldest first."""
    return [
        Said(
            page.letter(step.authority_id),
            marked(Wording(step.authority.short, step.authority.name.language), page.language),
            dated(told.on, page.language),
            names.get(told.part, told.part),
            told.text,
        )
        for step, told in page.comments
    ]


def notes(page: Put, names: dict[str, str]) -> list[Said]:
    """One's own people's, oldest first."""
    own = page.acting.authority
    found = []
    for note in page.notes:
        text = note.text.shown(page.language)
        found.append(
            Said(
                page.letter(own.pk),
                note.seat.person.name,
                dated(own.country.today(note.at), page.language),
                names.get(note.part, note.part),
                text.text,
                text.language,
            )
        )
    return found
