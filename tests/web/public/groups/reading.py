"""An open page of an agreement, as somebody reads it."""

import re
from datetime import timedelta

from django.test import Client
from lxml import html

HOME = "/en/agreements/koge-kristianstad/"
WEEK = timedelta(days=7)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"{HOME}{path}")
    assert answer.status_code == status, path
    found = html.fromstring(answer.content.decode()).xpath("//main")[0].text_content()
    return re.sub(r"\s+", " ", found).strip()
