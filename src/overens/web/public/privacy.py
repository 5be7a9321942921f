"""What is kept about people: by data set, with why, how long, and who answers for it (GDPR 13, 30).

Each model of the house stands in one data set, and a test sees to it that none is forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from overens.base.municipalities.models import Authority
from overens.base.records.queries import register_at
from overens.cycle.agreements.queries import public_agreements
from overens.web.design.words import marked

AS_A_RECORD = gettext_lazy("As a record: for as long as the authority’s rules for its archive say")
WITH_THE_AGREEMENT = gettext_lazy("For as long as the history of the agreement is kept")
EACH_ITS_OWN = gettext_lazy("Each authority for its own")
TOGETHER = gettext_lazy("The parties together")


@dataclass(frozen=True, slots=True)
class DataSet:
    """What is kept for one purpose; `models` are its tables, as Django names them."""

    what: Promise
    why: Promise
    kept: Promise
    who: Promise
    models: Sequence[str]


DATA_SETS = (
    DataSet(
        gettext_lazy("What you send by the form: your words, your files, and how you are reached"),
        gettext_lazy("To answer you, and because the law makes it a record"),
        AS_A_RECORD,
        EACH_ITS_OWN,
        ("records.Arrival", "records.Sender", "records.Receipt", "mail.Letter"),
    ),
    DataSet(
        gettext_lazy("Registers: from whom something came or to whom it went, and what about"),
        gettext_lazy(
            "The law asks each authority to register what it receives, sends and draws up"
        ),
        AS_A_RECORD,
        EACH_ITS_OWN,
        (
            *("records.Register", "records.Counter", "records.Case", "records.Entry"),
            *("records.EntryVersion", "records.Document", "records.Carried", "records.Dispatch"),
            "records.Delivery",
        ),
    ),
    DataSet(
        gettext_lazy("Who has opened what is marked as confidential"),
        gettext_lazy("To see to it that nobody reads it without a reason"),
        AS_A_RECORD,
        EACH_ITS_OWN,
        ("records.Viewing",),
    ),
    DataSet(
        gettext_lazy("Who holds which post, who is deputy, and what is handed over"),
        gettext_lazy("To know who speaks for an authority"),
        WITH_THE_AGREEMENT,
        EACH_ITS_OWN,
        (
            *("municipalities.Municipality", "municipalities.Authority", "municipalities.Person"),
            *("municipalities.Post", "municipalities.Seat", "municipalities.Handover"),
        ),
    ),
    DataSet(
        gettext_lazy("Accounts: e-mail address, ways of signing in, and where one is signed in"),
        gettext_lazy("To let in whoever should come in, and nobody else"),
        gettext_lazy("For as long as the authority has the person on file; sign-ins end earlier"),
        EACH_ITS_OWN,
        (
            *("municipalities.Account", "access.Invitation", "access.Recovery", "access.FirstRun"),
            *("access.SignInService", "access.ServiceAccount", "access.Guesses"),
            *("access.DemoAccount", "account.EmailAddress", "account.EmailConfirmation"),
            *("mail.SwitchedOff", "notices.CalendarAddress"),
            *("mfa.Authenticator", "usersessions.UserSession", "sessions.Session"),
        ),
    ),
    DataSet(
        gettext_lazy(
            "Letters by mail: what came in reply to one, whole, who was reminded of what, and who was "
            "asked where nobody answered"
        ),
        gettext_lazy("To do what you reply, and so that nobody is told the same twice"),
        WITH_THE_AGREEMENT,
        EACH_ITS_OWN,
        (
            *("notices.Taken", "notices.Reminded", "notices.Digest", "notices.Morning"),
            "notices.AskedInstead",
        ),
    ),
    DataSet(
        gettext_lazy("What is typed at the desk and not sent yet"),
        gettext_lazy("So that nobody loses what they have typed"),
        gettext_lazy("For at most a year after somebody last came back to it"),
        EACH_ITS_OWN,
        ("drafts.Draft", "drafts.Sent"),
    ),
    DataSet(
        gettext_lazy("The log: who did what in which post, and when"),
        gettext_lazy(
            "To explain what has happened, and to show that nothing was changed afterwards"
        ),
        WITH_THE_AGREEMENT,
        EACH_ITS_OWN,
        ("trail.Chain", "trail.Line", "trail.Details"),
    ),
    DataSet(
        gettext_lazy(
            "Working groups: who sits in them, who is invited and was there, and what each wrote"
        ),
        gettext_lazy("To work together, and to know later what was agreed and who does what"),
        WITH_THE_AGREEMENT,
        TOGETHER,
        (
            *("groups.WorkingGroup", "groups.Mandate", "groups.Membership", "groups.Question"),
            *("groups.QuestionSide", "groups.Remark", "groups.Series", "groups.Meeting"),
            *("groups.ProgrammePart", "groups.Participant", "groups.Invited", "groups.Change"),
            *("groups.Cost", "groups.AgendaItem", "groups.Outcome", "groups.Task"),
            *("groups.Notes", "groups.SentNotes", "groups.Objection", "groups.GroupFile"),
        ),
    ),
    DataSet(
        gettext_lazy("Agreements, answers, signatures and what was done, with the names in them"),
        gettext_lazy("To keep what was agreed, and to show what comes of it"),
        WITH_THE_AGREEMENT,
        TOGETHER,
        (
            *("agreements.Agreement", "agreements.Party", "agreements.Commitment"),
            *("agreements.CommitmentTerms", "agreements.Evidence", "agreements.NotDone"),
            *("agreements.Version", "agreements.FocusArea", "agreements.FocusAreaWording"),
            *("agreements.FocusAreaName", "agreements.Article", "agreements.ArticleWording"),
            *("agreements.Step", "agreements.Waiver", "agreements.Comment", "agreements.GoneOn"),
            *("agreements.Published", "agreements.Transcribing"),
            *("consents.Consent", "consents.Asked", "consents.Answer", "consents.Early"),
            "papers.Edition",
            *("signatures.Signing", "signatures.Signatory"),
        ),
    ),
    DataSet(
        gettext_lazy("News, with the names and pictures in it"),
        gettext_lazy("To tell of the cooperation"),
        gettext_lazy("For good: what is archived stays at its address"),
        gettext_lazy("The authority that publishes it"),
        ("news.NewsItem", "news.NewsVersion", "news.Picture"),
    ),
)


@require_safe
def privacy(request: HttpRequest, language: str) -> HttpResponse:
    """The data sets, and whom to turn to at each authority."""
    response = render(
        request,
        "public/privacy.html",
        {"sets": DATA_SETS, "authorities": [_turn_to(one, language) for one in _authorities()]},
    )
    response["Cache-Control"] = "public, no-cache"
    return response


def _authorities() -> list[Authority]:
    """Each party once, by name: no agreement's own order holds for all of them."""
    parties = [party for agreement in public_agreements() for party in agreement.parties.all()]
    found = {party.authority_id: party.authority for party in parties}
    return sorted(found.values(), key=lambda one: (one.short, one.slug))


def _turn_to(authority: Authority, language: str) -> dict[str, object]:
    return {
        "name": marked(authority.name, language),
        "protection": register_at(authority).protection,
        "supervisor": authority.country.supervisor,
    }
