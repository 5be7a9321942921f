"""The text of an agreement in each version that counts, and what changed between two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.languages.rules import languages
from overens.base.papers.html import as_html
from overens.base.papers.paper import Paper
from overens.base.papers.storage import fetch
from overens.base.papers.typesetting import as_pdf
from overens.base.signatures.states import Part
from overens.cycle.agreements import queries
from overens.cycle.agreements.models import Version
from overens.cycle.agreements.rules.redline import redline as changes
from overens.cycle.agreements.transcript import text_as_file
from overens.web.design.redlines import articles_changed, groups_shown
from overens.web.design.words import dated
from overens.web.public import shown
from overens.web.public.caching import kept
from overens.web.public.loading import Open
from overens.web.public.own_parts.shown import newest_of
from overens.web.public.views import pdf, rendered


@kept
def text(
    request: HttpRequest, language: str, agreement: str, version: int | None = None
) -> HttpResponse:
    page = Open.fetch(request, agreement, version)
    chosen = page.version
    paper = chosen.edition.paper
    written = list(paper.languages)
    columns = [request.reader.text] if request.reader.text in paper.written_in() else written
    return rendered(
        request,
        "public/text.html",
        page,
        chosen=chosen,
        paper=as_html(paper, columns),
        side_by_side=columns == written,
        columns=columns,
        offered=_offered(paper.written_in(), language),
        versions=versions_shown(page),
        **_chosen_at_first(page),
        missing=request.reader.text
        if request.reader.text in languages() and request.reader.text not in paper.written_in()
        else "",
        frozen=dated(chosen.owner.country.today(chosen.edition.frozen_at), language),
        valid_from=dated(chosen.valid_from, language),
        present=_present(page, language),
        signed=page.signatories[0] if page.signatories else None,
        scan_is_public=_typed_in(paper).get("scan_is_public", False),
        own_parts=newest_of(request, page.agreement, page.versions),
    )


def _chosen_at_first(page: Open) -> dict[str, int]:
    """Of the form that compares: from the first version to the newest one."""
    return {"old": page.versions[0].number, "new": page.versions[-1].number}


def _present(page: Open, language: str) -> list[object]:
    return [shown.person_in_post(s, language) for s in page.signatories if s.part == Part.PRESENT]


@kept
def text_pdf(
    request: HttpRequest, language: str, agreement: str, version: int | None = None
) -> HttpResponse:
    """The edition's own PDF, typeset once when it was frozen; or its text in one language."""
    page = Open.fetch(request, agreement, version)
    edition, text = page.version.edition, request.reader.text
    if text in edition.paper.written_in():
        return pdf(as_pdf(edition.paper, [text], edition.frozen_at))
    return pdf(fetch(settings.FILES, edition.pdf))


@kept
def scan(request: HttpRequest, language: str, agreement: str, version: int) -> HttpResponse:
    """The scan of a signed paper that was typed in, where its parties let everyone read it."""
    said = _typed_in(Open.fetch(request, agreement, version).version.edition.paper)
    if not said.get("scan_is_public"):
        raise Http404
    return pdf(fetch(settings.FILES, said["scan"]))


def _typed_in(paper: Paper) -> Mapping[str, Any]:
    """What stands under the paper, of a text that was typed in and confirmed by each party."""
    found: Mapping[str, Any] = paper.data.get("transcription", {})
    return found


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version in the list: `state` in words, and the hashes of its text and of its PDF."""

    number: int
    valid_from: SafeString
    state: str
    is_current: bool
    signed: SafeString | None
    sha256: str
    pdf: str
    before: int | None


def versions_shown(page: Open) -> list[VersionShown]:
    """Newest first: one query for any number of them."""
    language = page.reader.language
    proofs = queries.proofs_of(page.agreement)
    today = max(page.today.values())
    current = queries.in_force(page.versions, today)
    found = []
    for place, version in enumerate(page.versions):
        proof = proofs[version.pk]
        found.append(
            VersionShown(
                number=version.number,
                valid_from=dated(version.valid_from, language),
                state=_state(version, current, today, page.has_ended),
                is_current=version.pk == current.pk,
                signed=dated(proof.signed, language) if proof.signed else None,
                sha256=proof.sha256,
                pdf=proof.pdf,
                before=page.versions[place - 1].number if place else None,
            )
        )
    return found[::-1]


def _state(version: Version, current: Version, today: date, has_ended: bool) -> str:
    if version.valid_from > today:
        return _("not in force yet")
    if version.pk != current.pk:
        return _("was in force before")
    return _("has ended") if has_ended else _("in force")


@kept
def redline(
    request: HttpRequest, language: str, agreement: str, old: int, new: int
) -> HttpResponse:
    """What changed from one version to another, whichever of them is the later one."""
    page = Open.fetch(request, agreement, new)
    by_number = {version.number: version for version in page.versions}
    if old not in by_number:
        raise Http404
    found = changes(*(text_as_file(by_number[n], page.parties) for n in (old, new)))
    text = request.reader.text
    offered = list(found.languages)
    columns = [text] if text in offered else offered
    return rendered(
        request,
        "public/redline.html",
        page,
        old=by_number[old].number,
        new=by_number[new].number,
        is_changed=found.is_changed,
        sentence=articles_changed(found),
        redline=groups_shown(found, columns, language),
        columns=columns,
        side_by_side=columns == offered,
        offered=_offered(offered, language),
        versions=versions_shown(page),
    )


@require_safe
def compare(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """From the two versions that somebody chose to the address of what changed between them."""
    numbers = [request.GET.get(name, "") for name in ("old", "new")]
    if not all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers):
        raise Http404
    old, new = map(int, numbers)
    return redirect(f"/{language}/agreements/{agreement}/text/{old}..{new}/")


def _offered(codes: Sequence[str], language: str) -> list[tuple[str, str]]:
    known = languages()
    return [(c, known[c].called_in(language) if c in known else c) for c in codes]
