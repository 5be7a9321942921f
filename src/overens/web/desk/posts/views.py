"""The posts of one's authority, and one of them: who holds it, and what can be said about that."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.handovers.actions import open_handover
from overens.base.languages.rules import write_date
from overens.base.municipalities.actions import succession
from overens.base.municipalities.models import Handover, Post, Seat
from overens.base.municipalities.roles import TABLE, Act
from overens.base.municipalities.states import Role
from overens.web.design.reads import Reads
from overens.web.desk.entering import Acting, in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.posts import forms, shown
from overens.web.desk.posts.loading import Posts, names_in


@in_post(Act.READ_POSTS)
def posts(request: HttpRequest, language: str) -> HttpResponse:
    page = Posts.fetch(request)
    form = None
    if request.acting.may(Act.KEEP_POSTS):
        form = forms.NamePost(request.POST or None, place="post:new")
        reads = _beside(page, form, Act.KEEP_POSTS)
        if send(request, form, lambda data: _name(request.acting, data)):
            home, made = f"/{language}/desk/posts/", form.result
            if form.sent_before:
                return told(request, sent_before(), home)
            return told(request, _("The post is named. Say who holds it."), f"{home}{made.slug}/")
    elif request.method == "POST":
        raise Http404
    asked = [(post, _filling(page, post, request)) for post in page.rows if post.is_asked_about]
    held = [post for post in page.rows if not post.is_asked_about]
    return render(
        request,
        "desk/posts/posts.html",
        {
            "asked": asked,
            "posts": [post for post in held if post.role or post.carried.open],
            "in_papers": [post for post in held if not (post.role or post.carried.open)],
            "partners": page.partners,
            "form": form,
            "reads": reads if form else None,
        },
    )


def _name(acting: Acting, data: dict[str, Any]) -> Post:
    return succession.name_post(
        by=acting.seat, names=data["names"], role=data["role"], at=acting.now
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be said about a post: its form, and where one goes on after it."""

    form: forms.Doing
    title: str
    button: str
    action: Callable[[dict[str, Any]], object]
    sentence: Callable[[Any], str]
    reads: Reads
    before: str = ""
    to_handover: bool = False


@in_post(Act.READ_POSTS)
def post(request: HttpRequest, language: str, post: str) -> HttpResponse:
    page = Posts.fetch(request, post)
    (found,) = page.rows
    offers, sent = list(_offers(page, found, request)), None
    if request.method == "POST":
        offer = next((o for o in offers if o.form.what == request.POST.get("do")), None)
        if offer is None:
            raise Http404
        form = offer.form
        if send(request, form, offer.action):
            to = _handover_of(found, language) if offer.to_handover else found.address
            sentence = sent_before() if form.sent_before else offer.sentence(form.result)
            return told(request, sentence, to or found.address)
        sent = form
    else:
        for offer in offers:
            show(request, offer.form)
    names = names_in(found.carried, language)
    return render(
        request,
        "desk/posts/post.html",
        {
            "post": found,
            "offers": offers,
            "form": sent,
            "open": shown.open_shown(found.carried.open, names, request.acting.today, language),
            "work": shown.work_shown(found.carried.work, names, language),
            "history": shown.history(found),
            "handovers": [
                (handover, f"/{language}/desk/handovers/{handover.pk}/")
                for handover in _handovers(found)
            ],
        },
    )


def _handovers(post: shown.PostShown) -> list[Handover]:
    """All of them, newest first."""
    return list(post.post.handovers.select_related("leaving__person").order_by("-opened_at"))


def _handover_of(post: shown.PostShown, language: str) -> str:
    """Where the open one stands."""
    opened = post.post.handovers.filter(closed_at__isnull=True).first()
    return f"/{language}/desk/handovers/{opened.pk}/" if opened else ""


def _offers(page: Posts, post: shown.PostShown, request: HttpRequest) -> Iterator[Offer]:
    """What the seat that acts may say, as forms: the one that was sent is filled in."""
    acting, by, at = page.acting, page.acting.seat, page.acting.now

    def filled(form: type[forms.Doing], **named: Any) -> Any:
        sent = request.method == "POST" and request.POST.get("do") == form.what
        return form(request.POST if sent else None, place=_place(form, post), **named)

    if _may_fill(acting, post):
        yield from _fillings(page, post, filled)
    if acting.may(Act.HAND_OVER) and not post.handover:
        form = filled(forms.OpenHandover)
        yield Offer(
            form,
            _("Open the handover without a last day"),
            _("Open the handover"),
            lambda data: open_handover(by=by, post=post.post, at=at),
            lambda done: _("The handover is open."),
            _beside(page, form, Act.HAND_OVER),
            _(
                "For when somebody is suddenly away, or the post stands vacant. Whoever holds the "
                "post keeps it; the deputy finds everything in one place."
            ),
            to_handover=True,
        )
    if acting.may(Act.KEEP_POSTS):
        yield from _keepings(page, post, filled)


