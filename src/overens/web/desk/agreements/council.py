"""The council's paper: what a party puts to its own council, as page, PDF and DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from overens.base.languages.rules import Wording, languages
from overens.base.municipalities.models import Authority
from overens.base.municipalities.roles import Act
from overens.base.papers.html import as_html
from overens.base.papers.paper import Paper, Text
from overens.base.papers.word import MEDIA_TYPE, as_docx
from overens.cycle.agreements import queries
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.council_paper import council_paper
from overens.cycle.agreements.matters import Kept, Matter, Occasion
from overens.cycle.agreements.models import Agreement, Party, Version
from overens.cycle.agreements.standings import standings
from overens.cycle.agreements.transcript import text_as_file
from overens.web.design.words import marked
from overens.web.desk.agreements.loading import draft_of, own_agreement
from overens.web.desk.entering import in_post
from overens.web.desk.parties import until_pasted
from overens.web.public.files import as_attachment
from overens.web.public.sheets import typeset

OF_A_DRAFT = (Occasion.PROPOSE, Occasion.SIGN)
OF_WHAT_STANDS = (Occasion.WAIVE, Occasion.RENEW, Occasion.NOTICE, Occasion.END)


@dataclass(frozen=True)
class Asked:
    """What was asked for by the address: which occasion, of those that there are today. The paper
    stands at `home` and leads back there."""

    agreement: Agreement
    home: str
    occasions: Sequence[Occasion]
    matter: Matter
    paper: Paper
    parties: Sequence[Party]
    is_proposal: bool = False

    @property
    def language(self) -> str:
        return self.paper.languages[0]

    def query(self, occasion: Occasion, commitment: int | None = None) -> str:
        """The part of an address that asks for a paper."""
        of = {"commitment": commitment} if commitment is not None else {}
        return "?" + urlencode({"step": occasion.value, **of})

    @classmethod
    def fetch(cls, request: HttpRequest, slug: str) -> "Asked":
        """Raises Http404 for what one may not know of, and for an occasion that there is not."""
        agreement = own_agreement(request, slug)
        draft = draft_of(agreement)
        counted = [version for version in agreement.own_versions if version.edition_id]
        occasions = [*((Occasion.AMEND,) if counted else OF_A_DRAFT)] if draft else []
        occasions += OF_WHAT_STANDS if counted else ()
        matter = _matter(request, agreement, wanted(request, occasions), draft, counted)
        home = f"/{request.reader.language}/desk/agreements/{slug}/"
        parties = list(agreement.parties.all())
        return cls(agreement, home, occasions, matter, council_paper(matter), parties)


def wanted(request: HttpRequest, occasions: Sequence[Occasion]) -> Occasion:
    """The occasion that the address names, else the first. Raises Http404 for one that there is not,
    and where the country's headings are not known."""
    if not occasions or request.acting.authority.country.council_paper is None:
        raise Http404
    said = request.GET.get("step", occasions[0].value)
    if said not in occasions:
        raise Http404
    return Occasion(said)


def _matter(
    request: HttpRequest,
    agreement: Agreement,
    occasion: Occasion,
    draft: Version | None,
    counted: list[Version],
) -> Matter:
    """As it is on file today."""
    authority, today = request.acting.authority, request.acting.today
    parties = list(agreement.parties.all())
    stands = queries.in_force(counted, today) if counted else None
    of_draft = occasion not in OF_WHAT_STANDS
    about = draft if of_draft else stands
    file = text_as_file(about, parties)
    return Matter(
        occasion=occasion,
        **of_authority(authority, file),
        file=file,
        today=today,
        standing=text_as_file(stands, parties) if stands and of_draft else None,
        seal=about.edition.sha256 if about.edition_id else "",
        commitment=_commitment(request, occasion, [c.commitment for c in file.commitments]),
        kept=kept(parties, counted) if stands else (),
    )


def of_authority(authority: Authority, file: AgreementFile) -> dict[str, str]:
    """Whose council is asked: its slug, its country and its language, as a matter holds them."""
    party = next(p for p in file.parties if p.authority == authority.slug)
    return {
        "country": party.country,
        "language": party.languages[0] if party.languages else authority.name.language,
        "authority": party.authority,
    }


def _commitment(request: HttpRequest, occasion: Occasion, numbers: list[int]) -> int | None:
    """The one to be waived: the first where nobody chose. Raises Http404 where there is none."""
    if occasion != Occasion.WAIVE:
        return None
    wanted = request.GET.get("commitment", "") or next(map(str, numbers), "")
    found = next((number for number in numbers if str(number) == wanted), None)
    if found is None:
        raise Http404
    return found


def kept(parties: list[Party], counted: Sequence[Version]) -> tuple[Kept, ...]:
    """Where each party stands today with each commitment."""
    today = queries.today_at(parties, timezone.now())
    return tuple(
        Kept(
            row.terms.commitment.number,
            row.terms.title.texts(),
            tuple(
                (p.party.authority.short, str(p.current.state), p.current.due) for p in row.parties
            ),
        )
        for row in standings(counted, parties, today)
    )


@require_safe
@in_post(Act.TYPE_IN)
def paper(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return as_page(request, Asked.fetch(request, agreement))


def as_page(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The paper on the desk, around it the page's own language."""
    made, matter, language = asked.paper, asked.matter, request.reader.language
    return render(
        request,
        "desk/agreements/council_paper.html",
        {
            "page": asked.home,
            "is_proposal": asked.is_proposal,
            "example": asked.agreement.example,
            "title": _marked(made.title, asked.language, language),
            "plain_title": made.title.shown(asked.language)[1],
            "lead": _marked(made.lead, asked.language, language),
            "notes": [_marked(note, asked.language, language) for note in made.notes],
            "called": languages()[asked.language].called_in(language),
            "occasions": [
                (asked.query(occasion), occasion.label, occasion == matter.occasion)
                for occasion in asked.occasions
            ],
            "commitments": [
                (
                    asked.query(matter.occasion, c.commitment),
                    c.commitment,
                    _marked(Text(c.title), language, language),
                    c.commitment == matter.commitment,
                )
                for c in matter.file.commitments
                if matter.commitment is not None and not asked.is_proposal
            ],
            "query": asked.query(matter.occasion, None if asked.is_proposal else matter.commitment),
            "paper": as_html(made, [asked.language]),
            "reads": until_pasted(request.acting.authority, asked.parties),
        },
    )


def _marked(texts: Text, wanted: str, language: str) -> SafeString:
    """In the paper's language where it is written in that, with its language for whoever reads it."""
    code, said = texts.shown(wanted)
    return marked(Wording(said, code), language)


@require_safe
@in_post(Act.TYPE_IN)
def paper_pdf(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return as_pdf(Asked.fetch(request, agreement))


def as_pdf(asked: Asked) -> HttpResponse:
    response = HttpResponse(typeset(asked.paper, asked.language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_name(asked)}.pdf"'
    return response


@require_safe
@in_post(Act.TYPE_IN)
def paper_docx(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    return as_document(Asked.fetch(request, agreement))


def as_document(asked: Asked) -> HttpResponse:
    data = as_docx(asked.paper, [asked.language], timezone.now())
    return as_attachment(data, f"{_name(asked)}.docx", MEDIA_TYPE)


def _name(asked: Asked) -> str:
    return f"{asked.agreement.slug}-{asked.matter.occasion.value}"
