"""The pages of posts and handovers: each verb through its page, and nothing for whom it is not."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from overens.base.access.queries import seats_now
from overens.base.languages.rules import languages
from overens.base.municipalities.actions.people import note_seat
from overens.base.municipalities.actions.succession import end_seat_now
from overens.base.municipalities.models import Handover, Post, Seat
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.models import Line
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.models import Party
from overens.web.desk.keeping import BASE, TOKEN
from tests.cast import THIRD, Cast, account_of, cast, signed_in
from tests.examples import five_parties

pytestmark = pytest.mark.django_db
POST = "/en/desk/posts/coordinator/"


@pytest.fixture
def people() -> Cast:
    return cast()


def as_(people: Cast, role: str, side: str = "koge") -> Client:
    return signed_in(people.accounts[side, role])


def said(client: Client, path: str, **fields: object) -> str:
    """What the page says; after sending the fields, where there are some."""
    response = client.post(path, fields, follow=True) if fields else client.get(path)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def deputy(people: Cast, side: str = "koge") -> Client:
    """A browser of the coordinator's deputy, who holds nothing else."""
    post = people.seats[side, Role.COORDINATOR].post
    seat, _new = note_seat(
        post=post, person=f"deputy of {side}", holding=Holding.DEPUTY, since=date(2026, 1, 1)
    )
    return signed_in(account_of(seat, f"deputy@{side}.example"))


def opened(people: Cast) -> str:
    """The address of a handover that the administrator has opened for the coordinator's post."""
    said(as_(people, Role.ADMINISTRATOR), POST, do="open")
    return f"/en/desk/handovers/{Handover.objects.get().pk}/"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("role", Role)
def test_everybody_of_the_authority_reads_its_posts(people: Cast, role: str, language: str) -> None:
    client = as_(people, role)
    page = said(client, f"/{language}/desk/posts/")
    assert "Eksempelperson i Køge" in page
    assert "Exempelperson i Kristianstad" in page, "the partner's contact, read only"
    assert said(client, f"/{language}/desk/posts/coordinator/")


def test_the_third_municipality_reads_nothing_of_them(people: Cast) -> None:
    address = opened(people)
    client = as_(people, Role.ADMINISTRATOR, THIRD)
    page = said(client, "/en/desk/posts/")
    assert "Eksempelperson" not in page
    for path in (address, address[:-1] + ".pdf"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"do": "arrive"}).status_code in (404, 405)
    assert client.get("/en/desk/posts/borgmester/").status_code == 404
    partner = as_(people, Role.COORDINATOR, "kristianstad")
    assert partner.get(address).status_code == 404
    assert Handover.objects.get().closed_at is None


def test_whoever_may_not_is_offered_no_form_and_is_told_of_none(people: Cast) -> None:
    client = as_(people, Role.MEMBER)
    assert "A coordinator or an administrator says who holds it." in said(client, POST)
    for do in ("take-over", "deputy", "end", "last-day", "open", "rename", "role", "nothing"):
        assert client.post(POST, {"do": do, "person": "Siv"}).status_code == 404
    assert client.post("/en/desk/posts/", {"do": "name", "name_en": "New"}).status_code == 404
    coordinator = as_(people, Role.COORDINATOR)
    path = "/en/desk/posts/administrator/"
    assert coordinator.post(path, {"do": "deputy", "person": "Me"}).status_code == 404


def test_a_post_is_named_renamed_and_given_another_role(people: Cast) -> None:
    client = as_(people, Role.ADMINISTRATOR)
    page = said(client, "/en/desk/posts/", do="name", name_da="Sekretær", role="member")
    assert "The post is named. Say who holds it." in page
    path = "/en/desk/posts/sekretaer/"
    assert "The names are saved." in said(client, path, do="rename", name_da="Sekretariat")
    assert "The role is saved." in said(client, path, do="role", role="communicator")
    post = Post.objects.get(slug="sekretaer")
    assert (post.role, post.names.texts()) == ("communicator", {"da": "Sekretariat"})
    page = said(client, "/en/desk/posts/", do="name", name_da="Sekretær", role="")
    assert "This authority has a post with this name already." in page
    assert 'value="Sekretær"' in page, "what was typed stays"


