"""No party is first: swapped, every page is the same but for names, marks and order."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from lxml import etree, html

from overens.base.consents.actions import answer_edition
from overens.base.languages.rules import languages
from overens.base.municipalities.queries import seat_named
from overens.base.municipalities.states import Role
from overens.base.papers.paper import canonical
from overens.cycle.agreements.actions.drafting import begin_draft
from overens.cycle.agreements.actions.proposing import propose
from overens.cycle.agreements.actions.publishing import publish_own
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.models import Agreement
from overens.demo import demo_file
from overens.web.public import sheets
from tests.cast import Cast
from tests.cycle.agreements.test_life import carried
from tests.cycle.groups.making import a_group
from tests.cycle.groups.written import a_meeting, named
from tests.examples import NOW, TODAY, demo, parsed
from tests.web.conftest import KOGE
from tests.web.crawl import pages

pytestmark = pytest.mark.django_db
SLUGS = ("koge", "kristianstad")


def shown(client: Client, file: AgreementFile, by: SeatName = KOGE) -> dict[str, str]:
    """Every page of an instance with that agreement, which is gone again afterwards."""
    cache.clear()
    with transaction.atomic():
        transcribe(by=by, file=file, at=NOW)
        found = pages(client)
        transaction.set_rollback(True)
    # A form has a token of its own on each visit, and says nothing of parties.
    left_out = (".pdf", "/reading/")
    return {
        a: content.decode()
        for a, content in found.items()
        if not any(part in a for part in left_out)
    }


def in_order(page: str, order: tuple[str, ...]) -> str:
    """The page with each party's things in one order, and the party's name for its mark."""
    tree = html.fromstring(page)
    marks = dict(zip("ab", order, strict=True))
    for element in tree.iter():
        if isinstance(element.tag, str):
            classes = (element.get("class") or "").split()
            if classes:
                element.set("class", " ".join(marks.get(c, c) for c in classes))
            if (element.get("href") or "") in ("#pa", "#pb"):
                element.set("href", "#" + marks[element.get("href")[2]])
    for element in list(tree.iter()):
        _sort(element)
    return etree.tostring(tree, encoding="unicode")


def _sort(parent: etree._Element) -> None:
    """Neighbours that each belong to one party, or stand in one language, change places."""
    units: list[list[etree._Element]] = []
    for child in parent:
        if child.tag == "dd" and units:
            units[-1].append(child)
        else:
            units.append([child])
    keys = [_belongs_to(unit[0]) for unit in units]
    movable = sorted((key, place) for place, key in enumerate(keys) if key)
    if len({key for key, _place in movable}) < 2:
        return
    places = [place for place, key in enumerate(keys) if key]
    ordered = list(units)
    for place, (_key, origin) in zip(places, movable, strict=True):
        ordered[place] = units[origin]
    for unit in ordered:
        for child in unit:
            parent.append(child)
    for child in parent:
        child.tail = None


def _belongs_to(element: etree._Element) -> str:
    classes = {c for e in element.iter() for c in (e.get("class") or "").split()} & set(SLUGS)
    if len(classes) == 1:
        return classes.pop()
    if element.tag in ("div", "p") and element.get("lang"):
        return "lang " + element.get("lang")
    if element.tag == "li" and element.xpath("a[starts-with(@href, '?text=')]"):
        return "text " + element.xpath("a/@href")[0]
    return ""


def same(text: str, names: Iterable[tuple[str, str]]) -> str:
    """Without what a hash of the order or a form's own key makes different, and with joined names
    in one order."""
    for own, other in names:
        text = text.replace(own, other)
    text = re.sub(r"\b[0-9a-f]{64}\b", "seal", text)
    text = re.sub(r'name="key" value="[^"]+"', 'name="key"', text)
    return re.sub(r"\s+", " ", text).replace("> <", "><")


def joined(page: str) -> tuple[str, str]:
    """The agreement's name as it is shown, and as bare text."""
    heading = html.fromstring(page).xpath("//h1")[0]
    shown_name = re.search(r"<h1>(.*?)</h1>", page)
    assert shown_name
    return shown_name[1], heading.text_content()