def _fillings(page: Posts, post: shown.PostShown, filled: Callable[..., Any]) -> Iterator[Offer]:
    by, at, held = page.acting.seat, page.acting.now, post.held
    form = filled(forms.TakeOver)
    yield Offer(
        form,
        _("Say who comes next") if held else _("Say who holds the post"),
        _("Write it down"),
        lambda data: succession.take_over(
            by=by, post=post.post, person=data["person"], since=data["since"], at=at
        ),
        lambda seat: _holds(seat, page.language),
        _beside(page, form, Act.FILL_POST),
        _("Whoever holds the post until then needs a last day first.") if post.holder else "",
    )
    form = filled(forms.NameDeputy)
    yield Offer(
        form,
        _("Name a deputy"),
        _("Name the deputy"),
        lambda data: succession.name_deputy(
            by=by,
            post=post.post,
            person=data["person"],
            since=data["since"],
            until=data["until"],
            at=at,
        ),
        lambda seat: _("%(person)s is the deputy.") % {"person": seat.person},
        _beside(page, form, Act.FILL_POST),
        _("A deputy finds all that the post carries, and may do what its holder may."),
    )
    if held:
        yield from _endings(page, held, filled)


def _holds(seat: Seat, language: str) -> str:
    assert seat.since
    said = {"person": seat.person, "day": write_date(seat.since, language)}
    return _("%(person)s holds the post from %(day)s.") % said


def _endings(page: Posts, held: list[Seat], filled: Callable[..., Any]) -> Iterator[Offer]:
    by, at = page.acting.seat, page.acting.now
    by_id = {str(seat.pk): seat for seat in held}
    form = filled(forms.SetLastDay, seats=held)
    yield Offer(
        form,
        _("Set the last day"),
        _("Set the last day"),
        lambda data: succession.set_last_day(
            by=by, seat=by_id[data["seat"]], day=data["day"], at=at
        ),
        lambda seat: _("The last day of %(person)s is written down.") % {"person": seat.person},
        _beside(page, form, Act.FILL_POST),
        _("For the post’s own holder this opens the handover."),
        to_handover=True,
    )
    now = [seat for seat in held if seat.is_held_at(at)]
    if now:
        form = filled(forms.EndNow, seats=now)
        yield Offer(
            form,
            _("End it now"),
            _("End it from this minute"),
            lambda data: succession.end_seat_now(by=by, seat=by_id[data["seat"]], at=at),
            lambda seat: _("%(person)s does not hold the post any more.") % {"person": seat.person},
            _beside(page, form, Act.FILL_POST),
            _("From this minute %(person)s can read and do nothing more in the post.")
            % {"person": now[0].person}
            if len(now) == 1
            else _("From this minute whoever you choose can read and do nothing more in the post."),
            to_handover=True,
        )


def _keepings(page: Posts, post: shown.PostShown, filled: Callable[..., Any]) -> Iterator[Offer]:
    by, at = page.acting.seat, page.acting.now
    texts = {f"name_{code}": text for code, text in post.post.names.texts().items()}
    form = filled(forms.RenamePost, initial=texts)
    yield Offer(
        form,
        _("Call it something else"),
        _("Save the names"),
        lambda data: succession.rename_post(by=by, post=post.post, names=data["names"], at=at),
        lambda done: _("The names are saved."),
        _beside(page, form, Act.KEEP_POSTS),
    )
    form = filled(forms.GiveRole, initial={"role": post.post.role})
    yield Offer(
        form,
        _("Change what it may do"),
        _("Save the role"),
        lambda data: succession.give_role(by=by, post=post.post, role=data["role"], at=at),
        lambda done: _("The role is saved."),
        _beside(page, form, Act.KEEP_POSTS),
        _("It counts from this minute, for whoever holds the post."),
    )


def _may_fill(acting: Acting, post: shown.PostShown) -> bool:
    """An administrator's post is filled by administrators alone."""
    administers = post.post.role == Role.ADMINISTRATOR
    return acting.may(Act.FILL_POST) and (
        not administers or acting.seat.post.role == Role.ADMINISTRATOR
    )


def _filling(page: Posts, post: shown.PostShown, request: HttpRequest) -> dict[str, Any] | None:
    """The form of a vacant post, where one may fill it; the post's own page answers it."""
    if not _may_fill(page.acting, post):
        return None
    form = forms.TakeOver(place=_place(forms.TakeOver, post), auto_id=f"{post.post.slug}-%s")
    reads = _beside(page, form, Act.FILL_POST)
    show(request, form)
    return {"form": form, "reads": reads}


def _place(form: type[forms.Doing], post: shown.PostShown) -> str:
    return f"{form.what}:{post.post.pk}"


def _beside(page: Posts, form: forms.Doing, act: Act) -> Reads:
    """Who reads it: said beside each field, and given back for the button."""
    reads = page.readers(TABLE[act].readers)
    form.reads(**{name: reads for name in form.fields if not form[name].is_hidden})
    return reads
