"""A visit is noted afterwards by one person, also from an old programme."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils.translation import override

from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.papers.html import as_html
from overens.base.records.actions.dispatching import carry_waiting
from overens.cycle.agreements.models import Evidence
from overens.cycle.groups.actions.afterwards import Held, note_meeting
from overens.cycle.groups.actions.holding import note_held
from overens.cycle.groups.actions.letters import invite_waiting
from overens.cycle.groups.actions.standing import notes_stand
from overens.cycle.groups.models import Cost, Meeting, Outcome
from overens.cycle.groups.notes_paper import notes_paper
from overens.cycle.groups.notes_queries import sides_there, written
from overens.cycle.groups.rules.programme import in_order
from overens.cycle.groups.rules.times import About, on_the_wall
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import sent, wrote
from tests.examples import NOW

pytestmark = pytest.mark.django_db
VISIT = Held(
    about=About(titles={"da": "Besøg ved havnen"}, kind="visit", place="Havnen"),
    first=date(1998, 5, 4),
    last=date(1998, 5, 5),
    language="da",
    names={None: "Eksempel Gæst\n\n Eksempel Anden "},
    programme="4. maj\n09.00–10.30 Velkomst; Rådhuset\nTale af borgmesteren\nDag 2\n9.15 Rundtur",
    outcomes="Vi skrev en plan.\n\nDen blev sendt.",
    amount=Decimal(12000),
    days=Decimal(6),
)


def noted(cast: Cast, held: Held = VISIT, **named: object) -> Meeting:
    by = cast.seats["koge", Role.MEMBER]
    return note_meeting(by=by, agreement=cast.agreement, held=held, at=NOW, **named)


def test_all_of_it_is_on_file_at_once(people: Cast) -> None:
    host = Authority.objects.get(slug="kristianstad")
    posts = [people.seats[side, Role.MEMBER].post_id for side in ("koge", "kristianstad")]
    held = replace(VISIT, about=replace(VISIT.about, host=host.pk), posts=posts)
    visit = noted(people, held, group=a_group(people, NOW))
    assert visit.slug == "1998-05-04-besog-ved-havnen"
    assert (visit.state, visit.zone) == ("held", "Europe/Stockholm")
    assert visit.closed_at
    assert on_the_wall(visit.starts_at, visit.zone).isoformat() == "1998-05-04T00:00:00"
    there = visit.participants.filter(was_there=True)
    assert {one.name for one in there if not one.post_id} == {"Eksempel Gæst", "Eksempel Anden"}
    assert {one.post_id for one in there if one.post_id} == set(posts)
    parts = in_order(visit.programme.all())
    local = [on_the_wall(p.starts_at, visit.zone).isoformat() if p.starts_at else "" for p in parts]
    assert local == ["1998-05-04T09:00:00", "1998-05-05T09:15:00", ""]
    assert parts[2].titles.shown().text == "Tale af borgmesteren"
    assert [one.text.shown().text for one in Outcome.objects.order_by("written_at")] == [
        "Vi skrev en plan.",
        "Den blev sendt.",
    ]
    assert (Cost.objects.get().amount, Cost.objects.get().currency) == (Decimal(12000), "DKK")
    assert invite_waiting(now=NOW) == 0


def test_the_least_is_a_title_and_a_day(people: Cast) -> None:
    day = date(2026, 11, 23)
    least = Held(about=About(titles={"da": "Kaffe"}), first=day, last=day, language="da")
    visit = noted(people, least)
    assert not visit.programme.exists()
    assert not visit.agenda.exists()
    today = NOW.date()
    # The day may not be over: only what has begun can be noted.
    assert noted(people, replace(least, first=today, last=today)).starts_at < NOW
    hours = replace(least, starts=time(13), ends=time(14, 30))
    assert on_the_wall(noted(people, hours).starts_at, "Europe/Copenhagen") == datetime.combine(
        day, time(13)
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"last": date(1998, 5, 3)}, "before the beginning"),
        ({"first": date(2026, 11, 25), "last": date(2026, 11, 25)}, "lies ahead"),
        (
            {"first": date(2026, 11, 24), "last": date(2026, 11, 24), "starts": time(23)},
            "lies ahead",
        ),
        ({"names": {None: "a" * 201}}, "too long"),
        ({"names": {None: "\n".join(f"a{n}" for n in range(201))}}, "At most"),
        ({"names": {uuid4(): "Eksempel"}}, "one of the parties"),
        ({"outcomes": "a" * 2001}, "at most"),
        ({"programme": "\n".join(["a"] * 201)}, "at most"),
        ({"amount": Decimal(-1)}, "not below zero"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    people: Cast, change: dict, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        noted(people, replace(VISIT, **change))
    assert not Meeting.objects.exists()


def test_names_have_a_side_and_bear_evidence_once_their_party_can_object(people: Cast) -> None:
    theirs = Authority.objects.get(slug="kristianstad")
    own = Authority.objects.get(slug="koge")
    lists = {
        None: "Exempel Två, samordnare, Kristianstads kommun\nEksempel Gæst",
        own.pk: "Eksempel Et\nEksempel Et",
        theirs.pk: "Exempel Tre",
    }
    about = replace(VISIT.about, commitments=(3,))
    day = NOW.date() - timedelta(days=8)
    held = replace(VISIT, about=about, names=lists, first=day, last=day)
    visit = noted(people, held)
    rows = visit.participants.filter(was_there=True).values_list("authority", "name")
    assert sorted(rows, key=lambda row: row[1]) == [
        (own.pk, "Eksempel Et"),
        (None, "Eksempel Gæst"),
        (theirs.pk, "Exempel Tre"),
        (theirs.pk, "Exempel Två, samordnare"),
    ]
    assert sides_there(visit) == {own.pk, theirs.pk}

    def shown() -> list[str]:
        rows = Evidence.objects.filter(source=f"meeting:{visit.pk}", withdrawn_at=None)
        return sorted(rows.values_list("party__authority__slug", flat=True))

    assert shown() == ["koge"]
    wrote(people, visit, NOW)
    sent(people, visit, NOW)
    later = NOW + timedelta(days=16)
    assert notes_stand(now=later) == 1
    assert shown() == ["koge"]
    carry_waiting(now=later + timedelta(minutes=1))
    assert shown() == ["koge", "kristianstad"]
    # What it says itself of its people is the last word.
    by = people.seats["kristianstad", Role.MEMBER]
    note_held(by=by, meeting=visit, who_was_there=[], at=later)
    assert shown() == ["koge"]


def test_everyone_reads_how_many_were_there_and_the_parties_who(people: Cast) -> None:
    theirs = Authority.objects.get(slug="kristianstad")
    visit = noted(people, replace(VISIT, names={theirs.pk: "Exempel Två\nExempel Tre"}))
    notes = wrote(people, visit, NOW)
    with override("en"):
        html = str(as_html(notes_paper(written(notes, NOW)), ["en"]))
        assert "Exempel Två" in html
        notes.readers = "public"
        html = str(as_html(notes_paper(written(notes, NOW)), ["en"]))
    assert "Exempel" not in html
    assert "2 people without a post" in html
