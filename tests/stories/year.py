"""How a year is told: somebody of a side opens a page of the desk and fills its form as a browser would, and
the worker goes its rounds. Days pass when the story says so, and at no other time.
"""

import io
import os
import re
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from icalendar import Calendar
from lxml import html

from overens.base.municipalities.states import Role
from overens.cli.mail import take
from overens.running.rounds import chores, one_round
from tests.cast import Cast, signed_in
from tests.examples import NOW
from tests.stories.test_nobody_answers import LANGUAGE, plain

ROOM = "agreements/koge-kristianstad/"
C, M, A = Role.COORDINATOR, Role.MEMBER, Role.ADMINISTRATOR
L, W = Role.LEADER, Role.COMMUNICATOR
KOGE, KRISTIANSTAD = "koge", "kristianstad"
GROUPS, MEETINGS, TASKS = f"{ROOM}groups/", f"{ROOM}meetings/", f"{ROOM}tasks/"
COAST, ACROSS, STEERING = (
    f"{GROUPS}{name}/" for name in ("kystgruppen", "erfarenhetsgruppen", "styregruppen")
)
ZONE = ZoneInfo("Europe/Copenhagen")
"""Both sides read the same clock."""
MORNING = time(7, 30)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Page:
    """What somebody reads, and where: its address below the desk of their language."""

    text: str
    place: str
    document: html.HtmlElement

    def __contains__(self, sentence: str) -> bool:
        return sentence in self.text

    def has(self, *sentences: str) -> None:
        """All of them stand there; the test says which does not."""
        missing = [one for one in sentences if one not in self.text]
        assert not missing, (missing, self.place, self.text)

    def links(self, part: str) -> list[str]:
        """Where the page leads to, below the desk: each place once, in order."""
        found = (re.sub(r"^/\w+/desk/", "", one) for one in self.document.xpath("//main//a/@href"))
        return list(dict.fromkeys(one for one in found if part in one))

    def lacks(self, *sentences: str) -> None:
        there = [one for one in sentences if one in self.text]
        assert not there, (there, self.place, self.text)


