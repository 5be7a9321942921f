"""What happens next, in a sentence: for every state of a question, and for each party's answer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overens.base.consents.models import Asked
from overens.base.consents.states import REFUSALS, AnswerKind
from overens.base.languages.rules import languages
from overens.cycle.agreements.states import Progress
from overens.web.desk.approvals.loading import Put
from overens.web.desk.approvals.minutes import PutMinutes, awaited


@dataclass(frozen=True, slots=True)
class Next:
    """The next step; `address` and `link` lead to it where it is somewhere else."""

    sentence: str
    address: str = ""
    link: str = ""


def next_step(page: Put) -> Next:
    """For one's own authority, by how far it has come."""
    if isinstance(page, PutMinutes):
        return _of_minutes(page)
    match page.progress:
        case Progress.COUNTS:
            return _counts(page)
        case Progress.REPLACED:
            return _replaced(page)
        case Progress.OVERTAKEN:
            return Next(
                _(
                    "The text in force has become another one. Whoever still wants the change proposes "
                    "it anew, from the text that counts now."
                ),
                f"/{page.language}/agreements/{page.agreement.slug}/text/",
                _("Read the text in force"),
            )
        case Progress.REFUSED:
            return Next(_refused(page))
        case Progress.AGREED:
            return Next(_agreed(page))
    return Next(_open(page))


def _of_minutes(page: PutMinutes) -> Next:
    room = page.home, _("Go to the minutes")
    match page.progress:
        case Progress.COUNTS:
            return Next(_("Each party has adopted them. They stand."), *room)
        case Progress.REPLACED:
            return _replaced(page)
        case Progress.REFUSED:
            sentence = _(
                "%(names)s did not adopt them. They are open again: whoever writes them changes the text, "
                "or not, and puts them anew."
            )
            return Next(sentence % {"names": page.names(_refusing(page))}, *room)
    if page.standing(page.own) is None:
        return Next(_open(page))
    names = languages()[page.language].join(list(awaited(page)))
    return Next(
        _("They stand once each party has adopted them. They wait for %(names)s.")
        % {"names": names},
        *room,
    )


def _counts(page: Put) -> Next:
    home = f"/{page.language}/agreements/{page.agreement.slug}/"
    if page.mandate:
        return Next(
            _("Each party has said yes. It counts."),
            f"/{page.language}/desk/agreements/{page.agreement.slug}/groups/{page.mandate.group.slug}/",
            _("Go to the group"),
        )
    if page.version:
        sentence = _("Each party has agreed. It counts as version %(number)s.") % {
            "number": page.version
        }
        return Next(sentence, f"{home}text/{page.version}/", _("Read the version"))
    if page.is_proposal:
        return Next(_("Each party has agreed. It counts."), f"{home}text/", _("Read the text"))
    return Next(
        _("Each party has agreed: it need not be done."), home, _("Look at the commitments")
    )


def _replaced(page: Put) -> Next:
    sentence = _("A newer text has taken its place. Answers to this one count no more.")
    if page.newer is None:
        return Next(sentence)
    address = f"/{page.language}/desk/approvals/{page.newer.pk}/"
    return Next(sentence, address, _("Go to the newer text"))


def _refusing(page: Put) -> list[Asked]:
    return [
        one for one in page.asked if (answer := page.standing(one)) and answer.answer in REFUSALS
    ]


def _refused(page: Put) -> str:
    names = page.names(_refusing(page))
    if page.mandate:
        return _(
            "%(names)s did not agree: the group stays as it was. Another mandate can be proposed."
        ) % {"names": names}
    if not page.is_proposal:
        return _(
            "%(names)s did not agree: the commitment stays as it is. You can propose it again in another way."
        ) % {"names": names}
    return _(
        "%(names)s did not agree: this text cannot come to count. Propose a changed text, or let it "
        "rest; the text in force stays as it is."
    ) % {"names": names}


def _agreed(page: Put) -> str:
    if not page.own_bound:
        return _("Each party has said yes. Sign it, and record the signing.")
    waits = [one for one in page.asked if one.authority_id not in page.signatures]
    return _(
        "Your municipality has signed. It counts when %(names)s have recorded their signing too."
    ) % {"names": page.names(waits)}


def _open(page: Put) -> str:
    own = page.standing(page.own)
    if own is None:
        return _("Your municipality has not answered yet. Read it, and answer.")
    match AnswerKind(own.answer):
        case AnswerKind.YES_IF:
            return _(
                "You said yes, if. The others change the text, or not; you can still say yes to this one."
            )
        case AnswerKind.POSTPONED:
            return _("You postponed the answer. You can answer at any time before that day.")
    if page.is_proposal and any(
        (answer := page.standing(one)) and answer.answer == AnswerKind.YES_IF for one in page.asked
    ):
        return _(
            "You said yes. Another party says yes, if: propose a changed text, or leave this one; "
            "they can still say yes to it."
        )
    waits = [one for one in page.asked if _is_awaited(page, one)]
    return _("You said yes. It waits for %(names)s; until then everything stays as it is.") % {
        "names": page.names(waits)
    }


def _is_awaited(page: Put, one: Asked) -> bool:
    answer = page.standing(one)
    return answer is None or answer.answer != AnswerKind.YES


def after_answer(page: Put, one: Asked, answer: AnswerKind | str) -> str:
    """What follows on one party's answer, as long as the question is open or was refused."""
    if page.progress not in (Progress.OPEN, Progress.AGREED, Progress.REFUSED):
        return ""
    match answer:
        case AnswerKind.YES if page.is_signed:
            return _("It binds once it is signed.")
        case AnswerKind.YES:
            return _("It holds.")
        case AnswerKind.YES_IF:
            return _("A changed text meets the condition, or a yes to this one follows.")
        case AnswerKind.POSTPONED:
            return _("The answer comes by that day.")
        case AnswerKind.SENT_BACK:
            return _("A changed text can be proposed.")
        case AnswerKind.NO:
            return _("This text is at its end; another one can be proposed.")
    if one.reached_at is None and one.authority_id != page.consent.edition.owner_id:
        return _("It is on its way there.")
    return _("No answer yet.")
