"""Somebody who writes to the municipalities, at a time that stands still until it is moved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from lxml import html

from overens.base.records.models import Arrival
from overens.base.records.rules import Message
from tests.cast import Cast, cast
from tests.examples import NOW

PAGE = "/da/agreements/koge-kristianstad/"
ASK = f"/da/contact/ask/?page={PAGE}"
QUESTION = {"text": "Hvordan går det med kysten?", "to": "all", "reply": "no", "subject": ""}


@dataclass
class Sender:
    """A browser without scripts and without cookies, and the clock."""

    client: Client
    clock: Any

    def opened(self, address: str = ASK) -> str:
        """The key of a form that was opened a minute ago."""
        key = key_in(self.client.get(address))
        self.clock.shift(timedelta(minutes=1))
        return key

    def sends(self, address: str = ASK, **said: Any) -> HttpResponse:
        key = said.pop("key", None) or self.opened(address)
        return self.client.post(address, QUESTION | {"key": key} | said)

    def received(self, address: str = ASK, **said: Any) -> Arrival:
        """What arrived: each sending is answered with its own page."""
        answer = self.sends(address, **said)
        assert answer.status_code == 303, errors_in(answer)
        return Arrival.objects.filter(thread=answer["Location"].split("/")[3]).latest("at")


def key_in(answer: HttpResponse) -> str:
    found = re.search(r'name="key" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def errors_in(answer: HttpResponse) -> str:
    """What the summary at the top says."""
    page = html.fromstring(answer.content.decode())
    return " ".join(" ".join(e.text_content() for e in page.xpath("//*[@role='alert']")).split())


def text_of(answer: HttpResponse) -> str:
    """The page's words, as they are read."""
    return " ".join(
        html.fromstring(answer.content.decode()).xpath("//main")[0].text_content().split()
    )


def message_of(arrival: Arrival) -> Message:
    from django.conf import settings

    from overens.base.papers.storage import fetch

    return Message.read(fetch(settings.FILES, arrival.sha256))


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def everybody(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def sender(everybody: Cast, clock: Any) -> Sender:
    return Sender(Client(enforce_csrf_checks=True), clock)
