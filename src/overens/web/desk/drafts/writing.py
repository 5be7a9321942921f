"""The pages on which a part of a draft is written: one for each, and what can be done with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused, slug_of
from overens.cycle.agreements.actions.drafting import confirm_wording
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.queries import next_number, slugs_of_articles
from overens.cycle.agreements.rules.wordings import parts, seal_of
from overens.web.design.reads import Reads
from overens.web.desk.drafts import forms
from overens.web.desk.drafts.loading import Own
from overens.web.desk.drafts.promises import CommitmentForm
from overens.web.desk.drafts.shown import labels, page_of, sentence_of
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, show, told
from overens.web.desk.posts.forms import Doing

MOST_IN_SLUG = 34
WHOLE = ("title", "preamble", "purpose", "term", "languages")


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
    articles = (f"art-{article.article}" for article in own.file.articles)
    commitments = (f"c-{one.commitment}" for one in own.file.commitments)
    if name not in (*WHOLE, *articles, *commitments):
        raise Http404


@in_post(Act.WRITE_AGREEMENT)
def part(request: HttpRequest, language: str, agreement: str, part: str) -> HttpResponse:
    """The title, the preamble, the purpose, or an article."""
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
    if name not in ("articles", "commitments"):
        part_or_404(own, name)
    offers, sent = list(_offers(request, own, name)), None
    for offer in offers:
        if request.method == "POST" and offer.form.what == request.POST.get("do"):
            sent = offer.form
            if send(request, sent, offer.action):
                return told(request, offer.sentence, offer.to)
        elif request.method != "POST":
            show(request, offer.form)
    new = {"articles": _("Add an article"), "commitments": _("Add a commitment")}
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
            place=f"draft:{own.agreement.slug}:{name}:{what}",
            **named,
        )
        form.all_read(own.until_proposed)
        return form

    yield _write(own, name, filled)
    yield from _confirmations(own, name, filled)
    if name.startswith("art-"):
        yield _move(own, name, filled)
    if name.startswith(("art-", "c-")):
        yield _removal(own, name, filled)


def _write(own: Own, name: str, filled: Callable[..., Any]) -> Offer:
    named: dict[str, Any] = {"file": own.file, "codes": own.codes, "base": own.mark(name)}
    if name in ("term", "languages"):
        form = filled(forms.TermForm if name == "term" else forms.LanguagesForm, **named)
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
            form.new = _free_slug(own, form.worded("heading"))
        own.write(name, form.base, form.changed)

    # Whoever has added one finds it as the last of its kind.
    ends = {"articles": "#end-articles", "commitments": "#end-commitments"}
    to = own.address + ends.get(name, f"#part-{name}")
    return Offer(form, _("Save in the draft"), action, _("Saved in the draft."), own.own_people, to)


def _free_slug(own: Own, heading: dict[str, str]) -> str:
    """A name that no article of the agreement ever had, from the heading."""
    taken = slugs_of_articles(own.agreement)
    wanted = slug_of(next(iter(heading.values()), ""), MOST_IN_SLUG) or "article"
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
        which = "heading" if one.part.endswith(".heading") else "text"
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

        names = {"language": forms.called(one.language)}
        title = (
            _("Confirm the heading in %(language)s")
            if which == "heading"
            else _("Confirm the wording in %(language)s")
        )
        yield Offer(
            form,
            title % names,
            action,
            _("Confirmed: it still says the same."),
            own.own_people,
            f"{own.address}#part-{name}",
            texts[one.part][one.language],
        )


def _move(own: Own, name: str, filled: Callable[..., Any]) -> Offer:
    slug = name.removeprefix("art-")
    called = labels(own.file)
    others = [article for article in own.file.articles if article.article != slug]
    places = [
        (a.article, _("after %(article)s") % {"article": called[f"art-{a.article}"]})
        for a in others
    ]
    slugs = [article.article for article in own.file.articles]
    stands = slugs.index(slug)
    form = filled(
        forms.MoveForm,
        places=places,
        base=own.mark("articles"),
        initial={"after": slugs[stands - 1] if stands else ""},
    )

    def change(file: AgreementFile) -> AgreementFile:
        moved = [a for a in file.articles if a.article == slug]
        rest = [a for a in file.articles if a.article != slug]
        after = form.cleaned_data["after"]
        place = next((n for n, a in enumerate(rest, 1) if a.article == after), 0)
        return replace(file, articles=(*rest[:place], *moved, *rest[place:]))

    return Offer(
        form,
        _("Move it"),
        lambda said: own.write("articles", form.base, change),
        _("Moved in the draft."),
        own.own_people,
        f"{own.address}#part-{name}",
    )


def _removal(own: Own, name: str, filled: Callable[..., Any]) -> Offer:
    form = filled(Doing, what="remove", base=own.mark(name))
    stays = _("It stays in the text that counts until each party has agreed to the change.")
    before = stays if own.written.based_on_id else ""

    def change(file: AgreementFile) -> AgreementFile:
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
