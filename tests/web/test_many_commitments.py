"""Queries are the same for one commitment, for twenty and for two hundred."""

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overens.cycle.agreements.actions.transcription import transcribe
from tests.examples import NOW, demo
from tests.web.conftest import KOGE

pytestmark = pytest.mark.django_db


def queries(client: Client, count: int) -> dict[str, int]:
    first = demo().commitments[0]
    file = replace(
        demo(),
        slug=f"of-{count}",
        commitments=tuple(replace(first, commitment=n) for n in range(1, count + 1)),
    )
    transcribe(by=KOGE, file=file, at=NOW)
    found = {}
    for page in ("", "text/", "history/", "commitments/1/", "focus/climate-and-coast/"):
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/sv/agreements/of-{count}/{page}").status_code == 200
        found[page] = len(captured)
    return found


def test_queries_do_not_grow_with_the_commitments(client: Client) -> None:
    one = queries(client, 1)
    assert queries(client, 20) == one
    assert queries(client, 200) == one
    assert max(one.values()) <= 15
