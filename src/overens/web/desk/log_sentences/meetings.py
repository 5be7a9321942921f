"""Of meetings, their notes and minutes, and files."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from overens.web.desk.log_sentences.saying import Sentence, gone_on, plain, slugged


def _of_meeting(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"meeting": said.get("meeting", "–")}


SENTENCES: dict[str, Sentence] = {
    "group.minutes.gone-on": gone_on,
    "meeting.called": slugged(lambda: _("The meeting “%(slug)s” was called.")),
    "meeting.changed": slugged(lambda: _("The meeting “%(slug)s” was described otherwise.")),
    "meeting.postponed": slugged(lambda: _("The meeting “%(slug)s” was moved to another time.")),
    "meeting.cancelled": slugged(lambda: _("The meeting “%(slug)s” was cancelled.")),
    "meeting.series-changed": slugged(
        lambda: _("The series of meetings was changed from “%(slug)s” on.")
    ),
    "meeting.series-continued": slugged(
        lambda: _("The series of meetings went on, as far as “%(slug)s”.")
    ),
    "meeting.series-ended": slugged(
        lambda: _("The series of meetings was ended from “%(slug)s” on.")
    ),
    "meeting.invited": slugged(lambda: _("Somebody was invited to the meeting “%(slug)s”.")),
    "meeting.uninvited": slugged(
        lambda: _("Somebody was taken off the list of the meeting “%(slug)s”.")
    ),
    "meeting.answered": slugged(lambda: _("An invitation to the meeting “%(slug)s” was answered.")),
    "meeting.programme-written": slugged(
        lambda: _("The programme of the meeting “%(slug)s” was written.")
    ),
    "meeting.agenda-written": slugged(
        lambda: _("The agenda of the meeting “%(slug)s” was written.")
    ),
    "meeting.agenda-ordered": slugged(
        lambda: _("The agenda of the meeting “%(slug)s” was put in another order.")
    ),
    "meeting.carried-over": slugged(
        lambda: _("Something was carried over to the agenda of the meeting “%(slug)s”.")
    ),
    "meeting.outcome-noted": slugged(
        lambda: _("It was noted what came of an item of the meeting “%(slug)s”.")
    ),
    "meeting.item-marked": slugged(
        lambda: _("It was said whether an item of the meeting “%(slug)s” is done.")
    ),
    "meeting.held": slugged(lambda: _("It was noted that the meeting “%(slug)s” was held.")),
    "meeting.closed": slugged(lambda: _("The meeting “%(slug)s” was closed.")),
    "meeting.taken-back": slugged(
        lambda: _("It was taken back that the meeting “%(slug)s” was held.")
    ),
    "meeting.noted": slugged(lambda: _("The meeting “%(slug)s” was noted afterwards.")),
    "meeting.cost-noted": slugged(lambda: _("It was noted what the meeting “%(slug)s” cost.")),
    "notes.written": _of_meeting(lambda: _("The notes of the meeting “%(meeting)s” were written.")),
    "notes.sent": _of_meeting(
        lambda: _("The notes of the meeting “%(meeting)s” were sent to the members.")
    ),
    "notes.objected": _of_meeting(
        lambda: _("Somebody objected to the notes of the meeting “%(meeting)s”.")
    ),
    "notes.stood": _of_meeting(
        lambda: _("Nobody objected to the notes of the meeting “%(meeting)s”: they stand.")
    ),
    "group.minutes.put": plain(lambda: _("The minutes of a meeting were put to each party.")),
    "group.minutes.answered": plain(
        lambda: _("It was answered whether the minutes of a meeting are adopted.")
    ),
    "minutes.adopted": _of_meeting(
        lambda: _("Each party has adopted the minutes of the meeting “%(meeting)s”: they stand.")
    ),
    "file.put": plain(
        lambda: _("A file was put beside a group, a meeting, a question or an agreement.")
    ),
    "file.shared": plain(lambda: _("A file was shared with more people.")),
}
