"""Of what people get by mail, and in their calendars."""

from django.utils.translation import gettext as _

from overens.reach.notices.states import Reason
from overens.web.desk.log_sentences.saying import Said, Sentence, plain, post_of


def _others_asked(said: Said, language: str) -> str:
    if said.get("told") == 0:
        return _(
            "Nobody answered for the post %(post)s, and nobody is left to be asked by mail: it stands at the "
            "desk of whoever fills posts."
        ) % {"post": post_of(said)}
    if said.get("because") == Reason.BOUNCED:
        return _(
            "A letter to the post %(post)s came back: its deputy and the functional mailbox were asked."
        ) % {"post": post_of(said)}
    return _(
        "The post %(post)s did not answer for twenty working days: its deputy and the functional "
        "mailbox were asked."
    ) % {"post": post_of(said)}


SENTENCES: dict[str, Sentence] = {
    "account.calendar-made": plain(
        lambda: _("%(person)s made an address at which a calendar fetches their meetings.")
    ),
    "account.calendar-dropped": plain(
        lambda: _("%(person)s threw away the address at which a calendar fetched their meetings.")
    ),
    "account.notices-changed": plain(lambda: _("%(person)s chose what they get by mail.")),
    "notice.others-asked": _others_asked,
}
