"""What is asked in the shared room. Each form says in `do` what it is for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.languages.rules import Wordings, languages
from overens.cycle.groups.rules.mandate import MandateWords
from overens.cycle.groups.rules.saying import MOST_IN_LINE, MOST_IN_NAME, MOST_IN_TEXT
from overens.cycle.groups.states import GroupKind, MemberTask, QuestionState, TaskState
from overens.web.desk.agreements.forms import language_field
from overens.web.desk.folding import Folding
from overens.web.desk.forms import DeskForm
from overens.web.desk.posts.forms import Day, Doing
from overens.web.public.contact.forms import Typed

Choices = Sequence[tuple[str, str]]


def choice(label: str, choices: Choices, *, empty: str = "", **named: Any) -> forms.ChoiceField:
    """One of several; `empty` is what none of them is called, where none may be chosen."""
    offered = [("", empty), *choices] if empty else [("", "–"), *choices]
    named.setdefault("required", not empty)
    return forms.ChoiceField(label=label, choices=offered, **named)


class MandateForm(DeskForm):
    """A group and what it is to do, in each language of the interface; one is enough."""

    template_name = "desk/news/words_form.html"

    def __init__(
        self,
        *given: Any,
        first: str,
        areas: Choices,
        commitments: Choices,
        words: MandateWords | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*given, initial=_initial(words), **named)
        self.codes = sorted(languages(), key=lambda code: code != first)
        for code in self.codes:
            lang = {"lang": code}
            self.fields[f"name_{code}"] = Typed(
                label=_("What the group is called"),
                max_length=MOST_IN_NAME,
                required=code == first and words is None,
                widget=forms.TextInput(attrs=lang),
            )
            self.fields[f"text_{code}"] = Typed(
                label=_("What it is to do"),
                max_length=MOST_IN_TEXT,
                required=code == first and words is None,
                widget=forms.Textarea(attrs={"class": "low", **lang}),
            )
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"),
            choices=[(kind.value, capfirst(str(kind.label))) for kind in GroupKind],
            help_text=_(
                "A steering group adopts minutes; a working group writes notes, which stand by time."
            ),
        )
        self.fields["area"] = choice(_("Focus area"), areas, empty=_("across all of them"))
        self.fields["commitments"] = forms.MultipleChoiceField(
            label=_("Which commitments it serves"),
            choices=commitments,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["answer_by"] = Day(
            label=_("Answer by"), required=False, help_text=_("Left empty: no day is set.")
        )

    @property
    def groups(self) -> list[tuple[str, str, list[BoundField], bool]]:
        """Per language its code, its name, its fields, and whether they are open."""
        return [
            (code, languages()[code].name, fields, place == 0 or any(f.value() for f in fields))
            for place, code in enumerate(self.codes)
            for fields in [[self[f"name_{code}"], self[f"text_{code}"]]]
        ]

    @property
    def others(self) -> list[BoundField]:
        """What is the same in each language."""
        return [self[name] for name in ("kind", "area", "commitments", "answer_by")]

    def words(self, said: Mapping[str, Any]) -> MandateWords:
        """What was written, to be handed to the action."""
        return MandateWords(
            names={code: said.get(f"name_{code}", "") for code in self.codes},
            text={code: said.get(f"text_{code}", "") for code in self.codes},
            kind=said["kind"],
            focus_area=said["area"],
            commitments=tuple(map(int, said["commitments"])),
        )


def _initial(words: MandateWords | None) -> dict[str, Any]:
    if words is None:
        return {}
    return {
        **{f"name_{code}": text for code, text in words.names.items()},
        **{f"text_{code}": text for code, text in words.text.items()},
        "kind": words.kind,
        "area": words.focus_area,
        "commitments": [str(number) for number in words.commitments],
    }


class InOneLanguage(Folding, Doing):
    """A text in one language: the page's, unless its writer says another."""

    label: Any = ""
    rows = "low"
    most = MOST_IN_TEXT

    def __init__(self, *given: Any, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["text"] = Typed(
            label=self.label,
            max_length=self.most,
            widget=forms.Textarea(attrs={"class": self.rows}),
        )
        self.fields["language"] = language_field(language)
        self.folded = {_("Write in another language"): ("language",)}

    def wordings(self, said: Mapping[str, Any]) -> Wordings:
        """What was written, with its language."""
        return Wordings.of({said["language"]: said["text"]} if said["text"] else {})


class CloseGroup(InOneLanguage):
    """That a group has done its work."""

    what = "close"
    label = gettext_lazy("Why the group ends")


class RemarkForm(InOneLanguage):
    """What somebody says to something in the room."""

    what = "remark"
    label = gettext_lazy("Your remark")


class MemberForm(Folding, Doing):
    """A post of one's own that sits in the group from now on."""

    what = "name"

    def __init__(self, *given: Any, posts: Choices, since: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["post"] = choice(_("Which post"), posts)
        _does(self)
        self.fields["since"] = Day(label=_("From which day"), initial=since)


def _does(form: forms.Form) -> None:
    form.fields["task"] = forms.ChoiceField(
        label=_("What it does in the group"),
        choices=[(task.value, capfirst(str(task.label))) for task in MemberTask],
    )
    form.fields["public"] = forms.BooleanField(
        label=_("Everyone may read who holds the post"),
        required=False,
        help_text=_("Everyone reads the post in any case. The other parties read the name."),
    )


class OfMember(Doing):
    """About one of one's own posts in the group."""

    def __init__(self, *given: Any, members: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["member"] = choice(_("Which post"), members)


class ChangeMember(OfMember):
    """It does something else there, or its holder's name is read by others."""

    what = "change"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _does(self)


class EndMember(OfMember):
    """Its last day in the group."""

    what = "end"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["until"] = Day(label=_("Last day in the group"))


class AskForm(InOneLanguage):
    """A concrete question, and what it belongs to."""

    what = "ask"
    label = gettext_lazy("The question, in one sentence")

    def __init__(
        self, *given: Any, groups: Choices, areas: Choices, commitments: Choices, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.fields["text"].max_length = MOST_IN_LINE
        self.fields |= _belongs(groups, areas, commitments)
        self.folded = {_("What it belongs to"): ("area", "commitment", "language")}


def _belongs(groups: Choices, areas: Choices, commitments: Choices) -> dict[str, forms.ChoiceField]:
    """Where a question belongs."""
    return {
        "group": choice(_("Who works on it"), groups, empty=_("no group")),
        "area": choice(_("Focus area"), areas, empty=_("none: it lies outside of them")),
        "commitment": choice(_("Which commitment it serves"), commitments, empty=_("none")),
    }


class MoveQuestion(Folding, Doing):
    """Where a question belongs from now on."""

    what = "question-place"

    def __init__(
        self, *given: Any, groups: Choices, areas: Choices, commitments: Choices, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.fields |= _belongs(groups, areas, commitments)
        self.fields["group"].help_text = _(
            "Its tasks and files stay in the group in which they were given and put."
        )
        self.fields["commitment"].help_text = _(
            "Tasks that are done still count for the commitment that it served then; those done later "
            "count for this one."
        )


class CorrectQuestion(InOneLanguage):
    """The sentence of a question in other words."""

    what = "question-sentence"
    label = gettext_lazy("The question, in one sentence")
    most = MOST_IN_LINE


class SideForm(InOneLanguage):
    """Why a question matters at one's own party, and whose work it is there."""

    what = "side"
    label = gettext_lazy("Why it matters to us")

    def __init__(self, *given: Any, posts: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["text"].required = False
        self.fields["owner"] = choice(_("Which post owns it here"), posts, empty=_("none yet"))


class CloseQuestion(InOneLanguage):
    """What came of a question, or why nobody works on it any more."""

    what = "close"
    label = gettext_lazy("What came of it, or why it is left")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["state"] = forms.ChoiceField(
            label=_("Is it answered?"),
            choices=[
                (QuestionState.ANSWERED.value, _("It is answered")),
                (QuestionState.LEFT.value, _("It is left")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the answers.")},
        )
        self.order_fields(["do", "state", "text", "language"])


class TaskForm(InOneLanguage):
    """Who does what by when."""

    what = "give"
    label = gettext_lazy("What is to be done")
    beside = (("post", "due"),)

    def __init__(
        self, *given: Any, posts: Choices, groups: Choices, commitments: Choices, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.fields["text"].max_length = MOST_IN_LINE
        self.fields["post"] = choice(_("Who does it"), posts)
        self.fields["due"] = Day(label=_("Due"), required=False)
        self.fields["group"] = choice(_("In which group"), groups, empty=_("no group"))
        self.fields["commitment"] = choice(
            _("Which commitment it serves"), commitments, empty=_("none")
        )
        self.order_fields(["do", "text", "post", "due"])
        self.folded = {_("What it belongs to"): ("group", "commitment", "language")}


class EndTask(InOneLanguage):
    """What became of a task of one's own party."""

    what = "end"
    label = gettext_lazy("Why it is dropped")

    def __init__(self, *given: Any, today: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["text"].required = False
        self.fields["text"].help_text = _("Needed only if it is dropped.")
        self.fields["state"] = forms.ChoiceField(
            label=_("What became of it"),
            choices=[
                (TaskState.DONE.value, _("It is done")),
                (TaskState.DROPPED.value, _("It is dropped")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the answers.")},
        )
        self.fields["on"] = Day(label=_("Done on"), required=False, initial=today)
        self.order_fields(["do", "state", "on", "text", "language"])


class DueForm(Doing):
    """Another day by which it is to be done."""

    what = "due"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["due"] = Day(
            label=_("Due"), required=False, help_text=_("Left empty: no day is set.")
        )


class Again(Doing):
    """A button alone: it is open again."""

    what = "again"


def numbered(texts: Mapping[int, str]) -> list[tuple[str, str]]:
    """Commitments to choose from."""
    return [(str(number), f"{number}. {text}") for number, text in texts.items()]


def named(rows: Iterable[tuple[Any, str]]) -> list[tuple[str, str]]:
    """Things to choose from, by their id."""
    return [(str(pk), text) for pk, text in rows]
