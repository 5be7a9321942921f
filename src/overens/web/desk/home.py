"""The first page of the desk, and the change from one post to another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from overens.base.municipalities.roles import Act
from overens.web.design.words import marked
from overens.web.desk.entering import SEAT, in_post


@in_post(Act.READ_OVERVIEW)
def overview(request: HttpRequest, language: str) -> HttpResponse:
    return render(request, "desk/overview.html")


@in_post(Act.READ_OVERVIEW)
def seats(request: HttpRequest, language: str) -> HttpResponse:
    """In which of one's posts one acts."""
    acting = request.acting
    if request.method == "POST":
        chosen = request.POST.get("seat", "")
        if any(str(seat.pk) == chosen for seat in acting.seats):
            request.session[SEAT] = chosen
        return redirect(f"/{language}/desk/")
    choices = [
        {
            "id": str(seat.pk),
            "post": marked(seat.post.names.shown(language), language),
            "authority": marked(seat.post.authority.name, language),
            "current": seat == acting.seat,
        }
        for seat in acting.seats
    ]
    return render(request, "desk/seats.html", {"choices": choices})
