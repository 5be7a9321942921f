"""What is asked while a meeting is held, and after it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from overens.cycle.groups.actions.afterwards import names_field
from overens.cycle.groups.models import Outcome
from overens.cycle.groups.rules.saying import MOST_IN_OUTCOME
from overens.cycle.groups.rules.times import About
from overens.cycle.groups.states import MeetingKind, Mode, OutcomeKind
from overens.web.desk.agreements.forms import language_field
from overens.web.desk.folding import Folding
from overens.web.desk.forms import DeskForm
from overens.web.desk.groups.forms import Choices, choice
from overens.web.desk.groups.loading import Room
from overens.web.desk.meetings.forms.calling import AboutForm
from overens.web.desk.meetings.forms.fields import WHEN, Clock, add_cost, labelled, text_field
from overens.web.desk.posts.forms import Day, Doing


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
        self.fields["text"] = text_field(_("What came of it"), MOST_IN_OUTCOME)
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
        is_task = outcome.kind == OutcomeKind.TASK
        self.fields["text"] = text_field(
            _("What came of it"),
            MOST_IN_OUTCOME,
            help_text=_("The task itself then says so too.") if is_task else "",
        )
        self.fields["language"] = language_field(room.language)
        self.initial |= {"text": text.text, "language": text.language}
        if outcome.kind == OutcomeKind.DECISION:
            self.fields["review_on"] = Day(
                label=_("A decision comes up again on"), required=False, initial=outcome.review_on
            )

    def texts(self, said: Mapping[str, Any]) -> dict[str, str]:
        return {**self.outcome.text.texts(), said["language"]: said["text"]}


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


class CostForm(Folding):
    """What it cost one's own party."""

    def __init__(self, *given: Any, room: Room, currency: str, **named: Any) -> None:
        super().__init__(*given, **named)
        add_cost(self, currency)
        self.fields["note"] = text_field(_("What for"), 1_000, required=False)
        self.fields["language"] = language_field(room.language)


class NoteForm(AboutForm):
    """A meeting or a visit that was held, on one page."""

    def __init__(
        self,
        *given: Any,
        room: Room,
        groups: Choices,
        posts: Choices,
        currency: str,
        **named: Any,
    ) -> None:
        super().__init__(*given, room=room, **named)
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
        self.sides = {names_field(one.authority_id): one.authority for one in room.parties}
        self.fields[names_field(None)] = text_field(
            _("Guests, or a whole list, a name on each line"),
            20_000,
            required=False,
            help_text=_(
                "An old list can be pasted here as it is: a line that ends with the name of a party "
                "(“Name, title, municipality”), or stands below it, goes to that party."
            ),
        )
        for name, authority in self.sides.items():
            self.fields[name] = text_field(
                _("Others from %(name)s, a name on each line") % {"name": authority.short},
                20_000,
                required=False,
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
        add_cost(self, currency)
        self.fields["kind"].initial = MeetingKind.VISIT.value
        self.fields["mode"].initial = Mode.PLACE.value
        self.order_fields(
            ["title", "group", "first", "last", "starts", "ends", "where", "host", "programme"]
        )
        self.folded = {
            _("Who was there"): ("posts", names_field(None), *self.sides),
            _("What came of it, and what it cost"): ("outcomes", "amount", "days"),
            _("More about the meeting"): ("kind", "mode", "readers", "commitments", "language"),
        }

    def about(self, said: Mapping[str, Any]) -> About:
        return super().about({"link": "", "purpose": "", **said})

    def names(self, said: Mapping[str, Any]) -> dict[UUID | None, str]:
        """The list of each side, and of guests."""
        sides = {one.pk: said[name] for name, one in self.sides.items()}
        return {**sides, None: said[names_field(None)]}
