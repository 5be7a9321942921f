"""An instance that takes mail, and the people of the tests in it."""

import pytest

from overens.base.mail.models import Letter
from tests.cast import Cast, cast
from tests.cycle.groups.making import a_group
from tests.examples import NOW
from tests.reach.notices.making import MEMBER, a_letter, a_meeting, invited


@pytest.fixture(autouse=True)
def takes_mail(settings, tmp_path):
    settings.MAIL, settings.MAIL_DOMAIN = True, "avtal.example"
    settings.DEFAULT_FROM_EMAIL = "overens@avtal.example"
    settings.MAIL_IN, settings.MAIL_TRUSTS = tmp_path / "mail", ""
    settings.ADDRESS = "https://avtal.example"


@pytest.fixture
def people(db) -> Cast:
    return cast(NOW)


@pytest.fixture
def invitation(people: Cast) -> Letter:
    """To Kristianstad's member, for a meeting of the group."""
    meeting = a_meeting(people, NOW, group=a_group(people, NOW))
    participant = invited(people, meeting, people.seats[MEMBER])
    return a_letter(people.accounts[MEMBER], participant.ref, NOW)
