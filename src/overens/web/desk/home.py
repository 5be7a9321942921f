"""The first page of the desk, its longer lists, the one page, and the change of post."""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.languages.rules import languages
from overens.base.municipalities.roles import Act
from overens.base.municipalities.states import Role
from overens.cycle.agreements.models import Agreement
from overens.reach.notices.unanswered import nobody_left
from overens.reach.overview.agreed import Put
from overens.reach.overview.matters import Awaited
from overens.reach.overview.queries import Overview
from overens.reach.overview.reciprocity import Reciprocity
from overens.reach.overview.rooms import PutInRoom
from overens.reach.overview.rules.waiting import Waiting, in_order
from overens.reach.overview.wheel import AgreementYear
from overens.web.design.parts import part as drawn
from overens.web.design.words import dated, marked
from overens.web.desk.briefing import briefing_sheet
from overens.web.desk.entering import SEAT, in_post
from overens.web.desk.frame import Frame
from overens.web.desk.groups.turns import turns_shown
from overens.web.desk.places import can_open
from overens.web.desk.saying.kinds import task_of
from overens.web.desk.saying.partners import change_shown, sent_shown
from overens.web.desk.tasks import Task, Tasks, short_of
from overens.web.desk.years import Year
from overens.web.public.sheets import typeset
from overens.web.public.shown import joined

logger = logging.getLogger(__name__)
MOST, A_PAGE, MOST_AGREEMENTS, MOST_NAMES = 7, 25, 7, 5
"""Of what waits, on the first page and on a page of its own; of the agreements that are named."""

Part = TypeVar("Part")


