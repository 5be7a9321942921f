"""May and must about answers. Pure."""

from datetime import date

from django.utils.translation import gettext as _

from overens.base.consents.states import MAY_FOLLOW, NEEDS_REASON, AnswerKind


def refusal(*, standing: str, answer: str, because: str, until: date | None, today: date) -> str:
    """Why an answer may not be given after the standing one ('' for none); empty where it may."""
    if answer not in AnswerKind.values:
        return _("Choose one of the answers.")
    if answer not in MAY_FOLLOW[standing]:
        return _("This party has answered already: %(answer)s.") % {
            "answer": AnswerKind(standing).label
        }
    if answer in NEEDS_REASON and not because.strip():
        return _("Write the reason, or the condition, in a sentence.")
    if answer == AnswerKind.POSTPONED and (until is None or until <= today):
        return _("Write the day until which the answer is postponed; it must lie ahead.")
    return ""
