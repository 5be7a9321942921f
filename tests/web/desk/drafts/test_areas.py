"""Focus areas in a draft: added, named in each language, ordered, filled with commitments, removed."""

from dataclasses import replace

import pytest
from django.test import Client

from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.drafting import change_draft, own_draft, sealed
from overens.cycle.agreements.agreement_file.shape import FocusAreaName
from overens.cycle.agreements.models import Version
from overens.cycle.agreements.rules.wordings import commitments_in
from tests.cast import Cast
from tests.examples import NOW
from tests.web.desk.drafts.test_views import (
    DRAFT,
    HOSTILE,
    begun,
    file_of,
    form_in,
    koge,
    people,
    sent,
    today,
)

__all__ = ("begun", "koge", "people", "today")  # fixtures
pytestmark = pytest.mark.django_db
COAST, CITY, EXCLUSION = "climate-and-coast", "urban-development-and-business", "areas-of-exclusion"


def slugs(people: Cast) -> list[str]:
    return [area.slug for area in file_of(people).focus_areas]


def area_of(people: Cast, slug: str):
    return next(area for area in file_of(people).focus_areas if area.slug == slug)


def test_one_is_added_with_the_commitments_that_belong_to_it(
    people: Cast, koge: Client, begun: Version
) -> None:
    typed = {"name_da": "Havne", "name_sv": "Hamnar", "difference_da": "Ingen.",
             "difference_sv": "Ingen.", "commitments": ["4", "1"]}  # fmt: skip
    answer = sent(koge, f"{DRAFT}areas/new/", **typed)
    assert "Saved in the draft" in answer
    assert "Nothing: each part is worded" in answer
    made = area_of(people, "havne")
    assert made.names == (
        FocusAreaName("da", "Havne", "official"),
        FocusAreaName("sv", "Hamnar", "official"),
    )
    assert made.difference == {"da": "Ingen.", "sv": "Ingen."}
    assert commitments_in(file_of(people), "havne") == (1, 4)
    assert commitments_in(file_of(people), COAST) == ()
    assert "now in: " in koge.get(f"{DRAFT}parts/focus-{COAST}/").content.decode()
    # A name that one once had is never another one's.
    sent(koge, f"{DRAFT}parts/focus-havne/", "remove")
    sent(koge, f"{DRAFT}areas/new/", name_da="Havne", name_sv="Hamnar")
    assert slugs(people)[-1] == "havne-2"


def test_a_name_that_is_missing_or_unconfirmed_keeps_it_from_being_proposed(
    people: Cast, koge: Client, begun: Version
) -> None:
    answer = sent(koge, f"{DRAFT}areas/new/", name_da="Havne")
    assert "The name is missing in Swedish." in answer
    assert '<a href="#part-focus-havne">Focus area 4</a>' in answer
    assert "Propose it</button>" not in koge.get(f"{DRAFT}propose/").content.decode()
    sent(koge, f"{DRAFT}parts/focus-havne/", name_sv="Hamnar")
    answer = sent(koge, f"{DRAFT}parts/focus-{COAST}/", name_da="klima og kyst")
    assert "The name in Swedish is as it was, beside one that has changed" in answer
    page = f"{DRAFT}parts/focus-{COAST}/"
    assert "Confirm the name in Swedish" in koge.get(page).content.decode()
    answer = sent(koge, page, "confirm-name-sv")
    assert "Confirmed: it still says the same." in answer
    assert "Nothing: each part is worded" in answer
    # What is said of the difference is a wording of its own.
    page = f"{DRAFT}parts/focus-{EXCLUSION}/"
    answer = sent(koge, page, difference_da="De er ikke ens.")
    assert "What is said in Swedish of how the names differ is as it was" in answer
    assert "Nothing: each part" in sent(koge, page, "confirm-difference-sv")


