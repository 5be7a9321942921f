"""A handover: one page for whoever leaves, whoever comes, and whoever helps; and the same on paper."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from overens.base.handovers import actions
from overens.base.languages.rules import languages, write_date
from overens.base.municipalities.models import Handover
from overens.base.municipalities.queries import deputies, successor
from overens.base.municipalities.roles import TABLE, Act
from overens.base.municipalities.states import Role
from overens.reach.overview.handover import Carried, carried_by
from overens.reach.overview.leaders import binding
from overens.web.design.reads import Reads
from overens.web.design.words import dated
from overens.web.desk.entering import Acting, in_post
from overens.web.desk.forms import send, told
from overens.web.desk.parties import partners_of, place_letters, readers
from overens.web.desk.posts import forms, sheet, shown
from overens.web.desk.posts.loading import names_in
from overens.web.public.sheets import typeset


@dataclass
class Page:
    """One handover of one's own authority, with what the post carries."""

    acting: Acting
    language: str
    handover: Handover

    @classmethod
    def fetch(cls, request: HttpRequest, handover: UUID) -> "Page":
        """Raises Http404 where one's own authority has none such."""
        acting = request.acting
        rows = Handover.objects.filter(pk=handover, post__authority=acting.authority)
        found = rows.select_related(
            "post__authority__municipality",
            "leaving__person",
            "leaving__post__authority__municipality",
            "arriving__person__account",
            "written_by__person",
        ).first()
        if found is None:
            raise Http404
        return cls(acting, request.reader.language, found)

    @property
    def address(self) -> str:
        return f"/{self.language}/desk/handovers/{self.handover.pk}/"

    @cached_property
    def carried(self) -> Carried:
        return carried_by([self.handover.post], self.acting.now)[self.handover.post_id]

    @cached_property
    def names(self) -> dict[str, str]:
        """Of the agreements."""
        return names_in(self.carried, self.language)

    @cached_property
    def asked_of(self) -> list[tuple[str, str]]:
        """Of a leader's post: each agreement of which whoever comes is asked, by slug and name."""
        if self.handover.post.role != Role.LEADER:
            return []
        join = languages()[self.language].join
        return [
            (agreement.slug, join([party.authority.short for party in parties]))
            for agreement, parties in binding(self.acting.authority.pk, self.acting.today)
        ]

    @cached_property
    def deputies(self) -> list[str]:
        return [s.person.name for s in deputies(self.handover.post_id, self.acting.now)]

    @cached_property
    def reads(self) -> Reads:
        authority = self.acting.authority
        audience = TABLE[Act.HAND_OVER].readers
        return readers(audience, authority, partners_of(authority), self.language)

    @property
    def contacts(self) -> list[shown.ContactShown]:
        """Who else is involved, in each agreement."""
        rows = [
            (other, self.names[row.agreement.slug])
            for row in self.carried.agreements
            for other in row.involved
        ]
        parties = [party for row in self.carried.agreements for party in row.parties]
        return shown.contacts_shown(rows, place_letters(parties), self.language)

    @cached_property
    def arriving_language(self) -> str:
        """The language of whoever comes; where nobody said, the authority's first."""
        seat = self.handover.arriving or successor(self.handover, self.acting.now)
        account = getattr(seat.person, "account", None) if seat else None
        said = account.language if account else ""
        return said if said in languages() else self.acting.authority.name.language

    @property
    def about(self) -> str:
        """Why it is open, in one sentence."""
        leaving, language = self.handover.leaving, self.language
        if leaving is None:
            return _("Nobody holds the post.")
        said: dict[str, Any] = {"person": leaving.person}
        if self.handover.last_day is None:
            return _("%(person)s is away, and no last day is known.") % said
        said["day"] = write_date(self.handover.last_day, language)
        return _("The last day of %(person)s in the post is %(day)s.") % said


@in_post(Act.READ_POSTS)
def handover(request: HttpRequest, language: str, handover: UUID) -> HttpResponse:
    page = Page.fetch(request, handover)
    by, at, found = page.acting.seat, page.acting.now, page.handover
    write = _write_form(request, page)
    if request.method == "POST":
        return_to = page.address
        do = request.POST.get("do")
        if do == "write" and write:
            if send(request, write, lambda data: _write(page, write, data)):
                return told(request, _("The text is saved."), return_to)
        elif do in ("left", "arrive"):
            form = forms.Confirm(request.POST, what=do)
            act = actions.confirm_left if do == "left" else actions.take_over_handover
            if send(request, form, lambda data: act(by=by, handover=found, at=at)):
                said = (
                    _("You have confirmed it.")
                    if do == "left"
                    else _("You have taken over. What the post carries is yours from now on.")
                )
                return told(request, said, return_to)
            return _shown(request, page, write, form)
        else:
            raise Http404
    elif write:
        # What was typed before comes back.
        send(request, write, lambda data: None)
    return _shown(request, page, write, None)


