"""The registrar's desk: each verb through its page, and nothing marked for whom it is not."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from overens.base.municipalities.models import Authority
from overens.base.municipalities.states import Role
from overens.base.records.actions.cases import assign_case, forward_case
from overens.base.records.actions.registering import correct_entry, enter_by_hand
from overens.base.records.models import (
    Case,
    Delivery,
    Dispatch,
    Entry,
    Receipt,
    Register,
    Viewing,
)
from overens.base.records.own_queries import case_rows, cases_of, waits_for
from overens.base.records.queries import latest, register_at, said_in
from overens.base.records.states import ReceiptState
from overens.base.trail.queries import faults
from overens.web.desk.keeping import TOKEN
from tests.base.records.people import registrar, sent
from tests.cast import THIRD, Cast, cast, signed_in

pytestmark = pytest.mark.django_db
DESK = "/en/desk/"
HOSTILE = '"><script>alert(1)</script> {{ 7*7 }} %(x)s'


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def entry(people: Cast) -> Entry:
    """A question that Køge received."""
    return sent("koge", text=f"Zebra {HOSTILE}", at=timezone.now()).receipts.get().entry


def as_(people: Cast, role: str = Role.REGISTRAR, side: str = "koge") -> Client:
    return signed_in(people.accounts[side, role])


def page_of(entry: Entry) -> str:
    return f"{DESK}register/{entry.year}/{entry.number}/"


def case_of(entry: Entry) -> str:
    return f"{DESK}inbox/{entry.case_id}/"


def said(client: Client, path: str, **fields: object) -> str:
    """What the page says; after sending the fields, where there are some."""
    response = client.post(path, fields, follow=True) if fields else client.get(path)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def marked(entry: Entry) -> Entry:
    """The same, marked as confidential, with nothing worded for everyone."""
    standing = latest(entry)
    correct_entry(
        by=registrar("koge"),
        entry=entry,
        said=replace(said_in(standing), secrecy="ofl-23", public_subject="Something public"),
        because="It names an illness",
        read=standing.number,
        at=timezone.now(),
    )
    return entry


def test_an_answer_is_sent_once_and_closes_the_case(people: Cast, entry: Entry) -> None:
    client = as_(people, Role.COORDINATOR)
    answer = {
        "do": "answer", "text": "<p>It goes well.</p>", "language": "da", "closes": "on", "read": 1,
        TOKEN: "the-page",
    }  # fmt: skip
    assert "The answer is entered and sent" in said(client, case_of(entry), **answer)
    assert "You sent this page before" in said(client, case_of(entry), **answer)
    assert Entry.objects.count() == 2
    page = said(client, case_of(entry))
    assert "It goes well." in page
    assert "Closed" in page
    assert faults() == {}


def test_an_answer_to_a_case_that_has_grown_meanwhile_is_refused_and_kept(
    people: Cast, entry: Entry
) -> None:
    sent("koge", key="two", thread=entry.case.thread, at=timezone.now())
    answer = {"do": "answer", "text": "<p>It goes well.</p>", "language": "da", "read": 1}
    page = said(as_(people), case_of(entry), **answer)
    assert "Something was added to the case since you opened it" in page
    assert "It goes well." in page


def test_what_somebody_wrote_is_shown_and_never_carried_out(people: Cast, entry: Entry) -> None:
    for path in ("inbox/", "register/", case_of(entry)[len(DESK) :], page_of(entry)[len(DESK) :]):
        page = as_(people).get(DESK + path).content.decode()
        assert "Zebra" in page, path
        assert "<script>alert" not in page, path
        assert "{{ 7*7 }}" in unescape(page), path


def test_a_case_is_sent_on_given_to_somebody_closed_and_opened(people: Cast, entry: Entry) -> None:
    client, case = as_(people), case_of(entry)
    page = said(client, case, do="assign", post="coordinator")
    assert "It is written down who handles the case." in page
    assert "A registrar" not in said(client, case, do="send-on", to="kristianstad", read=1, keeps=1)
    assert Dispatch.objects.get().to.slug == "kristianstad"
    assert "Write the reason in a sentence." in said(client, case, do="close", because="")
    assert "The case is closed." in said(client, case, do="close", because="Answered by phone")
    assert "Reason: Answered by phone" in said(client, case)
    assert "The case is open again." in said(client, case, do="reopen")
    assert client.post(case, {"do": "something-else"}).status_code == 404


def test_only_a_post_that_may_answer_is_offered_a_case(people: Cast, entry: Entry) -> None:
    page = html.fromstring(as_(people).get(case_of(entry)).content)
    offered = set(page.xpath("//select[@name='post']/option/@value"))
    assert offered == {
        "",
        *(people.seats["koge", role].post.slug for role in (Role.COORDINATOR, Role.REGISTRAR)),
    }


def test_what_comes_by_post_is_entered_and_answered_by_post(people: Cast) -> None:
    client, today = as_(people), people.seats["koge", Role.REGISTRAR].post.authority.country.today
    typed = {
        "direction": "received", "on": today(timezone.now()).isoformat(), "subject": "A letter",
        "counterpart": "Somebody", "is_private": "on", TOKEN: "the-page",
    }  # fmt: skip
    assert "It is entered, and has its number." in said(client, f"{DESK}register/new/", **typed)
    assert "You sent this page before" in said(client, f"{DESK}register/new/", **typed)
    entry = Entry.objects.get()
    answer = {"do": "answer", "text": "<p>Yes.</p>", "language": "da", "read": 1}
    assert "Send its PDF" in said(client, case_of(entry), **answer)
    late = {**typed, "on": "2999-01-01", TOKEN: "another"}
    assert "The date lies in the future." in said(client, f"{DESK}register/new/", **late)
    nobody = {**typed, "counterpart": "", TOKEN: "a-third"}
    assert "Write from whom it came" in said(client, f"{DESK}register/new/", **nobody)
    assert Entry.objects.count() == 2


def corrected(subject: str, **more: str) -> dict[str, str]:
    return {
        "counterpart": "Somebody", "is_private": "on", "subject": subject, "because": "A slip",
        "desk-base": "1", **more,
    }  # fmt: skip


def test_the_later_of_two_corrections_is_shown_both(people: Cast, entry: Entry) -> None:
    client, path = as_(people), f"{page_of(entry)}correct/"
    assert "A new version stands" in said(client, path, **corrected("First wording"))
    page = said(client, path, **corrected("Second wording"))
    assert "Somebody has corrected this entry since you opened it" in page
    assert "First wording" in page
    assert "Second wording" in page
    page = said(client, page_of(entry))
    assert "Before: Spørgsmål: Zebra" in page
    assert "A slip" in page


def test_a_personal_number_in_the_public_wording_is_refused(people: Cast, entry: Entry) -> None:
    path = f"{page_of(entry)}correct/"
    page = said(as_(people), path, **corrected("Fine", public_subject="About 811228-9874"))
    assert "A personal number stands in what everyone reads" in page
    assert entry.versions.count() == 1


def test_a_cancelled_entry_keeps_its_number(people: Cast, entry: Entry) -> None:
    client, path = as_(people), f"{page_of(entry)}cancel/"
    cancel = {"because": "Entered twice", "desk-base": "1", TOKEN: "the-page"}
    assert "A new version stands" in said(client, path, **cancel)
    assert "You sent this page before" in said(client, path, **cancel)
    assert client.get(path).status_code == 404
    assert "cancelled" in said(client, f"{DESK}register/")
    assert cases_of(register_at(entry.register.authority)).get().entries.get() == entry


def test_what_was_set_apart_is_set_aside_or_entered(people: Cast) -> None:
    receipts = [
        sent("koge", key=key, trap=True, at=timezone.now()).receipts.get() for key in ("a", "b")
    ]
    client, path = as_(people), f"{DESK}register/set-apart/"
    page = said(client, path, do="set-aside", receipt=receipts[0].pk, because="")
    assert "Write the reason in a sentence." in page
    aside = {"do": "set-aside", "receipt": receipts[0].pk, "because": "An advertisement"}
    assert "It is set aside, and stays on file." in said(client, path, **aside)
    assert "An advertisement" in said(client, path)
    release = {"do": "release", "receipt": receipts[1].pk, TOKEN: "the-page"}
    assert "It is entered, with its own time of arrival." in said(client, path, **release)
    assert "You sent this page before" in said(client, path, **release)
    again = {**release, TOKEN: "another-page"}
    assert "Somebody has decided about it already." in said(client, path, **again)
    # What was set aside can be entered still.
    assert "It is entered" in said(client, path, do="release", receipt=receipts[0].pk)
    assert set(Receipt.objects.values_list("state", flat=True)) == {ReceiptState.ENTERED}
    for fields in ({"do": "release", "receipt": "x"}, {"do": "other", "receipt": receipts[0].pk}):
        assert client.post(path, fields).status_code == 404


def test_the_number_of_the_case_system_is_written_in(people: Cast, entry: Entry) -> None:
    Delivery.objects.create(
        entry=entry, way="mail", queued_at=timezone.now() - timedelta(days=9), trouble="no-answer"
    )
    client, path = as_(people), f"{DESK}register/without-number/"
    page = said(client, path)
    assert "More than one working day has passed." in page
    assert "it does not answer" in page
    assert "1 entry has no number yet" in said(client, DESK)
    number = {"do": "number", "entry": entry.pk, "number": "26/1234"}
    assert "stands beside the entry" in said(client, path, **number)
    assert "26/1234" in said(client, page_of(entry))
    assert "has no number yet" not in said(client, DESK)


def test_the_settings_are_kept_and_the_key_is_never_shown(people: Cast) -> None:
    client, path = as_(people, Role.ADMINISTRATOR), f"{DESK}register/settings/"
    form = {
        "prefix": "KS", "number_format": "{prefix} {year}/{number}", "names_for": 6,
        "answer_within": 5, "kept": "case-system", "way": "api",
        "deliver_to": "https://cases.example/api", "key": "very-secret", "keeping_da": "Ti år.",
    }  # fmt: skip
    assert "The settings of the register are saved." in said(client, path, **form)
    page = said(client, path)
    assert "very-secret" not in page
    assert "Ti år." in page
    said(client, path, **{**form, "key": "", "names_for": 7})
    kept = Register.objects.get(authority__slug="koge")
    assert (kept.key, kept.names_for) == ("very-secret", 7)
    assert "Write the e-mail address" in said(client, path, **{**form, "way": "mail"})
    assert "The format must hold" in said(client, path, **{**form, "number_format": "{number}"})


def test_reading_writes_nothing(people: Cast) -> None:
    for path in ("inbox/", "register/", "register/settings/", "register/set-apart/", ""):
        said(as_(people, side=THIRD), DESK + path)
    assert not Register.objects.filter(authority__slug=THIRD).exists()


@pytest.mark.parametrize("side", ["kristianstad", THIRD])
def test_another_authority_finds_nothing_of_it(people: Cast, entry: Entry, side: str) -> None:
    client = as_(people, side=side)
    for path in ("", "correct/", "cancel/", "documents/1"):
        assert client.get(page_of(entry) + path).status_code == 404
    assert client.get(case_of(entry)).status_code == 404
    assert client.get(f"{DESK}register/new/?case={entry.case_id}").status_code == 404
    assert "0 entries" in said(client, f"{DESK}register/?q=Zebra")
    apart = sent("koge", key="trap", trap=True, at=timezone.now()).receipts.get()
    release = {"do": "release", "receipt": apart.pk}
    assert client.post(f"{DESK}register/set-apart/", release).status_code == 404


READERS = (Role.REGISTRAR,)
MAY_LOOK = (Role.COORDINATOR, Role.REGISTRAR, Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", Role)
def test_what_is_marked_is_read_found_and_carried_by_registrars_alone(
    people: Cast, entry: Entry, role: Role
) -> None:
    marked(entry)
    client = as_(people, role)
    addresses = [
        DESK, f"{DESK}tasks/", f"{DESK}inbox/", f"{DESK}register/", f"{DESK}register/?q=Zebra",
        f"{DESK}register/?q=confidential", case_of(entry), page_of(entry),
        f"{page_of(entry)}documents/1",
    ]  # fmt: skip
    for address in addresses:
        response = client.get(address, follow=True)
        text = unescape(b"".join(response).decode("utf-8", "replace"))
        may = role in READERS and address not in (DESK, f"{DESK}tasks/", addresses[5])
        # What somebody looked for stands in the page; nothing comes of it.
        text = text.replace("q=Zebra", "").replace('value="Zebra"', "")
        assert ("Zebra" in text) == may, (role, address)
    found = "1 entry" in client.get(f"{DESK}register/?q=public").content.decode()
    assert found == (role in MAY_LOOK)
    if role in MAY_LOOK:
        assert ("1 entry" in said(client, f"{DESK}register/?q=Zebra")) == (role in READERS)
        shown = "Something public" in said(client, f"{DESK}register/")
        assert shown == (role not in READERS)
    seen = Viewing.objects.filter(entry=entry)
    assert seen.count() == (3 if role in READERS else 0)
    assert {viewing.seat.person.name for viewing in seen} <= {f"{role} of koge"}


def test_whoever_handles_the_case_reads_it_and_goes_on_with_it(people: Cast, entry: Entry) -> None:
    marked(entry)
    client = as_(people, Role.COORDINATOR)
    assert "a registrar, or whoever handles it, goes on with it" in said(client, case_of(entry))
    answer = {"do": "answer", "text": "<p>Yes.</p>", "language": "da", "read": 1}
    assert client.post(case_of(entry), answer).status_code == 404
    post = people.seats["koge", Role.COORDINATOR].post
    assign_case(by=registrar("koge"), case=entry.case, post=post, at=timezone.now())
    assert "Zebra" in said(client, case_of(entry))
    assert "1 entry" in said(client, f"{DESK}register/?q=Zebra")
    assert "The answer is entered" in said(client, case_of(entry), **answer)
    newest = Entry.objects.order_by("number").last()
    assert latest(newest).secrecy == "ofl-23", "what is marked marks the answer to it"
    to = Authority.objects.get(slug="kristianstad")
    dispatch = forward_case(by=registrar("koge"), case=entry.case, to=to, at=timezone.now())
    assert latest(dispatch.entry).secrecy == "ofl-23"
    assert faults() == {}


def test_who_opened_what_is_marked_is_read_by_registrars(people: Cast, entry: Entry) -> None:
    marked(entry)
    for path in ("", "correct/", "cancel/"):
        said(as_(people), page_of(entry) + path)
    assert Viewing.objects.count() == 3
    page = said(as_(people), f"{DESK}register/read-by/")
    assert page.count("registrar of koge") >= 3
    assert "Who read it" in said(as_(people), page_of(entry))
    assert "Who read it" not in said(as_(people, Role.ADMINISTRATOR), page_of(entry))


def owed(people: Cast, role: Role) -> list[str]:
    """The cases that wait for whoever holds a post of Køge's, by their numbers."""
    post = people.seats["koge", role].post
    return [one.written for one in waits_for(post, timezone.now()).owed]


