"""What is typed in of a paper beside its text, and what is answered about it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.consents.papers import MOST_IN_REASON
from overens.base.consents.states import AnswerKind
from overens.base.signatures.states import Part
from overens.cycle.agreements.models import Party, Transcribing
from overens.cycle.agreements.signed_papers import MOST_UNREADABLE
from overens.web.desk.drafts.new import NewForm
from overens.web.desk.forms import DeskForm
from overens.web.desk.posts.forms import Day, Doing
from overens.web.public.contact.forms import FilesField, Typed

SIGNERS = 3
"""Of each party, rows in which somebody can be named; with one more than are named already."""


def scan_field() -> FilesField:
    return FilesField(
        label=_("The scan of the paper"),
        help_text=_(
            "One PDF, or pictures of its pages in their order (JPEG or PNG); at most 20 MB. Choose it "
            "last: where something else is wrong, the browser asks for it again."
        ),
        error_messages={"required": _("Choose the scan.")},
    )


class BeginForm(NewForm):
    """With whom the paper was signed, what it is called, and its scan."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["parties"].label = _("Who signed it with you")
        self.fields["scan"] = scan_field()


class ScanForm(DeskForm):
    """Another scan of the same paper."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["scan"] = scan_field()


class SigningForm(Doing):
    """The day, the place, and who signed for each party. No field is called `place`: that is the
    form's own name."""

    what = "signing"
    template_name = "desk/transcribing/signing_form.html"

    def __init__(
        self, *given: Any, parties: Sequence[Party], typed: Transcribing, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.parties = parties
        self.fields["on"] = Day(
            label=_("Day of the signing"),
            error_messages={"required": _("Write the day on which it was signed.")},
        )
        self.fields["where"] = Typed(label=_("Place"), required=False, max_length=200)
        self.initial |= {"on": typed.signed_on, "where": typed.place}
        for place, party in enumerate(parties):
            known = [one for one in typed.signatories if one["authority"] == party.authority.slug]
            for row in range(max(SIGNERS, len(known) + 1)):
                self._row(f"{place}_{row}", known[row] if row < len(known) else {})

    def _row(self, name: str, said: dict[str, str]) -> None:
        self.fields[f"person_{name}"] = Typed(label=_("Name"), required=False, max_length=200)
        self.fields[f"post_{name}"] = Typed(
            label=_("Post, as on the paper"), required=False, max_length=200
        )
        self.fields[f"part_{name}"] = forms.ChoiceField(
            label=_("What they did"),
            choices=[(part.value, capfirst(str(part.label))) for part in Part],
            initial=said.get("part", Part.SIGNED),
            required=False,
        )
        self.initial |= {
            f"person_{name}": said.get("person", ""),
            f"post_{name}": said.get("post", ""),
        }

    def names(self) -> Iterator[tuple[Party, list[str]]]:
        """Per party the names of its rows."""
        for place, party in enumerate(self.parties):
            rows = [n for n in self.fields if n.startswith(f"person_{place}_")]
            yield party, [name.removeprefix("person_") for name in rows]

    @property
    def readers(self) -> object:
        """Who reads each of the rows."""
        return self.fields["on"].reads

    @property
    def groups(self) -> Iterator[tuple[str, str, list[list[forms.BoundField]]]]:
        for place, (party, rows) in enumerate(self.names()):
            yield (
                str(place),
                party.authority.short,
                [[self[f"{part}_{row}"] for part in ("person", "post", "part")] for row in rows],
            )

    @property
    def opening(self) -> list[forms.BoundField]:
        return [self["on"], self["where"]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for _party, rows in self.names():
            for row in rows:
                person, post = (
                    (said.get(f"{part}_{row}") or "").strip() for part in ("person", "post")
                )
                if person and not post:
                    self.add_error(f"post_{row}", _("Write in which post they signed."))
                if post and not person:
                    self.add_error(f"person_{row}", _("Write who it was."))
        return said

    def signatories(self) -> list[dict[str, str]]:
        """As `Transcribing.signatories`, in the order of the parties."""
        found, said = [], self.cleaned_data
        for party, rows in self.names():
            for row in rows:
                if (said.get(f"person_{row}") or "").strip():
                    found.append(
                        {
                            "authority": party.authority.slug,
                            "person": said[f"person_{row}"],
                            "post": said[f"post_{row}"],
                            "language": party.authority.country.languages[0],
                            "part": said[f"part_{row}"] or Part.SIGNED.value,
                        }
                    )
        return found


class UnreadableForm(Doing):
    """What cannot be read, and where."""

    what = "unreadable"
    text = Typed(
        label=gettext_lazy("What cannot be read, and where on the paper"),
        help_text=gettext_lazy("Left empty: all of it can be read."),
        required=False,
        max_length=MOST_UNREADABLE,
        widget=forms.Textarea(attrs={"class": "low"}),
    )


PARTIES_ALONE, EVERYONE = "parties", "everyone"


class PutForm(Doing):
    """Who reads the scan, and by when the parties are to answer."""

    what = "put"
    readers = forms.ChoiceField(
        label=gettext_lazy("Who reads the scan, once each party has confirmed?"),
        choices=[
            (PARTIES_ALONE, gettext_lazy("The parties alone")),
            (EVERYONE, gettext_lazy("Everyone: it can be fetched beside the text")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who reads the scan.")},
    )
    answer_by = Day(label=gettext_lazy("Answer by"), required=False)


class ConfirmForm(Doing):
    """Whether it says what the paper says."""

    what = "confirm"
    answer = forms.ChoiceField(
        label=gettext_lazy("Does it say what the paper says?"),
        choices=[
            (AnswerKind.YES.value, gettext_lazy("Yes, it says what the paper says")),
            (AnswerKind.SENT_BACK.value, gettext_lazy("No, something is wrong: send it back")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )
    because = Typed(
        label=gettext_lazy("What is wrong, and where"),
        help_text=gettext_lazy("Not needed for a yes."),
        required=False,
        max_length=MOST_IN_REASON,
        widget=forms.Textarea(attrs={"class": "low"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("answer") == AnswerKind.SENT_BACK and not said.get("because", "").strip():
            self.add_error("because", _("Write what is wrong, in a sentence."))
        return said