def _write(page: Page, form: forms.Write, data: dict[str, Any]) -> None:
    actions.write_handover(
        by=page.acting.seat,
        handover=page.handover,
        text=data["text"],
        language=data["language"],
        revision=form.base or 0,
        at=page.acting.now,
    )


def _write_form(request: HttpRequest, page: Page) -> forms.Write | None:
    found = page.handover
    if found.closed_at or not actions.may_write(page.acting.seat, found):
        return None
    sent = request.method == "POST" and request.POST.get("do") == "write"
    form = forms.Write(
        request.POST if sent else None,
        place=f"handover:{found.pk}",
        base=found.revision,
        initial={"text": found.text, "language": found.language or page.language},
    )
    form.reads(text=page.reads, language=page.reads)
    return form


def _shown(
    request: HttpRequest, page: Page, write: forms.Write | None, confirm: forms.Confirm | None
) -> HttpResponse:
    found, acting, language = page.handover, page.acting, page.language
    today = acting.today
    leaves = bool(found.leaving_id == acting.seat.pk and not found.left_confirmed_at)
    leaving_holds = bool(found.leaving and found.last_day and found.leaving.is_held_at(acting.now))
    arrives = bool(
        found.post_id == acting.seat.post_id
        and found.leaving_id != acting.seat.pk
        and not leaving_holds
    )
    do = "left" if leaves else "arrive" if arrives else ""
    if confirm is None and do and not found.closed_at:
        confirm = forms.Confirm(what=do)
    dates = page.carried.next_dates(today)
    return render(
        request,
        "desk/posts/handover.html",
        {
            "page": page,
            "handover": found,
            "name": shown.name_of(found.post, language),
            "about": page.about,
            "post_address": f"/{language}/desk/posts/{found.post.slug}/",
            "sheets": [
                (code, languages()[code].name, f"/{code}/desk/handovers/{found.pk}")
                for code in dict.fromkeys([page.arriving_language, *languages()])
                if code in languages()
            ],
            "confirm": confirm,
            "do": confirm.what if confirm else "",
            "write": write,
            "text": _text(found),
            "written": _written(found, language),
            "open": shown.open_shown(page.carried.open, page.names, today, language),
            "work": shown.work_shown(page.carried.work, page.names, language),
            "dates": shown.open_shown(dates, page.names, today, language),
            "contacts": page.contacts,
            "agreements": [
                (f"/{language}/desk/agreements/{slug}/", name) for slug, name in page.names.items()
            ],
            "asked_of": [
                (f"/{language}/desk/agreements/{slug}/life/", name) for slug, name in page.asked_of
            ],
            "deputies": page.deputies,
            "steps": _steps(page),
            "reads": page.reads,
        },
    )


def _text(handover: Handover) -> SafeString:
    """It was cleaned before it was kept: only the short list of elements is in it."""
    said = mark_safe(handover.text)
    return format_html('<div class="stack rich" lang="{}">{}</div>', handover.language, said)


def _written(handover: Handover, language: str) -> SafeString | str:
    if not (handover.written_by and handover.written_at):
        return ""
    day = handover.post.authority.country.today(handover.written_at)
    sentence = _("Saved last by {person}, {day}.")
    return format_html(sentence, person=handover.written_by.person, day=dated(day, language))


def _steps(page: Page) -> list[tuple[str, str, bool]]:
    """(who, what they have said, whether it is done)."""
    found, language = page.handover, page.language
    country = page.acting.authority.country
    steps = []
    if found.leaving:
        at = found.left_confirmed_at
        said = (
            _("has confirmed, %(day)s") % {"day": write_date(country.today(at), language)}
            if at
            else _("has not confirmed yet")
        )
        steps.append((found.leaving.person.name, said, bool(at)))
    if found.arriving and found.closed_at:
        day = write_date(country.today(found.closed_at), language)
        steps.append(
            (found.arriving.person.name, _("has taken over, %(day)s") % {"day": day}, True)
        )
    else:
        seat = successor(found, page.acting.now)
        who = seat.person.name if seat else _("Nobody is named yet")
        steps.append((who, _("takes over") if seat else _("name a successor or a deputy"), False))
    return steps


@in_post(Act.READ_POSTS)
def handover_pdf(request: HttpRequest, language: str, handover: UUID) -> HttpResponse:
    page = Page.fetch(request, handover)
    paper = sheet.handover_sheet(page, request.build_absolute_uri(f"/{language}/"))
    response = HttpResponse(typeset(paper, language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{page.handover.post.slug}.pdf"'
    return response
