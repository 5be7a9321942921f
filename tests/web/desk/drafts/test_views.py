"""Writing an agreement at the desk: part by part, by two people at once, until it is proposed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from overens.base.consents.models import Consent
from overens.base.municipalities.states import Role
from overens.base.records.actions.dispatching import carry_waiting
from overens.cycle.agreements.actions.drafting import begin_draft, change_draft, own_draft, sealed
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Article
from overens.cycle.agreements.dossier import proposed_in
from overens.cycle.agreements.models import Agreement, Comment, Version
from overens.cycle.agreements.transcript import as_file
from tests.cast import SIDES, THIRD, Cast, cast, signed_in
from tests.examples import NOW

pytestmark = pytest.mark.django_db
HOME = "/en/desk/agreements/"
DRAFT = f"{HOME}koge-kristianstad/draft/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


def client_of(people: Cast, side: str, role: Role = Role.COORDINATOR) -> Client:
    return signed_in(people.accounts[side, role])


@pytest.fixture
def koge(people: Cast) -> Client:
    return client_of(people, "koge")


@pytest.fixture
def begun(people: Cast) -> Version:
    by = people.seats["koge", Role.COORDINATOR]
    return begin_draft(by=by, agreement=people.agreement, at=NOW)


def file_of(people: Cast, side: str = "koge") -> AgreementFile:
    draft = own_draft(people.seats[side, Role.COORDINATOR], people.agreement)
    assert draft
    return as_file(draft)


def form_in(client: Client, address: str, do: str) -> dict[str, object]:
    """What a browser sends of a form that nobody has touched."""
    page = html.fromstring(client.get(address).content.decode())
    form = page.xpath(f"//form[.//input[@name='do'][@value='{do}']]")[0]
    return fields_of(form)


def fields_of(form: html.HtmlElement) -> dict[str, object]:
    return dict(form.form_values()) | {
        field.get("name"): [box.get("value") for box in form.xpath(
            f".//input[@type='checkbox'][@name='{field.get('name')}'][@checked]"
        )]
        for field in form.xpath(".//input[@type='checkbox']")
    }  # fmt: skip


def sent(client: Client, address: str, do: str = "write", **typed: object) -> str:
    """The page that comes after a form was filled in and sent."""
    data = {**form_in(client, address, do), **typed}
    return client.post(address, data, follow=True).content.decode()


def test_a_draft_is_begun_from_the_text_that_counts(people: Cast, koge: Client) -> None:
    assert "There is no draft" in koge.get(DRAFT).content.decode()
    assert f"{DRAFT}begin/" in koge.get(f"{HOME}koge-kristianstad/").content.decode()
    answer = sent(koge, f"{DRAFT}begin/", "begin", edition="in-force")
    assert "The draft is begun" in answer
    assert "Nothing: each part is worded" in answer
    again = koge.post(f"{DRAFT}begin/", {"do": "begin"}, follow=True).content.decode()
    assert "has a draft of this agreement already" in again


def test_each_part_is_written(people: Cast, koge: Client, begun: Version) -> None:
    title = {"title_da": "Ny aftale", "title_sv": "Nytt avtal"}
    assert "Saved in the draft" in sent(koge, f"{DRAFT}parts/title/", **title)
    sent(koge, f"{DRAFT}parts/preamble/", text_da="Vi vil.", text_sv="Vi vill.", text_en="")
    sent(koge, f"{DRAFT}term/", in_force="2027-01-01", ends="2031-12-31", notice_months="6",
         renewal_da="Fire år.", renewal_sv="Fyra år.")  # fmt: skip
    sent(koge, f"{DRAFT}languages/", authentic=["da", "sv"])
    file = file_of(people)
    assert file.title["da"] == "Ny aftale"
    assert file.preamble == {"da": "Vi vil.", "sv": "Vi vill."}
    assert file.term.notice_months == 6
    assert file.term.renewal["sv"] == "Fyra år."
    assert file.authentic_languages == ("da", "sv")


def test_articles_are_added_moved_changed_and_removed(
    people: Cast, koge: Client, begun: Version
) -> None:
    before = [a.article for a in file_of(people).articles]
    for heading in ("Møder", "Møder", "Økonomi"):
        sent(koge, f"{DRAFT}articles/new/", heading_da=heading, text_da="Vi mødes.",
             heading_sv="Möten", text_sv="Vi möts.")  # fmt: skip
    assert [a.article for a in file_of(people).articles] == [*before, "moder", "moder-2", "okonomi"]
    assert "Moved" in sent(koge, f"{DRAFT}parts/art-okonomi/", "move", after="art-moder")
    assert [a.article for a in file_of(people).articles][-2:] == ["okonomi", "moder-2"]
    sent(koge, f"{DRAFT}parts/art-moder/", text_sv="Vi möts varje år.", number="§ 1")
    changed = next(a for a in file_of(people).articles if a.article == "moder")
    assert (changed.body["sv"], changed.number) == ("Vi möts varje år.", "§ 1")
    assert "Removed" in sent(koge, f"{DRAFT}parts/art-moder/", "remove")
    assert "moder" not in [a.article for a in file_of(people).articles]
    # A name that an article once had is never another one's.
    sent(koge, f"{DRAFT}articles/new/", heading_da="Møder", text_da="Igen.")
    assert file_of(people).articles[-1].article == "moder-3"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "once", "due": "2027-05-01"}, {"due": "2027-05-01"}),
        ({"kind": "once", "within": "6", "within_unit": "M"}, {"within": "P6M"}),
        ({"kind": "recurring", "every": "1", "every_unit": "YEARLY"}, {"rule": "FREQ=YEARLY"}),
        (
            {"kind": "recurring", "every": "2", "every_unit": "MONTHLY"},
            {"rule": "FREQ=MONTHLY;INTERVAL=2"},
        ),
        ({"kind": "standing", "parties": ["koge"]}, {"parties": ("koge",)}),
        ({"kind": "standing", "evidence": ["meeting-held"]}, {"evidence": ("meeting-held",)}),
    ],
)
def test_a_commitment_is_added_in_words(
    people: Cast, koge: Client, begun: Version, typed: dict, said: dict
) -> None:
    words = {"promise_da": "Holde møde", "promise_sv": "Hålla möte"}
    assert "Saved in the draft" in sent(koge, f"{DRAFT}commitments/new/", **words, **typed)
    made = file_of(people).commitments[-1]
    assert made.title == {"da": "Holde møde", "sv": "Hålla möte"}
    for key, value in said.items():
        found = getattr(made, key)
        assert (found.isoformat() if key == "due" else found) == value
    address = f"{DRAFT}commitments/{made.commitment}/"
    sent(koge, address, promise_da="Holde to møder")
    assert replace(file_of(people).commitments[-1], title=made.title) == made
    sent(koge, address, "remove")
    assert made.commitment not in [c.commitment for c in file_of(people).commitments]
    sent(koge, f"{DRAFT}commitments/new/", **words, **typed)
    assert file_of(people).commitments[-1].commitment == made.commitment + 1


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"kind": "recurring"},
        {"kind": "recurring", "every_unit": "YEARLY"},
        {"kind": "recurring", "every": "0", "every_unit": "YEARLY"},
        {"kind": "recurring", "every": "1", "every_unit": "HOURLY"},
        {"kind": "once", "due": "2027-05-01", "within": "6", "within_unit": "M"},
        {"kind": "once", "within": "6"},
        {"kind": "once", "every": "1", "every_unit": "YEARLY"},
        {"kind": "standing", "due": "2027-05-01"},
        {"kind": "standing", "parties": ["lund"]},
        {"kind": "once", "due": "9999-05-01"},
    ],
)
def test_a_commitment_that_nobody_can_keep_is_refused(
    people: Cast, koge: Client, begun: Version, typed: dict
) -> None:
    before = file_of(people)
    answer = sent(koge, f"{DRAFT}commitments/new/", promise_da="Holde møde", **typed)
    assert "Something is missing or cannot be sent" in answer
    assert "Holde møde" in answer
    assert file_of(people) == before


def test_what_stays_beside_a_change_is_confirmed_where_it_stands(
    people: Cast, koge: Client, begun: Version
) -> None:
    answer = sent(koge, f"{DRAFT}parts/purpose/", text_da="Vi lærer af hinanden.")
    assert "Before it can be proposed, 1 wording must be written or confirmed." in answer
    assert '<a href="#part-purpose">Purpose</a>' in answer
    assert "is as it was, beside one that has changed" in answer
    assert "Propose it</button>" not in koge.get(f"{DRAFT}propose/").content.decode()
    answer = sent(koge, f"{DRAFT}parts/purpose/", "confirm-text-sv")
    assert "Confirmed: it still says the same." in answer
    assert "Nothing: each part is worded" in answer


def test_two_people_at_once_lose_nothing(people: Cast, koge: Client, begun: Version) -> None:
    address = f"{DRAFT}parts/purpose/"
    mine, other = form_in(koge, address, "write"), form_in(koge, f"{DRAFT}parts/title/", "write")
    sent(koge, address, text_da="Skrevet af en anden.")
    # Another part is nobody's business here.
    assert "Saved in the draft" in koge.post(
        f"{DRAFT}parts/title/", {**other, "title_da": "Titel"}, follow=True
    ).content.decode()  # fmt: skip
    answer = koge.post(address, {**mine, "text_da": "Skrevet af mig."}).content.decode()
    assert "Somebody else has written here meanwhile" in answer
    assert "Skrevet af en anden." in answer
    assert "Skrevet af mig." in answer
    assert file_of(people).purpose["da"] == "Skrevet af en anden."
    page = html.fromstring(answer)
    again = fields_of(page.xpath("//form[.//input[@name='do'][@value='write']]")[0])
    assert "Saved in the draft" in koge.post(address, again, follow=True).content.decode()
    assert file_of(people).purpose["da"] == "Skrevet af mig."


def test_an_article_that_somebody_changed_meanwhile_is_not_removed(
    people: Cast, koge: Client, begun: Version
) -> None:
    sent(koge, f"{DRAFT}articles/new/", heading_da="Møder", text_da="Vi mødes.")
    address = f"{DRAFT}parts/art-moder/"
    remove = form_in(koge, address, "remove")
    sent(koge, address, text_da="Vi mødes tit.")
    answer = koge.post(address, remove).content.decode()
    assert "Somebody else has written here meanwhile" in answer
    assert file_of(people).articles[-1].body["da"] == "Vi mødes tit."


HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def test_what_no_paper_can_show_is_refused_while_it_is_typed(
    people: Cast, koge: Client, begun: Version
) -> None:
    before = file_of(people)
    answer = sent(koge, f"{DRAFT}parts/purpose/", text_da="\U0001f600")
    assert "Something is missing or cannot be sent" in answer
    assert file_of(people) == before


def test_hostile_text_is_shown_as_text(people: Cast, koge: Client, begun: Version) -> None:
    both = {"text_da": HOSTILE, "text_sv": HOSTILE}
    sent(koge, f"{DRAFT}parts/purpose/", **both)
    sent(koge, f"{DRAFT}articles/new/", heading_da=HOSTILE, heading_sv=HOSTILE, **both)
    sent(koge, f"{DRAFT}comment/purpose/", "comment", text=HOSTILE)
    slug = file_of(people).articles[-1].article
    for page in ("", f"parts/art-{slug}/", "parts/purpose/", "commitments/new/", "propose/"):
        shown = koge.get(f"{DRAFT}{page}").content.decode()
        assert "<img src=x" not in shown, page
        assert "alert(&quot;x&quot;)" in shown or page in ("propose/", "commitments/new/"), page
    longest = sent(koge, f"{DRAFT}parts/purpose/", text_da="x" * 50_001)
    assert "Something is missing or cannot be sent" in longest


def test_a_comment_is_for_ones_own_side(people: Cast, koge: Client, begun: Version) -> None:
    member = client_of(people, "koge", Role.MEMBER)
    answer = sent(member, f"{DRAFT}comment/purpose/", "comment", text="Er det nok?", language="da")
    assert "Er det nok?" in answer
    assert Comment.objects.get().about == ""
    assert "Er det nok?" in koge.get(DRAFT).content.decode()
    other = client_of(people, "kristianstad")
    assert "Er det nok?" not in other.get(DRAFT).content.decode()
    assert koge.get(f"{DRAFT}comment/nothing/").status_code == 404


def test_a_draft_is_put_away(people: Cast, koge: Client, begun: Version) -> None:
    assert "is put away" in sent(koge, f"{DRAFT}drop/", "drop")
    assert not Version.objects.filter(edition__isnull=True).exists()
    assert koge.get(f"{DRAFT}parts/title/").headers["Location"] == DRAFT


def changed(people: Cast, koge: Client) -> None:
    sent(
        koge, f"{DRAFT}parts/purpose/", text_da="Vi lærer.", text_sv="Vi lär.", text_en="We learn."
    )


def test_it_is_proposed_and_the_others_begin_from_it(
    people: Cast, koge: Client, begun: Version
) -> None:
    changed(people, koge)
    page = koge.get(f"{DRAFT}propose/").content.decode()
    assert "public record" in page
    assert "Kristianstad" in page
    data = {**form_in(koge, f"{DRAFT}propose/", "propose"), "counts": "signed"}
    late = koge.post(f"{DRAFT}propose/", {**data, "answer_by": "2026-11-24"}).content.decode()
    assert "that lies ahead" in late
    data = {**form_in(koge, f"{DRAFT}propose/", "propose"), "counts": "yes"}
    answer = koge.post(f"{DRAFT}propose/", {**data, "answer_by": "2027-01-15"})
    consent = Consent.objects.get(kind="agreement.proposal")
    assert answer.headers["Location"] == f"/en/desk/approvals/{consent.pk}/"
    said = proposed_in(consent.edition)
    assert (said.file.purpose["sv"], said.signing) == ("Vi lär.", False)
    other = client_of(people, "kristianstad")
    assert consent.edition.sha256 not in other.get(f"{DRAFT}begin/").content.decode()
    while carry_waiting(now=NOW):
        pass
    sent(other, f"{DRAFT}begin/", "begin", edition=consent.edition.sha256)
    assert file_of(people, "kristianstad").purpose["sv"] == "Vi lär."


def test_a_draft_that_has_changed_is_not_proposed_unread(
    people: Cast, koge: Client, begun: Version
) -> None:
    changed(people, koge)
    data = {**form_in(koge, f"{DRAFT}propose/", "propose"), "counts": "yes"}
    sent(koge, f"{DRAFT}parts/title/", title_da="En anden")
    sent(koge, f"{DRAFT}parts/title/", "confirm-text-sv")
    answer = koge.post(f"{DRAFT}propose/", data).content.decode()
    assert "The draft has changed since you opened this page" in answer
    assert not Consent.objects.filter(kind="agreement.proposal").exists()


def test_a_new_agreement_is_written_and_proposed(people: Cast, koge: Client) -> None:
    assert f"{HOME}new/" in koge.get(HOME).content.decode()
    form = html.fromstring(koge.get(f"{HOME}new/").content.decode()).xpath("//form[@data-place]")[0]
    data = {**fields_of(form), "parties": ["lund"], "title_da": "Aftale om vand"}
    assert (
        "taken" in koge.post(f"{HOME}new/", {**data, "slug": "koge-kristianstad"}).content.decode()
    )
    assert "taken" in koge.post(f"{HOME}new/", {**data, "slug": "new"}).content.decode()
    wrong = koge.post(f"{HOME}new/", {**data, "slug": "Vores Aftale"}).content.decode()
    assert "Write small letters, digits and hyphens." in wrong
    assert 'value="Vores Aftale"' in wrong
    answer = koge.post(f"{HOME}new/", data)
    assert answer.headers["Location"] == f"{HOME}aftale-om-vand/draft/"
    draft = f"{HOME}aftale-om-vand/draft/"
    assert "The wording in Swedish is missing." in koge.get(draft).content.decode()
    for side in ("kristianstad", THIRD):
        assert client_of(people, side).get(draft).status_code == 404
    sent(koge, f"{draft}parts/title/", title_sv="Avtal om vatten")
    sent(koge, f"{draft}parts/purpose/", text_da="Vand.", text_sv="Vatten.")
    sent(koge, f"{draft}propose/", "propose", counts="signed")
    assert Consent.objects.get(kind="agreement.proposal").about_id == str(
        Agreement.objects.get(slug="aftale-om-vand").pk
    )
    while carry_waiting(now=NOW):
        pass
    lund = client_of(people, THIRD)
    edition = Consent.objects.get(kind="agreement.proposal").edition
    sent(lund, f"{draft}begin/", "begin", edition=edition.sha256)
    assert "Aftale om vand" in lund.get(draft).content.decode()
    assert client_of(people, "kristianstad").get(draft).status_code == 404


def test_who_may_not_write_gets_the_usual_answer(people: Cast, begun: Version) -> None:
    pages = ("", "parts/title/", "articles/new/", "term/", "propose/", "drop/", "comment/title/")
    for side in (*SIDES, THIRD):
        for role in Role:
            found = [client_of(people, side, role).get(f"{DRAFT}{p}").status_code for p in pages]
            writes, notes = (
                role == Role.COORDINATOR,
                role in ("member", "coordinator", "director", "leader"),
            )
            there = 200 if side == "koge" else 302
            wanted = [200, *[there if writes else 404] * 5, there if notes else 404]
            assert found == ([404] * 7 if side == THIRD else wanted), (side, role)


def test_the_same_queries_for_one_article_for_twenty_and_for_two_hundred(
    people: Cast, koge: Client, begun: Version
) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    text = {"da": "Vi mødes.", "sv": "Vi möts."}
    counts = []
    for size in (1, 20, 200):
        now = own_draft(by, people.agreement)
        assert now
        articles = tuple(Article(f"a{n}", text, text) for n in range(size))
        change_draft(
            by=by,
            draft=now,
            part="articles",
            read=sealed(as_file(now), "articles"),
            change=lambda f, a=articles: replace(
                f, articles=a, commitments=tuple(replace(c, article=None) for c in f.commitments)
            ),
            at=NOW,
        )
        found = {}
        for page in ("", "parts/art-a0/", "commitments/1/", "term/", "propose/"):
            koge.get(f"{DRAFT}{page}")
            with CaptureQueriesContext(connection) as captured:
                assert koge.get(f"{DRAFT}{page}").status_code == 200
            found[page] = len(captured)
        counts.append(found)
    assert counts[0] == counts[1] == counts[2]


PAGES = ("parts/title/", "parts/art-areas/", "areas/new/", "articles/new/", "commitments/new/",
         "term/", "comment/title/")  # fmt: skip


def test_no_browser_cuts_what_is_typed_and_what_is_too_long_is_told_and_kept(
    people: Cast, koge: Client, begun: Version
) -> None:
    for page in (*(f"{DRAFT}{page}" for page in PAGES), f"{HOME}new/"):
        assert "maxlength" not in koge.get(page).content.decode(), page
    long = "§ 12 with a number that no paper has"
    answer = sent(koge, f"{DRAFT}articles/new/", heading_da="Møder", text_da="Vi.", number=long)
    assert "Something is missing or cannot be sent" in answer
    assert f'value="{long}"' in answer
    assert len(file_of(people).articles) == 4


def test_signs_that_nobody_sees_are_left_out(people: Cast, koge: Client, begun: Version) -> None:
    sent(koge, f"{DRAFT}parts/purpose/", text_da="a\u200bb\u202e\x07\r\nc")
    assert file_of(people).purpose["da"] == "ab\nc"
