"""What a party can put to its own council: the matter as a value, and the sentences of each occasion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.cycle.agreements.agreement_file import shape


class Occasion(TextChoices):
    """What the council is asked about."""

    PROPOSE = "propose", gettext_lazy("before the agreement is proposed")
    ANSWER = "answer", gettext_lazy("answer to a proposal")
    CONDITION = "condition", gettext_lazy("condition of another party")
    SIGN = "sign", gettext_lazy("before the signing")
    AMEND = "amend", gettext_lazy("change of the agreement")
    WAIVE = "waive", gettext_lazy("waiver of a commitment")
    RENEW = "renew", gettext_lazy("renewal")
    NOTICE = "notice", gettext_lazy("notice")
    END = "end", gettext_lazy("end of the agreement")


@dataclass(frozen=True, slots=True)
class Answered:
    """What another party has answered: `party` is its short name, `kind` an AnswerKind, `paragraph`
    where its body's minutes say so, `until` the day to which it was postponed."""

    party: str
    kind: str
    on: date
    because: str = ""
    until: date | None = None
    body: str = ""
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the parties stand with one commitment: (short name, State, due date or None) of each."""

    number: int
    title: shape.Texts
    states: tuple[tuple[str, str, date | None], ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is put to the council of `authority`, which is a party by that slug.

    `file` is the text that it is about: what is proposed, or else what stands; `standing` is what
    counts today, where that is another one. `seal` is the SHA-256 of the text, empty as long as it
    is not frozen; `proposed_by` the short name of the party whose proposal it is, `proposed_on` the
    day on which it put it, `answer_by` the day by which an answer is asked for.

    Of a waiver, `commitment` is the number of what is to be waived; where it has been proposed,
    `released` are the short names of the parties that need not do it, `due` the one date of it that
    is meant (None: from then on) and `reason` what the proposal says.
    """

    occasion: Occasion
    country: str
    language: str
    authority: str
    file: shape.AgreementFile
    today: date
    standing: shape.AgreementFile | None = None
    seal: str = ""
    proposed_by: str = ""
    proposed_on: date | None = None
    answer_by: date | None = None
    commitment: int | None = None
    released: tuple[str, ...] = ()
    due: date | None = None
    reason: str = ""
    answers: tuple[Answered, ...] = ()
    kept: tuple[Kept, ...] = ()


ANSWERED = frozenset({Occasion.ANSWER, Occasion.SIGN, Occasion.AMEND, Occasion.WAIVE})
"""Occasions on which it matters that nobody else has answered yet."""
OF_A_TEXT = frozenset(
    {Occasion.PROPOSE, Occasion.ANSWER, Occasion.CONDITION, Occasion.SIGN, Occasion.AMEND}
)
"""Occasions on which a text is put to the council, and not what becomes of it."""

TITLES: Mapping[Occasion, Callable[[], str]] = {
    Occasion.PROPOSE: lambda: _("Proposal of an agreement with %(others)s"),
    Occasion.ANSWER: lambda: _("Answer to a proposal of an agreement with %(others)s"),
    Occasion.CONDITION: lambda: _("Condition for an agreement with %(others)s"),
    Occasion.SIGN: lambda: _("Signing of an agreement with %(others)s"),
    Occasion.AMEND: lambda: _("Change of the agreement with %(others)s"),
    Occasion.WAIVE: lambda: _("Waiver of a commitment in the agreement with %(others)s"),
    Occasion.RENEW: lambda: _("Renewal of the agreement with %(others)s"),
    Occasion.NOTICE: lambda: _("Notice on the agreement with %(others)s"),
    Occasion.END: lambda: _("End of the agreement with %(others)s"),
}

