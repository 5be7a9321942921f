"""The log: one's own authority's, newest first, and nobody else's."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from overens import floors
from overens.base.municipalities.states import Role
from overens.base.records.states import Direction
from overens.base.trail.actions import INSTANCE, Ref, write
from overens.base.trail.models import Details
from overens.base.trail.states import Audience
from overens.web.desk.log_sentences.sentences import SENTENCES, sentence
from tests.cast import Cast, cast, signed_in

LOG = "/da/desk/log/"
SOURCE = Path(floors.__file__).parent


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def koge(people: Cast) -> Client:
    return signed_in(people.accounts["koge", Role.ADMINISTRATOR])


def written(people: Cast, count: int, at: datetime, what: str = "people.noted") -> None:
    seat = people.seats["koge", Role.COORDINATOR]
    for number in range(count):
        with transaction.atomic():
            write(
                chain=seat.post.authority.ref,
                by=seat.ref,
                what=what,
                about=Ref("authority", str(seat.post.authority_id)),
                audience=Audience.OWN,
                details={"people": [{"person": f"Navn {number}"}]},
                at=at + timedelta(seconds=number),
            )


NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_the_newest_stands_first_and_a_page_holds_25(koge: Client, people: Cast) -> None:
    written(people, 60, NOON)
    page = koge.get(LOG).content.decode()
    assert page.count("Navn") == 25
    assert page.index("Navn 59") < page.index("Navn 58")
    assert 'href="?page=2"' in page
    second = koge.get(f"{LOG}?page=2").content.decode()
    assert "Navn 34" in second
    assert "Navn 59" not in second
    assert koge.get(f"{LOG}?page=99999").status_code == 200
    assert koge.get(f"{LOG}?page=x").status_code == 200


def test_a_line_says_who_in_which_post_and_when_by_the_own_clock(
    koge: Client, people: Cast
) -> None:
    written(people, 1, datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    page = koge.get(LOG).content.decode()
    assert "2. juli 2026" in page
    assert "00:30" in page
    assert "Eksempelperson i Køge" in page
    assert "koordinator" in page


def test_one_day_is_the_day_at_the_authority(koge: Client, people: Cast) -> None:
    written(people, 1, datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert "Navn 0" in koge.get(f"{LOG}?day=2026-07-02").content.decode()
    assert "Navn 0" not in koge.get(f"{LOG}?day=2026-07-01").content.decode()
    for day in ("0001-01-01", "9999-12-31", "soon", ""):
        assert koge.get(LOG, {"day": day}).status_code == 200


def test_the_filter_stays_when_one_turns_the_page(koge: Client, people: Cast) -> None:
    written(people, 30, NOON)
    assert "?page=2&amp;day=2026-03-04" in koge.get(f"{LOG}?day=2026-03-04").content.decode()


def test_nobody_reads_the_log_of_another_authority(koge: Client, people: Cast) -> None:
    written(people, 3, NOON)
    other = signed_in(people.accounts["kristianstad", Role.ADMINISTRATOR])
    assert "Navn" not in other.get(LOG).content.decode()
    operator = signed_in(people.operator)
    assert operator.get(LOG).status_code in (302, 404)
    assert "Navn" not in operator.get("/da/desk/instance/log/").content.decode()


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_only_administrators_read_it(people: Cast, role: Role) -> None:
    assert signed_in(people.accounts["koge", role]).get(LOG).status_code == 404


def test_the_page_says_who_reads_it_and_why(koge: Client) -> None:
    assert "for at forklare, hvad der er sket" in koge.get(LOG).content.decode()


def test_the_operator_reads_sign_ins_and_the_instances_own_work(people: Cast) -> None:
    with transaction.atomic():
        write(
            chain=INSTANCE,
            by=people.accounts["koge", Role.LEADER].ref,
            what="account.signed-in",
            about=people.accounts["koge", Role.LEADER].ref,
            audience=Audience.OWN,
            details={"method": "password"},
        )
    page = signed_in(people.operator).get("/en/desk/instance/log/").content.decode()
    assert "Signed in (password)." in page
    assert "leader of koge" in page
    member = signed_in(people.accounts["koge", Role.ADMINISTRATOR])
    assert member.get("/en/desk/instance/log/").status_code == 404


def test_a_kind_that_is_not_known_is_told_by_its_name(koge: Client, people: Cast) -> None:
    written(people, 1, NOON, what="future.thing-done")
    assert "future.thing-done" in koge.get(LOG).content.decode()


@pytest.mark.parametrize("what", sorted(SENTENCES))
def test_a_line_whose_values_are_gone_is_still_told(what: str) -> None:
    for language in ("en", "da", "sv"):
        assert sentence(what, {}, language)


def test_values_that_were_disposed_of_leave_the_line(koge: Client, people: Cast) -> None:
    written(people, 1, NOON)
    Details.objects.filter(line__what="people.noted", line__at=NOON).delete()
    assert "Eksempelperson i Køge" in koge.get(f"{LOG}?day=2026-03-04").content.decode()


def test_every_kind_that_access_writes_has_a_sentence() -> None:
    written_there = {
        node.value.value
        for path in (SOURCE / "base" / "access" / "actions").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword)
        and node.arg == "what"
        and isinstance(node.value, ast.Constant)
    }
    assert len(written_there) >= 5
    assert written_there <= set(SENTENCES)


def test_every_line_of_a_register_has_a_sentence() -> None:
    kinds = {
        node.value
        for path in (SOURCE / "base" / "records" / "actions").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(entry|case|receipt|register|dispatch)\.[a-z-]+", node.value)
    } - {"entry.pdf"}
    kinds |= {f"entry.{direction}" for direction in Direction}
    assert len(kinds) >= 13
    assert kinds <= set(SENTENCES)


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    koge: Client, people: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    written(people, 1, NOON)
    koge.get(LOG)
    with django_assert_max_num_queries(20) as few:
        koge.get(LOG)
    written(people, 40, NOON)
    with django_assert_max_num_queries(20) as many:
        koge.get(LOG)
    assert len(many) == len(few)
