"""Gives a coordinator one agreement, ten and fifty, each with something on file, and signs them in.

Prints as JSON how many queries the overview takes for each, and the cookie of the session.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import django

SIZES = (1, 10, 50)
POST = "koge/coordinator"
PAGE = "/da/desk/"


def main() -> dict[str, object]:
    """The demo's agreement is the first; the others are typed in again under other names."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from tests.signing_in import main as session

    cookie = f"overens-session={session(POST)}"
    found: dict[int, int] = {}
    held = 0
    for size in SIZES:
        for place in range(held, size):
            agreement(place)
        held = size
        client = Client(headers={"cookie": cookie})
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(PAGE)
        if response.status_code != 200:
            raise RuntimeError(f"{PAGE} answers {response.status_code}")
        found[size] = len(captured)
    return {"queries": found, "cookie": cookie}


def agreement(place: int) -> None:
    """One more, in force from a day of its own, with evidence of both parties."""
    from overens.base.countries.rules import countries
    from overens.base.municipalities.queries import seat_named
    from overens.cycle.agreements.actions.evidence import report_evidence
    from overens.cycle.agreements.actions.transcription import transcribe
    from overens.cycle.agreements.agreement_file.reading import read
    from overens.cycle.agreements.models import Agreement
    from overens.cycle.agreements.states import EvidenceKind
    from overens.demo import demo_file
    from overens.running.database import TYPED_IN_BY

    now = datetime.now(UTC)
    today = now.date()
    demo = read(demo_file(), countries=countries(), today=today)
    assert demo.signing
    if place:
        begins = demo.signing.on + timedelta(days=7 * place)
        parties = tuple(replace(party, uses_since=begins) for party in demo.parties)
        term = replace(demo.term, in_force=begins)
        file = replace(demo, slug=f"desk-{place}", term=term, parties=parties)
        transcribe(by=TYPED_IN_BY, file=file, at=now)
    found = Agreement.objects.get(slug=f"desk-{place}" if place else demo.slug)
    for party in found.parties.select_related("authority__municipality"):
        seat = seat_named(party.authority.slug, "coordinator", today)
        assert seat
        for commitment in found.commitments.filter(number__in=(3, 4, 5)):
            day = today - timedelta(days=30 * commitment.number + place)
            report_evidence(
                by=seat,
                commitment=commitment,
                kind=EvidenceKind.NOTED_BY_HAND,
                party=party,
                since=day,
                until=day,
                source="hand:bench",
                at=now,
            )


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main()))