def test_a_planned_change_from_the_last_day_to_the_successor(people: Cast) -> None:
    client, seat = as_(people, Role.COORDINATOR), people.seats["koge", Role.COORDINATOR]
    last = timezone.localdate() + timedelta(days=40)
    page = said(client, POST, do="last-day", seat=seat.pk, day=last.isoformat())
    assert "The last day of Eksempelperson i Køge is written down." in page
    assert "Handover: " in page, "the handover opens by itself, and one is led to it"
    page = said(client, POST, do="take-over", person="Siv", since=last.isoformat())
    assert "Siv cannot hold the post" in page
    after = (last + timedelta(days=1)).isoformat()
    assert "Siv holds the post from" in said(
        client, POST, do="take-over", person="Siv", since=after
    )
    assert "Siv begins on" in said(client, POST)
    page = said(client, f"/en/desk/handovers/{Handover.objects.get().pk}/", do="left")
    assert "You have confirmed it." in page


def test_the_ended_one_is_out_at_once_and_the_vacant_post_is_asked_about(people: Cast) -> None:
    away, seat = as_(people, Role.COORDINATOR), people.seats["koge", Role.COORDINATOR]
    client = as_(people, Role.ADMINISTRATOR)
    page = said(client, POST, do="end", seat=seat.pk)
    assert "Eksempelperson i Køge does not hold the post any more." in page
    assert away.get("/en/desk/posts/").status_code == 403
    page = said(client, "/en/desk/posts/")
    count = len(Party.objects.get(contact=seat.post).agreement.commitments.all())
    question = f"Nobody holds this post, and it carries {count} commitments. Who holds it?"
    assert question in page
    assert page.index(question) < page.index("Posts of")
    said(client, POST, do="take-over", person="Siv", since="")
    assert question not in said(client, "/en/desk/posts/")
    siv = Seat.objects.select_related("person").get(person__name="Siv")
    assert seats_now(account_of(siv, "siv@koge.example"), timezone.now())


def test_everyone_reads_the_post_and_not_who_left_it(people: Cast) -> None:
    page = "/da/agreements/koge-kristianstad/commitments/1/"
    before = said(Client(), page)
    by, seat = people.seats["koge", Role.ADMINISTRATOR], people.seats["koge", Role.COORDINATOR]
    end_seat_now(by=by, seat=seat, at=timezone.now())
    assert "koordinator, eksempel" in before
    assert "Eksempelperson" not in before
    assert said(Client(), page) == before


def test_the_last_administrator_is_told_why_not(people: Cast) -> None:
    client, seat = as_(people, Role.ADMINISTRATOR), people.seats["koge", Role.ADMINISTRATOR]
    page = said(client, "/en/desk/posts/administrator/", do="end", seat=seat.pk)
    assert "Køge would have no administrator then." in page
    assert said(client, "/en/desk/posts/")


