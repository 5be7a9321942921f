"""The closed lists of this room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailKind(TextChoices):
    """What a mail that came in is, by its head and its parts."""

    REPLY = "reply", _("somebody replied")
    BOUNCE = "bounce", _("a mail server could not deliver a letter")
    AUTOMATIC = "automatic", _("a machine answered by itself")
    UNREADABLE = "unreadable", _("it cannot be read")


class Became(TextChoices):
    """What became of a mail that came in; whoever looks after the instance reads no more of it."""

    WAITING = "waiting", _("it is stored, and not read yet")
    REMARK = "remark", _("it stands as a remark")
    ANSWER = "answer", _("it answered an invitation or a question")
    FILES = "files", _("its files were put where it belongs")
    BOUNCE = "bounce", _("it said that a letter came back")
    NOTHING = "nothing", _("nothing was to be done with it")
    NOT_BY_MAIL = "not-by-mail", _("what it replied to is not answered by mail")
    UNKNOWN = "unknown", _("it replied to no letter of ours")
    FORGED = "forged", _("it does not come from whom the letter went to")
    NOBODY = "nobody", _("its sender has no post in the agreement any more")
    REFUSED = "refused", _("what it asked for was refused")
    UNREADABLE = "unreadable", _("it cannot be read")


LISTED = frozenset(
    {Became.UNKNOWN, Became.FORGED, Became.NOBODY, Became.REFUSED, Became.UNREADABLE}
)
"""Could not be taken: an operator sees that it came."""


class Reason(TextChoices):
    """Why others are asked."""

    BOUNCED = "bounced", _("a letter came back")
    SILENT = "silent", _("nobody has answered or signed in for twenty working days")


class MorningKind(TextChoices):
    """What is done for the people of an authority at seven in the morning, by its own clock."""

    REMINDERS = "reminders"
    SILENCE = "silence"
    DIGEST = "digest"
