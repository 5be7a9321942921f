"""From every public page two doors lead to the form, and search engines leave senders alone."""

import pytest
from django.test import Client
from lxml import html

from overens.base.languages.rules import languages
from overens.cycle.agreements.models import Agreement
from tests.web.crawl import pages

pytestmark = pytest.mark.django_db


def test_every_public_page_has_both_doors(client: Client, loaded: Agreement) -> None:
    found = {a: body for a, body in pages(client).items() if b"<html" in body[:200]}
    assert len(found) > 60
    found["/sv/nowhere/"] = client.get("/sv/nowhere/").content
    for address, body in found.items():
        links = html.fromstring(body.decode()).xpath("//a/@href")
        code = address.split("/")[1]
        for language in [code] if code else languages():
            for door in ("ask", "report-error"):
                start = f"/{language}/contact/{door}/"
                assert any(link.startswith(start) for link in links), (address, door)
        if code and "/contact/" not in address:
            path = address.split("?")[0]
            assert f"/{code}/contact/ask/?page={path}" in links


def test_search_engines_are_asked_to_leave_senders_alone(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    for language in languages():
        assert f"Disallow: /{language}/case/\n" in answer.content.decode()
