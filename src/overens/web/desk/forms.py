"""What every form of the desk does: it cleans, hands over to one action, and loses nothing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from overens.base.municipalities.rules import Refused


class DeskForm(forms.Form):
    """A form of the desk. A field's `reads` (`web.design.reads`) says who reads what is typed.

    `place` names the form among all forms, for what is kept while somebody types
    ('evidence:koge-kristianstad:1').
    """

    use_required_attribute = False

    def __init__(self, *given: Any, place: str = "", **named: Any) -> None:
        super().__init__(*given, **named)
        self.place = place

    def all_read(self, readers: Any) -> None:
        """Say beside each field that the same people read it."""
        self.reads(**dict.fromkeys(self.fields, readers))

    def reads(self, **readers: Any) -> None:
        """Say beside each named field who reads it."""
        for name, said in readers.items():
            self.fields[name].reads = said


def send(request: HttpRequest, form: DeskForm, action: Callable[[dict[str, Any]], object]) -> bool:
    """Carry out what a form was sent for; whether it was. What an action refuses stands in the
    form as its error, and what was typed stays in the fields."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def told(request: HttpRequest, sentence: str, to: str) -> HttpResponse:
    """Go on to another page, which says first what was done."""
    messages.success(request, sentence)
    return redirect(to)
