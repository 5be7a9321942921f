"""What is asked about meetings. Each form that shares a page with others says in `do` what it is for."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.countries.rules import countries
from overens.base.languages.rules import languages
from overens.base.trail.states import Audience
from overens.cycle.groups.clock_words import clock_of
from overens.cycle.groups.models import AgendaItem, Meeting, Outcome, ProgrammePart
from overens.cycle.groups.rules.agenda import MOST_MINUTES, Item
from overens.cycle.groups.rules.programme import Part
from overens.cycle.groups.rules.saying import (
    MOST_IN_NAME,
    MOST_IN_PLACE,
    MOST_IN_TEXT,
    MOST_IN_TITLE,
)
from overens.cycle.groups.rules.series import Again, By, Repeats
from overens.cycle.groups.rules.times import About, When, on_the_wall
from overens.cycle.groups.states import Coming, MeetingKind, Mode, OutcomeKind, PartKind
from overens.web.desk.agreements.forms import language_field
from overens.web.desk.folding import Folding
from overens.web.desk.forms import DeskForm
from overens.web.desk.groups.forms import Choices, choice
from overens.web.desk.groups.loading import Room
from overens.web.desk.posts.forms import Day, Doing
from overens.web.public.contact.forms import Typed

WHEN = (("day", "starts", "ends"), ("first", "last"), ("starts", "ends"), ("every", "by"),
        ("count", "until"), ("amount", "days"), ("post", "due"), ("minutes", "presenter"))  # fmt: skip
"""What stands beside each other."""


class Clock(forms.TimeField):
    """A time of the day, as the browser offers to choose it."""

    def __init__(self, **named: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, **named)


def labelled(kinds: Any) -> list[tuple[str, str]]:
    return [(one.value, capfirst(str(one.label))) for one in kinds]


def text_field(
    label: Any, most: int = MOST_IN_TEXT, *, required: bool = True, **named: Any
) -> Typed:
    return Typed(
        label=label,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"class": "low", "rows": 3}),
        **named,
    )


def zones(now: str = "") -> list[tuple[str, str]]:
    """The clocks by which a meeting can be held: of each country, and the one that it has."""
    known = sorted({one.zone.key for one in countries().values()} | ({now} if now else set()))
    from django.utils.translation import get_language

    language = get_language() or "en"
    return [(zone, clock_of(zone, language)) for zone in known]


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
            help_text=_("Only whoever is invited reads it."),
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


def add_when(form: forms.Form, zone: str = "", meeting: Meeting | None = None) -> None:
    """Fields for a day, hours, and the clock by which they are meant."""
    form.fields["day"] = Day(label=_("Day"))
    form.fields["starts"] = Clock(label=_("Begins"))
    form.fields["ends"] = Clock(label=_("Ends"))
    form.fields["last"] = Day(
        label=_("Last day"), required=False, help_text=_("Only where it lasts several days.")
    )
    form.fields["zone"] = choice(
        _("By the clock in"), zones(zone), empty=_("the host’s country, else one’s own")
    )
    if meeting:
        starts = on_the_wall(meeting.starts_at, meeting.zone)
        ends = on_the_wall(meeting.ends_at, meeting.zone)
        form.initial |= {
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "last": ends.date() if ends.date() != starts.date() else None,
            "zone": meeting.zone,
        }


def when_said(said: Mapping[str, Any]) -> When:
    return When(said["day"], said["starts"], said["ends"], said["last"], said["zone"])


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


class PartForm(Folding):
    """A part of a programme."""

    beside = WHEN

    def __init__(
        self,
        *given: Any,
        room: Room,
        meeting: Meeting,
        posts: Choices,
        part: ProgrammePart | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.part = part
        first = on_the_wall(meeting.starts_at, meeting.zone)
        self.fields["title"] = Typed(label=_("What happens"), max_length=MOST_IN_TITLE)
        self.fields["language"] = language_field(room.language)
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=labelled(PartKind))
        self.fields["day"] = Day(label=_("Day"), required=False, initial=first.date())
        self.fields["starts"] = Clock(label=_("Begins"), required=False)
        self.fields["ends"] = Clock(label=_("Ends"), required=False)
        self.fields["track"] = Typed(
            label=_("Track"),
            max_length=80,
            required=False,
            help_text=_("Only where something else happens at the same time. Left empty: for all."),
        )
        self.fields["where"] = Typed(label=_("Place"), max_length=MOST_IN_PLACE, required=False)
        self.fields["responsible"] = choice(_("Who sees to it"), posts, empty=_("nobody yet"))
        self.order_fields(["title", "day", "starts", "ends", "where", "track"])
        self.folded = {_("More about this part"): ("kind", "responsible", "language")}
        if part:
            title = room.plain(part.titles)
            starts = on_the_wall(part.starts_at, meeting.zone) if part.starts_at else None
            ends = on_the_wall(part.ends_at, meeting.zone) if part.ends_at else None
            self.initial |= {
                "title": title.text,
                "language": title.language,
                "kind": part.kind,
                "day": starts.date() if starts else first.date(),
                "starts": starts.time() if starts else None,
                "ends": ends.time() if ends else None,
                "track": part.track,
                "where": part.place,
                "responsible": str(part.responsible_id or ""),
            }

    def said_of(self, said: Mapping[str, Any]) -> Part:
        before = self.part.titles.texts() if self.part else {}
        return Part(
            titles={**before, said["language"]: said["title"]},
            day=said["day"],
            starts=said["starts"],
            ends=said["ends"],
            track=said["track"],
            kind=said["kind"],
            place=said["where"],
            responsible=_id(said["responsible"]),
        )


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None


class ItemForm(Folding):
    """An item of an agenda."""

    beside = WHEN

    def __init__(
        self,
        *given: Any,
        room: Room,
        posts: Choices,
        questions: Choices,
        item: AgendaItem | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.item = item
        self.fields["title"] = Typed(label=_("What the item is about"), max_length=MOST_IN_TITLE)
        self.fields["language"] = language_field(room.language)
        self.fields["minutes"] = forms.IntegerField(
            label=_("Time, in minutes"), required=False, min_value=1, max_value=MOST_MINUTES
        )
        self.fields["presenter"] = choice(_("Who presents it"), posts, empty=_("nobody yet"))
        self.fields["question"] = choice(_("Concrete question"), questions, empty=_("none"))
        self.folded = {_("More about the item"): ("question", "language")}
        if item:
            title = room.plain(item.titles)
            self.initial |= {
                "title": title.text,
                "language": title.language,
                "minutes": item.minutes,
                "presenter": str(item.presenter_id or ""),
                "question": str(item.question.number) if item.question else "",
            }

    def said_of(self, said: Mapping[str, Any]) -> Item:
        before = self.item.titles.texts() if self.item else {}
        return Item(
            titles={**before, said["language"]: said["title"]},
            minutes=said["minutes"],
            presenter=_id(said["presenter"]),
            question=int(said["question"]) if said["question"] else None,
        )


class OfItem(forms.Form):
    """One of the buttons beside an item, or beside somebody who is invited."""

    item = forms.UUIDField(required=False)


class OutcomeForm(Folding, Doing):
    """What came of the item that is under way."""

    beside = WHEN

    what = "outcome"

    def __init__(self, *given: Any, room: Room, posts: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["kind"] = forms.ChoiceField(
            label=_("What it is"), choices=labelled(OutcomeKind), widget=forms.RadioSelect
        )
        self.initial.setdefault("kind", OutcomeKind.INFORMATION.value)
        self.fields["text"] = text_field(_("What came of it"), 2_000)
        self.fields["language"] = language_field(room.language)
        self.fields["review_on"] = Day(
            label=_("A decision comes up again on"),
            required=False,
            help_text=_("It then stands on the first agenda from that day on."),
        )
        self.fields["post"] = choice(_("Who does it"), posts, required=False)
        self.fields["due"] = Day(label=_("The task is due"), required=False)
        self.fields["review_on"].only = OutcomeKind.DECISION
        self.fields["post"].only = OutcomeKind.TASK
        self.fields["post"].is_asked = True  # of a task alone
        self.folded = {_("Write in another language"): ("language",)}


class ChangeOutcome(DeskForm):
    """Another text of what came of an item."""

    def __init__(self, *given: Any, room: Room, outcome: Outcome, **named: Any) -> None:
        super().__init__(*given, **named)
        text = room.plain(outcome.text)
        self.outcome = outcome
        self.fields["text"] = text_field(_("What came of it"), 2_000)
        self.fields["language"] = language_field(room.language)
        self.initial |= {"text": text.text, "language": text.language}
        if outcome.kind == OutcomeKind.DECISION:
            self.fields["review_on"] = Day(
                label=_("A decision comes up again on"), required=False, initial=outcome.review_on
            )

    def texts(self, said: Mapping[str, Any]) -> dict[str, str]:
        return {**self.outcome.text.texts(), said["language"]: said["text"]}


class InvitePost(Doing):
    what = "post"

    def __init__(self, *given: Any, posts: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["post"] = choice(_("Which post"), posts)


class InviteByName(Doing):
    """Somebody without an account."""

    what = "name"
    name = Typed(label=gettext_lazy("Name"), max_length=MOST_IN_NAME)
    email = Typed(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Left empty: no letter goes out."),
    )

    def __init__(self, *given: Any, room: Room, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["language"] = choice(
            _("Language of the letter"),
            [(code, capfirst(one.called_in(room.language))) for code, one in languages().items()],
        )
        self.initial.setdefault("language", room.language)
        sides = [(str(p.authority_id), p.authority.short) for p in room.parties]
        self.fields["side"] = choice(_("Of which party"), sides, empty=_("a guest, of none"))


class AnswerForm(Folding, Doing):
    """Whether one comes."""

    what = "answer"

    def __init__(self, *given: Any, people: Choices, in_series: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["participant"] = choice(_("For whom"), people)
        if len(people) == 1:
            self.initial.setdefault("participant", people[0][0])
            self.fields["participant"].widget = forms.HiddenInput()
        self.fields["coming"] = forms.ChoiceField(
            label=_("Answer"),
            choices=[
                (Coming.YES.value, _("Comes")),
                (Coming.MAYBE.value, _("May come")),
                (Coming.NO.value, _("Does not come")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the answers.")},
        )
        if in_series:
            self.fields["whole_series"] = forms.BooleanField(
                label=_("The same for every later meeting of the series"), required=False
            )


class HeldForm(DeskForm):
    """Who was there."""

    def __init__(self, *given: Any, people: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["there"] = forms.MultipleChoiceField(
            label=_("Who was there"),
            choices=people,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class CostForm(DeskForm):
    """What it cost one's own party."""

    def __init__(self, *given: Any, room: Room, currency: str, **named: Any) -> None:
        super().__init__(*given, **named)
        _add_cost(self, currency)
        self.fields["note"] = text_field(_("What for"), 1_000, required=False)
        self.fields["language"] = language_field(room.language)


