"""The pages on which a mandate is put to each party: of a new group, another one, or its end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.groups import queries
from overens.cycle.groups.actions.founding import propose_group
from overens.cycle.groups.models import WorkingGroup
from overens.cycle.groups.rules.mandate import MandateWords
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, told
from overens.web.desk.groups.forms import CloseGroup, MandateForm, numbered
from overens.web.desk.groups.loading import Room, room


@in_post(Act.FOUND_GROUP)
def found(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return _write(request, room(request, agreement), None)


@in_post(Act.FOUND_GROUP)
def mandate(request: HttpRequest, language: str, agreement: str, group: str) -> HttpResponse:
    page = room(request, agreement)
    return _write(request, page, page.group(group))


def _write(request: HttpRequest, page: Room, group: WorkingGroup | None) -> HttpResponse:
    form = MandateForm(
        request.POST or None,
        place=f"mandate:{group.pk if group else page.agreement.slug}",
        first=page.acting.authority.name.language,
        areas=areas(page),
        commitments=commitments(page),
        words=_words(group) if group else None,
    )
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return propose_group(
            by=page.acting.seat,
            agreement=page.agreement,
            said=form.words(said),
            group=group,
            answer_by=said["answer_by"],
            at=page.acting.now,
        )

    if send(request, form, action):
        return _put(request, page, form)
    title = _("Propose another mandate") if group else _("Propose a working group")
    return _page(request, page, group, form, title)


def _put(request: HttpRequest, page: Room, form: Any) -> HttpResponse:
    """On to the question that was put, which one's own party answers as well."""
    if form.sent_before:
        return told(request, sent_before(), f"{page.home}groups/")
    sentence = _(
        "It was put to each party. It counts once each has said yes: yours answers it as well, here."
    )
    return told(request, sentence, f"/{page.language}/desk/approvals/{form.result.pk}/")


def _page(
    request: HttpRequest, page: Room, group: WorkingGroup | None, form: Any, title: str
) -> HttpResponse:
    return render(
        request,
        "desk/groups/write.html",
        {
            **page.around,
            "form": form,
            "title": title,
            "of_group": page.plain(group.names).text if group else "",
            "button": _("Put it to each party"),
            "intro": _(
                "It counts once each party has said yes to this very text. Until then nothing is "
                "otherwise. The proposal stands in the register of each party."
            ),
            "back": f"{page.home}groups/{group.slug}/" if group else f"{page.home}groups/",
            "back_name": page.said(group.names) if group else _("Groups"),
            "reads": page.reads(Audience.PARTNERS),
        },
    )


def _words(group: WorkingGroup) -> MandateWords:
    return MandateWords(
        names=group.names.texts(),
        text=group.mandate.texts(),
        kind=group.kind,
        focus_area=group.focus_area.slug if group.focus_area else "",
        commitments=tuple(one.number for one in group.commitments.all()),
    )


@in_post(Act.FOUND_GROUP)
def close(request: HttpRequest, language: str, agreement: str, group: str) -> HttpResponse:
    page = room(request, agreement)
    row = page.group(group)
    form = CloseGroup(request.POST or None, place=f"close-group:{row.pk}", language=page.language)
    reads = page.reads(Audience.PARTNERS)
    form.all_read(reads)

    def action(said: dict[str, Any]) -> object:
        words = _words(row)
        return propose_group(
            by=page.acting.seat,
            agreement=page.agreement,
            said=MandateWords(
                names=words.names,
                text=form.wordings(said).texts(),
                kind=words.kind,
                focus_area=words.focus_area,
                commitments=words.commitments,
                closes=True,
            ),
            group=row,
            at=page.acting.now,
        )

    if send(request, form, action):
        return _put(request, page, form)
    return _page(request, page, row, form, _("Propose to close the group"))


def areas(page: Room) -> list[tuple[str, str]]:
    """The focus areas of the text in force, to choose from."""
    found = queries.areas_of(page.agreement, page.acting.today, page.versions)
    names = {slug: queries.area_names(wording) for slug, wording in found.items()}
    return [
        (slug, said.get(page.language) or next(iter(said.values()), slug))
        for slug, said in names.items()
    ]


def commitments(page: Room) -> list[tuple[str, str]]:
    """The commitments of the text in force, to choose from."""
    return numbered({n: page.plain(title).text for n, title in page.titles().items()})
