"""How each public line about a group or a meeting reads in the history of its agreement."""

from collections.abc import Callable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.languages.rules import Reader
from overens.cycle.groups.open_queries import Thing
from overens.web.design.words import marked

KINDS = ("group", "meeting", "notes")
"""Of what such lines are about."""

OF_GROUPS: Mapping[str, Callable[[], str]] = {
    "group.commitments-changed": lambda: _("{who} changed which commitments a group serves: {it}."),
    "group.member-named": lambda: _("{who} named a member of a group: {it}."),
    "group.member-changed": lambda: _("{who} changed what is told of a member of a group: {it}."),
    "group.member-ended": lambda: _("{who} ended a seat in a group: {it}."),
    "meeting.called": lambda: _("{who} called a meeting: {it}."),
    "meeting.cancelled": lambda: _("{who} cancelled a meeting, and said why: {it}."),
    "meeting.changed": lambda: _("{who} changed what is told of a meeting: {it}."),
    "meeting.held": lambda: _("{who} noted that a meeting was held: {it}."),
    "meeting.noted": lambda: _("{who} noted a meeting afterwards: {it}."),
    "meeting.postponed": lambda: _("{who} postponed a meeting, and said why: {it}."),
    "meeting.programme-written": lambda: _("{who} wrote in the programme of a meeting: {it}."),
    "meeting.series-changed": lambda: _("{who} changed the meetings of a series: {it}."),
    "meeting.series-continued": lambda: _("A series of meetings goes on: {it}."),
    "meeting.series-ended": lambda: _("{who} ended a series of meetings: {it}."),
    "meeting.taken-back": lambda: _("{who} took back that a meeting was held, and said why: {it}."),
    "minutes.adopted": lambda: _("Each party has adopted the minutes of a meeting: {it}."),
    "notes.stood": lambda: _("The notes of a meeting stand: {it}."),
}

OF_ALL = frozenset({"meeting.series-continued", "minutes.adopted", "notes.stood"})
"""What no party does by itself."""


def happened(
    what: str, who: str | SafeString, thing: Thing | None, home: str, reader: Reader
) -> str | SafeString:
    """In a sentence, with a link to what everyone may read of."""
    sentence = OF_GROUPS.get(what, lambda: _("{who} changed something in a group: {it}."))()
    if thing is None or not thing.place:
        return format_html(sentence, who=who, it=_("not told to everyone"))
    it = marked(thing.names.shown(*reader.wants()), reader.language)
    return format_html(
        sentence, who=who, it=format_html('<a href="{}{}">{}</a>', home, thing.place, it)
    )
