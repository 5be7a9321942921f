"""Of agreements, and what shows that commitments were kept."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from overens.cycle.agreements.states import Unfollowed
from overens.web.desk.log_sentences.saying import Said, Sentence, gone_on, plain


def _commitment(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"number": said.get("commitment", "–")}


def _unfollowed(said: Said, language: str) -> str:
    known = said.get("because") in Unfollowed.values
    return _(
        "A letter from another party to an agreement was entered. Nothing follows on it: %(why)s."
    ) % {"why": Unfollowed(said["because"]).label if known else "–"}


def _transcribed(said: Said, language: str) -> str:
    return _("Version %(number)s of an agreement was typed in.") % {
        "number": said.get("version", "–")
    }


SENTENCES: dict[str, Sentence] = {
    "agreement.transcribed": _transcribed,
    "agreement.transcription.answered": plain(
        lambda: _("It was answered whether an agreement was typed in rightly.")
    ),
    "agreement.transcription.put": plain(
        lambda: _("What was typed in of a signed paper was put to each party.")
    ),
    "agreement.transcription-counts": plain(
        lambda: _("Each party has confirmed what was typed in of a signed paper: it counts.")
    ),
    "agreement.drafted": plain(lambda: _("A draft of an agreement was begun.")),
    "agreement.draft-changed": plain(lambda: _("A draft of an agreement was changed.")),
    "agreement.draft-dropped": plain(lambda: _("A draft of an agreement was put away.")),
    "agreement.wording-confirmed": plain(
        lambda: _("A wording in a draft was confirmed as it stood.")
    ),
    "agreement.comment-noted": plain(lambda: _("A note was made on the text of an agreement.")),
    "agreement.proposal.put": plain(lambda: _("A text was proposed to the other parties.")),
    "agreement.proposal.answered": plain(lambda: _("A proposal was answered.")),
    "agreement.proposal.gone-on": gone_on,
    "agreement.waiver.gone-on": gone_on,
    "agreement.waiver.put": plain(
        lambda: _("It was proposed to the other parties to waive a commitment.")
    ),
    "agreement.waiver.answered": plain(lambda: _("A proposal to waive a commitment was answered.")),
    "agreement.unfollowed": _unfollowed,
    "agreement.notice-received": plain(
        lambda: _(
            "A notice came later than it is dated. The other parties were told on which day it "
            "came: it counts from then on."
        )
    ),
    "agreement.signed": plain(lambda: _("It was recorded that the municipality has signed.")),
    "agreement.commented": plain(
        lambda: _("A comment on a proposal was sent to the other parties.")
    ),
    "agreement.notice": plain(lambda: _("Notice was given, as the agreement allows.")),
    "agreement.own-published": plain(
        lambda: _("What the municipality proposed or answered was published.")
    ),
    "agreement.own-withdrawn": plain(
        lambda: _("What the municipality had published of a proposal was withdrawn.")
    ),
    "agreement.kept": plain(lambda: _("The other parties were told that the agreement is kept.")),
    "agreement.counts": plain(
        lambda: _("Each party has agreed: a version of the agreement counts.")
    ),
    "agreement.left": plain(lambda: _("The last day of a party to the agreement was noted.")),
    "agreement.waived": _commitment(
        lambda: _("Each party has agreed to waive commitment %(number)s.")
    ),
    "evidence.noted": _commitment(
        lambda: _("Something was noted that shows commitment %(number)s kept.")
    ),
    "evidence.withdrawn": _commitment(
        lambda: _("What was noted for commitment %(number)s was withdrawn.")
    ),
    "evidence.not-done": _commitment(
        lambda: _("It was said that commitment %(number)s was not done, and why.")
    ),
}
