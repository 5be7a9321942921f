"""Putting an edition to the parties, and how each of them answers."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from overens.base.consents.actions import answer_edition, ask
from overens.base.consents.kinds import KINDS, ConsentKind
from overens.base.consents.models import Answer, Consent
from overens.base.consents.queries import standing_answers
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_authority, note_post, note_seat
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.papers.models import Edition
from overens.base.papers.paper import Paper, Text, canonical, sha256
from overens.base.trail.actions import Ref
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.base.trail.states import Audience

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 5, 1), date(2026, 5, 2)
MATTER = "matter"
ABOUT = Ref("thing", "t")


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Makes a kind of matter known, and gives back what its room was told."""
    told: list[str] = []
    kind = ConsentKind(
        MATTER,
        "a matter",
        Act.CONFIRM,
        Audience.PARTNERS,
        lambda given, _authority: told.append(given.answer),
    )
    monkeypatch.setitem(KINDS, MATTER, kind)
    return told


def seat(
    slug: str = "lund", person: str = "Åsa", country: str = "se", until: date | None = None
) -> Seat:
    names = Wordings.of({"sv": slug.title()})
    authority, _new = note_authority(
        slug=slug, municipality=slug, country=country, names=names, short=slug
    )
    post, _new = note_post(
        authority=authority, slug=person.lower(), names=names, role=Role.COORDINATOR
    )
    return note_seat(post=post, person=person, since=date(2020, 1, 1), until=until)[0]


def edition(by: Seat, title: str = "Title") -> Edition:
    frozen = canonical(Paper("letter", Text({"en": title}), ("en",), ()))
    return Edition.objects.create(
        kind="letter",
        owner=by.post.authority,
        schema_version=1,
        canonical=frozen.decode(),
        sha256=sha256(frozen),
        pdf="0" * 64,
        frozen_at=AT,
    )


def matter(*parties: Seat) -> Consent:
    by = parties[0]
    authorities = [party.post.authority for party in parties]
    return ask(by=by, kind=MATTER, edition=edition(by), about=ABOUT, authorities=authorities, at=AT)


def standing(consent: Consent) -> dict[str, str]:
    found = standing_answers(consent.kind, consent.edition_id)
    return {
        row.authority.slug: found.get(row.authority_id, "")
        for row in consent.asked.select_related("authority")
    }


def test_what_is_put_to_parties_waits_for_each_and_writes_no_line() -> None:
    consent = matter(seat("lund"), seat("koge", country="dk"))
    assert standing(consent) == {"lund": "", "koge": ""}
    assert (consent.about, consent.asked_at) == (ABOUT, AT)
    assert not Line.objects.exists()


def test_an_edition_is_put_to_the_parties_once_per_kind() -> None:
    lund = seat()
    consent = matter(lund)
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(by=lund, kind=MATTER, edition=consent.edition, about=ABOUT, authorities=[], at=AT)
    assert Consent.objects.count() == 1


def test_a_kind_that_nobody_knows_is_not_put_to_anyone() -> None:
    lund = seat()
    with pytest.raises(KeyError):
        ask(by=lund, kind="other", edition=edition(lund), about=ABOUT, authorities=[], at=AT)


def test_each_authority_answers_for_itself_in_its_own_chain(heard: list[str]) -> None:
    lund, koge = seat("lund"), seat("koge", country="dk")
    consent = matter(lund, koge)
    answer_edition(by=koge, consent=consent, answer="yes", at=AT)
    assert standing(consent) == {"lund": "", "koge": "yes"}
    answer_edition(by=lund, consent=consent, answer="no", because=" Too dear. ", at=AT)
    assert standing(consent) == {"lund": "no", "koge": "yes"}
    assert heard == ["yes", "no"]
    lines = Line.objects.select_related("chain", "details").order_by("chain__pk")
    said = {"edition": consent.edition.sha256}
    assert {line.chain.holder_id: line.details.values for line in lines} == {
        str(koge.post.authority_id): said | {"answer": "yes", "because": "", "authority": "koge"},
        str(lund.post.authority_id): said
        | {"answer": "no", "because": "Too dear.", "authority": "lund"},
    }
    for line in lines:
        assert (line.number, line.what, line.audience) == (1, "matter.answered", "partners")
        assert (line.object_kind, line.object_id, line.at) == ("thing", "t", AT)
    assert {line.by_id for line in lines} == {str(lund.pk), str(koge.pk)}
    assert faults() == {}


def test_an_answer_says_on_whose_decision_and_when_it_gains_force() -> None:
    lund = seat()
    given = answer_edition(
        by=lund,
        consent=matter(lund),
        answer="yes",
        at=AT,
        body="Kommunstyrelsen",
        paragraph="§ 12",
        on=date(2026, 4, 20),
        lawful_on=date(2026, 5, 12),
    )
    given.refresh_from_db()
    assert (given.body, given.paragraph) == ("Kommunstyrelsen", "§ 12")
    assert (given.on, given.lawful_on) == (date(2026, 4, 20), date(2026, 5, 12))
    assert (given.seat, given.at, given.number) == (lund, AT, 1)