def test_a_name_that_stays_keeps_whose_it_is(people: Cast, koge: Client, begun: Version) -> None:
    def with_later_name(file):
        area = file.focus_areas[0]
        signed = FocusAreaName("da", "klima", "as-signed")
        return replace(
            file,
            focus_areas=(replace(area, names=(signed, *area.names)), *file.focus_areas[1:]),
        )

    by = people.seats["koge", Role.COORDINATOR]
    draft = own_draft(by, people.agreement)
    assert draft
    read = sealed(file_of(people), f"focus-{COAST}")
    change_draft(
        by=by, draft=draft, part=f"focus-{COAST}", read=read, change=with_later_name, at=NOW
    )
    before = area_of(people, COAST).names
    page = f"{DRAFT}parts/focus-{COAST}/"
    assert form_in(koge, page, "write")["name_da"] == "klima"
    sent(koge, page, name_sv="klimat")
    kept = tuple(name for name in before if name.language != "sv")
    assert area_of(people, COAST).names == (*kept, FocusAreaName("sv", "klimat", "official"))
    sent(koge, page, name_da="klima og hav", name_en="climate")
    assert {(n.language, n.text, n.standing) for n in area_of(people, COAST).names} == {
        ("da", "klima og hav", "official"),
        ("sv", "klimat", "official"),
        ("en", "climate", "own"),  # the text is not authentic in it
    }


def test_they_are_moved(people: Cast, koge: Client, begun: Version) -> None:
    assert slugs(people) == [COAST, CITY, EXCLUSION]
    page = f"{DRAFT}parts/focus-{EXCLUSION}/"
    assert "Moved" in sent(koge, page, "move", after="")
    assert slugs(people) == [EXCLUSION, COAST, CITY]
    sent(koge, page, "move", after=f"focus-{CITY}")
    assert slugs(people) == [COAST, CITY, EXCLUSION]


def test_one_that_is_removed_lets_its_commitments_go(
    people: Cast, koge: Client, begun: Version
) -> None:
    before = file_of(people)
    page = f"{DRAFT}parts/focus-{COAST}/"
    assert "in no focus area" in koge.get(page).content.decode()
    assert "Removed from the draft" in sent(koge, page, "remove")
    after = file_of(people)
    assert slugs(people) == [CITY, EXCLUSION]
    assert [c.commitment for c in after.commitments] == [c.commitment for c in before.commitments]
    assert commitments_in(after, COAST) == ()
    assert koge.get(page).status_code == 404


def test_what_somebody_put_into_it_meanwhile_is_not_written_over(
    people: Cast, koge: Client, begun: Version
) -> None:
    page = f"{DRAFT}parts/focus-{COAST}/"
    mine, gone = form_in(koge, page, "write"), form_in(koge, page, "remove")
    sent(koge, f"{DRAFT}commitments/1/", focus_area=COAST)
    for data in ({**mine, "name_da": "kyst"}, gone):
        answer = koge.post(page, data).content.decode()
        assert "Somebody else has written here meanwhile" in answer
    assert commitments_in(file_of(people), COAST) == (1, 4)


def test_one_without_a_name_is_refused_and_hostile_words_are_words(
    people: Cast, koge: Client, begun: Version
) -> None:
    before = file_of(people)
    answer = sent(koge, f"{DRAFT}areas/new/", difference_da="Skrevet.")
    assert "Write what the focus area is called." in answer
    assert "Skrevet." in answer
    assert file_of(people) == before
    sent(koge, f"{DRAFT}areas/new/", name_da=HOSTILE, name_sv=HOSTILE, difference_da=HOSTILE)
    slug = slugs(people)[-1]
    for page in ("", f"parts/focus-{slug}/", "commitments/1/", f"parts/focus-{COAST}/"):
        shown = koge.get(f"{DRAFT}{page}").content.decode()
        assert "<img src=x" not in shown, page


def test_it_is_commented_on(people: Cast, koge: Client, begun: Version) -> None:
    sent(koge, f"{DRAFT}comment/focus-{COAST}/", "comment", text="Er det nok?")
    assert "Er det nok?" in koge.get(DRAFT).content.decode()
