"""How the tests read and send pages of meetings."""

from typing import Any

from django.test import Client
from lxml import html

from overens.cycle.groups.models import Meeting

HOME = "/en/desk/agreements/koge-kristianstad/"
ALL = HOME + "meetings/"


def address(meeting: Meeting, more: str = "") -> str:
    return f"{ALL}{meeting.slug}/{more}"


def page(client: Client, where: str, status: int = 200) -> Any:
    answer = client.get(where)
    assert answer.status_code == status, where
    return html.fromstring(answer.content.decode())


def text(found: Any) -> str:
    return " ".join(found.text_content().split())


def sent(client: Client, where: str, /, **data: Any) -> Any:
    """What a page's form answers to what is typed; `do` says which."""
    found = page(client, where)
    form = next(
        form
        for form in found.xpath("//main//form[@data-place]")
        if data.get("do", "") in ("", *form.xpath(".//input[@name='do']/@value"))
    )
    hidden = {i.get("name"): i.get("value", "") for i in form.xpath(".//input[@type='hidden']")}
    return client.post(where, {**hidden, **data})


def done(answer: Any) -> str:
    """Where it led to; the test says what was refused."""
    if answer.status_code != 302:
        errors = html.fromstring(answer.content.decode()).xpath(
            "//*[@class='errors' or @class='error-text']"
        )
        raise AssertionError([text(one) for one in errors])
    return str(answer["Location"])


def refused(answer: Any, sentence: str) -> None:
    assert answer.status_code == 200
    assert sentence in text(html.fromstring(answer.content.decode()))