SUMMARIES: Mapping[Occasion, Callable[[], str]] = {
    Occasion.PROPOSE: lambda: _(
        "%(own)s has a draft of an agreement with %(others)s, ‘%(title)s’. Before it is "
        "proposed to %(others)s, the council is asked for its position."
    ),
    Occasion.ANSWER: lambda: _(
        "%(by)s has proposed the agreement ‘%(title)s’ between %(parties)s. It counts only "
        "when each party has said yes to exactly the same text."
    ),
    Occasion.CONDITION: lambda: _(
        "The answer of %(conditional)s to the proposed agreement ‘%(title)s’ between %(parties)s is "
        "‘yes, if’. The council is asked whether the text is to be changed so that the condition is "
        "met. Each party then answers the changed text anew."
    ),
    Occasion.SIGN: lambda: _(
        "The agreement ‘%(title)s’ between %(parties)s is to be signed. Before that the "
        "council is asked to approve it."
    ),
    Occasion.AMEND: lambda: _(
        "A change of the agreement ‘%(title)s’ between %(parties)s is proposed. It counts only "
        "when each party has said yes to exactly the same text."
    ),
    Occasion.WAIVE: lambda: _(
        "In the agreement ‘%(title)s’ between %(parties)s the parties have promised: "
        "‘%(commitment)s’. It is proposed to waive this. It is waived only when each party has "
        "agreed."
    ),
    Occasion.RENEW: lambda: _(
        "The council is asked whether the agreement ‘%(title)s’ between %(parties)s is to be renewed."
    ),
    Occasion.NOTICE: lambda: _(
        "The council is asked whether %(own)s is to give notice on the agreement ‘%(title)s’ "
        "between %(parties)s."
    ),
    Occasion.END: lambda: _(
        "The agreement ‘%(title)s’ between %(parties)s is to end. The council is asked to decide on it."
    ),
}

DECISIONS: Mapping[Occasion, Callable[[], list[str]]] = {
    Occasion.PROPOSE: lambda: [
        _("%(council)s approves that the agreement ‘%(title)s’ is proposed to %(others)s."),
    ],
    Occasion.ANSWER: lambda: [
        _("%(council)s approves the proposal of the agreement ‘%(title)s’ with %(others)s."),
    ],
    Occasion.CONDITION: lambda: [
        _(
            "%(council)s approves that the text of the agreement ‘%(title)s’ with %(others)s is "
            "changed so that the condition of %(conditional)s is met."
        ),
        _("%(council)s authorises [write who here] to propose the changed text for %(own)s."),
    ],
    Occasion.SIGN: lambda: [
        _("%(council)s approves the agreement ‘%(title)s’ with %(others)s."),
        _("%(council)s authorises [write who here] to sign the agreement for %(own)s."),
    ],
    Occasion.AMEND: lambda: [
        _("%(council)s approves the change of the agreement ‘%(title)s’ with %(others)s."),
    ],
    Occasion.WAIVE: lambda: [
        _(
            "%(council)s agrees that the commitment ‘%(commitment)s’ in the agreement ‘%(title)s’ "
            "with %(others)s is waived for [write here for whom, and for which date]."
        ),
    ],
    Occasion.RENEW: lambda: [
        _(
            "%(council)s approves that the agreement ‘%(title)s’ with %(others)s is renewed until "
            "%(until)s."
        ),
    ],
    Occasion.NOTICE: lambda: [
        _("%(council)s gives notice on the agreement ‘%(title)s’ with %(others)s."),
    ],
    Occasion.END: lambda: [
        _("%(council)s approves that the agreement ‘%(title)s’ with %(others)s ends on %(ends)s."),
    ],
}


def decisions(matter: Matter) -> list[str]:
    """The sentences that the council is to decide on. Of a waiver that has been proposed they say
    for whom and for which date."""
    if matter.occasion == Occasion.WAIVE and matter.released:
        if matter.due:
            sentence = _(
                "%(council)s agrees that %(released)s need not do what is due on %(due)s under the "
                "commitment ‘%(commitment)s’ in the agreement ‘%(title)s’ with %(others)s."
            )
        else:
            sentence = _(
                "%(council)s agrees that %(released)s need no longer keep the commitment "
                "‘%(commitment)s’ in the agreement ‘%(title)s’ with %(others)s."
            )
        return [sentence]
    return DECISIONS[matter.occasion]()
