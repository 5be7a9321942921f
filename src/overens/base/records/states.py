"""Closed lists: which way something went, what became of what arrived, and how it is kept."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Of an entry in a register (TF 2:9-10; OFL §15)."""

    RECEIVED = "received", _("received")
    SENT = "sent", _("sent")
    DRAWN_UP = "drawn-up", _("drawn up")


class ReceiptState(TextChoices):
    """What became of something that arrived, at one of the authorities that it is for."""

    WAITING = "waiting", _("has no number yet")
    ENTERED = "entered", _("entered in the register")
    QUARANTINED = "quarantined", _("set apart, to be looked at")
    SET_ASIDE = "set-aside", _("set aside as of no significance")


class DocumentKind(TextChoices):
    """What a document is to its entry."""

    MESSAGE = "message", _("message")
    ATTACHMENT = "attachment", _("attachment")
    ANSWER = "answer", _("answer")
    PAPER = "paper", _("document")


class Keeping(TextChoices):
    """Where an authority keeps its register."""

    HERE = "here", _("here")
    CASE_SYSTEM = "case-system", _("in the municipality’s own case system")


class Way(TextChoices):
    """How entries come to a case system."""

    FOLDER = "folder", _("as files in a folder")
    MAIL = "mail", _("by mail")
    API = "api", _("by its programming interface")


class Reason(TextChoices):
    """Why something that arrived by form was set apart. None of them is a judgement."""

    TRAP = "trap", _("a field was filled in that no person sees")
    FAST = "fast", _("it was sent faster than anybody types")
    LINKS = "links", _("it holds many links")
    MANY_FROM_ONE = "many-from-one", _("much arrived from the same connection")
    MANY = "many", _("much arrived at the same time")
    SAME = "same", _("the same text arrived several times")


class Trouble(TextChoices):
    """Why something did not reach another authority, or the municipality's own case system."""

    NO_ANSWER = "no-answer", _("it does not answer")
    NUMBER_FOLLOWS = "number-follows", _("it was received there; its number follows")
    DAMAGED = "damaged", _("what arrived there is damaged")
    TOO_LARGE = "too-large", _("it is too large")
    UNKNOWN_KIND = "unknown-kind", _("things of this kind are not taken there")
    UNKNOWN_AUTHORITY = "unknown-authority", _("the authority is not known there")
    ARRIVED_OTHERWISE = "arrived-otherwise", _("it arrived there before, with something else in it")
    REFUSED = "refused", _("it was refused there")
    NOT_SET_UP = "not-set-up", _("nobody has said how to reach it")
    NOT_PACKED = "not-packed", _("it could not be put together here")
    NOT_KEPT = "not-kept", _("the folder cannot be written")
