"""What the law asks of a public site about itself: accessibility, and what is kept about people."""

import pytest
from django.apps import apps
from django.test import Client
from lxml import html

from overens.base.countries.rules import countries
from overens.base.languages.rules import languages
from overens.base.records.actions.setting_up import set_up_register
from overens.cycle.agreements.models import Agreement
from overens.settings.environment import BadSetting, Environment
from overens.web.public.accessibility import faults
from overens.web.public.privacy import DATA_SETS
from tests.base.records.people import registrar, settings_of
from tests.examples import NOW

SUPERVISORS = {
    "se": ("Exempelmyndigheten", "https://example.org/se"),
    "dk": ("Eksempelstyrelsen", "https://example.org/dk"),
}
NOT_ABOUT_PEOPLE = {"contenttypes", "auth", "django_tasks_database", "django_tasks_db"}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("country", SUPERVISORS)
def test_a_statement_says_all_that_the_law_of_its_country_asks(
    client: Client, loaded: Agreement, settings: object, language: str, country: str
) -> None:
    settings.ACCESSIBILITY = SUPERVISORS
    page = html.fromstring(client.get(f"/{language}/accessibility/{country}/").content.decode())
    text = page.xpath("string(//main)")
    own, other = ("Køge", "Kristianstad") if country == "dk" else ("Kristianstad", "Køge")
    assert own in text
    assert other not in text
    assert countries()[country].accessibility_law in text
    assert "EN 301 549" in text
    assert len(page.xpath("//section[@aria-labelledby='h-faults']//li")) == len(faults())
    assert page.xpath("//main//time/@datetime")
    assert "axe-core" in text
    name, address = SUPERVISORS[country]
    assert page.xpath(f"//main//a[@href='{address}']/text()") == [name]
    assert page.xpath("//main//a[contains(@href, '/contact/report-error/?page=')]")


def test_every_page_leads_to_each_statement_and_to_what_is_kept(
    client: Client, loaded: Agreement, settings: object
) -> None:
    settings.ACCESSIBILITY = SUPERVISORS
    for address in ("/da/", "/da/words/", "/da/contact/ask/", "/da/nothing/"):
        foot = html.fromstring(client.get(address).content.decode()).xpath("//footer//a/@href")
        assert {"/da/accessibility/se/", "/da/accessibility/dk/", "/da/privacy/"} <= set(foot)


def test_there_is_no_statement_while_nobody_supervises(
    client: Client, loaded: Agreement, settings: object
) -> None:
    settings.ACCESSIBILITY = {"se": SUPERVISORS["se"], "fi": SUPERVISORS["se"]}
    assert client.get("/sv/accessibility/se/").status_code == 200
    for country in ("dk", "fi", "nowhere"):
        assert client.get(f"/sv/accessibility/{country}/").status_code == 404
    assert "/accessibility/dk/" not in client.get("/sv/").content.decode()


def test_who_supervises_is_a_setting_with_a_name_and_an_address() -> None:
    said = "se En myndighet https://example.org/se ; dk En styrelse https://example.org/dk"
    assert Environment.read({"OVERENS_ACCESSIBILITY": said}).accessibility == {
        "se": ("En myndighet", "https://example.org/se"),
        "dk": ("En styrelse", "https://example.org/dk"),
    }
    assert Environment.read({}).accessibility == {}
    for wrong in ("se", "se https://example.org", "se Namn", "se Namn http://example.org"):
        with pytest.raises(BadSetting):
            Environment.read({"OVERENS_ACCESSIBILITY": wrong})


def test_every_table_stands_in_one_data_set_with_a_purpose_and_a_time() -> None:
    tables = [model for each in DATA_SETS for model in each.models]
    ours = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label not in NOT_ABOUT_PEOPLE
    }
    assert sorted(tables) == sorted(ours)
    assert all(str(each.why) and str(each.kept) and str(each.who) for each in DATA_SETS)


@pytest.mark.parametrize("language", languages())
def test_what_is_kept_stands_there_with_whom_to_turn_to(
    client: Client, loaded: Agreement, language: str
) -> None:
    by = registrar("koge")
    own = settings_of(by.post.authority, protection="dpo@koge.example")
    set_up_register(by=by, settings=own, at=NOW)
    page = html.fromstring(client.get(f"/{language}/privacy/").content.decode())
    assert len(page.xpath("//tbody/tr")) == len(DATA_SETS)
    text = page.xpath("string(//main)")
    for code in ("se", "dk"):
        assert countries()[code].supervisor.name in text
    assert "dpo@koge.example" in text
