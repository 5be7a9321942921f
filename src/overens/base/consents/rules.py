"""May and must about answers. Pure."""

from datetime import date

from django.utils.translation import gettext as _

from overens.base.consents.states import MAY_FOLLOW, NEEDS_REASON, REFUSALS, AnswerKind


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
