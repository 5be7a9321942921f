"""What a party can answer, what may follow on what, and whom an unanswered question goes on to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerKind(TextChoices):
    """The five answers of a party."""

    YES = "yes", _("yes")
    YES_IF = "yes-if", _("yes, if")
    POSTPONED = "postponed", _("postponed until")
    SENT_BACK = "sent-back", _("sent back, because")
    NO = "no", _("no, because")


MAY_FOLLOW: dict[str, frozenset[str]] = {
    "": frozenset(AnswerKind.values),
    AnswerKind.POSTPONED: frozenset(AnswerKind.values),
    AnswerKind.YES_IF: frozenset({AnswerKind.YES, AnswerKind.NO, AnswerKind.SENT_BACK}),
    AnswerKind.SENT_BACK: frozenset(),
    AnswerKind.YES: frozenset(),
    AnswerKind.NO: frozenset(),
}
"""Which answer may follow a party's standing one. What is sent back comes again as a new Edition."""

NEEDS_REASON = frozenset({AnswerKind.YES_IF, AnswerKind.SENT_BACK, AnswerKind.NO})

REFUSALS = frozenset({AnswerKind.SENT_BACK, AnswerKind.NO})
"""Answers after which an Edition can never have each party's yes; they may follow on a yes that does
not bind yet."""


class Stage(TextChoices):
    """Whom a question has reached, in the party that has not answered it. In this order."""

    DEPUTY = "deputy", _("the deputy")
    DIRECTOR = "director", _("the director")
    LEADER = "leader", _("the political leader")
