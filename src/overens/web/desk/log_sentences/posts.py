"""Of posts, who holds them, and their handovers."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.web.desk.log_sentences.saying import Said, Sentence, post_of


def _people(said: Said, language: str) -> str:
    names = [str(change["person"]) for change in said.get("people", ()) if change.get("person")]
    if not names:
        return _("Names of the authority and its posts were noted.")
    known = languages()
    joined = known.get(language, known["en"]).join(sorted(set(names)))
    return _("It was noted who holds which post: %(names)s.") % {"names": joined}


def _of_post(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"post": post_of(said)}


SENTENCES: dict[str, Sentence] = {
    "people.noted": _people,
    "post.named": _of_post(lambda: _("The post %(post)s was named.")),
    "post.renamed": _of_post(lambda: _("The post %(post)s got another name.")),
    "post.role-given": _of_post(lambda: _("The post %(post)s got another role.")),
    "post.taken-over": _of_post(lambda: _("Somebody took over the post %(post)s.")),
    "post.deputy-named": _of_post(lambda: _("A deputy was named for the post %(post)s.")),
    "post.last-day-set": _of_post(lambda: _("A last day in the post %(post)s was set.")),
    "post.seat-ended": _of_post(lambda: _("Somebody’s time in the post %(post)s was ended.")),
    "handover.opened": _of_post(lambda: _("The handover of the post %(post)s was opened.")),
    "handover.written": _of_post(lambda: _("The handover of the post %(post)s was written.")),
    "handover.left-confirmed": _of_post(
        lambda: _("Whoever leaves the post %(post)s confirmed the handover.")
    ),
    "handover.taken-over": _of_post(lambda: _("The handover of the post %(post)s was closed.")),
}
