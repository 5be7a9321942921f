"""Forms of the desk: nothing typed is lost, nothing sent is done twice."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import include, path
from lxml import html

from overens.base.drafts.models import Draft, Sent
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Changed
from overens.base.municipalities.states import Role
from overens.base.papers.rich import clean
from overens.cycle.agreements.models import Evidence
from overens.web.design import addresses  # noqa: F401  makes <language:…> known
from overens.web.desk.editor import RichTextField
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, told
from tests.cast import Cast, cast, signed_in
from tests.examples import NOW

NOTE = "/en/desk/agreements/koge-kristianstad/commitments/1/note/"
SAVE = "/en/desk/drafts/"
FIELDS = {"since": "2026-09-15", "kind": "dialogue-held", "note": "We met.", "language": "en"}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def koge(everybody: Cast) -> Client:
    return signed_in(everybody.accounts["koge", Role.COORDINATOR])


def opened(client: Client, address: str = NOTE) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def hidden(page: html.HtmlElement) -> dict[str, str]:
    form = page.xpath("//form[@data-place]")[0]
    return {e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden']")}


def save(client: Client, page: html.HtmlElement, **fields: str) -> HttpResponse:
    return client.post(SAVE, {**hidden(page), **fields}, headers={"X-Typing": "1"})


def test_what_is_typed_is_saved_and_stands_in_the_form_when_it_is_opened_again(
    koge: Client,
) -> None:
    assert save(koge, opened(koge), **FIELDS).json()["time"] == "12.00"
    page = opened(koge)
    assert page.xpath("//textarea[@name='note']")[0].text.strip() == "We met."
    assert page.xpath("//input[@name='since']/@value") == ["2026-09-15"]
    assert page.xpath("//input[@name='kind' and @checked]/@value") == ["dialogue-held"]
    assert "What you had typed on 24 November 2026 at 12.00 is here again." in page.text_content()


def test_what_is_dropped_is_gone(koge: Client) -> None:
    save(koge, opened(koge), **FIELDS)
    page = opened(koge)
    form = page.xpath("//form[@data-drops]")[0]
    answer = koge.post(
        form.get("action"), {e.get("name"): e.get("value") for e in form.xpath(".//input")}
    )
    assert answer["Location"] == NOTE
    assert not Draft.objects.exists()
    assert "here again" not in opened(koge).text_content()


def test_nothing_of_the_page_itself_and_no_file_is_in_a_draft(koge: Client) -> None:
    save(koge, opened(koge), file="C:\\fakepath\\x.pdf", **FIELDS)
    assert set(Draft.objects.get().fields) == set(FIELDS)


def test_a_form_of_another_account_or_of_nobody_is_not_saved(everybody: Cast, koge: Client) -> None:
    page = opened(koge)
    member = signed_in(everybody.accounts["koge", Role.MEMBER])
    assert save(member, page, **FIELDS).status_code == 403
    assert koge.post(SAVE, {"desk-seal": "made up", **FIELDS}).status_code == 403
    assert save(Client(), page, **FIELDS).status_code == 302
    assert not Draft.objects.exists()


def test_two_tabs_are_told_of_each_other_and_neither_writes_over(koge: Client) -> None:
    one, other = opened(koge), opened(koge)
    save(koge, one, **FIELDS)
    answer = save(koge, other, **(FIELDS | {"note": "Something else."}))
    assert answer.status_code == 409
    assert answer.json()["fields"]["note"] == ["We met."]
    assert "another tab" in answer.json()["said"]
    assert Draft.objects.get().fields["note"] == ["We met."]


def test_a_page_is_told_that_what_was_saved_meanwhile_is_its_own(koge: Client) -> None:
    one, other = opened(koge), opened(koge)
    save(koge, one, **FIELDS)
    later = FIELDS | {"note": "We met again."}
    assert save(koge, one, **later).json()["own"]
    assert not save(koge, other, **later).json()["own"]
    nameless = {"desk-token": ""}
    save(koge, one, **(later | nameless | {"desk-read": Draft.objects.get().mark}))
    assert not save(koge, one, **(FIELDS | nameless)).json()["own"]


def test_sent_twice_is_done_once_and_answered_the_same(koge: Client) -> None:
    fields = hidden(opened(koge)) | FIELDS
    first = koge.post(NOTE, fields, follow=True).content.decode()
    again = koge.post(NOTE, fields, follow=True).content.decode()
    assert "Noted. Everyone can read it." in first
    strip = re.compile(r'value="[^"]{40,}"')
    assert strip.sub("", first) == strip.sub("", again)
    assert Evidence.objects.count() == 1
    assert Sent.objects.count() == 1


def test_back_and_sent_again_with_something_else_is_told_and_then_done_at_will(
    koge: Client,
) -> None:
    fields = hidden(opened(koge)) | FIELDS
    koge.post(NOTE, fields)
    changed = fields | {"note": "We met twice."}
    answer = koge.post(NOTE, changed)
    page = html.fromstring(answer.content.decode())
    assert "was sent before, with something else in it" in page.text_content()
    assert page.xpath("//textarea[@name='note']")[0].text.strip() == "We met twice."
    assert Evidence.objects.count() == 1
    koge.post(NOTE, hidden(page) | FIELDS | {"note": "We met twice."})
    assert Evidence.objects.count() == 2


def test_the_draft_goes_with_the_sending_and_late_typing_does_not_bring_it_back(
    koge: Client,
) -> None:
    page = opened(koge)
    save(koge, page, **FIELDS)
    koge.post(NOTE, hidden(page) | FIELDS)
    assert not Draft.objects.exists()
    assert save(koge, page, **FIELDS).status_code == 410
    assert not Draft.objects.exists()


def expire(client: Client) -> None:
    """The session is gone from the server; the browser keeps its cookie."""
    Session.objects.filter(session_key=client.session.session_key).delete()


def sign_in(client: Client, everybody: Cast, place: str, role: Role) -> None:
    """In the same browser, as Django's login does it: the session's key is changed."""
    from tests.cast import make_strong

    account = everybody.accounts[place, role]
    before = client.session.session_key
    client.force_login(account)
    assert client.session.session_key != before
    make_strong(client.session, account)


def test_what_is_sent_after_the_session_ended_comes_back_after_the_sign_in(
    everybody: Cast, koge: Client
) -> None:
    fields = hidden(opened(koge)) | FIELDS
    expire(koge)
    answer = koge.post(NOTE, fields)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/sign-in/?next=")
    sign_in(koge, everybody, "koge", Role.COORDINATOR)
    page = opened(koge)
    assert "Nothing was lost: look it through and send it again." in page.text_content()
    assert page.xpath("//textarea[@name='note']")[0].text.strip() == "We met."
    assert not Evidence.objects.exists()
    koge.post(NOTE, hidden(page) | FIELDS)
    assert Evidence.objects.count() == 1
    assert "Nothing was lost" not in opened(koge).text_content()


def test_another_account_never_sees_what_was_sent(everybody: Cast, koge: Client) -> None:
    fields = hidden(opened(koge)) | FIELDS
    expire(koge)
    koge.post(NOTE, fields)
    sign_in(koge, everybody, "koge", Role.MEMBER)
    assert "We met." not in opened(koge).text_content()
    assert "kept" not in koge.session
    sign_in(koge, everybody, "koge", Role.COORDINATOR)
    assert "We met." not in opened(koge).text_content()


def test_what_was_typed_since_weighs_more_than_what_was_sent(everybody: Cast, koge: Client) -> None:
    fields = hidden(opened(koge)) | FIELDS
    expire(koge)
    koge.post(NOTE, fields)
    sign_in(koge, everybody, "koge", Role.COORDINATOR)
    page = opened(koge)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        save(koge, page, **(FIELDS | {"note": "We met, and more."}))
    assert opened(koge).xpath("//textarea[@name='note']")[0].text.strip() == "We met, and more."


def test_a_page_from_before_the_sign_in_comes_back_filled_and_does_nothing_by_itself(
    everybody: Cast,
) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, everybody, "koge", Role.COORDINATOR)
    old = hidden(opened(client)) | FIELDS
    client.cookies["overens-form"] = "a" * 32  # a sign-in in another tab changed it
    answer = client.post(NOTE, old)
    assert (answer.status_code, answer["Location"]) == (302, NOTE)
    page = opened(client)
    assert "open since before you signed in" in page.text_content()
    assert page.xpath("//textarea[@name='note']")[0].text.strip() == "We met."
    assert not Evidence.objects.exists()


def test_a_form_from_elsewhere_is_refused_and_kept_nowhere(koge: Client, everybody: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, everybody, "koge", Role.COORDINATOR)
    answer = client.post(NOTE, FIELDS)
    assert answer.status_code == 403
    assert "Nothing was done." in answer.content.decode()
    other = signed_in(everybody.accounts["koge", Role.MEMBER])
    answer = client.post(NOTE, hidden(opened(other)) | FIELDS)
    assert answer.status_code == 403
    assert "kept" not in client.session


# A text that two people may change, as a handover's is.

SHARED = {"text": "<p>First.</p>", "revision": 1}


class SharedForm(DeskForm):
    text = RichTextField(label="Text")


def save_shared(said: dict[str, str], base: int | None) -> None:
    if base != SHARED["revision"]:
        raise Changed("Somebody has written here.", str(SHARED["text"]), int(SHARED["revision"]))
    SHARED.update(text=clean(said["text"]), revision=int(SHARED["revision"]) + 1)


@in_post(Act.READ_OVERVIEW)
def shared(request: HttpRequest, language: str) -> HttpResponse:
    form = SharedForm(
        request.POST or None,
        place="shared:1",
        base=int(SHARED["revision"]),
        initial={"text": SHARED["text"]},
    )
    if send(request, form, lambda said: save_shared(said, form.base)):
        return told(request, "Saved.", request.path)
    return render(request, "shared.html", {"form": form})


urlpatterns = [
    path("<language:language>/shared/", shared),
    path("", include("overens.urls")),
]
TEMPLATE = (
    '{% extends "desk/base.html" %}{% block main %}<h1>Shared</h1>'
    '{% include "desk/form.html" with button="Save" reads=None %}{% endblock %}'
)


@pytest.fixture
def shared_text(settings: object) -> Iterator[str]:
    from copy import deepcopy

    from django.conf import settings as current

    SHARED.update(text="<p>First.</p>", revision=1)
    templates = deepcopy(current.TEMPLATES)
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.locmem.Loader", {"shared.html": TEMPLATE}),
        "django.template.loaders.app_directories.Loader",
    ]
    with override_settings(TEMPLATES=templates, ROOT_URLCONF=__name__):
        yield "/en/shared/"


def test_the_later_of_two_people_is_shown_both_texts_and_chooses(
    everybody: Cast, koge: Client, shared_text: str
) -> None:
    member = signed_in(everybody.accounts["koge", Role.MEMBER])
    mine, theirs = hidden(opened(koge, shared_text)), hidden(opened(member, shared_text))
    member.post(shared_text, theirs | {"text": "<p>The member’s <strong>words</strong>.</p>"})
    answer = koge.post(shared_text, mine | {"text": "<p>Mine.</p>"})
    page = html.fromstring(answer.content.decode())
    assert "Somebody has written here." in page.text_content()
    assert page.xpath("//section[contains(@class, 'panel')]//p/strong/text()") == ["words"]
    assert page.xpath("//textarea[@name='text']")[0].text.strip() == "Mine."
    assert "words" in str(SHARED["text"])
    koge.post(shared_text, hidden(page) | {"text": "<p>Mine.</p>"})
    assert SHARED == {"text": "<p>Mine.</p>", "revision": 3}


def test_a_draft_remembers_which_text_it_was_typed_over(
    everybody: Cast, koge: Client, shared_text: str
) -> None:
    member = signed_in(everybody.accounts["koge", Role.MEMBER])
    save(koge, opened(koge, shared_text), text="<p>Mine.</p>")
    member.post(shared_text, hidden(opened(member, shared_text)) | {"text": "<p>The member’s.</p>"})
    page = opened(koge, shared_text)
    assert page.xpath("//textarea[@name='text']")[0].text.strip() == "Mine."
    answer = koge.post(shared_text, hidden(page) | {"text": "<p>Mine.</p>"})
    assert "Somebody has written here." in answer.content.decode()
    assert SHARED["text"] == "<p>The member’s.</p>"


def test_a_plain_text_area_makes_paragraphs(koge: Client, shared_text: str) -> None:
    koge.post(shared_text, hidden(opened(koge, shared_text)) | {"text": "One <b>\r\n\r\nTwo"})
    assert SHARED["text"] == "<p>One &lt;b&gt;</p><p>Two</p>"
    assert opened(koge, shared_text).xpath("//textarea")[0].text == "\nOne <b>\n\nTwo"


def test_rich_text_without_a_word_in_it_is_no_text(koge: Client, shared_text: str) -> None:
    answer = koge.post(shared_text, hidden(opened(koge, shared_text)) | {"text": "<p> <br></p>"})
    assert "This field is required" in answer.content.decode()
    assert SHARED["revision"] == 1


def test_a_page_with_the_editor_has_no_script_of_its_own(koge: Client, shared_text: str) -> None:
    page = opened(koge, shared_text)
    assert not page.xpath("//script[not(@src)] | //style | //@style")
    assert page.xpath("//script[@type='module']/@src") == ["/static/desk/rich.js"]
