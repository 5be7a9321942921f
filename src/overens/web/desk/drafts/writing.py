"""The pages on which a part of a draft is written: one for each, and what can be done with it."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused, slug_of
from overens.cycle.agreements.actions.drafting import confirm_wording
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.queries import next_number, slugs_of_areas, slugs_of_articles
from overens.cycle.agreements.rules.wordings import parts, seal_of
from overens.web.design.reads import Reads
from overens.web.desk.drafts import forms
from overens.web.desk.drafts.areas import AreaForm, without_area
from overens.web.desk.drafts.loading import Own
from overens.web.desk.drafts.promises import CommitmentForm
from overens.web.desk.drafts.shown import kind_of, labels, page_of, sentence_of
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, show, told
from overens.web.desk.posts.forms import Doing

MOST_IN_SLUG = 34
NEW = ("areas", "articles", "commitments")
"""Which parts of a kind there are, in their order: on its page one is added."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One form of a page: what it does, what it says before and after, and where one is then."""

    form: DeskForm
    title: str
    action: Callable[[dict[str, Any]], object]
    sentence: str
    reads: Reads
    to: str
    before: str = ""


def part_or_404(own: Own, name: str) -> None:
    """Raises Http404 where the draft has no such part."""
    if name not in labels(own.file):
        raise Http404


@in_post(Act.WRITE_AGREEMENT)
def part(request: HttpRequest, language: str, agreement: str, part: str) -> HttpResponse:
    """The title, the preamble, the purpose, a focus area, or an article."""
    return _page(request, agreement, part)


@in_post(Act.WRITE_AGREEMENT)
def commitment(request: HttpRequest, language: str, agreement: str, number: int) -> HttpResponse:
    return _page(request, agreement, f"c-{number}")


