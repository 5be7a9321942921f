"""What is drawn once is remembered by all that it shows, and by nothing less."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority
from overens.base.municipalities.queries import seat_named
from overens.cycle.agreements.actions.evidence import report_evidence, withdraw_evidence
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.queries import parties
from overens.web.design.parts import part
from tests.examples import NOW, TODAY

PAGE = "/da/agreements/koge-kristianstad/"


def row(language: str, **changed: Any) -> SafeString:
    said = {"address": "/a/", "title": "Hold øje", "about": "Kysten", "cells": (), "due": "i dag"}
    return part("public/row.html", language, **(said | changed))


def test_the_same_is_drawn_once() -> None:
    assert row("da") is row("da")


@pytest.mark.parametrize("field", ["address", "title", "about", "due"])
def test_whatever_changes_is_another_part(field: str) -> None:
    assert "something else" in row("da", **{field: "something else"})
    assert "something else" not in row("da")


def test_each_language_has_its_own() -> None:
    assert "Frist" in row("da")
    assert "Frist" not in row("en")


def test_bare_text_is_never_taken_for_safe_text() -> None:
    safe = SafeString("<b>")
    assert "<b>" in row("da", title=safe)
    assert conditional_escape("<b>") in row("da", title="<b>")


NOTHING_KEPT = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def test_a_page_made_anew_follows_its_parties(
    client: Client, loaded: Agreement, settings: Any
) -> None:
    settings.CACHES = NOTHING_KEPT
    with time_machine.travel(NOW, tick=False):
        before = client.get(PAGE).content.decode()
        party = Party.objects.get(agreement=loaded, authority__slug="kristianstad")
        Party.objects.filter(pk=party.pk).update(joined=TODAY)
        assert party.contact
        party.contact.names = Wordings.of({"da": "Havnefogeden"})
        party.contact.save()
        Authority.objects.filter(slug="koge").update(short="Køge By")
        after = client.get(PAGE).content.decode()
    for said in ("Havnefogeden", "Bundet fra", "Køge By"):
        assert said not in before
        assert said in after


def test_a_page_made_anew_follows_what_is_noted_and_withdrawn(
    client: Client, loaded: Agreement, settings: Any
) -> None:
    settings.CACHES = NOTHING_KEPT
    with time_machine.travel(NOW, tick=False):
        before = client.get(PAGE).content
        seat = seat_named("kristianstad", "coordinator", TODAY)
        assert seat
        of = {"commitment": loaded.commitments.get(number=3), "party": parties(loaded)[1]}
        report_evidence(
            by=seat, **of, kind="noted-by-hand", since=TODAY, until=TODAY, source="hand", at=NOW
        )
        assert b"Opfyldt" not in before
        assert b"Opfyldt" in client.get(PAGE).content
        withdraw_evidence(by=seat, **of, source="hand", at=NOW)
        assert b"Opfyldt" not in client.get(PAGE).content
