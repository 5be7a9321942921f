"""The closed lists of this room: kinds of commitments and evidence, and the states of a period."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CommitmentKind(TextChoices):
    """When something promised falls due."""

    ONCE = "once", _("once")
    RECURRING = "recurring", _("recurring")
    STANDING = "standing", _("standing")


class EvidenceKind(TextChoices):
    """What can show that a commitment was met. Later rooms report these; none adds its own."""

    NOTED_BY_HAND = "noted-by-hand", _("noted by hand")
    MEETING_HELD = "meeting-held", _("meeting held")
    GROUP_COMPLETE = "group-complete", _("group complete")
    TASK_DONE = "task-done", _("task done")
    PRACTICE_PUBLISHED = "practice-published", _("practice published")
    ADOPTION_DECIDED = "adoption-decided", _("adoption decided")
    STATEMENT_SENT = "statement-sent", _("statement sent")
    DIALOGUE_HELD = "dialogue-held", _("dialogue held")


LASTING = frozenset({EvidenceKind.GROUP_COMPLETE})
"""Kinds that hold for a while and can end; every other kind happened on a day."""


class State(TextChoices):
    """The state of one commitment for one party in one period. There are no others."""

    UPCOMING = "upcoming", _("upcoming")
    DUE = "due", _("due now")
    MET = "met", _("met")
    MET_LATE = "met-late", _("met late")
    NOT_RECORDED = "not-recorded", _("not recorded here")
    NOT_DONE = "not-done", _("not done")
    WAIVED = "waived", _("waived by all")


SETTLED = frozenset({State.MET, State.MET_LATE, State.NOT_DONE, State.WAIVED})
"""States in which a period asks nothing more of its party."""


class NameStanding(TextChoices):
    """Whose words the name of a focus area is."""

    AS_SIGNED = "as-signed", _("as signed")
    OFFICIAL = "official", _("official text")
    OWN = "own", _("our own wording")


class StepKind(TextChoices):
    """What a party does by itself in the life of an agreement, and tells the others."""

    SIGNED = "signed", _("signed")
    COMMENTED = "commented", _("commented")
    NOTICE = "notice", _("gave notice")
    KEPT = "kept", _("keeps the agreement")
    RECEIVED = "received", _("received the notice later than it is dated")


class Unfollowed(TextChoices):
    """Why nothing follows on a letter of another party that stands in the register."""

    OTHER_PARTIES = "other-parties", _("it names other parties than the agreement has")
    ANSWERED_OTHERWISE = "answered-otherwise", _("the same party has answered otherwise before")
    SIGNED_OTHERWISE = (
        "signed-otherwise",
        _("the same party has said before that it signed this text"),
    )


class Progress(TextChoices):
    """How far a proposal has come. Computed, and never stored."""

    OPEN = "open", _("waits for answers")
    AGREED = "agreed", _("each party has said yes")
    COUNTS = "counts", _("counts")
    REFUSED = "refused", _("not agreed")
    REPLACED = "replaced", _("replaced by a newer proposal")
    OVERTAKEN = "overtaken", _("the agreement has changed meanwhile")


PROPOSAL = "agreement.proposal"
"""The kind of consent by which a party agrees to a text: a new agreement, or a changed one."""

WAIVER = "agreement.waiver"
"""The kind of consent by which a party agrees that something promised need not be done."""

TRANSCRIPTION = "agreement.transcription"
"""The kind of consent by which a party confirms that its agreement was typed in rightly."""

STEP = "agreement-step"
"""The kind of arrival in which a step comes from another authority."""
