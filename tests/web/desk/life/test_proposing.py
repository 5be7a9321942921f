"""What is proposed on the pages of an agreement's life: to waive a commitment, another last day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from lxml import html

from overens.base.consents.models import Consent
from overens.base.languages.rules import languages
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.drafting import own_draft
from overens.cycle.agreements.actions.ending import propose_last_day
from overens.cycle.agreements.actions.transcription import transcribe
from overens.cycle.agreements.dossier import dossier_of, proposed_in, told_in
from overens.cycle.agreements.letters import Waived
from overens.cycle.agreements.models import Step, Waiver
from overens.cycle.agreements.queries import parties, versions_that_count
from overens.cycle.agreements.standings import standings
from overens.cycle.agreements.states import PROPOSAL, WAIVER, Progress, State
from tests.cast import SIDES, Cast
from tests.cycle.agreements.test_life import answered, carried, drafted
from tests.examples import NOW, TODAY, demo
from tests.web.conftest import KOGE
from tests.web.desk.life.test_views import HOSTILE, LIFE, client_of, people, read, today

__all__ = ["people", "today"]

PAGES = ("renew/", "end/", "waive/", "waive/1/")
LAST = date(2027, 12, 31)
ENDS = {"ends": LAST.isoformat(), "because": "Arbejdet er gjort.", "counts": "yes"}


def sent(people: Cast, page: str, **said: object) -> str:
    client = client_of(people, "koge")
    return client.post(f"{LIFE}{page}", said, follow=True).content.decode()


def agreed(people: Cast, consent: Consent, at: datetime = NOW) -> None:
    carried(at)
    for side in SIDES:
        answered(people, side, consent, at=at)
    carried(at)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", PAGES)
def test_each_page_answers_in_each_language(people: Cast, page: str, language: str) -> None:
    address = f"{LIFE}{page}".replace("/en/", f"/{language}/")
    shown = html.fromstring(read(client_of(people, "koge"), address))
    assert len(shown.xpath("//h1")) == 1
    assert not shown.xpath("//@style | //style")


@pytest.mark.parametrize("page", PAGES)
def test_only_whoever_proposes_finds_the_forms_and_a_link_to_each(people: Cast, page: str) -> None:
    link = f"life/{page}"
    first = read(client_of(people, "koge"), LIFE if page != "waive/1/" else f"{LIFE}waive/")
    assert link in first
    for role in (Role.MEMBER, Role.LEADER, Role.DIRECTOR):
        client = client_of(people, "koge", role)
        assert client.get(f"{LIFE}{page}").status_code == 404
        assert link not in read(client)


def test_one_date_is_waived_for_one_of_the_parties(people: Cast) -> None:
    shown = html.fromstring(read(client_of(people, "koge"), f"{LIFE}waive/1/"))
    days = shown.xpath("//input[@name='due']/@value")
    assert days[:3] == ["2026-10-01", "2027-10-01", "2028-10-01"]  # the missed one first
    assert days[-1] == "altogether"
    assert len(shown.xpath("//input[@name='parties'][@checked]")) == 2
    page = sent(
        people, "waive/1/", due="2027-10-01", parties=["kristianstad"], because=HOSTILE,
        answer_by="2026-12-24",
    )  # fmt: skip
    assert "Proposed waiver" in page
    assert HOSTILE not in page
    consent = Consent.objects.get(kind=WAIVER)
    said = Waived.read(consent.edition.paper)
    assert (said.due, said.parties, said.because) == (
        date(2027, 10, 1),
        ("kristianstad",),
        HOSTILE,
    )
    assert consent.answer_by == date(2026, 12, 24)
    agreed(people, consent)
    waiver = Waiver.objects.get()
    assert (waiver.party.authority.slug, waiver.due, waiver.since) == (
        "kristianstad",
        date(2027, 10, 1),
        None,
    )


def states(people: Cast, day: date) -> list[tuple[str, str]]:
    """Of commitment 1: each party's periods that are over, or are due now, with their states."""
    found = parties(people.agreement)
    versions = versions_that_count(people.agreement.slug)
    standing = standings(versions, found, {party.pk: day for party in found})[0]
    return [
        (str(period.due), period.state)
        for period in standing.parties[0].periods
        if period.due and period.due >= date(2026, 10, 1)
    ]


def test_all_of_it_is_waived_from_the_day_on_which_it_was_asked(people: Cast) -> None:
    later = date(2028, 11, 1)
    before = states(people, later)
    assert before[:2] == [("2026-10-01", State.NOT_RECORDED), ("2027-10-01", State.NOT_RECORDED)]
    both = ["koge", "kristianstad"]
    sent(people, "waive/1/", due="altogether", parties=both, because="Nok.")
    consent = Consent.objects.get(kind=WAIVER)
    assert Waived.read(consent.edition.paper).parties == ()
    assert states(people, later) == before
    agreed(people, consent)
    assert states(people, later) == [
        ("2026-10-01", State.NOT_RECORDED),
        ("2027-10-01", State.WAIVED),
        ("2028-10-01", State.WAIVED),
        ("2029-10-01", State.WAIVED),
    ]


