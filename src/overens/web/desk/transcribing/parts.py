"""The pages on which a part of a paper is typed in, with the scan beside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.cycle.agreements.actions.transcribing import note_paper_signing, note_unreadable
from overens.cycle.agreements.queries import parties
from overens.web.desk.drafts.writing import part_page
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, told
from overens.web.desk.transcribing.forms import SigningForm, UnreadableForm
from overens.web.desk.transcribing.loading import Paper


@in_post(Act.WRITE_AGREEMENT)
def part(request: HttpRequest, language: str, paper: str, part: str) -> HttpResponse:
    """The title, the preamble, the purpose, a focus area, or an article."""
    return _page(request, paper, part)


@in_post(Act.WRITE_AGREEMENT)
def commitment(request: HttpRequest, language: str, paper: str, number: int) -> HttpResponse:
    return _page(request, paper, f"c-{number}")


@in_post(Act.WRITE_AGREEMENT)
def new_area(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    return _page(request, paper, "areas")


@in_post(Act.WRITE_AGREEMENT)
def new_article(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    return _page(request, paper, "articles")


@in_post(Act.WRITE_AGREEMENT)
def new_commitment(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    return _page(request, paper, "commitments")


@in_post(Act.WRITE_AGREEMENT)
def term(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    return _page(request, paper, "term")


@in_post(Act.WRITE_AGREEMENT)
def authentic(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    return _page(request, paper, "languages")


def _page(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    own = Paper.fetch(request, slug)
    own.part = name
    return part_page(request, own, name, "desk/transcribing/part.html")


@in_post(Act.WRITE_AGREEMENT)
def signing(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    own = Paper.fetch(request, paper)
    form = SigningForm(
        request.POST or None,
        parties=parties(own.agreement),
        typed=own.typed,
        base=own.typed.revision,
        place=f"transcribing:{paper}:signing",
    )

    def action(said: dict[str, Any]) -> object:
        return note_paper_signing(
            by=own.acting.seat,
            paper=own.typed,
            read=form.base or 0,
            on=said["on"],
            place=said["where"],
            signatories=form.signatories(),
            at=own.acting.now,
        )

    hint = _(
        "When and where the paper was signed, and whose names stand under it, with the posts that they "
        "held then. They need no account here."
    )
    return _answered(request, own, form, action, _("The signing"), hint, "signing")


@in_post(Act.WRITE_AGREEMENT)
def unreadable(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    own = Paper.fetch(request, paper)
    form = UnreadableForm(
        request.POST or None,
        initial={"text": own.typed.unreadable},
        base=own.typed.revision,
        place=f"transcribing:{paper}:unreadable",
    )
    # An empty text is an answer too.
    form.is_bound = request.method == "POST"

    def action(said: dict[str, Any]) -> object:
        return note_unreadable(
            by=own.acting.seat,
            paper=own.typed,
            read=form.base or 0,
            text=said["text"],
            at=own.acting.now,
        )

    hint = _("Nothing is guessed: what cannot be read is left open, and said here.")
    return _answered(request, own, form, action, _("What cannot be read"), hint, "unreadable")


def _answered(
    request: HttpRequest,
    own: Paper,
    form: DeskForm,
    action: Any,
    label: str,
    hint: str,
    anchor: str,
) -> HttpResponse:
    form.all_read(own.until_proposed)
    if send(request, form, action):
        return told(request, _("Saved in the draft."), f"{own.address}#part-{anchor}")
    context = {"own": own, "form": form, "label": label, "hint": hint, "reads": own.own_people}
    return render(request, "desk/transcribing/other.html", context)
