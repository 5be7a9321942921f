"""What is asked where a meeting is called, changed, moved or cancelled, alone or with its series."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from overens.base.trail.states import Audience
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.rules.saying import (
    MOST_IN_PLACE,
    MOST_IN_TITLE,
)
from overens.cycle.groups.rules.series import Again, By, Repeats
from overens.cycle.groups.rules.times import About
from overens.cycle.groups.states import MeetingKind, Mode
from overens.web.desk.agreements.forms import language_field
from overens.web.desk.folding import Folding
from overens.web.desk.groups.forms import Choices, choice
from overens.web.desk.groups.loading import Room
from overens.web.desk.meetings.forms.fields import WHEN, add_when, labelled, text_field
from overens.web.desk.posts.forms import Day, Doing
from overens.web.public.contact.forms import Typed


class AboutForm(Folding):
    """What is said of a meeting beside its time, in one language."""

    beside = WHEN

    def __init__(
        self,
        *given: Any,
        room: Room,
        commitments: Choices,
        meeting: Meeting | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.meeting = meeting
        self.fields["title"] = Typed(
            label=_("What the meeting is called"), max_length=MOST_IN_TITLE
        )
        self.fields["purpose"] = text_field(_("What it is for"), required=False)
        self.fields["language"] = language_field(room.language)
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=labelled(MeetingKind))
        self.fields["mode"] = forms.ChoiceField(label=_("How people meet"), choices=labelled(Mode))
        self.fields["where"] = Typed(label=_("Place"), max_length=MOST_IN_PLACE, required=False)
        self.fields["link"] = Typed(
            label=_("Address of the online meeting"),
            max_length=500,
            required=False,
            widget=forms.URLInput(attrs={"autocomplete": "off"}),
            help_text=_(
                "The parties and whoever is invited read it. The open site never shows it."
            ),
        )
        hosts = [(str(p.authority_id), p.authority.short) for p in room.parties]
        self.fields["host"] = choice(_("Host"), hosts, empty=_("nobody in particular"))
        self.fields["readers"] = forms.ChoiceField(
            label=_("Who reads that it takes place"),
            choices=[
                (Audience.PARTNERS.value, _("The parties")),
                (Audience.PUBLIC.value, _("Everyone")),
            ],
        )
        self.fields["commitments"] = forms.MultipleChoiceField(
            label=_("Which commitments it serves"),
            choices=commitments,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        more = ("purpose", "link", "host", "readers", "commitments", "language")
        self.folded = {_("More about the meeting"): more}
        if meeting:
            _initial_about(self, room, meeting)

    def about(self, said: Mapping[str, Any]) -> About:
        """What was written; what stands in other languages stays."""
        before = self.meeting
        titles = before.titles.texts() if before else {}
        purposes = before.purposes.texts() if before else {}
        return About(
            titles={**titles, said["language"]: said["title"]},
            purposes={**purposes, said["language"]: said["purpose"]},
            kind=said["kind"],
            mode=said["mode"],
            place=said["where"],
            link=said["link"],
            host=UUID(said["host"]) if said["host"] else None,
            readers=said["readers"],
            commitments=tuple(map(int, said["commitments"])),
        )


def _initial_about(form: forms.Form, room: Room, meeting: Meeting) -> None:
    title = room.plain(meeting.titles)
    form.initial |= {
        "title": title.text,
        "purpose": meeting.purposes.texts().get(title.language, ""),
        "language": title.language,
        "kind": meeting.kind,
        "mode": meeting.mode,
        "where": meeting.place,
        "link": meeting.link,
        "host": str(meeting.host_id or ""),
        "readers": meeting.readers,
        "commitments": [str(one.number) for one in meeting.commitments.all()],
    }


class CallForm(AboutForm):
    """A new meeting, once or again and again."""

    def __init__(self, *given: Any, groups: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["group"] = choice(
            _("Of which group"), groups, empty=_("of the whole agreement")
        )
        add_when(self)
        self.fields["repeats"] = choice(
            _("Does it come again?"), labelled(Repeats), empty=_("No, once")
        )
        self.fields["every"] = forms.IntegerField(
            label=_("Weeks from one to the next"), required=False, initial=1
        )
        self.fields["by"] = forms.ChoiceField(
            label=_("What stays the same"), choices=labelled(By), required=False
        )
        self.fields["count"] = forms.IntegerField(label=_("How many meetings"), required=False)
        self.fields["until"] = Day(label=_("Or until which day"), required=False)
        self.order_fields(
            ["group", "title", "kind", "day", "starts", "ends", "last", "mode", "where", "link", "host",
             "zone", "purpose", "language", "readers", "commitments"]
        )  # fmt: skip
        self.folded |= {
            _("It lasts several days, or goes by another clock"): ("last", "zone"),
            _("It comes again"): ("repeats", "every", "by", "count", "until"),
        }

    def again(self, said: Mapping[str, Any]) -> Again | None:
        if not said["repeats"]:
            return None
        return Again(
            repeats=said["repeats"],
            by=said["by"] or By.WEEKDAY,
            every=said["every"] if said["every"] is not None else 1,
            count=said["count"],
            until=said["until"],
        )


class BecauseForm(Folding, Doing):
    """Why something does not take place, or not then."""

    beside = WHEN

    def __init__(self, *given: Any, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["because"] = text_field(_("Why, for everybody who is invited"), 1_000)
        self.fields["language"] = language_field(language)
        self.folded = {_("Write in another language"): ("language",)}

    def because(self, said: Mapping[str, Any]) -> dict[str, str]:
        return {said["language"]: said["because"]}


class CancelForm(BecauseForm):
    what = "cancel"


class TakeBackForm(BecauseForm):
    what = "take-back"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["because"].label = _("Why, for the other parties")


class PostponeForm(BecauseForm):
    """Another time."""

    what = "postpone"

    def __init__(self, *given: Any, meeting: Meeting, **named: Any) -> None:
        super().__init__(*given, **named)
        add_when(self, meeting.zone, meeting)
        self.order_fields(["do", "day", "starts", "ends", "last", "zone", "because", "language"])
        self.folded = {
            _("It lasts several days, or goes by another clock"): ("last", "zone"),
            **self.folded,
        }


class EndSeries(BecauseForm):
    """From which meeting on nothing takes place."""

    what = "end"

    def __init__(self, *given: Any, meetings: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["from"] = choice(_("From which meeting on"), meetings)
        self.order_fields(["do", "from", "because", "language"])


class ChangeRest(AboutForm):
    """How the rest of a series is to be."""

    what = "rest"

    def __init__(self, *given: Any, meetings: Choices, **named: Any) -> None:
        named.setdefault("auto_id", f"{self.what}-%s")
        super().__init__(*given, **named)
        self.fields["do"] = forms.CharField(widget=forms.HiddenInput, initial=self.what)
        self.fields["from"] = choice(_("From which meeting on"), meetings)
        assert self.meeting
        add_when(self, self.meeting.zone, self.meeting)
        self.fields["day"].label = _("The day of the first of them")
        self.fields["because"] = text_field(_("Why, for everybody who is invited"), 1_000)
        self.order_fields(["do", "from", "day", "starts", "ends", "last", "zone", "because"])
        self.folded |= {_("It lasts several days, or goes by another clock"): ("last", "zone")}
