"""The pictures of one text: put in, described, taken out, and shown to one's own people."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.base.papers.attachments import MOST_BYTES
from overens.cycle.news.actions.writing import add_picture, describe_picture, remove_picture
from overens.cycle.news.models import Picture
from overens.cycle.news.queries import is_own_picture
from overens.cycle.news.states import Kind
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, show, told
from overens.web.desk.news.forms import PictureForm, Say
from overens.web.desk.news.loading import Own, until_published
from overens.web.public.news.views import jpeg


def _own(request: HttpRequest, news: str) -> Own:
    """A text that may have pictures."""
    own = Own.fetch(request, news)
    if own.item.kind == Kind.LINK:
        raise Http404
    return own


@in_post(Act.WRITE_NEWS)
def pictures(request: HttpRequest, language: str, news: str) -> HttpResponse:
    own = _own(request, news)
    here = f"{own.address}pictures/"
    form = PictureForm(
        request.POST or None,
        request.FILES or None,
        place=f"news-picture:{own.item.pk}",
        written_in=own.newest.titles,
        reads=(reads := until_published(own.acting)),
    )

    def action(said: dict[str, Any]) -> object:
        return add_picture(
            by=own.acting.seat,
            item=own.item,
            # One byte more than has room: the action says so, and no more is read.
            data=said["file"].read(MOST_BYTES + 1),
            alts=form.texts("alt", said),
            captions=form.texts("caption", said),
            rights=said["rights"],
            at=own.acting.now,
        )

    if send(request, form, action):
        return told(request, _("The picture is in the draft."), here)
    rows = [
        (picture, f"{here}{picture.file}/", f"/{language}/desk/news/pictures/{picture.small}.jpg")
        for picture in own.newest.pictures.all()
    ]
    context = {"own": own, "form": form, "rows": rows, "reads": reads}
    return render(request, "desk/news/pictures.html", context)


@in_post(Act.WRITE_NEWS)
def describe(request: HttpRequest, language: str, news: str, file: str) -> HttpResponse:
    """One picture of the newest version: describe it otherwise, or take it out."""
    own = _own(request, news)
    found = next((p for p in own.newest.pictures.all() if p.file == file), None)
    if found is None:
        raise Http404
    by, at, here = own.acting.seat, own.acting.now, f"{own.address}pictures/"
    away = request.POST.get("do") == "remove"
    remove = Say(request.POST if away else None, what="remove", place=f"news-no-picture:{found.pk}")
    form = PictureForm(
        request.POST if request.method == "POST" and not away else None,
        place=f"news-picture:{found.pk}",
        written_in=own.newest.titles,
        reads=(reads := until_published(own.acting)),
        is_new=False,
        initial=_initial(found),
    )
    if away:
        if send(
            request, remove, lambda said: remove_picture(by=by, item=own.item, file=file, at=at)
        ):
            return told(request, _("The picture is out of the draft."), here)
        show(request, form)
    else:
        show(request, remove)
        if send(
            request,
            form,
            lambda said: describe_picture(
                by=by,
                item=own.item,
                file=file,
                alts=form.texts("alt", said),
                captions=form.texts("caption", said),
                rights=said["rights"],
                at=at,
            ),
        ):
            return told(request, _("The picture is described."), here)
    source = f"/{language}/desk/news/pictures/{found.small}.jpg"
    context = {"own": own, "form": form, "remove": remove, "picture": found, "source": source}
    return render(request, "desk/news/picture.html", {**context, "reads": reads})


def _initial(picture: Picture) -> dict[str, str]:
    said = {"rights": picture.rights}
    said |= {f"alt_{code}": text for code, text in picture.alts.texts().items()}
    return said | {f"caption_{code}": text for code, text in picture.captions.texts().items()}


@in_post(Act.WRITE_NEWS)
def picture(request: HttpRequest, language: str, file: str) -> HttpResponse:
    """For one's own people, published or not."""
    if not is_own_picture(request.acting.authority, file):
        raise Http404
    return jpeg(file)
