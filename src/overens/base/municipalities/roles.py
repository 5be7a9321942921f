"""What each role may do, and who reads what comes of it: one table. Pure.

Every action that somebody does in a post asks `refuse_unless_may`; a page asks `may` to show a
button. The table is printed into `docs/reference/roles.md`, and a test walks it over every
address and action.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.trail.states import Audience


class Act(TextChoices):
    """Something that can be done, or read, in a post. There are no others."""

    READ_OVERVIEW = "read-overview", gettext_lazy("read what waits, in one’s own place")
    READ_AGREEMENT = "read-agreement", gettext_lazy("read one’s own agreements as members see them")
    READ_POSTS = "read-posts", gettext_lazy("read who holds which post, and what it carries")
    NOTE_EVIDENCE = (
        "note-evidence",
        gettext_lazy("note what one’s own party has done, and withdraw it"),
    )
    SAY_NOT_DONE = (
        "say-not-done",
        gettext_lazy("say for one’s own party that something was not done"),
    )
    CONFIRM = "confirm", gettext_lazy("confirm that an agreement was typed in rightly")
    TYPE_IN = "type-in", gettext_lazy("type in an agreement")
    HAND_OVER = "hand-over", gettext_lazy("open a handover, and write it")
    FILL_POST = "fill-post", gettext_lazy("say who holds a post, who is deputy, and who leaves")
    KEEP_POSTS = "keep-posts", gettext_lazy("name posts, and the role that each carries")
    INVITE = "invite", gettext_lazy("invite somebody to sign in")
    RECOVER = "recover", gettext_lazy("help a colleague who cannot sign in any more")
    KEEP_SIGN_IN = "keep-sign-in", gettext_lazy("set up the municipality’s own sign-in")
    READ_REGISTER = "read-register", gettext_lazy("read the register of one’s own authority")
    READ_RESTRICTED = "read-restricted", gettext_lazy("read what is marked as confidential")
    ANSWER_CASE = (
        "answer-case",
        gettext_lazy("answer what arrived, and send it on where it belongs"),
    )
    KEEP_REGISTER = (
        "keep-register",
        gettext_lazy("enter in the register, correct it, and look through what was set apart"),
    )
    SET_UP_REGISTER = "set-up-register", gettext_lazy("say how the authority keeps its register")
    WRITE_NEWS = "write-news", gettext_lazy("write news and pages, and publish them")
    WRITE_AGREEMENT = "write-agreement", gettext_lazy("write the text of an agreement")
    COMMENT_AGREEMENT = (
        "comment-agreement",
        gettext_lazy("comment on the text of an agreement"),
    )
    PROPOSE = "propose", gettext_lazy("propose a text, or a waiver, to the other parties")
    ANSWER_PROPOSAL = (
        "answer-proposal",
        gettext_lazy("answer what was put to one’s own party, as its body has decided"),
    )
    PUBLISH_OWN = (
        "publish-own",
        gettext_lazy("publish what one’s own party has proposed or answered"),
    )
    RECORD_SIGNING = "record-signing", gettext_lazy("record that one’s own party has signed")
    KEEP_AGREEMENT = (
        "keep-agreement",
        gettext_lazy("say, new in the post, that an agreement goes on"),
    )
    GIVE_NOTICE = "give-notice", gettext_lazy("give notice for one’s own party")
    FOUND_GROUP = "found-group", gettext_lazy("propose a working group, its mandate, or its end")
    NAME_MEMBERS = (
        "name-members",
        gettext_lazy("say which posts of one’s own authority sit in a group"),
    )
    WORK_IN_GROUP = (
        "work-in-group",
        gettext_lazy("call meetings, write questions, tasks and notes, and put files, as a member"),
    )
    SEND_NOTES = (
        "send-notes",
        gettext_lazy("send the notes or the minutes of a meeting to the parties"),
    )
    READ_LOG = "read-log", gettext_lazy("read the log of one’s own authority")


@dataclass(frozen=True, slots=True)
class May:
    """The roles that may do it, and who reads what comes of it."""

    roles: frozenset[Role]
    readers: Audience


EVERY = frozenset(Role)
C, L, A, M = Role.COORDINATOR, Role.LEADER, Role.ADMINISTRATOR, Role.MEMBER
D, R, W = Role.DIRECTOR, Role.REGISTRAR, Role.COMMUNICATOR

TABLE: Mapping[Act, May] = {
    Act.READ_OVERVIEW: May(EVERY, Audience.OWN),
    Act.READ_AGREEMENT: May(EVERY, Audience.OWN),
    Act.READ_POSTS: May(EVERY, Audience.OWN),
    Act.NOTE_EVIDENCE: May(frozenset({M, C}), Audience.PUBLIC),
    Act.SAY_NOT_DONE: May(frozenset({C, L}), Audience.PUBLIC),
    Act.CONFIRM: May(frozenset({C, L}), Audience.PUBLIC),
    Act.TYPE_IN: May(frozenset({C, A}), Audience.PUBLIC),
    Act.HAND_OVER: May(frozenset({C, A}), Audience.OWN),
    Act.FILL_POST: May(frozenset({C, A}), Audience.PARTNERS),
    Act.KEEP_POSTS: May(frozenset({A}), Audience.PARTNERS),
    Act.INVITE: May(frozenset({A}), Audience.OWN),
    Act.RECOVER: May(frozenset({A}), Audience.OWN),
    Act.KEEP_SIGN_IN: May(frozenset({A}), Audience.OWN),
    Act.READ_REGISTER: May(frozenset({C, R, A}), Audience.OWN),
    Act.READ_RESTRICTED: May(frozenset({R}), Audience.OWN),
    Act.ANSWER_CASE: May(frozenset({C, R}), Audience.OWN),
    Act.KEEP_REGISTER: May(frozenset({R}), Audience.OWN),
    Act.SET_UP_REGISTER: May(frozenset({R, A}), Audience.OWN),
    Act.WRITE_NEWS: May(frozenset({C, W}), Audience.PUBLIC),
    Act.WRITE_AGREEMENT: May(frozenset({C}), Audience.OWN),
    Act.COMMENT_AGREEMENT: May(frozenset({M, C, D, L}), Audience.PARTNERS),
    Act.PROPOSE: May(frozenset({C}), Audience.PARTNERS),
    Act.ANSWER_PROPOSAL: May(frozenset({C, D, L}), Audience.PARTNERS),
    Act.PUBLISH_OWN: May(frozenset({C, D, L}), Audience.PUBLIC),
    Act.RECORD_SIGNING: May(frozenset({C, D, L}), Audience.PARTNERS),
    Act.KEEP_AGREEMENT: May(frozenset({L}), Audience.PARTNERS),
    Act.GIVE_NOTICE: May(frozenset({C, L}), Audience.PUBLIC),
    Act.FOUND_GROUP: May(frozenset({C}), Audience.PARTNERS),
    Act.NAME_MEMBERS: May(frozenset({C, A}), Audience.PUBLIC),
    Act.WORK_IN_GROUP: May(frozenset({M, C, D, L, R, W}), Audience.PARTNERS),
    Act.SEND_NOTES: May(frozenset({M, C}), Audience.PARTNERS),
    Act.READ_LOG: May(frozenset({A}), Audience.OWN),
}
"""The whole of it. Whoever holds a post may also write its own handover, whatever the role."""

STRONG = frozenset({C, D, L, R, W, A})
"""Roles that speak for an authority: they sign in with a passkey or with two steps."""


class InPost(Protocol):
    """What the table needs to know of a post."""

    role: str


def may(post: InPost, act: Act) -> bool:
    """Whether the role of a post allows an act."""
    return post.role in TABLE[act].roles


def refuse_unless_may(post: InPost, act: Act) -> None:
    """Raises Refused where the post's role does not allow it."""
    if not may(post, act):
        raise Refused(
            _("Your post does not allow this: %(act)s. Ask your administrator.")
            % {"act": act.label}
        )
