"""Of news."""

from django.utils.translation import gettext as _

from overens.web.desk.log_sentences.saying import Sentence, slugged

SENTENCES: dict[str, Sentence] = {
    "news.written": slugged(lambda: _("The draft of “%(slug)s” was written.")),
    "news.picture-added": slugged(lambda: _("A picture was put into the draft of “%(slug)s”.")),
    "news.picture-described": slugged(
        lambda: _("A picture in the draft of “%(slug)s” was described.")
    ),
    "news.picture-removed": slugged(
        lambda: _("A picture was taken out of the draft of “%(slug)s”.")
    ),
    "news.thrown-away": slugged(lambda: _("The draft of “%(slug)s” was thrown away.")),
    "news.scheduled": slugged(lambda: _("A time was set at which “%(slug)s” is published.")),
    "news.unscheduled": slugged(
        lambda: _("The time at which “%(slug)s” is published was dropped.")
    ),
    "news.published": slugged(lambda: _("“%(slug)s” was published.")),
    "news.changed": slugged(lambda: _("A further version of “%(slug)s” was published.")),
    "news.archived": slugged(lambda: _("“%(slug)s” was archived.")),
    "news.brought-back": slugged(lambda: _("“%(slug)s” was brought back from the archive.")),
}