def test_in_the_other_order_every_page_is_the_same(client: Client) -> None:
    one = shown(client, demo())
    other = shown(client, replace(demo(), parties=demo().parties[::-1]))
    assert one.keys() == other.keys()
    assert len(one) > 30
    for language in languages():
        agreement = f"/{language}/agreements/koge-kristianstad/"
        names = list(zip(joined(other[agreement]), joined(one[agreement]), strict=True))
        assert names[0][0] != names[0][1]
        for address in one:
            if address.startswith(f"/{language}/"):
                left = in_order(same(one[address], ()), SLUGS)
                right = in_order(same(other[address], names), SLUGS[::-1])
                assert same(right, ()) == same(left, ()), address


SWAPS = (
    ("koge", "kristianstad"),
    ("Køge Kommune", "Kristianstads kommun"),
    ("Køge", "Kristianstad"),
    ("dk", "se"),
    ("da", "sv"),
    ("Denmark", "Sweden"),
    ("Danish", "Swedish"),
    ("Dansk", "Svenska"),
)


def swapped(text: str, swaps: Iterable[tuple[str, str]]) -> str:
    """Each word for the other, wherever it stands as a word."""
    both = {a: b for one, other in swaps for a, b in ((one, other), (other, one))}
    words = sorted(both, key=len, reverse=True)
    return re.sub(r"\b(" + "|".join(map(re.escape, words)) + r")\b", lambda m: both[m[1]], text)


def test_with_each_others_names_every_page_is_the_same_but_for_them(client: Client) -> None:
    """No name, country or language is treated in a way of its own."""
    one = shown(client, demo())
    text = swapped(demo_file().decode(), SWAPS).replace("kristianstad-koge", "koge-kristianstad")
    other = shown(client, parsed(text), SeatName("kristianstad", "coordinator"))
    for address, page in one.items():
        # Beside the text stand sentences of the interface in the parties' own languages, and the
        # form and what is said of personal data name each country's own law and authority.
        left_out = ("/text", "/words", "/contact", "/privacy")
        if address.startswith("/en/") and not any(part in address for part in left_out):
            left = swapped(same(page, ()), SWAPS).replace("kristianstad-koge", "koge-kristianstad")
            # The languages of the interface keep their own order and names.
            assert body(left) == body(same(other[address], ())), address


def body(page: str) -> str:
    found = re.search(r"<main.*</main>", page)
    assert found
    return found[0]


def test_on_paper_too_each_party_has_the_same_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "typeset", lambda sheet, _language: canonical(sheet))
    one = papers(client, demo())
    other = papers(client, replace(demo(), parties=demo().parties[::-1]))
    assert one == other
    assert len(one) > 20


def papers(client: Client, file: AgreementFile) -> dict[str, Counter[str]]:
    """The words of every page's paper, in whatever order; the sealed text has its own test."""
    cache.clear()
    with transaction.atomic():
        transcribe(by=KOGE, file=file, at=NOW)
        found = pages(client)
        transaction.set_rollback(True)
    return {
        address: Counter(re.findall(r"\w+", content.decode()))
        for address, content in found.items()
        if ".pdf" in address and "/text" not in address
    }


