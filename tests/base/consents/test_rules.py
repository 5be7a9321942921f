"""Which answer may follow on which, and what an answer must say."""

from datetime import date, timedelta
from itertools import product

import pytest

from overens.base.consents.rules import GOES_ON_AFTER, goes_on_to, refusal
from overens.base.consents.states import MAY_FOLLOW, NEEDS_REASON, AnswerKind, Stage

TODAY = date(2026, 5, 1)
TOMORROW = TODAY + timedelta(days=1)
ALLOWED = {
    "": {"yes", "yes-if", "postponed", "sent-back", "no"},
    "postponed": {"yes", "yes-if", "postponed", "sent-back", "no"},
    "yes-if": {"yes", "sent-back", "no"},
    "sent-back": set(),
    "yes": set(),
    "no": set(),
}


def refused(
    standing: str, answer: str, because: str = "Because.", until: date | None = TOMORROW
) -> str:
    return refusal(standing=standing, answer=answer, because=because, until=until, today=TODAY)


@pytest.mark.parametrize(("standing", "answer"), [*product(ALLOWED, AnswerKind.values)])
def test_an_answer_follows_on_the_standing_one_or_is_refused_with_it(
    standing: str, answer: str
) -> None:
    said = refused(standing, answer)
    if answer in ALLOWED[standing]:
        assert said == ""
    else:
        assert said == f"This party has answered already: {AnswerKind(standing).label}."


def test_every_answer_says_what_may_follow() -> None:
    assert set(MAY_FOLLOW) == {"", *AnswerKind.values} == set(ALLOWED)


@pytest.mark.parametrize("because", ["", "   ", "\n\t"])
@pytest.mark.parametrize("answer", AnswerKind.values)
def test_a_condition_and_a_refusal_need_a_reason(answer: str, because: str) -> None:
    needs = answer in {"yes-if", "sent-back", "no"}
    assert (answer in NEEDS_REASON) is needs
    expected = "Write the reason, or the condition, in a sentence." if needs else ""
    assert refused("", answer, because=because) == expected


@pytest.mark.parametrize("until", [None, TODAY - timedelta(days=1), TODAY])
@pytest.mark.parametrize("answer", AnswerKind.values)
def test_only_what_is_postponed_needs_a_day_and_it_lies_ahead(
    answer: str, until: date | None
) -> None:
    needs = answer == "postponed"
    expected = "Write the day until which the answer is postponed; it must lie ahead."
    assert refused("", answer, until=until) == (expected if needs else "")


def test_that_a_party_has_answered_is_said_before_what_is_missing() -> None:
    assert refused("yes", "no", because="").startswith("This party has answered already")


@pytest.mark.parametrize(
    ("late", "reached"),
    [
        (-1, []),
        (0, []),
        (1, [Stage.DEPUTY]),
        (7, [Stage.DEPUTY]),
        (8, [Stage.DEPUTY, Stage.DIRECTOR]),
        (14, [Stage.DEPUTY, Stage.DIRECTOR]),
        (15, [Stage.DEPUTY, Stage.DIRECTOR, Stage.LEADER]),
        (120, [Stage.DEPUTY, Stage.DIRECTOR, Stage.LEADER]),
    ],
)
def test_a_question_goes_on_day_by_day_once_its_date_has_passed(
    late: int, reached: list[Stage]
) -> None:
    today = TODAY + timedelta(days=late)
    assert [*goes_on_to(answer_by=TODAY, today=today, held=set(Stage))] == reached


def test_it_is_said_since_when_each_has_been_asked() -> None:
    asked = goes_on_to(answer_by=TODAY, today=TODAY + timedelta(days=60), held=set(Stage))
    assert asked == {
        Stage.DEPUTY: date(2026, 5, 2),
        Stage.DIRECTOR: date(2026, 5, 9),
        Stage.LEADER: date(2026, 5, 16),
    }


@pytest.mark.parametrize("missing", [*Stage])
def test_a_stage_that_nobody_holds_is_passed_over_and_hurries_no_other(missing: Stage) -> None:
    late = TODAY + timedelta(days=60)
    each = goes_on_to(answer_by=TODAY, today=late, held=set(Stage))
    without = goes_on_to(answer_by=TODAY, today=late, held=set(Stage) - {missing})
    assert without == {stage: day for stage, day in each.items() if stage != missing}


def test_a_question_without_a_date_goes_on_to_nobody() -> None:
    assert goes_on_to(answer_by=None, today=date.max, held=set(Stage)) == {}


def test_whom_a_question_has_reached_stays_reached() -> None:
    before: set[Stage] = set()
    for late in range(40):
        now = goes_on_to(
            answer_by=TODAY, today=TODAY + timedelta(days=late), held={Stage.DEPUTY, Stage.LEADER}
        )
        assert before <= now.keys()
        before = {*now}
    assert before == {Stage.DEPUTY, Stage.LEADER}
    assert set(GOES_ON_AFTER) == set(Stage)
