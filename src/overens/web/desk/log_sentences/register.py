"""Of the register: what came, went and was handled."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from overens.web.desk.log_sentences.saying import Said, Sentence, plain, post_of


def _dispatched(said: Said, language: str) -> str:
    return _("What left as %(number)s has the number %(theirs)s at the other authority.") % {
        "number": said.get("number", "–"),
        "theirs": said.get("their_number", "–"),
    }


def _of_entry(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"number": said.get("number") or "–"}


def _assigned(said: Said, language: str) -> str:
    if said.get("post"):
        return _("It was said that the post %(post)s handles a case.") % {"post": post_of(said)}
    return _("It was said that nobody handles a case.")


SENTENCES: dict[str, Sentence] = {
    "dispatch.arrived": _dispatched,
    "entry.numbered": lambda said, language: (
        _("The case system calls the entry %(number)s %(theirs)s.")
        % {"number": said.get("number", "–"), "theirs": said.get("their_number", "–")}
    ),
    "entry.received": _of_entry(lambda: _("%(number)s was entered: received.")),
    "entry.sent": _of_entry(lambda: _("%(number)s was entered: sent.")),
    "entry.drawn-up": _of_entry(lambda: _("%(number)s was entered: drawn up.")),
    "entry.corrected": _of_entry(lambda: _("%(number)s was corrected.")),
    "entry.cancelled": _of_entry(lambda: _("%(number)s was cancelled.")),
    "case.assigned": _assigned,
    "case.closed": plain(lambda: _("A case was closed without an answer.")),
    "case.reopened": plain(lambda: _("A case was opened again.")),
    "entry.viewed": plain(lambda: _("An entry that is marked as confidential was read.")),
    "receipt.stored": plain(
        lambda: _("It was noted that something arrived that is set apart, or has no number yet.")
    ),
    "receipt.released": plain(
        lambda: _("A message that was set apart was entered in the register.")
    ),
    "receipt.set-aside": plain(
        lambda: _("A message that was set apart was set aside as of no significance.")
    ),
    "register.set-up": plain(lambda: _("It was said how the register is kept.")),
}