def each_publishes(file: AgreementFile) -> list[str]:
    """Each party proposes a text, answers that of the other, and publishes all of its own; the
    proposals, in an order of their own."""
    agreement = transcribe(by=KOGE, file=file, at=NOW).agreement
    seats = [seat_named(slug, "coordinator", TODAY) for slug in SLUGS]
    put = []
    for by in seats:
        draft = begin_draft(by=by, agreement=agreement, at=NOW)
        draft.notice_months = 6
        draft.save()
        put.append(propose(by=by, draft=draft, at=NOW, answer_by=TODAY.replace(year=2027)))
        draft.delete()
    carried(NOW)
    times = (NOW + timedelta(minutes=n) for n in count())
    for by, other, own in zip(seats, put[::-1], put, strict=True):
        said = answer_edition(by=by, consent=other, answer="yes-if", because="Om/om.", at=NOW)
        carried(NOW)
        for consent, edition in ((own, own.edition), (other, said.edition)):
            publish_own(by=by, consent=consent, edition=edition, at=next(times))
    return [str(consent.pk) for consent in put]


def test_what_each_publishes_by_itself_is_shown_in_the_same_way(client: Client) -> None:
    orders = {"one-order": SLUGS, "other-order": SLUGS[::-1]}
    with time_machine.travel(NOW, tick=False):
        put = {
            slug: each_publishes(replace(demo(), slug=slug, parties=demo().parties[::step]))
            for slug, step in zip(orders, (1, -1), strict=True)
        }
        one, other = (own_pages(client, slug, put[slug]) for slug in orders)
    names = list(zip(joined(other[0]), joined(one[0]), strict=True))
    assert names[0][0] != names[0][1]
    assert len(one) == 5
    for own, swapped_one in zip(one, other, strict=True):
        left = in_order(same(own, ()), SLUGS)
        right = in_order(same(swapped_one, names), SLUGS[::-1])
        assert same(right, ()) == same(left, ())


def each_works(agreement: Agreement) -> None:
    """A group with members of each party, and what each of them put on its open pages."""
    people = Cast(
        agreement, {(s, Role.COORDINATOR): seat_named(s, "coordinator", TODAY) for s in SLUGS}
    )
    group = a_group(people, NOW, roles=(Role.COORDINATOR,), slug="climate")
    group.memberships.update(name_is_public=True)
    for place, side in enumerate(SLUGS):
        # Both on one day: of two days one comes first, whoever it is of.
        host = people.seats[side, Role.COORDINATOR].post.authority
        common = {"group": group, "side": side, "host": host, "titles": named("Meeting")}
        a_meeting(people, NOW + timedelta(days=7), slug=f"next-{place}", **common)
        a_meeting(people, NOW - timedelta(days=7), slug=f"past-{place}", state="held", **common)


def test_what_each_does_in_groups_is_shown_in_the_same_way(client: Client) -> None:
    found = []
    for order in (SLUGS, SLUGS[::-1]):
        cache.clear()
        with time_machine.travel(NOW, tick=False), transaction.atomic():
            step = 1 if order == SLUGS else -1
            file = replace(demo(), parties=demo().parties[::step])
            each_works(transcribe(by=KOGE, file=file, at=NOW).agreement)
            home = "/en/agreements/koge-kristianstad/"
            places = ("", "groups/", "groups/climate/", "meetings/", "meetings/next-0/")
            found.append([client.get(home + place).content.decode() for place in places])
            transaction.set_rollback(True)
    one, other = found
    names = list(zip(joined(other[0]), joined(one[0]), strict=True))
    for own, swapped_one in zip(one, other, strict=True):
        assert "meetings/" in own
        left = in_order(same(own, ()), SLUGS)
        right = in_order(same(swapped_one, names), SLUGS[::-1])
        assert same(right, ()) == same(left, ())


def own_pages(client: Client, slug: str, put: list[str]) -> list[str]:
    """An agreement's pages, with no address of its own."""
    home = f"/en/agreements/{slug}/"
    matters = [f"{home}proposals/{pk}/" for pk in put]
    found = []
    for address in (home, f"{home}text/", f"{home}proposals/", *matters):
        text = client.get(address).content.decode().replace(slug, "slug")
        for number, pk in enumerate(put):
            text = text.replace(pk, f"proposal-{number}")
        found.append(text)
    return found
