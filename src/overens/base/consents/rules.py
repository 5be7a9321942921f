"""May and must about answers. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from overens.base.consents.states import MAY_FOLLOW, NEEDS_REASON, REFUSALS, AnswerKind, Stage


def refusal(
    *,
    standing: str,
    answer: str,
    because: str,
    until: date | None,
    today: date,
    can_be_taken_back: bool = False,
) -> str:
    """Why an answer may not be given after the standing one ('' for none); empty where it may.

    `can_be_taken_back` says that a yes is not the last word yet.
    """
    if answer not in AnswerKind.values:
        return _("Choose one of the answers.")
    taken_back = can_be_taken_back and standing == AnswerKind.YES and answer in REFUSALS
    if answer not in MAY_FOLLOW[standing] and not taken_back:
        return _("This party has answered already: %(answer)s.") % {
            "answer": AnswerKind(standing).label
        }
    if answer in NEEDS_REASON and not because.strip():
        return _("Write the reason, or the condition, in a sentence.")
    if answer == AnswerKind.POSTPONED and (until is None or until <= today):
        return _("Write the day until which the answer is postponed; it must lie ahead.")
    return ""


def standing(said: Iterable[tuple[int, str]]) -> str:
    """A party's standing answer, where a yes is the last word, of its answers each with its number: in
    the order of the numbers, up to one that is missing or may not follow on the one before. So it is
    the same in whatever order they came; '' for none."""
    last = ""
    for place, (number, answer) in enumerate(sorted(said), 1):
        if number != place or answer not in MAY_FOLLOW[last]:
            break
        last = answer
    return last


GOES_ON_AFTER: Mapping[Stage, timedelta] = {
    Stage.DEPUTY: timedelta(days=0),
    Stage.DIRECTOR: timedelta(days=7),
    Stage.LEADER: timedelta(days=14),
}
"""How long after the answer-by date each is asked: the project's own choice, no country's rule."""


def goes_on_to(
    *, answer_by: date | None, today: date, held: Collection[Stage]
) -> dict[Stage, date]:
    """Whom an unanswered question has reached by today, and since which day, in order. The
    answer-by date is the last day to answer in time, so the first is asked on the day after. `held`
    are the stages that somebody holds: one that nobody holds is passed over, and those after it
    keep their days."""
    if answer_by is None or today <= answer_by:
        return {}
    passed = answer_by + timedelta(days=1)
    days = {stage: passed + GOES_ON_AFTER[stage] for stage in Stage if stage in held}
    return {stage: day for stage, day in days.items() if day <= today}