@dataclass
class Year:
    """The people, and a calendar that runs."""

    people: Cast
    now: datetime = NOW

    def on(self, day: str, clock: str = "12:00") -> None:
        """Let the days pass up to a day and an hour. The worker is looked at every fourth Monday and
        on the last two mornings: what fell on a day in between it has done by then."""
        until = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZONE)
        assert until > self.now, day
        morning = self.now.date()
        while morning <= until.date():
            at = datetime.combine(morning, MORNING, ZONE)
            is_looked_at = morning.toordinal() % 28 == 1 or until.date() - morning <= DAY
            if is_looked_at and self.now < at <= until:
                self.now = at
                self.rounds()
            morning += DAY
        self.now = until
        self.rounds()

    def rounds(self) -> None:
        """Until nothing waits, as the process goes them: what found nothing is left alone meanwhile. No chore
        fails."""
        idle: dict[str, datetime] = {}
        with self.clock():
            while (round_ := one_round(chores(), self.now, idle)) != (0, 0):
                assert round_[1] == 0, self.now

    def letters_go(self) -> None:
        """A letter waits a few minutes, so that several changes are one."""
        self.rounds()
        self.now += timedelta(minutes=6)
        self.rounds()

    @contextmanager
    def clock(self) -> Iterator[None]:
        with time_machine.travel(self.now, tick=False):
            yield

    def client(self, side: str, role: Role | str) -> Client:
        return signed_in(self.people.accounts[side, role])

    def reads(self, side: str, role: Role | str, place: str = "") -> Page:
        """What somebody reads on a page of the desk, in their own language."""
        with self.clock():
            answer = self.client(side, role).get(f"/{LANGUAGE[side]}/desk/{place}", follow=True)
        return _page(answer, place)

    def opens(self, place: str, language: str = "da") -> Page:
        """What everyone reads."""
        with self.clock():
            return _page(Client().get(f"/{language}/{place}"), place)

    def is_refused(self, side: str, role: Role | str, place: str) -> None:
        with self.clock():
            answer = self.client(side, role).get(f"/{LANGUAGE[side]}/desk/{place}")
        assert answer.status_code in (403, 404), answer.status_code

    def does(self, side: str, role: Role | str, place: str, **said: Any) -> Page:
        """Fill a form as a browser would, send it, and read where that leads. What is chosen is said by
        its value or by its words; `do` says which form, or which button."""
        answer = self._sends(side, role, place, said)
        if len(answer.redirect_chain) == 0:
            found = html.fromstring(answer.content.decode())
            faults = found.xpath("//*[contains(@class, 'error')]//text()")
            raise AssertionError((place, [one.strip() for one in faults if one.strip()]))
        return _page(answer, place)

    def tries(self, side: str, role: Role | str, place: str, **said: Any) -> Page:
        """The same where it is refused: the sentence stands on the page."""
        answer = self._sends(side, role, place, said)
        assert not answer.redirect_chain, place
        return _page(answer, place)

    def _sends(self, side: str, role: Role | str, place: str, said: dict[str, Any]) -> Any:
        self.now += timedelta(minutes=1)
        address = f"/{LANGUAGE[side]}/desk/{place}"
        with self.clock():
            client = self.client(side, role)
            answer = client.get(address)
            assert answer.status_code == 200, (place, answer.status_code)
            form = _form(html.fromstring(answer.content.decode()), said.get("do"), place)
            return client.post(address, _filled(form, said), follow=True)

    def letters(self, to: str, about: str = "") -> list[EmailMultiAlternatives]:
        """What came in somebody's mailbox, the oldest first."""
        return [one for one in mail.outbox if one.to == [to] and about in one.subject]

    def replies(self, letter: EmailMultiAlternatives, text: str, calendar: str = "") -> None:
        """Somebody answers a letter in their mail program; the mail server hands it to `overens mail
        take`."""
        reply = EmailMessage()
        reply["From"] = letter.to[0]
        reply["To"] = letter.reply_to[0]
        reply["Subject"] = f"Re: {letter.subject}"
        reply["Message-ID"] = f"<{abs(hash((text, letter.subject, letter.to[0])))}@example.org>"
        reply["In-Reply-To"] = letter.extra_headers["Message-ID"]
        reply.set_content(f"{text}\n\n> {letter.body.splitlines()[0]}\n")
        if calendar:
            reply.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"})
        data = io.TextIOWrapper(io.BytesIO(reply.as_bytes()))
        before = os.umask(0)
        try:
            with self.clock(), patch.object(sys, "stdin", data):
                assert take(Namespace()) == os.EX_OK
        finally:
            os.umask(before)
        self.rounds()

    def answers_in_calendar(self, letter: EmailMultiAlternatives, partstat: str) -> None:
        """What a calendar sends when somebody presses its button (RFC 5546, 3.2.3)."""
        (event,) = calendar_of(letter).walk("VEVENT")
        lines = [
            "BEGIN:VCALENDAR",
            "METHOD:REPLY",
            "PRODID:-//Example//Calendar//EN",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            f"ATTENDEE;PARTSTAT={partstat}:mailto:{letter.to[0]}",
            f"UID:{event['UID']}",
            f"SEQUENCE:{event['SEQUENCE']}",
            f"DTSTAMP:{self.now.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        self.replies(letter, "-", "\r\n".join(lines))


def calendar_of(letter: EmailMultiAlternatives) -> Calendar:
    """What a calendar finds in a letter."""
    parsed = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    (part,) = [one for one in parsed.walk() if one.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_payload(decode=True))


def _page(answer: Any, place: str) -> Page:
    assert answer.status_code == 200, (place, answer.status_code)
    chain = getattr(answer, "redirect_chain", [])
    where = re.sub(r"^/\w+/desk/", "", chain[-1][0]) if chain else place
    text = answer.content.decode()
    return Page(plain(text), where, html.fromstring(text))


def _form(page: html.HtmlElement, do: object, place: str) -> html.FormElement:
    """The one that is for `do`; where nothing is said, the only one, or the only one that is for nothing
    in particular."""
    forms = page.xpath("//main//form[@method='post'][.//button]")
    found = [one for one in forms if do in (one.xpath(".//*[@name='do']/@value") or [None])]
    (form,) = found or (forms if do is None else [])
    return form


def _filled(form: html.FormElement, said: dict[str, Any]) -> dict[str, list[Any]]:
    data: dict[str, list[Any]] = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    for name, value in said.items():
        known = form.xpath(".//*[@name=$name]", name=name)
        assert known, f"the form has no field {name}"
        several = value if isinstance(value, list | tuple) else [value]
        data[name] = [_chosen(form, name, one) for one in several]
    return data


def _chosen(form: html.FormElement, name: str, value: Any) -> Any:
    """By its value or its words, where there is something to choose from."""
    options = {
        one.get("value", ""): one.text_content()
        for one in form.xpath(".//select[@name=$name]/option", name=name)
    }
    boxes = form.xpath(
        ".//input[@name=$name][@type='radio' or @type='checkbox'][@value]", name=name
    )
    for box in boxes:
        around = form.xpath(".//label[@for=$to]", to=box.get("id")) or [box.getparent()]
        options[box.get("value")] = " ".join(one.text_content() for one in around)
    if not options or not isinstance(value, str) or value in options:
        return value
    found = [one for one, words in options.items() if value in words]
    assert len(found) == 1, (name, value, options)
    return found[0]