@in_post(Act.WRITE_AGREEMENT)
def term(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return _page(request, agreement, "term")


@in_post(Act.WRITE_AGREEMENT)
def authentic(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return _page(request, agreement, "languages")


@in_post(Act.WRITE_AGREEMENT)
def new_area(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return _page(request, agreement, "areas")


@in_post(Act.WRITE_AGREEMENT)
def new_article(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return _page(request, agreement, "articles")


@in_post(Act.WRITE_AGREEMENT)
def new_commitment(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return _page(request, agreement, "commitments")


def _page(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    return part_page(request, Own.fetch(request, slug), name)


def part_page(
    request: HttpRequest, own: Own, name: str, template: str = "desk/drafts/part.html"
) -> HttpResponse:
    """The page of one part of a draft; `name` may be what is added, 'articles' or 'commitments'."""
    if own.draft is None:
        return redirect(own.address)
    if name not in NEW:
        part_or_404(own, name)
    offers, sent = list(_offers(request, own, name)), None
    for offer in offers:
        if request.method == "POST" and offer.form.what == request.POST.get("do"):
            sent = offer.form
            if send(request, sent, offer.action):
                return told(request, offer.sentence, offer.to)
        elif request.method != "POST":
            show(request, offer.form)
    new = {
        "areas": _("Add a focus area"),
        "articles": _("Add an article"),
        "commitments": _("Add a commitment"),
    }
    context = {
        "own": own,
        "offers": offers,
        "form": sent,
        "label": new.get(name) or labels(own.file)[name],
        "back": f"{own.address}#part-{name}" if name not in new else own.address,
        "lacks": [sentence_of(one) for one in own.lacking if page_of(one.part) == name],
    }
    return render(request, template, context)


def _offers(request: HttpRequest, own: Own, name: str) -> Iterator[Offer]:
    def filled(kind: type[Doing], **named: Any) -> Any:
        what = named.get("what") or kind.what
        is_sent = request.method == "POST" and request.POST.get("do") == what
        form = kind(
            request.POST if is_sent else None,
            place=f"draft-{what}:{own.agreement.slug}:{name}",
            **named,
        )
        form.all_read(own.until_proposed)
        return form

    yield _write(own, name, filled)
    yield from _confirmations(own, name, filled)
    if name.startswith(("focus-", "art-")):
        yield _move(own, name, filled)
    if name.startswith(("focus-", "art-", "c-")):
        yield _removal(own, name, filled)


def _write(own: Own, name: str, filled: Callable[..., Any]) -> Offer:
    named: dict[str, Any] = {"file": own.file, "codes": own.codes, "base": own.mark(name)}
    if name in ("term", "languages"):
        form = filled(forms.TermForm if name == "term" else forms.LanguagesForm, **named)
    elif name == "areas":
        form = filled(AreaForm, **named)
    elif name.startswith("focus-"):
        form = filled(AreaForm, slug=name.removeprefix("focus-"), **named)
    elif name == "articles":
        form = filled(forms.ArticleForm, **named)
    elif name == "commitments":
        form = filled(CommitmentForm, new=next_number(own.agreement), **named)
    elif name.startswith("art-"):
        form = filled(forms.ArticleForm, slug=name.removeprefix("art-"), **named)
    elif name.startswith("c-"):
        form = filled(CommitmentForm, number=int(name.removeprefix("c-")), **named)
    else:
        form = filled(forms.TextForm, part=name, **named)

    def action(said: dict[str, Any]) -> None:
        if name == "articles":
            taken = slugs_of_articles(own.agreement)
            form.new = _free_slug(form.worded("heading"), taken, "article")
        if name == "areas":
            taken = slugs_of_areas(own.agreement)
            form.new = _free_slug(form.worded("name"), taken, "area")
        own.write(name, form.base, form.changed)

    # Whoever has added one finds it as the last of its kind.
    to = own.address + (f"#end-{name}" if name in NEW else f"#part-{name}")
    return Offer(form, _("Save in the draft"), action, _("Saved in the draft."), own.own_people, to)


def _free_slug(words: Mapping[str, str], taken: Container[str], otherwise: str) -> str:
    """A name that no part of its kind ever had in the agreement, from what it is called."""
    wanted = slug_of(next(iter(words.values()), ""), MOST_IN_SLUG) or otherwise
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _confirmations(own: Own, name: str, filled: Callable[..., Any]) -> Iterator[Offer]:
    texts = parts(own.file)
    for one in own.lacking:
        if one.is_missing or page_of(one.part) != name:
            continue
        which = kind_of(one.part)
        form = filled(
            forms.ConfirmForm,
            what=f"confirm-{which}-{one.language}",
            initial={"read": seal_of(texts[one.part])},
        )

        def action(said: dict[str, Any], one: Any = one) -> None:
            confirm_wording(
                by=own.acting.seat,
                draft=own.written,
                part=one.part,
                language=one.language,
                read=said["read"],
                at=own.acting.now,
            )

        titles = {
            "heading": _("Confirm the heading in %(language)s"),
            "name": _("Confirm the name in %(language)s"),
            "difference": _("Confirm what is said of the difference in %(language)s"),
            "text": _("Confirm the wording in %(language)s"),
        }
        yield Offer(
            form,
            titles[which] % {"language": forms.called(one.language)},
            action,
            _("Confirmed: it still says the same."),
            own.own_people,
            f"{own.address}#part-{name}",
            texts[one.part][one.language],
        )


def _move(own: Own, name: str, filled: Callable[..., Any]) -> Offer:
    """Among the parts of its kind: an article, or a focus area."""
    kind = "areas" if name.startswith("focus-") else "articles"
    called, names = labels(own.file), list(_ordered(own.file, kind))
    stands = names.index(name)
    form = filled(
        forms.MoveForm,
        places=[(one, _("after %(part)s") % {"part": called[one]}) for one in names if one != name],
        base=own.mark(kind),
        initial={"after": names[stands - 1] if stands else ""},
    )

    def change(file: AgreementFile) -> AgreementFile:
        parts_now = _ordered(file, kind)
        rest = [one for one in parts_now if one != name]
        after = form.cleaned_data["after"]
        place = next((n for n, one in enumerate(rest, 1) if one == after), 0)
        order = (*rest[:place], *(one for one in parts_now if one == name), *rest[place:])
        field = "focus_areas" if kind == "areas" else "articles"
        return replace(file, **{field: tuple(parts_now[one] for one in order)})

    return Offer(
        form,
        _("Move it"),
        lambda said: own.write(kind, form.base, change),
        _("Moved in the draft."),
        own.own_people,
        f"{own.address}#part-{name}",
    )


def _ordered(file: AgreementFile, kind: str) -> dict[str, Any]:
    """The parts of a kind by their names, in their order."""
    if kind == "areas":
        return {f"focus-{area.slug}": area for area in file.focus_areas}
    return {f"art-{article.article}": article for article in file.articles}


def _removal(own: Own, name: str, filled: Callable[..., Any]) -> Offer:
    form = filled(Doing, what="remove", base=own.mark(name))
    stays = _("It stays in the text that counts until each party has agreed to the change.")
    before = stays if own.written.based_on_id else ""
    if name.startswith("focus-"):
        before = f"{before} {_('Its commitments stay in the draft, in no focus area.')}".strip()

    def change(file: AgreementFile) -> AgreementFile:
        if name.startswith("focus-"):
            return without_area(file, name.removeprefix("focus-"))
        slug = name.removeprefix("art-")
        if name.startswith("art-") and any(c.article == slug for c in file.commitments):
            raise Refused(
                _("A commitment comes from this article: give it another one, or remove it first.")
            )
        return replace(
            file,
            articles=tuple(a for a in file.articles if f"art-{a.article}" != name),
            commitments=tuple(c for c in file.commitments if f"c-{c.commitment}" != name),
        )

    return Offer(
        form,
        _("Remove it"),
        lambda said: own.write(name, form.base, change),
        _("Removed from the draft."),
        own.own_people,
        own.address,
        before,
    )
