"""Who cares for the agreement is reminded of what is due, once for each period."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from overens.base.languages.rules import write_date
from overens.base.mail.models import Letter
from overens.base.municipalities.states import Role
from overens.cycle.agreements.models import Party
from overens.cycle.agreements.states import State
from overens.reach.notices.actions.reminding import remind
from overens.reach.notices.models import Reminded
from overens.reach.overview.handover import carried_by
from tests.cast import SIDES, Cast

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 9, 1, 7, 5, tzinfo=ZoneInfo("Europe/Copenhagen"))


def test_what_falls_due_is_told_to_the_contact_once(people: Cast) -> None:
    parties = Party.objects.filter(agreement=people.agreement, authority__slug__in=SIDES)
    for party in parties.select_related("authority"):
        party.contact = people.seats[party.authority.slug, Role.COORDINATOR].post
        party.save()
    contact = people.seats["kristianstad", Role.COORDINATOR].post
    owed = [
        one for one in carried_by([contact], MORNING)[contact.pk].open if one.state == State.DUE
    ]
    assert owed
    remind(now=MORNING)
    letter = Letter.objects.get(to="coordinator@kristianstad.example")
    assert letter.language == "sv"
    for one in owed:
        assert one.due
        assert (
            f"Senast den {write_date(one.due, 'sv')}: {one.title.shown('sv').text}" in letter.text
        )
        place = f"/sv/desk/agreements/koge-kristianstad/commitments/{one.number}/"
        assert place in letter.text
    assert letter.reply_token == ""
    told = Reminded.objects.filter(to=letter.to).count()
    assert told == len(owed)
    remind(now=MORNING + timedelta(days=1))
    assert Letter.objects.filter(to=letter.to).count() == 1
