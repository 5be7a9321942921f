"""Files that everyone reads: where they stand, and who saves them."""

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from overens.base.papers.storage import keep
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.files import put_file
from overens.cycle.groups.models import (
    Question,
)
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.written import a_file, a_meeting, named, seat_of
from tests.examples import NOW
from tests.web.public.groups.reading import HOME, WEEK, text

pytestmark = pytest.mark.django_db


def test_a_file_of_no_group_stands_on_the_page_of_groups(client: Client, people: Cast) -> None:
    question = Question.objects.create(
        agreement=people.agreement,
        number=1,
        sentence=named("How?"),
        opened_by=seat_of(people),
        opened_at=NOW,
    )
    assert "plan.pdf" not in text(client, "groups/")
    put_file(
        by=seat_of(people),
        agreement=people.agreement,
        question=question,
        data=b"%PDF-1.7",
        name="plan.pdf",
        readers=Audience.PUBLIC,
        at=NOW,
    )
    page = client.get(f"{HOME}groups/")
    (address,) = html.fromstring(page.content.decode()).xpath("//a[. = 'plan.pdf']/@href")
    assert client.get(address).content == b"%PDF-1.7"
    # The question itself is the parties'.
    assert "How?" not in page.content.decode()


def test_a_file_beside_a_question_of_a_group_stands_with_those_of_the_group(
    client: Client, people: Cast
) -> None:
    group = a_group(people, NOW)
    question = Question.objects.create(
        agreement=people.agreement,
        number=1,
        group=group,
        sentence=named("How?"),
        opened_by=seat_of(people),
        opened_at=NOW,
    )
    kept = keep(settings.FILES, b"%PDF")
    row = a_file(people, NOW, file=kept, group=group, question=question, readers=Audience.PUBLIC)
    assert "plan.pdf" in text(client, "groups/climate/")
    assert "plan.pdf" not in text(client, "groups/")
    assert client.get(f"{HOME}files/{row.pk}").content == b"%PDF"


@pytest.mark.parametrize("readers", Audience)
def test_a_file_is_saved_by_everyone_where_its_party_said_so(
    client: Client, people: Cast, readers: str
) -> None:
    group = a_group(people, NOW)
    meeting = a_meeting(people, NOW + WEEK, readers=Audience.PARTNERS, slug="among-us")
    kept = keep(settings.FILES, b"%PDF")
    row = a_file(people, NOW, file=kept, group=group, readers=readers)
    hidden = a_file(people, NOW, file=kept, meeting=meeting, readers=Audience.PUBLIC)
    is_open = readers == Audience.PUBLIC
    assert ("plan.pdf" in text(client, "groups/climate/")) == is_open
    answer = client.get(f"{HOME}files/{row.pk}")
    assert (answer.status_code == 200) == is_open
    if is_open:
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content == b"%PDF"
    assert client.get(f"{HOME}files/{hidden.pk}").status_code == 404