def test_what_is_not_said_is_asked_for_and_nothing_is_lost(people: Cast) -> None:
    page = sent(people, "waive/1/", because="Fordi det er gjort.")
    for sentence in ("Choose what is waived.", "Choose who is released."):
        assert sentence in page
    assert "Fordi det er gjort." in page
    page = sent(
        people, "waive/1/", due="2027-10-01", parties=["koge"], because="x", answer_by="2020-01-01"
    )
    assert "Write a day by which to answer that lies ahead." in page
    page = sent(people, "waive/1/", due="2027-10-02", parties=["lund"], because="x")
    assert "Select a valid choice" in page
    assert not Consent.objects.filter(kind=WAIVER).exists()
    assert client_of(people, "koge").get(f"{LIFE}waive/99/").status_code == 404


def test_a_last_day_is_proposed_with_its_reason_and_ones_own_draft_stays(people: Cast) -> None:
    draft = drafted(people, "koge", "Vi lærer")
    page = sent(people, "end/", **ENDS)
    assert "Proposed text" in page
    consent = Consent.objects.get(kind=PROPOSAL)
    file = proposed_in(consent.edition).file
    assert file.term.ends == LAST
    assert "Vi lærer" not in str(file.purpose)
    assert told_in(Step.objects.get()).text == "Arbejdet er gjort."
    assert "Arbejdet er gjort." in page
    assert own_draft(people.seats["koge", Role.COORDINATOR], people.agreement) == draft
    agreed(people, consent)
    assert versions_that_count(people.agreement.slug)[-1].ends == LAST


def test_what_is_promised_for_a_later_day_leaves_the_text(people: Cast) -> None:
    first, *rest = demo().commitments
    once = replace(first, kind="once", rule=None, due=date(2028, 6, 1))
    file = replace(demo(), slug="once", commitments=(once, *rest))
    agreement = transcribe(by=KOGE, file=file, at=NOW).agreement
    by = people.seats["koge", Role.COORDINATOR]
    for ends, left in ((date(2028, 6, 1), 0), (LAST, 1)):
        consent = propose_last_day(by=by, agreement=agreement, ends=ends, because="Nok.", at=NOW)
        kept = proposed_in(consent.edition).file.commitments
        assert len(kept) == len(file.commitments) - left


def test_where_it_ends_is_said_beforehand(people: Cast) -> None:
    page = read(client_of(people, "koge"), f"{LIFE}end/")
    assert page.index("What becomes of everything after the last day") < page.index('name="ends"')


@pytest.mark.parametrize(
    ("page", "said", "sentence"),
    [
        ("end/", {"ends": ""}, "Write the last day."),
        ("end/", {"ends": "2020-01-01"}, "Write a last day that lies ahead"),
        ("end/", {"because": " "}, "Write why, in a sentence or two."),
        ("end/", {"counts": ""}, "Choose when it counts."),
        ("end/", {"answer_by": "2020-01-01"}, "Write a day by which to answer that lies ahead."),
        ("renew/", {"ends": ""}, "That is what the agreement says already"),
    ],
)
def test_a_last_day_that_cannot_be_is_refused_in_a_sentence(
    people: Cast, page: str, said: dict[str, str], sentence: str
) -> None:
    shown = sent(people, page, **{**ENDS, **said})
    assert sentence in shown
    if "because" not in said:
        assert "Arbejdet er gjort." in shown
    assert not Consent.objects.filter(kind=PROPOSAL).exists()
    assert not Step.objects.exists()


def test_it_is_renewed_until_further_notice(people: Cast) -> None:
    sent(people, "end/", **ENDS)
    first = Consent.objects.get(kind=PROPOSAL)
    agreed(people, first)
    page = read(client_of(people, "kristianstad"), f"{LIFE}renew/")
    assert "ends on 31 December 2027" in page
    sent(people, "renew/", **{**ENDS, "ends": ""})
    consent = Consent.objects.filter(kind=PROPOSAL).exclude(pk=first.pk).get()
    agreed(people, consent)
    assert dossier_of(people.agreement).progress(consent.edition.sha256) == Progress.COUNTS
    assert versions_that_count(people.agreement.slug)[-1].ends is None


def test_after_the_last_day_everything_stays_readable_and_is_marked(people: Cast) -> None:
    sent(people, "end/", **ENDS)
    agreed(people, Consent.objects.get(kind=PROPOSAL))
    client = client_of(people, "koge", Role.MEMBER)
    public = "/en/agreements/koge-kristianstad/"
    assert "The last day of the agreement is" in read(client, public)
    after = datetime.combine(LAST, datetime.min.time(), NOW.tzinfo) + timedelta(days=2)
    with time_machine.travel(after, tick=False):
        client = client_of(people, "koge", Role.MEMBER)
        assert "The agreement has ended: its last day was" in read(client, public)
        assert "has ended" in read(client, "/en/agreements/")
        for number in (1, 2):
            assert client.get(f"{public}text/{number}/").status_code == 200
        assert "has ended" in read(client, f"{public}text/2/")
        assert "The agreement has ended" in read(client)
        assert "Nothing waits for you" in read(client, "/en/desk/")
    found = [day for day, _state in states(people, date(2030, 1, 1))]
    assert found == ["2026-10-01", "2027-10-01"]


def test_an_agreement_that_notice_ended_for_all_is_marked_too(people: Cast) -> None:
    people.agreement.parties.update(left=TODAY - timedelta(days=1))
    client = client_of(people, "koge")
    assert "The agreement has ended" in read(client, "/en/agreements/koge-kristianstad/")
    assert "has ended" in read(client, "/en/agreements/koge-kristianstad/text/1/")
