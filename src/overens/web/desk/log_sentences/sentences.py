"""All of them."""

from django.utils.translation import gettext as _

from overens.web.desk.log_sentences import (
    access,
    agreements,
    groups,
    instance,
    meetings,
    news,
    notices,
    posts,
    register,
)
from overens.web.desk.log_sentences.saying import Said, Sentence

SENTENCES: dict[str, Sentence] = {
    **access.SENTENCES,
    **agreements.SENTENCES,
    **groups.SENTENCES,
    **instance.SENTENCES,
    **meetings.SENTENCES,
    **news.SENTENCES,
    **notices.SENTENCES,
    **posts.SENTENCES,
    **register.SENTENCES,
}
"""By the line's `what`. A kind that is not here is told by its own name: nothing is left out."""


def sentence(what: str, said: Said, language: str) -> str:
    say = SENTENCES.get(what)
    return say(said, language) if say else _("Something was done: %(what)s.") % {"what": what}
