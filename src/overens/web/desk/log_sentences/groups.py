"""Of groups, their questions and their tasks."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from overens.web.desk.log_sentences.saying import Sentence, gone_on, plain, post_of


def _group(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"group": said.get("group", "–")}


def _member(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: (
        sentence() % {"post": post_of(said), "group": said.get("group", "–")}
    )


def _numbered(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"number": said.get("number", "–")}


SENTENCES: dict[str, Sentence] = {
    "group.mandate.gone-on": gone_on,
    "group.mandate.put": plain(lambda: _("The mandate of a group was put to each party.")),
    "group.mandate.answered": plain(lambda: _("The mandate of a group was answered.")),
    "group.founded": _group(
        lambda: _("Each party has said yes: the group “%(group)s” is founded.")
    ),
    "group.mandate-changed": _group(
        lambda: _("Each party has said yes: the group “%(group)s” has another mandate.")
    ),
    "group.closed": _group(lambda: _("Each party has said yes: the group “%(group)s” is closed.")),
    "group.commitments-changed": _group(
        lambda: _("The group “%(group)s” serves other commitments by its questions.")
    ),
    "group.member-named": _member(
        lambda: _("The post %(post)s was named into the group “%(group)s”.")
    ),
    "group.member-changed": _member(
        lambda: _("What the post %(post)s does in the group “%(group)s” was changed.")
    ),
    "group.member-ended": _member(
        lambda: _("The last day of the post %(post)s in the group “%(group)s” was set.")
    ),
    "question.asked": _numbered(lambda: _("Question %(number)s was asked.")),
    "question.corrected": _numbered(
        lambda: _("The sentence of question %(number)s was corrected.")
    ),
    "question.moved": _numbered(lambda: _("It was changed where question %(number)s belongs.")),
    "question.side-written": _numbered(
        lambda: _("It was written why question %(number)s matters here.")
    ),
    "question.answered": _numbered(lambda: _("Question %(number)s was answered.")),
    "question.left": _numbered(lambda: _("Question %(number)s was left, with the reason.")),
    "question.opened-again": _numbered(lambda: _("Question %(number)s was opened again.")),
    "task.given": _numbered(lambda: _("Task %(number)s was given.")),
    "task.done": _numbered(lambda: _("It was said that task %(number)s is done.")),
    "task.dropped": _numbered(lambda: _("Task %(number)s was dropped, with the reason.")),
    "task.opened-again": _numbered(lambda: _("Task %(number)s was opened again.")),
    "task.due-changed": _numbered(lambda: _("Task %(number)s got another day.")),
    "remark.made": plain(
        lambda: _("Something was said to a group, a meeting, a question or a task.")
    ),
}