def test_a_case_waits_for_whoever_handles_it_or_for_all_who_answer(
    people: Cast, entry: Entry
) -> None:
    now, roles = timezone.now(), (Role.COORDINATOR, Role.REGISTRAR)
    assert [len(owed(people, role)) for role in roles] == [1, 1]
    assert "Answer 2026-00001" in said(as_(people, Role.COORDINATOR), DESK).replace(
        str(entry.year), "2026"
    )
    post = people.seats["koge", Role.COORDINATOR].post
    assign_case(by=registrar("koge"), case=entry.case, post=post, at=now)
    assert [len(owed(people, role)) for role in roles] == [1, 0]
    post.role = Role.MEMBER  # the post may not answer any more: nobody has to be forgotten
    post.save()
    assert [len(owed(people, role)) for role in roles] == [1, 1]


def test_the_overview_and_the_inbox_say_the_same_of_what_is_owed(people: Cast) -> None:
    """One is plain SQL, the other Python: every turn that a case can take."""
    by, now = registrar("koge"), timezone.now() - timedelta(days=30)
    to = Authority.objects.get(slug="kristianstad")
    client = as_(people)

    def both() -> set[str]:
        register = register_at(by.post.authority)
        rows = case_rows(register, Case.objects.filter(register=register))
        in_python = {(row.opener.written, row.due) for row in rows if row.due}
        in_sql = {(one.written, one.due) for one in waits_for(by.post, timezone.now()).owed}
        assert in_python == in_sql
        return {written for written, _due in in_sql}

    first = sent("koge", at=now).receipts.get().entry
    assert len(both()) == 1
    forward_case(by=by, case=first.case, to=to, keeps=True, at=now + timedelta(days=1))
    assert len(both()) == 1, "what is sent on answers nobody"
    answer = {"do": "answer", "text": "<p>Yes.</p>", "language": "da", "read": 2}
    said(client, case_of(first), **answer)
    assert both() == set()
    sent("koge", key="two", thread=first.case.thread, at=timezone.now())
    assert len(both()) == 1
    drawn = said_in(latest(first))
    enter_by_hand(
        by=by, direction="drawn-up", on=now.date(), said=drawn, case=first.case, at=timezone.now()
    )
    assert len(both()) == 1
    second = Entry.objects.filter(case=first.case, direction="received").order_by("number").last()
    said(client, f"{page_of(second)}cancel/", **{"because": "Entered twice", "desk-base": "1"})
    assert both() == set()
    said(client, case_of(first), do="close", because="Done")
    assert both() == set()


def test_a_draft_of_an_answer_is_found_again_from_the_overview(people: Cast, entry: Entry) -> None:
    client = as_(people)
    page = html.fromstring(client.get(case_of(entry)).content)
    form = page.xpath("//form[@data-place][.//input[@name='do' and @value='answer']]")[0]
    hidden = {e.get("name"): e.get("value") for e in form.xpath(".//input[@type='hidden']")}
    client.post(f"{DESK}drafts/", {**hidden, "text": "<p>Half an answer</p>"})
    assert "You have begun to write an answer" in said(client, f"{DESK}tasks/")
    assert "Half an answer" in said(client, case_of(entry))