def test_the_deputy_finds_everything_and_takes_over(people: Cast) -> None:
    address = opened(people)
    client = deputy(people)
    page = said(client, address)
    for sentence in (
        "is away, and no last day is known.",
        "The political leaderships meet for the yearly dialogue",
        "Exempelperson i Kristianstad",
        "Next dates",
        "Deputy: deputy of koge.",
    ):
        assert sentence in page
    pdf = client.get(address[:-1] + ".pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert pdf["Cache-Control"] == "private, no-store"
    assert "You have taken over." in said(client, address, do="arrive")
    again = said(client, address, do="arrive")
    assert "This handover has been taken over, and stays as it is." in again


def test_the_sheet_is_offered_in_the_successors_language_first(people: Cast) -> None:
    address = opened(people)
    client = deputy(people)
    page = said(client, address)
    sheets = {code: f"/{code}{address[3:-1]}.pdf" for code in languages()}
    assert page.index(sheets["da"]) < page.index(sheets["sv"]), "the authority's own"
    arriving = Seat.objects.get(person__name="deputy of koge").person.account
    arriving.language = "sv"
    arriving.save()
    page = said(client, address)
    assert page.index(sheets["sv"]) < page.index(sheets["da"])


def test_of_two_in_one_text_the_later_is_told_and_shown_both(people: Cast) -> None:
    address = opened(people)
    first, second = as_(people, Role.COORDINATOR), as_(people, Role.ADMINISTRATOR)
    fields = {"do": "write", "language": "da", BASE: 0}
    assert "The text is saved." in said(first, address, text="Ring til Ole.", **fields)
    page = said(second, address, text="Nøglen <ligger> i skuffen.", **fields)
    assert "Somebody has saved this text since you opened it." in page
    assert "<p>Ring til Ole.</p>" in page
    assert "Nøglen <ligger> i skuffen." in page
    assert f'name="{BASE}" value="1"' in page
    assert Handover.objects.get().text == "<p>Ring til Ole.</p>"
    fields[BASE] = 1
    said(second, address, text="Ring til Ole.\n\nNøglen ligger i skuffen.", **fields)
    kept = Handover.objects.get()
    assert kept.text == "<p>Ring til Ole.</p><p>Nøglen ligger i skuffen.</p>"
    member = as_(people, Role.MEMBER)
    assert 'id="write-text"' not in said(member, address)
    assert member.post(address, {**fields, "text": "x"}).status_code == 404


def test_a_page_of_posts_takes_as_many_queries_for_many_agreements(
    people: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(people, Role.ADMINISTRATOR)
    said(client, "/en/desk/posts/")
    with django_assert_max_num_queries(30) as one:
        said(client, "/en/desk/posts/")
    more_agreements(people, 10)
    said(client, "/en/desk/posts/")
    with django_assert_max_num_queries(30) as many:
        page = said(client, "/en/desk/posts/")
    assert len(many) == len(one)
    assert page.count("koge-") == 0, "agreements are called by their parties"


def more_agreements(people: Cast, count: int) -> None:
    """Others in which the coordinator of Køge is the contact too."""
    post = people.seats["koge", Role.COORDINATOR].post
    for number in range(count):
        file = five_parties()
        made = transcribe(
            by=SeatName("mittby", "chair"), file=_other(file, number), at=timezone.now()
        ).agreement
        Party.objects.create(
            agreement=made, authority=post.authority, position=9, languages=["da"], contact=post
        )


def _other(file: object, number: int) -> object:
    from dataclasses import replace

    return replace(file, slug=f"five-{number}")


def test_a_vacant_post_is_asked_about_once_only_while_it_carries_work(people: Cast) -> None:
    at = timezone.now()
    seat, by = people.seats["koge", Role.MEMBER], people.seats["koge", Role.ADMINISTRATOR]
    end_seat_now(by=by, seat=seat, at=at)
    page = said(as_(people, Role.COORDINATOR), "/en/desk/posts/")
    assert "Who holds it?" not in page, "it carries nothing"


@pytest.mark.parametrize(
    ("do", "typed"),
    [
        ("name", {"name_da": "Ny post", "role": ""}),
        ("deputy", {"person": "Ny Stedfortræder"}),
        ("rename", {"name_da": "et andet navn"}),
        ("role", {"role": "leader"}),
    ],
)
def test_a_double_click_does_it_once_and_both_answers_lead_on(
    people: Cast, do: str, typed: dict[str, str]
) -> None:
    client = as_(people, Role.ADMINISTRATOR)
    path = "/en/desk/posts/" if do == "name" else "/en/desk/posts/member/"
    sent = {"do": do, TOKEN: "the-same-page", **typed}
    assert client.post(path, sent).status_code == 302
    before = Line.objects.count()
    assert "You sent this page before" in said(client, path, **sent)
    assert Line.objects.count() == before


def test_the_handover_of_a_leader_says_what_whoever_comes_is_asked(people: Cast) -> None:
    administrator = as_(people, Role.ADMINISTRATOR)
    said(administrator, "/en/desk/posts/leader/", do="open")
    address = f"/en/desk/handovers/{Handover.objects.get().pk}/"
    page = said(administrator, address)
    assert "What whoever comes is asked" in page
    assert 'href="/en/desk/agreements/koge-kristianstad/life/"' in page
    sheet = administrator.get(f"{address[:-1]}.pdf")
    assert sheet.content.startswith(b"%PDF-")
    people.agreement.parties.update(left=date(2022, 1, 1))
    assert "What whoever comes is asked" not in said(administrator, address)


def test_no_other_handover_asks_that(people: Cast) -> None:
    assert "What whoever comes is asked" not in said(as_(people, Role.COORDINATOR), opened(people))
