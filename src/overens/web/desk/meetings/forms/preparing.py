"""What is asked of a programme, an agenda, and of whoever is invited."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.languages.rules import languages
from overens.cycle.groups.models import AgendaItem, Meeting, ProgrammePart
from overens.cycle.groups.rules.agenda import MOST_MINUTES, Item
from overens.cycle.groups.rules.programme import Part
from overens.cycle.groups.rules.saying import (
    MOST_IN_NAME,
    MOST_IN_PLACE,
    MOST_IN_TITLE,
)
from overens.cycle.groups.rules.times import on_the_wall
from overens.cycle.groups.states import Coming, PartKind
from overens.web.desk.agreements.forms import language_field
from overens.web.desk.folding import Folding
from overens.web.desk.groups.forms import Choices, choice
from overens.web.desk.groups.loading import Room
from overens.web.desk.meetings.forms.fields import WHEN, Clock, id_in, labelled
from overens.web.desk.posts.forms import Day, Doing
from overens.web.public.contact.forms import Typed


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
        self.fields["ends"] = Clock(label=_("Ends at"), required=False)
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
            responsible=id_in(said["responsible"]),
        )


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
            presenter=id_in(said["presenter"]),
            question=int(said["question"]) if said["question"] else None,
        )


class OfItem(forms.Form):
    """One of the buttons beside an item, or beside somebody who is invited."""

    item = forms.UUIDField(required=False)


class InvitePost(Folding, Doing):
    what = "post"

    def __init__(self, *given: Any, posts: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["post"] = choice(_("Which post"), posts)


class InviteByName(Folding, Doing):
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
        self.fields["side"] = choice(_("Of which party"), sides, empty=_("a guest of no party"))


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