class Home:
    """What stands on these pages. A part that cannot be read is None, and says so in its place."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.language = request, request.reader.language
        self.frame = Frame(request.acting, self.language)
        acting = request.acting
        self.overview = Overview(
            acting.account, acting.seat, acting.now, self.frame.parties, can_open
        )
        self.tasks = Tasks(self.overview, self.language)

    @cached_property
    def waits(self) -> list[Waiting] | None:
        return part(self.waits_for_you)

    def waits_for_you(self) -> list[Waiting]:
        """With what nobody could be reached about by mail."""
        overview = self.overview
        left = nobody_left(overview.seat, overview.now)
        return in_order([*overview.waits_for_you(), *left])

    @cached_property
    def sent(self) -> list[Put | Awaited | PutInRoom] | None:
        """None where it could not be read: then what is made of it cannot be either."""
        return part(self.overview.waits_for_partner)

    def task_rows(self, most: int) -> list[Task] | None:
        waits = self.waits
        if waits is None:
            return None
        return part(lambda: [task_of(self.tasks, one) for one in waits[:most]])

    @property
    def summary(self) -> list[str | SafeString]:
        """One sentence for each side; nothing where neither could be read."""
        said: list[str | SafeString] = []
        if self.waits:
            n = len(self.waits)
            said.append(
                ngettext("One thing waits for you.", "%(n)s things wait for you.", n) % {"n": n}
            )
        elif self.waits is not None:
            said.append(self._nothing())
        if self.sent:
            n = len(self.sent)
            said.append(
                format_html(
                    ngettext(
                        "In one matter you wait for {names}.",
                        "In {n} matters you wait for {names}.",
                        n,
                    ),
                    n=n,
                    names=self.awaited,
                )
            )
        return said

    def _nothing(self) -> str | SafeString:
        day = min(self.overview.agreed.next_days.values(), default=None)
        if day is None:
            return _("Nothing waits for you.")
        return format_html(
            _("Nothing waits for you. Next date: {day}."), day=dated(day, self.language)
        )

    @cached_property
    def awaited(self) -> SafeString | str:
        """Whom one waits for, by name while they are few."""
        parties = {put.party.authority_id: put.party for put in self.sent or ()}
        if len(parties) > MOST_NAMES:
            return _("other parties")
        return joined([short_of(party, self.language) for party in parties.values()], self.language)

    @cached_property
    def chosen(self) -> Agreement | None:
        """The agreement that was asked for; else the one with the nearest next date."""
        slug = self.request.GET.get("agreement", "")
        agreements = self.overview.agreed.agreements
        return next((a for a in agreements if a.slug == slug), next(iter(agreements), None))

    @cached_property
    def year(self) -> Year | None:
        """None where there is no agreement."""
        if self.chosen is None:
            return None
        parties = self.overview.agreed.of_agreement[self.chosen.pk]
        own = next(p for p in parties if p.authority_id == self.tasks.authority.pk)
        versions = self.overview.agreed.versions[self.chosen.pk]
        meets = bool(self.overview.rooms.agreements)
        year = AgreementYear(self.chosen, versions, parties, own, self.overview.now, meets)
        return Year(year, self.request.reader)

    def turns(self) -> SafeString | str:
        """Who hosted last, who is awaited and where it is quiet in its groups; nothing, and no query,
        where none of the agreements has any."""
        if self.year is None or not self.year.year.meets:
            return ""
        year = self.year.year
        found = Reciprocity(year.agreement, year.parties, year.own, year.now)
        may_call = self.overview.may(Act.WORK_IN_GROUP)
        suggest = f"{self.year.home}meetings/call/" if may_call else ""
        return turns_shown(found, self.year.area_names, self.language, suggest)

    def other_agreements(self) -> tuple[tuple[str, SafeString], ...]:
        """A few of the others, by their next date: address and name."""
        found = [
            one
            for one in self.overview.agreed.agreements[: MOST_AGREEMENTS + 1]
            if one != self.chosen
        ]
        return tuple(
            (f"?agreement={one.slug}", self.tasks.others(one)) for one in found[:MOST_AGREEMENTS]
        )

    def common(self) -> dict[str, object]:
        acting = self.request.acting
        return {"desk": self.frame, "today": dated(acting.today, self.language)}

    @property
    def example(self) -> bool:
        """Whether one of the agreements is only an example: then the page says so."""
        agreements = part(lambda: self.overview.agreed.agreements) or ()
        return any(agreement.example for agreement in agreements)


def part(read: Callable[[], Part]) -> Part | None:
    """What is read; None where that fails, so that all the rest is shown."""
    try:
        return read()
    except Exception as error:
        logger.error("a part of the overview: %s", error, exc_info=error)
        return None


@in_post(Act.READ_OVERVIEW)
def overview(request: HttpRequest, language: str) -> HttpResponse:
    acting = request.acting
    if acting.seat.post.role == Role.LEADER:
        return _briefing(request)
    home = Home(request)
    rows, sent = home.task_rows(MOST), home.sent
    main = drawn(
        "desk/overview_main.html",
        language,
        home=f"/{language}/",
        today=dated(acting.today, language),
        summary=part(lambda: tuple(home.summary)),
        tasks=None
        if rows is None
        else tuple(drawn_task(language, task, n == 0) for n, task in enumerate(rows)),
        more_tasks=max(0, len(home.waits or ()) - MOST),
        sent=None
        if sent is None
        else part(lambda: tuple(drawn_sent(home, put) for put in sent[:MOST])),
        more_sent=max(0, len(sent or ()) - MOST),
        awaited=part(lambda: home.awaited),
        changes=part(
            lambda: tuple(change_shown(home.tasks, one) for one in home.overview.changes())
        ),
        has_agreement=part(lambda: bool(home.overview.agreed.agreements)) is not False,
        year_name=part(lambda: home.year.name if home.year else ""),
        begins=part(lambda: home.year.begins if home.year else ""),
        wheel=part(lambda: home.year.wheel() if home.year else ""),
        quiet=part(
            lambda: home.year.quiet(notes=acting.may(Act.NOTE_EVIDENCE)) if home.year else ""
        ),
        turns=part(home.turns),
        others=part(home.other_agreements),
    )
    return render(
        request, "desk/overview.html", {"desk": home.frame, "main": main, "example": home.example}
    )


def drawn_task(language: str, task: Task, first: bool) -> SafeString:
    return drawn("desk/task.html", language, task=task, first=first)


def drawn_sent(home: Home, put: Put | Awaited | PutInRoom) -> SafeString:
    return drawn("desk/sent.html", home.language, one=sent_shown(home.tasks, put))


@in_post(Act.READ_OVERVIEW)
def tasks(request: HttpRequest, language: str) -> HttpResponse:
    """Everything that waits for whoever sits in the seat."""
    home = Home(request)
    page = Paginator(home.waits_for_you(), A_PAGE).get_page(request.GET.get("page"))
    rows = [drawn_task(language, task_of(home.tasks, one), False) for one in page.object_list]
    context = {**home.common(), "tasks": rows, "page": page}
    return render(request, "desk/tasks.html", context)


@in_post(Act.READ_OVERVIEW)
def waiting(request: HttpRequest, language: str) -> HttpResponse:
    """Everything that the other parties were sent and have not answered."""
    home = Home(request)
    page = Paginator(home.overview.waits_for_partner(), A_PAGE).get_page(request.GET.get("page"))
    rows = [drawn_sent(home, put) for put in page.object_list]
    return render(request, "desk/waiting.html", {**home.common(), "sent": rows, "page": page})


@in_post(Act.READ_OVERVIEW)
def briefing(request: HttpRequest, language: str) -> HttpResponse:
    """The year of one agreement on one page: for whoever leads, and reads on a phone."""
    return _briefing(request)


def _briefing(request: HttpRequest) -> HttpResponse:
    home = Home(request)
    year = part(lambda: home.year)
    tasks = home.task_rows(3)
    context = {
        **home.common(),
        "example": home.example,
        "summary": part(lambda: home.summary),
        "tasks": tasks,
        "more_tasks": max(0, len(home.waits or ()) - 3),
        "year": year,
        "met": part(lambda: year.met) if year else None,
        "promised": part(year.promised) if year else [],
        "coming": part(year.coming) if year else [],
        "others": part(home.other_agreements),
        "pdf": f"/{home.language}/desk/briefing.pdf"
        + (f"?agreement={home.chosen.slug}" if home.chosen else ""),
    }
    return render(request, "desk/briefing.html", context)


@in_post(Act.READ_OVERVIEW)
def briefing_pdf(request: HttpRequest, language: str) -> HttpResponse:
    """The same on one sheet of A4."""
    home = Home(request)
    rows = home.task_rows(3) or []
    sheet = briefing_sheet(home.year, rows, home.summary, languages()[language])
    return HttpResponse(typeset(sheet, language), content_type="application/pdf")


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
