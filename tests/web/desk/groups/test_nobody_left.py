"""What nobody could be reached about by mail stands at the desk of whoever fills posts, with its own page."""

import pytest
import time_machine

from overens.base.municipalities.states import Role
from overens.reach.notices.models import AskedInstead
from tests.cast import cast, signed_in
from tests.examples import NOW
from tests.reach.notices.making import a_question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "tasks/"])
def test_it_stands_with_what_waits(path: str) -> None:
    people = cast(NOW)
    question = a_question(people, NOW)
    AskedInstead.objects.create(
        post=people.seats["kristianstad", Role.MEMBER].post,
        about_kind="question",
        about_id=str(question.pk),
        reason="silent",
        at=NOW,
    )
    with time_machine.travel(NOW, tick=False):
        page, others = (
            signed_in(people.accounts[side, Role.COORDINATOR])
            .get(f"/sv/desk/{path}")
            .content.decode()
            for side in ("kristianstad", "koge")
        )
    assert "Ingen hos oss har svarat: " in page
    assert "/sv/desk/agreements/koge-kristianstad/questions/1/" in page
    assert "Ingen hos oss har svarat" not in others
