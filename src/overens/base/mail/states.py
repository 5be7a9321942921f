"""The kinds of notices that somebody can switch off, each by itself: a closed list."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeKind(TextChoices):
    """What a letter is for. What a law or an agreement asks for is none of these, and always goes."""

    INVITATION = "invitation", _("invitations to meetings, and what becomes of them")
    NOTES = "notes", _("notes and minutes")
    QUESTION = "remark", _("questions that your post owns, and remarks on them")
    REMINDER = "reminder", _("reminders")
    DIGEST = "digest", _("the weekly digest")
