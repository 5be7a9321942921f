"""Every page that can be reached from the first one."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from django.test import Client
from lxml import html

FROM_WITHIN = re.compile(r"/contact/.*\?page=(?!/sv/agreements/[^/]+/$)")
"""The form asks the same from each page: it is opened from one."""


def pages(client: Client, start: str = "/") -> dict[str, bytes]:
    """What each address answers, found by following every link; asserts that none leads nowhere."""
    found: dict[str, bytes] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.content
        if answer["Content-Type"].startswith("text/html"):
            waiting += links(answer.content, address)
    return found


def links(content: bytes, address: str) -> Iterator[str]:
    """Where a page leads on this site, without what lies within it, and without the desk: one
    signs in there."""
    for href in html.fromstring(content.decode()).xpath("//a/@href | //link/@href"):
        target = urldefrag(urljoin(address, href)).url
        is_here = target.startswith("/") and not target.startswith("/static/")
        if is_here and "/desk/" not in target and not FROM_WITHIN.search(target):
            yield target
