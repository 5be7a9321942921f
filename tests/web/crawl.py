"""Every page that can be reached from the first one."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from django.test import Client
from lxml import html


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
    """Where a page leads, without what lies within it, and without the desk: one signs in there."""
    for href in html.fromstring(content.decode()).xpath("//a/@href | //link/@href"):
        target = urldefrag(urljoin(address, href)).url
        if not target.startswith("/static/") and "/desk/" not in target:
            yield target
