"""What is published, and taken back: nothing is written in either form, only said which part it is."""

from typing import Any

from django import forms

from overens.web.desk.posts.forms import Doing


class OfPart(Doing):
    """About one edition of one's own party's, by its seal."""

    part = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *given: Any, seal: str, **named: Any) -> None:
        super().__init__(
            *given, initial={"part": seal}, auto_id=f"{self.what}-{seal[:12]}-%s", **named
        )


class PublishForm(OfPart):
    what = "publish"


class WithdrawForm(OfPart):
    what = "withdraw"
