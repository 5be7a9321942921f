"""A long form asks for little at once, and says once who reads it."""

from typing import Any

from django import forms

from overens.web.design.reads import only_you
from overens.web.desk.folding import Folding


class Example(Folding):
    beside = (("day", "hour"),)
    title = forms.CharField()
    day = forms.CharField(required=False)
    hour = forms.CharField(required=False)
    language = forms.CharField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.folded = {"More": ("language", "gone")}
        self.all_read(only_you())


def names(rows: Any) -> list[list[str]]:
    return [[field.name for field in row] for row in rows]


def test_what_is_folded_is_not_in_sight_and_what_belongs_together_stands_in_one_row() -> None:
    form = Example()
    assert names(form.in_sight) == [["title"], ["day", "hour"]]
    assert [(fold.title, names(fold.rows)) for fold in form.folds] == [("More", [["language"]])]


def test_it_opens_where_something_was_sent_or_comes_back() -> None:
    assert [fold.is_open for fold in Example().folds] == [False]
    assert [fold.is_open for fold in Example({"title": ""}).folds] == [True]
    back = Example()
    back.said = "It came back."
    assert [fold.is_open for fold in back.folds] == [True]


def test_each_field_refers_to_the_one_place_that_says_who_reads_it() -> None:
    form = Example({"title": ""}, auto_id="it-%s")
    assert form.read_by_id == "it-reads"
    assert form["title"].aria_describedby == "it-title-error it-reads"
    assert form["secret"].aria_describedby is None
    shown = str(form)
    assert shown.count("it-reads") == len(["title", "day", "hour", "language"])
    assert "<details" in shown
