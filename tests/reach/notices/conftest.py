"""An instance that takes mail, and the people of the tests in it."""

import pytest

from tests.cast import Cast, cast
from tests.examples import NOW


@pytest.fixture(autouse=True)
def takes_mail(settings, tmp_path):
    settings.MAIL, settings.MAIL_DOMAIN = True, "avtal.example"
    settings.DEFAULT_FROM_EMAIL = "overens@avtal.example"
    settings.MAIL_IN, settings.MAIL_TRUSTS = tmp_path / "mail", ""
    settings.ADDRESS = "https://avtal.example"


@pytest.fixture
def people(db) -> Cast:
    return cast(NOW)
