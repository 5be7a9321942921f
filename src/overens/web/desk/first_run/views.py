"""The steps of an authority's first administrator, each one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from overens.base.access.actions.beginnings import name_first_holder
from overens.base.countries.rules import countries
from overens.base.languages.rules import Wordings
from overens.base.languages.states import Standing
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused, slug_of
from overens.base.signatures.states import SCANS
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.agreement_file.reading import FileFaults, read
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.models import Party
from overens.cycle.agreements.queries import latest_version
from overens.web.design.reads import everyone
from overens.web.design.words import marked
from overens.web.desk.entering import in_post
from overens.web.desk.first_run import steps as of
from overens.web.desk.first_run.forms import FileForm, PostsForm, ShortForm, latest_today
from overens.web.desk.first_run.short_form import agreement_file
from overens.web.desk.forms import send, told
from overens.web.desk.parties import partners_of, readers

HOME = "/{}/desk/first/"


@in_post(Act.KEEP_POSTS)
def steps(request: HttpRequest, language: str) -> HttpResponse:
    """What is done, and what is next."""
    authority = request.acting.authority
    return render(
        request,
        "desk/first_run/steps.html",
        {"steps": of.steps(authority), "next": of.next_page(authority)},
    )


@in_post(Act.KEEP_POSTS)
def posts(request: HttpRequest, language: str) -> HttpResponse:
    """Coordinator and political leader: who holds the posts."""
    acting = request.acting
    authority = acting.authority
    roles = of.missing_posts(authority)
    if not roles:
        return redirect(HOME.format(language))
    form = PostsForm(
        request.POST or None,
        roles=roles,
        own=acting.seat.person.name,
        place=f"first-posts:{authority.slug}",
    )
    partners = readers(Audience.PARTNERS, authority, partners_of(authority), language)
    form.all_read(partners)

    def action(said: dict[str, str]) -> None:
        for role in roles:
            name_first_holder(
                by=acting.seat,
                role=role,
                slug=slug_of(said[f"{role}_title"]) or role.value,
                names=Wordings.of({language: said[f"{role}_title"]}, Standing.OFFICIAL),
                person=said[f"{role}_person"],
                since=acting.today,
                at=acting.now,
            )

    if send(request, form, action):
        return told(request, _("The posts are on file."), HOME.format(language))
    return render(request, "desk/first_run/posts.html", {"form": form})


@in_post(Act.TYPE_IN)
def agreement(request: HttpRequest, language: str) -> HttpResponse:
    """A file, or a form: two doors to the same agreement."""
    return render(request, "desk/first_run/agreement.html")


@in_post(Act.TYPE_IN)
def file(request: HttpRequest, language: str) -> HttpResponse:
    """Faults are told by line and field, as `overens agreement check` tells them."""
    form = FileForm(request.POST or None, request.FILES or None)
    form.all_read(everyone())
    if request.method == "POST" and form.is_valid():
        try:
            read_file = read(form.cleaned_data["file"], countries=countries(), today=latest_today())
            scan = _scan(read_file, form)
            _type_in(request, read_file, scan)
        except FileFaults as faults:
            for fault in faults.faults:
                form.add_error("file", str(fault))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(HOME.format(language) + "done/")
    return render(
        request,
        "desk/first_run/file.html",
        {"form": form, "reads": everyone()},
    )


@in_post(Act.TYPE_IN)
def form(request: HttpRequest, language: str) -> HttpResponse:
    """The agreement in one page, in one's own language."""
    authority = request.acting.authority
    short = ShortForm(
        request.POST or None, own=authority.short, place=f"first-agreement:{authority.slug}"
    )
    short.all_read(everyone())
    made = agreement_file(short, authority, language) if short.is_valid() else None
    if send(request, short, lambda _said: _type_in(request, made, None)):
        return redirect(HOME.format(language) + "done/")
    return render(
        request,
        "desk/first_run/form.html",
        {"form": short, "own": authority.short, "reads": everyone()},
    )


@in_post(Act.KEEP_POSTS)
def done(request: HttpRequest, language: str) -> HttpResponse:
    """The agreement, and what comes next."""
    authority = request.acting.authority
    found = of.first_agreement(authority)
    if found is None:
        return redirect(HOME.format(language))
    version = latest_version(found)
    others = Party.objects.filter(agreement=found).exclude(authority=authority)
    return render(
        request,
        "desk/first_run/done.html",
        {
            "agreement": found,
            "counts": version is not None,
            "title": marked(version.title.shown(language), language) if version else found.slug,
            "partners": [
                {"slug": p.authority.slug, "name": marked(p.authority.name, language)}
                for p in others.select_related("authority").order_by("position", "pk")
            ],
            "operator": request.user.is_operator,
        },
    )


def _type_in(request: HttpRequest, file: AgreementFile, scan: bytes | None) -> None:
    post = request.acting.seat.post
    by = SeatName(post.authority.slug, post.slug)
    transcribe(by=by, file=file, at=request.acting.now, scan=scan)


def _scan(file: AgreementFile, form: FileForm) -> bytes | None:
    """The scan that the file names. Raises Refused where it is not there, or is none."""
    if file.signing is None or file.signing.scan is None:
        return None
    given = form.cleaned_data.get("scan")
    data = given.read() if given else b""
    if not data.startswith(SCANS):
        raise Refused(
            _("The scan %(scan)s is not a PDF, TIFF, JPEG or PNG.") % {"scan": file.signing.scan}
            if given
            else _("The file names the scan %(scan)s, which is not there.")
            % {"scan": file.signing.scan}
        )
    return data
