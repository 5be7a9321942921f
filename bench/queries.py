"""Prints as JSON how many queries an agreement's page takes, by the number of its commitments."""

import json

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.seeding import SIZES, slug


def queries(path: str) -> int:
    """Of a page that is asked for the second time: the first one also warms up."""
    client = Client()
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    return len(captured)


if __name__ == "__main__":
    django.setup()
    print(json.dumps({size: queries(f"/sv/agreements/{slug(size)}/") for size in SIZES}))
