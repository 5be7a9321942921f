"""Several forms on one page of the room: which are offered, and which was sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from overens.base.municipalities.roles import Act
from overens.base.trail.actions import Ref
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.states import Way
from overens.web.design.reads import Reads
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.groups.forms import RemarkForm
from overens.web.desk.groups.loading import Room
from overens.web.desk.posts.forms import Doing


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done on a page: its form, its button, what it does, and what is said
    once it is done."""

    form: Doing
    title: str
    button: str
    reads: Reads
    action: Callable[[dict[str, Any]], object]
    done: str


class Filled:
    """Makes the forms of a page, of which the one that was sent is filled in."""

    def __init__(self, request: HttpRequest, room: Room) -> None:
        self.request, self.room = request, room

    def __call__(
        self,
        form: Callable[..., Any],
        what: str,
        place: str,
        audience: Audience = Audience.PARTNERS,
        **named: Any,
    ) -> Any:
        sent = self.request.method == "POST" and self.request.POST.get("do") == what
        made = form(self.request.POST if sent else None, place=place, **named)
        made.all_read(self.room.reads(audience))
        return made


def remark_offer(filled: Filled, about: Ref, title: str, button: str, done: str) -> Offer | None:
    """To say something to a thing of the room; None where the post may not."""
    room = filled.room
    if not (room.acting.may(Act.WORK_IN_GROUP) and room.is_open):
        return None
    place = f"remark:{about.kind}-{about.id}"
    form = filled(RemarkForm, RemarkForm.what, place, language=room.language)

    def action(said: dict[str, Any]) -> object:
        return remark(
            by=room.acting.seat,
            name="",
            agreement=room.agreement,
            about=about,
            text=said["text"],
            language=said["language"],
            way=Way.DESK,
            at=room.acting.now,
        )

    return Offer(form, title, button, room.reads(Audience.PARTNERS), action, done)


def carried_out(
    request: HttpRequest, offers: Sequence[Offer | None], address: str
) -> HttpResponse | None:
    """Do what was sent, and go back to the page; None where it is to be shown. Raises Http404 for
    what is not offered there."""
    offered = [offer for offer in offers if offer]
    sent = None
    if request.method == "POST":
        sent = next((one for one in offered if one.form.what == request.POST.get("do")), None)
        if sent is None:
            raise Http404
        if send(request, sent.form, sent.action):
            return told(request, sent_before() if sent.form.sent_before else sent.done, address)
    show(request, *(one.form for one in offered if one is not sent))
    return None
