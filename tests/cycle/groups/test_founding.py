"""A group is founded, gets another mandate, and is closed: by each party's yes, and by nothing less."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from overens.base.consents.actions import answer_edition, put
from overens.base.consents.models import Consent
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.trail.identifiers import new_id
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.letters import Unreadable
from overens.cycle.agreements.models import Party
from overens.cycle.groups import queries
from overens.cycle.groups.actions.founding import mandate_reached, propose_group
from overens.cycle.groups.letters import ProposedMandate
from overens.cycle.groups.models import WorkingGroup
from overens.cycle.groups.rules.mandate import MandateWords, Said, agreed_at, cleaned, free_slug
from tests.cast import SIDES, Cast
from tests.cycle.agreements.test_life import carried
from tests.examples import NOW, TODAY

WORDS = MandateWords(
    names={"da": "Klimagruppen", "sv": "Klimatgruppen"},
    text={"da": "Vi holder øje med vandet.", "sv": "Vi håller ögonen på vattnet."},
    commitments=(1,),
)


def proposed(people: Cast, side: str = "koge", at: datetime = NOW, **said: object) -> Consent:
    group = said.pop("group", None)
    assert group is None or isinstance(group, WorkingGroup)
    consent = propose_group(
        by=people.seats[side, Role.COORDINATOR],
        agreement=people.agreement,
        said=replace(WORDS, **said),
        group=group,
        at=at,
    )
    carried(at)
    return consent


def answered(
    people: Cast, side: str, consent: Consent, answer: str = "yes", at: datetime = NOW
) -> None:
    answer_edition(
        by=people.seats[side, Role.LEADER],
        consent=consent,
        answer=answer,
        because="" if answer == "yes" else "Ikke nu.",
        at=at,
    )
    carried(at)


def founded(people: Cast, at: datetime = NOW) -> WorkingGroup:
    consent = proposed(people, at=at)
    for side in SIDES:
        answered(people, side, consent, at=at)
    return WorkingGroup.objects.get(mandates__consent=consent)


def test_a_group_is_founded_once_each_party_has_said_yes(people: Cast) -> None:
    consent = proposed(people)
    group = WorkingGroup.objects.get()
    assert (group.slug, group.founded_at, group.pk.hex) == (
        "klimagruppen", None, group.thread.removeprefix("group-"),
    )  # fmt: skip
    answered(people, "kristianstad", consent)
    group.refresh_from_db()
    assert group.founded_at is None
    answered(people, "koge", consent)
    group.refresh_from_db()
    assert group.founded_at == NOW
    assert [one.number for one in group.commitments.all()] == [1]
    line = Line.objects.get(what="group.founded")
    assert (line.audience, line.object_id) == ("public", str(people.agreement.pk))
    assert not faults()


def test_only_the_line_that_it_was_founded_is_public(people: Cast) -> None:
    founded(people)
    about = Line.objects.filter(what__startswith="group.").values_list("what", "audience")
    assert set(about) == {
        ("group.mandate.put", "partners"),
        ("group.mandate.answered", "partners"),
        ("group.founded", "public"),
    }


def test_a_refusal_leaves_it_as_it_was(people: Cast) -> None:
    consent = proposed(people)
    answered(people, "koge", consent)
    answered(people, "kristianstad", consent, "no")
    group = WorkingGroup.objects.get()
    assert group.founded_at is None
    reader = people.seats["koge", Role.MEMBER].post.authority
    (standing,) = queries.mandates_of([group], reader)
    assert (standing.refused, standing.is_open) == (["kristianstad"], False)


def test_who_answers_after_another_has_refused_is_told_so(people: Cast) -> None:
    consent = proposed(people)
    answered(people, "kristianstad", consent, "sent-back")
    with pytest.raises(Refused, match="Kristianstad has refused"):
        answered(people, "koge", consent)


def test_another_mandate_is_what_each_has_agreed_to_last(people: Cast) -> None:
    """Two are proposed at once: the later to become agreed counts, whichever was put first."""
    group = founded(people)
    first = proposed(people, group=group, names={"da": "Vandgruppen"}, kind="steering")
    second = proposed(people, "kristianstad", group=group, names={"sv": "Kustgruppen"})
    hour = timedelta(hours=1)
    for turn, consent in enumerate((second, first), 1):
        for side in SIDES:
            answered(people, side, consent, at=NOW + turn * hour)
    group.refresh_from_db()
    assert (group.names.texts(), group.kind) == ({"da": "Vandgruppen"}, "steering")
    assert (group.slug, group.founded_at) == ("klimagruppen", NOW)


def test_a_group_is_closed_by_each_and_by_nobody_alone(people: Cast) -> None:
    group = founded(people)
    later = NOW + timedelta(hours=1)
    consent = proposed(people, group=group, closes=True, at=later)
    answered(people, "koge", consent, at=later)
    group.refresh_from_db()
    assert group.closed_at is None
    answered(people, "kristianstad", consent, at=later)
    group.refresh_from_db()
    assert (group.closed_at, group.names.texts()) == (later, WORDS.names)
    assert queries.is_over(group, TODAY)
    with pytest.raises(Refused, match="closed"):
        proposed(people, group=group)


def test_nothing_is_proposed_by_who_has_left_or_once_fewer_than_two_are_bound(
    people: Cast,
) -> None:
    group = founded(people)
    assert not queries.is_over(group, TODAY)
    Party.objects.filter(authority__slug="koge").update(left=TODAY - timedelta(1))
    assert queries.is_over(group, TODAY)
    for side in SIDES:
        with pytest.raises(Refused, match="does not count"):
            proposed(people, side)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"names": {"da": " "}}, "called"),
        ({"text": {}}, "is to do"),
        ({"commitments": (99,)}, "no commitment 99"),
        ({"focus_area": "nowhere"}, "no such focus area"),
        ({"kind": "secret"}, "what kind"),
        ({"closes": True}, "can be closed"),
        ({"names": {"da": "x" * 121}}, "too long"),
    ],
)
def test_what_cannot_be_put_is_refused(
    people: Cast, said: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        proposed(people, **said)
    assert not WorkingGroup.objects.exists()


def test_who_is_no_party_or_no_coordinator_founds_nothing(people: Cast) -> None:
    for seat in (people.seats["lund", Role.COORDINATOR], people.seats["koge", Role.MEMBER]):
        with pytest.raises(Refused):
            propose_group(by=seat, agreement=people.agreement, said=WORDS, at=NOW)


def letter(people: Cast, **said: object) -> ProposedMandate:
    group = said.pop("group", people.agreement.pk)
    on = said.pop("on", TODAY)
    assert isinstance(on, date)
    return ProposedMandate(people.agreement.pk, group, replace(WORDS, **said), on)  # type: ignore[arg-type]  any of its words


def test_a_letter_says_what_it_was_given(people: Cast) -> None:
    said = letter(people, commitments=(1, 2), focus_area="water")
    paper = said.paper(area={"da": "vand"}, served={1: {"da": "Mødes"}, 2: {"sv": "Skriva"}})
    assert ProposedMandate.read(paper) == said
    with pytest.raises(Unreadable):
        ProposedMandate.read(
            replace(paper, data={"mandate": {**paper.data["mandate"], "kind": "x"}})
        )


@pytest.mark.parametrize(
    "broken",
    [
        {"names": []},
        {"names": [["da", "a‮b"]]},
        {"text": "Vi"},
        {"commitments": [True]},
        {"commitments": [-1]},
        {"group": "no id"},
        {"on": "tomorrow"},
        {"agreement": 7},
    ],
)
def test_a_letter_that_nobody_of_ours_writes_cannot_be_read(
    people: Cast, broken: dict[str, object]
) -> None:
    paper = letter(people).paper(area={}, served={})
    data = {"mandate": {**paper.data["mandate"], **broken}}
    with pytest.raises(Unreadable):
        ProposedMandate.read(replace(paper, data=data))


@pytest.mark.parametrize("what", ["honest", "left out", "thread", "about", "ahead", "closes"])
def test_a_letter_that_leaves_somebody_out_or_is_about_something_else_is_a_record(
    people: Cast, what: str
) -> None:
    """As it would come from an instance that keeps to nothing."""
    by = people.seats["koge", Role.COORDINATOR]
    said = letter(
        people,
        group=new_id(),
        closes=what == "closes",
        on=TODAY + timedelta(30) if what == "ahead" else TODAY,
    )
    each = [one.authority for one in people.agreement.parties.all()]
    consent = put(
        by=by,
        kind="group.mandate",
        paper=said.paper(area={}, served={}),
        about=people.agreement.ref if what == "about" else said.about,
        thread="something else" if what == "thread" else said.thread,
        authorities=[by.post.authority] if what == "left out" else each,
        at=NOW,
    )
    for authority in each:
        mandate_reached(consent, authority, NOW)
    assert WorkingGroup.objects.count() == (what == "honest")


def test_a_yes_counts_in_whatever_order_the_answers_came() -> None:
    later = NOW + timedelta(days=3)
    said = [Said("b", 2, "yes", later), Said("a", 1, "yes", NOW), Said("b", 1, "postponed", NOW)]
    assert agreed_at(["a", "b"], said) == later
    assert agreed_at(["a", "b", "c"], said) is None
    # A number that is missing may still be a refusal.
    assert agreed_at(["a", "b"], said[:2]) is None
    assert agreed_at([], said) is None


def test_a_name_in_addresses_is_free() -> None:
    assert free_slug({"da": "Klima & hav"}, {"klima-hav", "klima-hav-2"}) == "klima-hav-3"
    assert free_slug({"en": "Found"}, set()) == "found-2"
    assert free_slug({"en": "…"}, set()) == "group"
    assert cleaned(replace(WORDS, names={"da": " Klima\n gruppen "})).names == {
        "da": "Klima gruppen"
    }