def test_the_day_of_the_decision_is_today_in_that_country_where_nobody_said() -> None:
    koge = seat("koge", country="dk")
    late = datetime(2026, 5, 1, 22, 30, tzinfo=UTC)
    assert answer_edition(by=koge, consent=matter(koge), answer="yes", at=late).on == TOMORROW


def test_who_has_answered_is_refused_in_a_sentence(heard: list[str]) -> None:
    lund, colleague = seat(), seat(person="Bo")
    consent = matter(lund)
    answer_edition(by=lund, consent=consent, answer="yes", at=AT)
    with pytest.raises(Refused, match=r"^This party has answered already: yes\.$"):
        answer_edition(by=colleague, consent=consent, answer="no", because="Too dear.", at=AT)
    assert (Answer.objects.count(), Line.objects.count(), heard) == (1, 1, ["yes"])


def test_strangers_are_refused_by_name() -> None:
    consent, stranger = matter(seat("lund")), seat("koge", country="dk")
    with pytest.raises(Refused, match=r"^This was not put to Koge\.$"):
        answer_edition(by=stranger, consent=consent, answer="yes", at=AT)
    assert not Answer.objects.exists()
    assert not Line.objects.exists()


def test_postponed_and_then_yes() -> None:
    lund = seat()
    consent = matter(lund)
    first = answer_edition(by=lund, consent=consent, answer="postponed", until=TOMORROW, at=AT)
    second = answer_edition(by=lund, consent=consent, answer="yes", at=AT)
    assert (first.number, first.until, second.number) == (1, TOMORROW, 2)
    assert standing(consent) == {"lund": "yes"}
    assert [line.number for line in Line.objects.order_by("number")] == [1, 2]


def test_an_answer_that_lacks_its_reason_or_its_day_leaves_nothing() -> None:
    lund = seat()
    consent = matter(lund)
    with pytest.raises(Refused, match="Write the reason"):
        answer_edition(by=lund, consent=consent, answer="no", because=" ", at=AT)
    with pytest.raises(Refused, match="it must lie ahead"):
        answer_edition(by=lund, consent=consent, answer="postponed", until=TODAY, at=AT)
    assert standing(consent) == {"lund": ""}


def test_only_who_holds_the_post_today_answers_and_the_last_day_counts() -> None:
    former = seat(person="Bo", until=date(2026, 4, 30))
    leaving = seat(person="Cia", until=TODAY)
    consent = matter(former)
    with pytest.raises(Refused, match=r"^Only who holds the post today may answer in its name\.$"):
        answer_edition(by=former, consent=consent, answer="yes", at=AT)
    assert answer_edition(by=leaving, consent=consent, answer="yes", at=AT).seat == leaving


def test_of_two_answers_at_once_one_wins() -> None:
    lund = seat()
    consent = matter(lund)
    won = answer_edition(by=lund, consent=consent, answer="yes", at=AT)
    late = Answer(
        asked=won.asked, number=won.number, answer="no", because="x", on=TODAY, seat=lund, at=AT
    )
    with pytest.raises(ValidationError, match="Somebody else has answered for the same party"):
        late.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        late.save(force_insert=True)
    assert standing(consent) == {"lund": "yes"}


def test_an_answer_does_not_stand_where_its_room_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_given: Answer, _authority: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(
        KINDS, MATTER, ConsentKind(MATTER, "a matter", Act.CONFIRM, Audience.OWN, fail)
    )
    lund = seat()
    consent = matter(lund)
    with pytest.raises(ZeroDivisionError):
        answer_edition(by=lund, consent=consent, answer="yes", at=AT)
    assert standing(consent) == {"lund": ""}
    assert not Line.objects.exists()


def test_no_answer_carries_over_to_a_new_edition() -> None:
    lund = seat()
    consent = matter(lund)
    answer_edition(by=lund, consent=consent, answer="sent-back", because="Typing errors.", at=AT)
    again = ask(
        by=lund,
        kind=MATTER,
        edition=edition(lund, "Other title"),
        about=ABOUT,
        authorities=[lund.post.authority],
        at=AT,
    )
    assert (standing(consent), standing(again)) == ({"lund": "sent-back"}, {"lund": ""})


def test_where_many_parties_stand_takes_as_many_queries_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    consent = matter(*(seat(slug) for slug in ("lund", "malmo", "ystad", "eslov")))
    for row in consent.asked.select_related("authority"):
        answer_edition(by=seat(row.authority.slug), consent=consent, answer="yes", at=AT)
    with django_assert_num_queries(1):
        assert len(standing_answers(consent.kind, consent.edition_id)) == 4
