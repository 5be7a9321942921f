"""A question whose day has passed goes on, day by day, and each is told once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from overens.base.consents.models import Consent
from overens.base.consents.states import Stage
from overens.base.languages.rules import languages
from overens.base.mail.models import Letter
from overens.base.municipalities.models import Account, Post, Seat
from overens.base.municipalities.queries import sitting
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions import going_on
from overens.cycle.agreements.actions.going_on import go_on
from overens.cycle.agreements.actions.proposing import propose, waive
from overens.cycle.agreements.models import GoneOn, Version
from overens.cycle.agreements.rules.going_on import stages_held
from tests.cast import SINCE, Cast, cast
from tests.cycle.agreements.test_life import DAY, answered, carried, drafted
from tests.examples import NOW, TODAY

LAST = TODAY + 30 * DAY
PASSED = NOW + 31 * DAY
DEPUTY = "vikarie@kristianstad.example"


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture(autouse=True)
def nothing_is_over() -> None:
    going_on._OVER.clear()


def put(people: Cast, **more) -> Consent:
    """Køge has proposed, answered itself, and it has reached Kristianstad."""
    draft = drafted(people, "koge", "Vi lærer")
    by = people.seats["koge", Role.COORDINATOR]
    consent = propose(by=by, draft=draft, at=NOW, answer_by=LAST, **more)
    carried(NOW)
    answered(people, "koge", consent)
    return consent


def with_deputy(people: Cast, language: str = "") -> Account:
    held = people.seats["kristianstad", Role.MEMBER]
    post = people.seats["kristianstad", Role.COORDINATOR].post
    seat = Seat.objects.create(post=post, person=held.person, holding=Holding.DEPUTY, since=SINCE)
    Account.objects.filter(person=seat.person).update(email=DEPUTY, language=language)
    return Account.objects.get(person=seat.person)


def told() -> list[str]:
    return list(Letter.objects.order_by("queued_at", "to").values_list("to", flat=True))


def stages() -> list[tuple[str, int]]:
    """To whom it has gone on, and how many days after the one by which to answer."""
    return [(row.stage, (row.since - LAST).days) for row in GoneOn.objects.order_by("since")]


def test_it_goes_on_day_by_day_and_each_is_told_once(people: Cast) -> None:
    put(people)
    with_deputy(people)
    assert go_on(now=NOW + 30 * DAY) == 0  # the last day to answer in time
    for day in range(40):
        go_on(now=PASSED + day * DAY)
        go_on(now=PASSED + day * DAY)
    assert stages() == [("deputy", 1), ("director", 8), ("leader", 15)]
    assert told() == [DEPUTY, "director@kristianstad.example", "leader@kristianstad.example"]
    lines = Line.objects.filter(what="agreement.proposal.gone-on")
    assert [line.chain.holder_id for line in lines] == [
        str(people.seats["kristianstad", Role.LEADER].post.authority_id)
    ] * 3
    assert faults() == {}


def test_after_a_long_time_each_is_told_at_once(people: Cast) -> None:
    put(people)
    with_deputy(people)
    assert go_on(now=NOW + 120 * DAY) == 3
    assert len(told()) == 3


def test_a_stage_that_nobody_holds_is_passed_over_until_somebody_does(people: Cast) -> None:
    put(people)
    director = people.seats["kristianstad", Role.DIRECTOR]
    Seat.objects.filter(pk=director.pk).update(until=TODAY)
    go_on(now=PASSED + 20 * DAY)
    assert stages() == [("leader", 15)]
    Seat.objects.filter(pk=director.pk).update(until=None)
    go_on(now=PASSED + 21 * DAY)
    assert stages() == [("director", 8), ("leader", 15)]


def test_whoever_is_deputy_and_leader_is_told_once(people: Cast) -> None:
    put(people)
    account = with_deputy(people)
    Seat.objects.filter(post__authority__slug="kristianstad", post__role=Role.LEADER).update(
        person=account.person
    )
    go_on(now=PASSED + 40 * DAY)
    assert sorted(told()) == ["director@kristianstad.example", DEPUTY]


def test_whoever_signs_in_nowhere_gets_no_letter_and_it_goes_on_all_the_same(people: Cast) -> None:
    put(people)
    Account.objects.filter(email="director@kristianstad.example").update(is_active=False)
    go_on(now=PASSED + 40 * DAY)
    assert stages() == [("director", 8), ("leader", 15)]
    assert told() == ["leader@kristianstad.example"]


def test_an_authority_whose_people_sign_in_elsewhere_is_left_alone(people: Cast) -> None:
    put(people)
    Account.objects.filter(person__authority__slug="kristianstad").update(is_active=False)
    assert go_on(now=PASSED + 40 * DAY) == 0
    assert not GoneOn.objects.exists()


@pytest.mark.parametrize("answer", ["yes", "yes-if", "sent-back", "no"])
def test_what_is_answered_goes_on_no_more(people: Cast, answer: str) -> None:
    consent = put(people)
    go_on(now=PASSED + 7 * DAY)
    answered(people, "kristianstad", consent, answer, because="Så är det.", at=PASSED + 8 * DAY)
    assert go_on(now=PASSED + 40 * DAY) == 0
    assert stages() == [("director", 8)]


def test_what_is_postponed_goes_on_when_that_day_has_passed(people: Cast) -> None:
    consent = put(people)
    until = TODAY + 90 * DAY
    answered(people, "kristianstad", consent, "postponed", until=until)
    assert go_on(now=NOW + 90 * DAY) == 0
    assert go_on(now=NOW + 98 * DAY) == 1
    assert stages() == [("director", 68)]


def test_what_is_postponed_once_they_were_told_is_told_again_when_that_day_passes(
    people: Cast,
) -> None:
    consent = put(people)
    account = with_deputy(people)
    Seat.objects.filter(post__authority__slug="kristianstad", post__role=Role.LEADER).update(
        person=account.person
    )
    go_on(now=PASSED + 20 * DAY)
    before = told()
    assert len(before) == 2  # the deputy is the leader too
    until = TODAY + 90 * DAY
    answered(people, "kristianstad", consent, "postponed", until=until, at=PASSED + 30 * DAY)
    assert go_on(now=NOW + 90 * DAY) == 0
    for day in range(91, 140):
        go_on(now=NOW + day * DAY)
    assert told() == [*before, DEPUTY, "director@kristianstad.example"]
    assert stages()[3:] == [("deputy", 61), ("director", 68), ("leader", 75)]
    assert faults() == {}


def test_a_proposal_without_a_day_goes_on_to_nobody(people: Cast) -> None:
    draft = drafted(people, "koge", "Vi lærer")
    propose(by=people.seats["koge", Role.COORDINATOR], draft=draft, at=NOW)
    carried(NOW)
    assert go_on(now=NOW + 400 * DAY) == 0


def test_what_another_text_replaced_goes_on_to_nobody(people: Cast) -> None:
    draft = drafted(people, "koge", "Vi lærer")
    by = people.seats["koge", Role.COORDINATOR]
    first = propose(by=by, draft=draft, at=NOW, answer_by=LAST)
    carried(NOW)
    Version.objects.filter(pk=draft.pk).delete()
    draft = drafted(people, "koge", "Vi lærer mere", edition=first.edition)
    propose(by=by, draft=draft, at=NOW)
    carried(NOW)
    assert go_on(now=PASSED + 40 * DAY) == 0
    with CaptureQueriesContext(connection) as captured:
        assert go_on(now=PASSED + 40 * DAY) == 0
    assert len(captured) == 2  # that it is over is remembered


def test_a_waiver_goes_on_too_unless_somebody_refused_it(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    asked = waive(
        by=by, agreement=people.agreement, commitment=1, because="Gjort.", at=NOW, answer_by=LAST
    )
    carried(NOW)
    go_on(now=PASSED + 7 * DAY)
    assert sorted(told()) == ["director@koge.example", "director@kristianstad.example"]
    answered(people, "kristianstad", asked, "no", because="Inte än.", at=PASSED + 8 * DAY)
    assert go_on(now=PASSED + 40 * DAY) == 0


@pytest.mark.parametrize("language", languages())
def test_the_letter_says_what_in_the_readers_language(people: Cast, language: str) -> None:
    consent = put(people)
    with_deputy(people, language)
    go_on(now=PASSED)
    letter = Letter.objects.get(to=DEPUTY)
    assert letter.language == language
    assert f"/{language}/desk/approvals/{consent.pk}/" in letter.text
    assert consent.edition.paper.title.shown(language)[1] in letter.text
    words = {"en": "Nothing is decided", "sv": "Inget är avgjort", "da": "Intet er afgjort"}
    assert words[language] in letter.text


def test_where_no_language_is_chosen_it_is_the_authoritys_own(people: Cast) -> None:
    put(people)
    with_deputy(people)
    go_on(now=PASSED)
    assert Letter.objects.get().language == "sv"


def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_tells_once(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(people)
    with_deputy(people)
    with monkeypatch.context() as patched:
        # The last statement of the transaction never comes.
        patched.setattr(going_on, "write", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            go_on(now=PASSED)
    assert told() == stages() == []
    assert go_on(now=PASSED) == 1
    assert told() == [DEPUTY]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_once(transactional_db: None) -> None:
    people = cast(NOW)
    put(people)
    with_deputy(people)
    workers, errors = 4, []
    together = Barrier(workers)

    def work() -> None:
        together.wait()
        try:
            for _turn in range(3):
                go_on(now=PASSED + 40 * DAY)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(told()) == len(set(told())) == 3
    assert [stage for stage, _days in stages()] == ["deputy", "director", "leader"]


def test_one_query_where_no_day_has_passed(people: Cast) -> None:
    put(people)
    with CaptureQueriesContext(connection) as captured:
        assert go_on(now=NOW + timedelta(days=1)) == 0
    assert len(captured) == 1


def test_the_deputy_is_that_of_the_contact_post(people: Cast) -> None:
    with_deputy(people)
    coordinator = people.seats["kristianstad", Role.COORDINATOR]
    authority = coordinator.post.authority
    found = sitting(authority, NOW)
    by_contact = stages_held(found, coordinator.post.pk.hex)
    assert [one.email for one in by_contact[Stage.DEPUTY]] == [DEPUTY]
    # A contact post that is no coordinator's has no say in it.
    other = people.seats["kristianstad", Role.MEMBER].post
    assert stages_held(found, other.pk.hex)[Stage.DEPUTY] == by_contact[Stage.DEPUTY]
    second = Post.objects.create(
        authority=authority, slug="second", names=coordinator.post.names, role=Role.COORDINATOR
    )
    Seat.objects.create(post=second, person=other.seats.get().person, since=SINCE)
    found = sitting(authority, NOW)
    assert [*stages_held(found, second.pk.hex)] == [Stage.DIRECTOR, Stage.LEADER]