class Number(forms.DecimalField):
    """A number as somebody in any of the countries writes it: 1.200,50 and 1,200.50 and 1 200,5."""

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[\s’']", "", str(value if value is not None else ""))
        whole, mark, rest = text.rpartition(max(",.", key=text.rfind))
        # Three digits after the last mark are thousands.
        decimals = f".{rest}" if mark and len(rest) != 3 else ""
        return super().to_python(re.sub("[.,]", "", whole if decimals else text) + decimals)


def _add_cost(form: forms.Form, currency: str) -> None:
    form.fields["amount"] = Number(
        label=_("Amount in %(currency)s") % {"currency": currency} if currency else _("Amount"),
        required=False,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    form.fields["days"] = Number(
        label=_("Days of work"),
        required=False,
        max_digits=7,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class NoteForm(AboutForm):
    """A meeting or a visit that was held, on one page."""

    def __init__(
        self, *given: Any, groups: Choices, posts: Choices, currency: str, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        del self.fields["link"], self.fields["purpose"]
        self.fields["group"] = choice(
            _("Of which group"), groups, empty=_("of the whole agreement")
        )
        self.fields["first"] = Day(label=_("First day"))
        self.fields["last"] = Day(
            label=_("Last day"), required=False, help_text=_("Only where it lasted several days.")
        )
        self.fields["starts"] = Clock(
            label=_("Began"), required=False, help_text=_("Left empty: the days alone are known.")
        )
        self.fields["ends"] = Clock(label=_("Ended"), required=False)
        self.fields["posts"] = forms.MultipleChoiceField(
            label=_("Which posts were there"),
            choices=posts,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["names"] = text_field(
            _("Who else was there, a name on each line"), 20_000, required=False
        )
        self.fields["programme"] = text_field(
            _("The programme, a part on each line"),
            50_000,
            required=False,
            help_text=_(
                "Paste an old programme as it is, like “09.00–10.30 Welcome; town hall”. A line that "
                "names a day begins it. What cannot be read as a time stays as it stands."
            ),
        )
        self.fields["outcomes"] = text_field(
            _("What came of it, each on a line"), 50_000, required=False
        )
        _add_cost(self, currency)
        self.fields["kind"].initial = MeetingKind.VISIT.value
        self.fields["mode"].initial = Mode.PLACE.value
        self.order_fields(
            ["title", "group", "first", "last", "starts", "ends", "where", "host", "programme"]
        )
        self.folded = {
            _("Who was there"): ("posts", "names"),
            _("What came of it, and what it cost"): ("outcomes", "amount", "days"),
            _("More about the meeting"): ("kind", "mode", "readers", "commitments", "language"),
        }

    def about(self, said: Mapping[str, Any]) -> About:
        return super().about({"link": "", "purpose": "", **said})
