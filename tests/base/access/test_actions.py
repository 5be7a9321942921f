"""Coming in by a link, back in by two, and the first run: who may, once, and nobody else."""

import threading
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from unittest.mock import ANY

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.access.actions.accounts import change_email, keep_reading
from overens.base.access.actions.beginnings import (
    Place,
    begin,
    make_first_link,
    name_first_holder,
)
from overens.base.access.actions.invitations import (
    accept_invitation,
    invite,
    invite_administrator,
    invite_operator,
    withdraw_invitation,
)
from overens.base.access.actions.recovery import (
    agree_to_recovery,
    open_recovery,
    tell_recovered,
    use_recovery,
    withdraw_recovery,
)
from overens.base.access.actions.services import keep_sign_in_service
from overens.base.access.models import FirstRun, Invitation, Recovery, SignInService
from overens.base.drafts.actions import carry_out_once
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.rules import Refused, slug_of
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from tests.cast import SINCE, Cast, account_of, cast

PASSWORD = "en lang adgangskode 7"
WEEK, DAY, MINUTE = timedelta(days=7), timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def new_seat(authority: str = "koge", name: str = "Ny Kollega", role: str = Role.MEMBER) -> Seat:
    """Somebody who holds a post and has no account."""
    post, _new = note_post(
        authority=Authority.objects.get(slug=authority),
        slug=slug_of(name),
        names=Wordings.of({"da": name}),
        role=role,
    )
    seat, _new = note_seat(post=post, person=name, since=SINCE)
    return Seat.objects.select_related("person", "post__authority__municipality").get(pk=seat.pk)


def second_administrator(authority: str = "koge") -> Seat:
    seat = new_seat(authority, "Anden Administrator", Role.ADMINISTRATOR)
    account_of(seat, f"anden@{authority}.example")
    return seat


def invited(people: Cast, now: datetime, **named: Any) -> tuple[Invitation, str]:
    by = people.seats["koge", Role.ADMINISTRATOR]
    said = {"by": by, "email": "ny@koge.example", "language": "da", "at": now}
    named["seat"] = named.get("seat") or new_seat()
    return invite(**(said | named))


def last_line() -> Line:
    return Line.objects.select_related("chain", "details").latest("pk")


# Invitations


def test_an_invited_person_gets_an_account_in_their_language(people: Cast, now: datetime) -> None:
    made, token = invited(people, now, email="Ny@Koge.Example ")
    account = accept_invitation(token=token, password=PASSWORD, at=now + DAY)
    assert (account.email, account.language) == ("ny@koge.example", "da")
    assert account.person == made.seat.person
    assert authenticate(None, email="ny@koge.example", password=PASSWORD) == account
    assert last_line().what == "account.made"
    assert last_line().chain.holder_id == str(made.seat.post.authority_id)


def test_only_the_hash_of_a_token_is_kept(people: Cast, now: datetime) -> None:
    made, token = invited(people, now)
    made.refresh_from_db()
    assert made.token_hash == sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    assert token not in str(list(Invitation.objects.values()))
    assert token not in str(
        [line.details.values for line in Line.objects.select_related("details")]
    )


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_only_an_administrator_invites(people: Cast, now: datetime, role: Role) -> None:
    with pytest.raises(Refused, match="Your post does not allow this"):
        invited(people, now, by=people.seats["koge", role])


def test_an_administrator_invites_nobody_of_another_authority(people: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="your own authority"):
        invited(people, now, seat=new_seat("kristianstad"))


def test_whoever_is_no_administrator_any_more_invites_nobody(people: Cast, now: datetime) -> None:
    by = people.seats["koge", Role.ADMINISTRATOR]
    by.ended_at = now - MINUTE
    by.save()
    with pytest.raises(Refused, match="You do not hold this post any more"):
        invited(people, now, by=by)


def test_a_link_is_good_once(people: Cast, now: datetime) -> None:
    _made, token = invited(people, now)
    accept_invitation(token=token, password=PASSWORD, at=now)
    with pytest.raises(Refused, match="This link cannot be used"):
        accept_invitation(token=token, password="en anden adgangskode", at=now)
    assert Account.objects.filter(email="ny@koge.example").count() == 1


@pytest.mark.parametrize("wrong", ["", "x", "\ud800", "A" * 43, "../admin"])
def test_what_is_no_token_opens_nothing(people: Cast, now: datetime, wrong: str) -> None:
    invited(people, now)
    with pytest.raises(Refused, match="This link cannot be used"):
        accept_invitation(token=wrong, password=PASSWORD, at=now)


def test_the_hash_in_a_stolen_copy_opens_nothing(people: Cast, now: datetime) -> None:
    made, _token = invited(people, now)
    with pytest.raises(Refused):
        accept_invitation(token=made.token_hash, password=PASSWORD, at=now)


def test_a_link_is_good_for_seven_days_and_no_minute_more(people: Cast, now: datetime) -> None:
    _made, token = invited(people, now)
    with pytest.raises(Refused):
        accept_invitation(token=token, password=PASSWORD, at=now + WEEK)
    assert accept_invitation(token=token, password=PASSWORD, at=now + WEEK - MINUTE)


def test_a_withdrawn_link_is_dead(people: Cast, now: datetime) -> None:
    made, token = invited(people, now)
    withdraw_invitation(by=people.seats["koge", Role.ADMINISTRATOR], invitation=made, at=now)
    with pytest.raises(Refused):
        accept_invitation(token=token, password=PASSWORD, at=now)
    with pytest.raises(Refused, match="used or withdrawn"):
        withdraw_invitation(by=people.seats["koge", Role.ADMINISTRATOR], invitation=made, at=now)


def test_nobody_withdraws_the_invitation_of_another_authority(people: Cast, now: datetime) -> None:
    made, _token = invited(people, now)
    with pytest.raises(Refused):
        withdraw_invitation(by=people.seats["lund", Role.ADMINISTRATOR], invitation=made, at=now)


def test_a_new_link_ends_the_older_one(people: Cast, now: datetime) -> None:
    seat = new_seat()
    _made, older = invited(people, now, seat=seat)
    _made, newer = invited(people, now, seat=seat)
    with pytest.raises(Refused):
        accept_invitation(token=older, password=PASSWORD, at=now)
    assert accept_invitation(token=newer, password=PASSWORD, at=now)


def test_a_seat_that_ended_meanwhile_lets_nobody_in(people: Cast, now: datetime) -> None:
    made, token = invited(people, now)
    made.seat.ended_at = now + MINUTE
    made.seat.save()
    with pytest.raises(Refused):
        accept_invitation(token=token, password=PASSWORD, at=now + MINUTE)
    assert not Account.objects.filter(email="ny@koge.example").exists()


def test_a_person_gets_one_account_and_an_address_is_used_once(people: Cast, now: datetime) -> None:
    has = people.seats["koge", Role.COORDINATOR]
    with pytest.raises(Refused, match="has an account already"):
        invited(people, now, seat=has)
    with pytest.raises(Refused, match="Somebody signs in with this"):
        invited(people, now, email=people.accounts["lund", Role.MEMBER].email.upper())


def test_two_links_to_one_address_make_one_account(people: Cast, now: datetime) -> None:
    _made, first = invited(people, now)
    _made, second = invited(people, now, seat=new_seat(name="En Til"))
    accept_invitation(token=first, password=PASSWORD, at=now)
    with pytest.raises(Refused):
        accept_invitation(token=second, password=PASSWORD, at=now)


def test_a_post_that_stands_in_papers_alone_gives_no_account(people: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="papers alone"):
        invited(people, now, seat=new_seat(role=""))


@pytest.mark.parametrize("weak", ["kort", "123456789012", "ny@koge.example"])
def test_a_weak_password_leaves_the_link_as_it_was(people: Cast, now: datetime, weak: str) -> None:
    _made, token = invited(people, now)
    with pytest.raises(Refused) as refused:
        accept_invitation(token=token, password=weak, at=now)
    assert "This link" not in str(refused.value)
    assert accept_invitation(token=token, password=PASSWORD, at=now)


def test_the_first_administrator_is_invited_by_the_operator_alone(
    people: Cast, now: datetime
) -> None:
    Account.objects.filter(person__authority__slug="lund").delete()
    lund = Authority.objects.select_related("municipality").get(slug="lund")
    said = {"authority": lund, "name": "administrator of lund", "email": "a@lund.example"}
    said |= {"language": "sv", "at": now}
    with pytest.raises(Refused, match="Only the operator"):
        invite_administrator(by=people.accounts["koge", Role.ADMINISTRATOR], **said)
    _made, token = invite_administrator(by=people.operator, **said)
    assert str(last_line().chain) == "instance:instance"
    account = accept_invitation(token=token, password=PASSWORD, at=now)
    assert not account.is_operator
    with pytest.raises(Refused, match="has an administrator"):
        invite_administrator(by=people.operator, **(said | {"email": "b@lund.example"}))


def test_a_post_and_a_seat_arise_where_an_authority_has_no_administrator(
    now: datetime, db: None
) -> None:
    people = cast()
    lund = Authority.objects.select_related("municipality").get(slug="lund")
    Account.objects.filter(person__authority=lund).delete()
    Seat.objects.filter(post__authority=lund).delete()
    lund.posts.all().delete()
    made, _token = invite_administrator(
        by=people.operator,
        authority=lund,
        name="Kim",
        email="k@lund.example",
        language="sv",
        at=now,
    )
    assert made.seat.post.role == Role.ADMINISTRATOR
    assert made.seat.post.names["sv"].text == "administratör"
    assert (made.seat.person.name, made.seat.since) == ("Kim", lund.country.today(now))


def test_an_operator_is_invited_without_a_seat(people: Cast, now: datetime) -> None:
    with pytest.raises(Refused):
        invite_operator(
            by=people.accounts["koge", Role.LEADER], email="o@x.example", language="en", at=now
        )
    _made, token = invite_operator(by=None, email="o@x.example", language="en", at=now)
    account = accept_invitation(token=token, password=PASSWORD, at=now)
    assert account.is_operator
    assert account.person is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_wins() -> None:
    with transaction.atomic():
        people, now = cast(), timezone.now()
        seat = new_seat()
    _made, token = invited(people, now, seat=seat)
    barrier, outcomes = threading.Barrier(2), []

    def accept(password: str) -> None:
        try:
            barrier.wait(10)
            accept_invitation(token=token, password=password, at=now)
            outcomes.append(password)
        except Refused:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[f"{PASSWORD} {n}"]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert outcomes.count(None) == 1
    (winner,) = filter(None, outcomes)
    account = Account.objects.get(email="ny@koge.example")
    assert account.check_password(winner)


# Recovery


def agreed(people: Cast, now: datetime, account: Account | None = None) -> tuple[Recovery, str]:
    account = account or people.accounts["koge", Role.LEADER]
    first, second = people.seats["koge", Role.ADMINISTRATOR], second_administrator()
    made = open_recovery(by=first, account=account, at=now)
    return made, agree_to_recovery(by=second, recovery=made, at=now)


def test_two_administrators_let_somebody_in_and_everything_old_ends(
    people: Cast, now: datetime
) -> None:
    account = people.accounts["koge", Role.LEADER]
    for kind in Authenticator.Type:
        Authenticator.objects.create(user=account, type=kind, data={})
    before = account.get_session_auth_hash()
    made, token = agreed(people, now)
    use_recovery(token=token, password=PASSWORD, at=now + MINUTE)
    account.refresh_from_db()
    assert authenticate(None, email=account.email, password=PASSWORD) == account
    assert not Authenticator.objects.filter(user=account).exists()
    assert account.get_session_auth_hash() != before
    koge = people.seats["koge", Role.LEADER].post.authority
    lines = Line.objects.filter(object_id=str(made.pk)).order_by("pk")
    assert [(line.what, line.chain.holder_id) for line in lines] == [
        ("recovery.asked", str(koge.pk)),
        ("recovery.agreed", str(koge.pk)),
        ("account.recovered", str(koge.pk)),
    ]
    assert len({line.by_id for line in lines}) == 3


def test_what_was_done_is_told_once(people: Cast, now: datetime) -> None:
    made, token = agreed(people, now)
    account = people.accounts["koge", Role.LEADER]
    assert tell_recovered(account=account, at=now) == []
    use_recovery(token=token, password=PASSWORD, at=now)
    assert [row.pk for row in tell_recovered(account=account, at=now)] == [made.pk]
    assert tell_recovered(account=account, at=now) == []


def test_one_person_alone_lets_nobody_in(people: Cast, now: datetime) -> None:
    first = people.seats["koge", Role.ADMINISTRATOR]
    made = open_recovery(by=first, account=people.accounts["koge", Role.LEADER], at=now)
    with pytest.raises(Refused, match="You asked for this yourself"):
        agree_to_recovery(by=first, recovery=made, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=made.pk).update(agreed_by=made.asked_by)


def test_nobody_makes_the_second_who_agrees(people: Cast, now: datetime) -> None:
    """One administrator alone, with a colleague of their own making."""
    first, account = people.seats["koge", Role.ADMINISTRATOR], people.accounts["koge", Role.LEADER]
    made_up = new_seat("koge", "Anden Administrator", Role.ADMINISTRATOR)
    _made, token = invited(people, now, seat=made_up)
    accept_invitation(token=token, password=PASSWORD, at=now)
    asked = open_recovery(by=first, account=account, at=now)
    with pytest.raises(Refused, match="let you in less than a week ago"):
        agree_to_recovery(by=made_up, recovery=asked, at=now + WEEK - MINUTE)
    # Until then the operator is the second.
    agree_to_recovery(by=people.operator, recovery=asked, at=now)
    again = open_recovery(by=first, account=people.accounts["koge", Role.MEMBER], at=now + WEEK)
    assert agree_to_recovery(by=made_up, recovery=again, at=now + WEEK)


def test_nobody_recovers_their_own_account(people: Cast, now: datetime) -> None:
    own = people.seats["koge", Role.ADMINISTRATOR]
    account = people.accounts["koge", Role.ADMINISTRATOR]
    with pytest.raises(Refused, match="Nobody recovers their own"):
        open_recovery(by=own, account=account, at=now)
    made = open_recovery(by=second_administrator(), account=account, at=now)
    with pytest.raises(Refused, match="Nobody recovers their own"):
        agree_to_recovery(by=own, recovery=made, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=made.pk).update(asked_by=account)


@pytest.mark.parametrize("side", ["kristianstad", "lund"])
def test_nobody_recovers_an_account_of_another_authority(
    people: Cast, now: datetime, side: str
) -> None:
    other = people.seats[side, Role.ADMINISTRATOR]
    account = people.accounts["koge", Role.LEADER]
    with pytest.raises(Refused, match="your own authority"):
        open_recovery(by=other, account=account, at=now)
    made = open_recovery(by=people.seats["koge", Role.ADMINISTRATOR], account=account, at=now)
    with pytest.raises(Refused, match="your own authority"):
        agree_to_recovery(by=other, recovery=made, at=now)
    with pytest.raises(Refused, match="your own authority"):
        withdraw_recovery(by=other, recovery=made, at=now)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_only_administrators_help(people: Cast, now: datetime, role: Role) -> None:
    with pytest.raises(Refused, match="Your post does not allow this"):
        open_recovery(
            by=people.seats["koge", role], account=people.accounts["koge", Role.MEMBER], at=now
        )


def test_the_operator_helps_where_an_authority_has_one_administrator(
    people: Cast, now: datetime
) -> None:
    first, account = people.seats["koge", Role.ADMINISTRATOR], people.accounts["koge", Role.LEADER]
    made = open_recovery(by=first, account=account, at=now)
    token = agree_to_recovery(by=people.operator, recovery=made, at=now)
    assert use_recovery(token=token, password=PASSWORD, at=now) == account
    second_administrator()
    with pytest.raises(Refused, match="administrators enough"):
        open_recovery(by=people.operator, account=account, at=now)


def test_the_only_administrator_is_helped_by_two_operators(people: Cast, now: datetime) -> None:
    account = people.accounts["koge", Role.ADMINISTRATOR]
    other = Account.objects.create(email="second@example.org", is_operator=True)
    made = open_recovery(by=people.operator, account=account, at=now)
    with pytest.raises(Refused):
        agree_to_recovery(by=people.operator, recovery=made, at=now)
    token = agree_to_recovery(by=other, recovery=made, at=now)
    assert use_recovery(token=token, password=PASSWORD, at=now) == account


def test_two_administrators_do_not_make_themselves_operators(people: Cast, now: datetime) -> None:
    """An account that is operator too opens only where an operator agrees."""
    account = people.accounts["koge", Role.LEADER]
    account.is_operator = True
    account.save()
    made = open_recovery(by=people.seats["koge", Role.ADMINISTRATOR], account=account, at=now)
    with pytest.raises(Refused, match="One of the two must be an operator"):
        agree_to_recovery(by=second_administrator(), recovery=made, at=now)
    assert agree_to_recovery(by=people.operator, recovery=made, at=now)


def test_a_recovery_is_used_once_within_a_day(people: Cast, now: datetime) -> None:
    _made, token = agreed(people, now)
    with pytest.raises(Refused, match="This link cannot be used"):
        use_recovery(token=token, password=PASSWORD, at=now + DAY)
    use_recovery(token=token, password=PASSWORD, at=now + DAY - MINUTE)
    with pytest.raises(Refused, match="This link cannot be used"):
        use_recovery(token=token, password="en helt anden kode", at=now + DAY - MINUTE)


def test_a_withdrawn_recovery_opens_nothing(people: Cast, now: datetime) -> None:
    made, token = agreed(people, now)
    withdraw_recovery(by=people.seats["koge", Role.ADMINISTRATOR], recovery=made, at=now)
    with pytest.raises(Refused):
        use_recovery(token=token, password=PASSWORD, at=now)


def test_an_invitation_opens_no_recovery_and_the_reverse(people: Cast, now: datetime) -> None:
    _made, invitation = invited(people, now)
    _made, recovery = agreed(people, now)
    with pytest.raises(Refused):
        use_recovery(token=invitation, password=PASSWORD, at=now)
    with pytest.raises(Refused):
        accept_invitation(token=recovery, password=PASSWORD, at=now)


def test_whoever_came_back_helps_nobody_for_a_week(people: Cast, now: datetime) -> None:
    """So that two who helped once do not go on from account to account, one of them alone."""
    second = second_administrator()
    account = people.accounts["koge", Role.ADMINISTRATOR]
    third = new_seat(name="Tredje", role=Role.ADMINISTRATOR)
    account_of(third, "tredje@koge.example")
    made = open_recovery(by=second, account=account, at=now)
    token = agree_to_recovery(by=third, recovery=made, at=now)
    use_recovery(token=token, password=PASSWORD, at=now)
    back = people.seats["koge", Role.ADMINISTRATOR]
    with pytest.raises(Refused, match="less than a week ago"):
        open_recovery(by=back, account=people.accounts["koge", Role.LEADER], at=now + DAY)
    assert open_recovery(by=back, account=people.accounts["koge", Role.LEADER], at=now + WEEK)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "agree", "withdraw", "use"]),
        st.integers(0, 4),
        st.integers(0, 4),
        st.booleans(),
    ),
    max_size=14,
)


@given(steps=STEPS, hours=st.integers(0, 30))
@settings(max_examples=60, deadline=None)
@pytest.mark.django_db
def test_no_sequence_of_steps_by_one_person_lets_them_into_another_account(
    steps: list[tuple[str, int, int, bool]], hours: int
) -> None:
    """Whatever one administrator, or one operator, asks, agrees to, withdraws and follows."""
    with transaction.atomic():
        people, now = cast(), timezone.now()
        second_administrator()
        alone = people.seats["koge", Role.ADMINISTRATOR]
        operator = people.operator
        accounts = [*Account.objects.filter(person__authority__slug="koge")[:3], operator]
        accounts.append(people.accounts["koge", Role.ADMINISTRATOR])
        before = {account.pk: account.password for account in Account.objects.all()}
        tokens: list[str] = []
        as_operator = bool(steps) and steps[0][3]
        for what, which, other, _flag in steps:
            by = operator if as_operator else alone
            now += timedelta(hours=hours)
            rows = list(Recovery.objects.select_related("account__person__authority"))
            try:
                if what == "ask":
                    open_recovery(by=by, account=accounts[which % len(accounts)], at=now)
                elif what == "agree" and rows:
                    tokens.append(
                        agree_to_recovery(by=by, recovery=rows[other % len(rows)], at=now)
                    )
                elif what == "withdraw" and rows:
                    withdraw_recovery(by=by, recovery=rows[other % len(rows)], at=now)
                elif what == "use":
                    use_recovery(token=(tokens or ["x"])[-1], password=PASSWORD, at=now)
            except Refused:
                pass
        assert tokens == []
        assert {account.pk: account.password for account in Account.objects.all()} == before
        transaction.set_rollback(True)


# The sign-in service


def service(people: Cast, now: datetime, **named: Any) -> SignInService:
    said: dict[str, Any] = {
        "by": people.seats["koge", Role.ADMINISTRATOR],
        "name": "Køge Kommune",
        "address": "https://login.koge.example/",
        "client_id": "overens",
        "client_secret": "hemmeligt",
        "claim": "groups",
        "posts": {"koordinator": str(people.seats["koge", Role.COORDINATOR].post_id)},
        "is_strong": True,
        "is_open": True,
        "at": now,
    }
    return keep_sign_in_service(**(said | named))


def test_the_log_tells_of_a_sign_in_service_without_its_secret(people: Cast, now: datetime) -> None:
    made = service(people, now)
    line = last_line()
    assert line.what == "sign-in-service.kept"
    assert "hemmeligt" not in str(line.details.values)
    service(people, now, client_secret="", is_open=False)
    made.refresh_from_db()
    assert (made.client_secret, made.is_open) == ("hemmeligt", False)
    told = last_line()
    service(people, now, client_secret="", is_open=False)
    assert last_line() == told  # the same again is nothing new


@pytest.mark.parametrize(
    "address",
    [
        "http://login.koge.example",
        "ftp://login.koge.example",
        "//login.koge.example",
        "javascript:alert(1)",
        "https://",
        "https://[",
        "",
    ],
)
def test_a_provider_answers_on_https(people: Cast, now: datetime, address: str) -> None:
    with pytest.raises(Refused, match="https://"):
        service(people, now, address=address)


def test_a_provider_on_the_machine_itself_is_for_trying_out(
    people: Cast, now: datetime, settings: Any
) -> None:
    assert service(people, now, address="http://127.0.0.1:9000/op").address == ANY
    settings.SECURE_COOKIES = True
    with pytest.raises(Refused):
        service(people, now, address="http://127.0.0.1:9000/op")


@pytest.mark.parametrize("side", ["kristianstad", "lund"])
def test_a_value_never_leads_to_a_post_of_another_authority(
    people: Cast, now: datetime, side: str
) -> None:
    post = people.seats[side, Role.ADMINISTRATOR].post_id
    with pytest.raises(Refused, match="your own authority"):
        service(people, now, posts={"alle": str(post)})


def test_a_post_in_papers_alone_is_no_way_in(people: Cast, now: datetime) -> None:
    with pytest.raises(Refused):
        service(people, now, posts={"alle": str(new_seat(role="").post_id)})


# One's own account


def test_an_address_of_another_account_is_not_taken(people: Cast, now: datetime) -> None:
    account = people.accounts["koge", Role.MEMBER]
    taken = people.accounts["lund", Role.MEMBER].email
    with pytest.raises(Refused):
        change_email(by=account, email=taken.upper(), at=now)
    change_email(by=account, email="Ny@Koge.example", at=now)
    account.refresh_from_db()
    assert account.email == "ny@koge.example"
    assert "ny@koge.example" not in str(last_line().details.values)


def test_only_languages_that_are_offered_are_kept(people: Cast) -> None:
    account = people.accounts["koge", Role.MEMBER]
    with pytest.raises(Refused):
        keep_reading(by=account, language="xx", understands=[])
    with pytest.raises(Refused):
        keep_reading(by=account, language="da", understands=["xx"])
    lines = Line.objects.count()
    keep_reading(by=account, language="da", understands=["sv"])
    assert Line.objects.count() == lines


# The first run

PLACE = Place("ystad", "Ystads kommun", "Ystad", "se", "sv")


def begun(token: str, now: datetime) -> Account:
    return begin(
        token=token, place=PLACE, name="Alva", email="alva@ystad.example", password=PASSWORD, at=now
    )


@pytest.mark.django_db
def test_an_empty_instance_gets_its_first_administrator_once(now: datetime) -> None:
    token = make_first_link(at=now)
    assert token
    assert token not in str(list(FirstRun.objects.values()))
    account = begun(token, now)
    assert account.is_operator
    seat = Seat.objects.get(person=account.person)
    assert seat.post.role == Role.ADMINISTRATOR
    assert seat.post.authority.names["sv"].text == "Ystads kommun"
    assert make_first_link(at=now) is None
    with pytest.raises(Refused, match="This link cannot be used"):
        begun(token, now)


@pytest.mark.django_db
def test_each_start_makes_the_first_link_anew(now: datetime) -> None:
    older, newer = make_first_link(at=now), make_first_link(at=now)
    assert older
    assert newer
    with pytest.raises(Refused):
        begun(older, now)
    assert begun(newer, now)


def test_an_instance_with_accounts_has_no_first_link(people: Cast, now: datetime) -> None:
    assert make_first_link(at=now) is None
    FirstRun.objects.create(
        token_hash=sha256(b"old").hexdigest(), made_at=now, good_until=now + WEEK
    )
    with pytest.raises(Refused):
        begun("old", now)


@pytest.mark.django_db
def test_the_first_posts_are_named_by_the_administrator(now: datetime) -> None:
    token = make_first_link(at=now)
    assert token
    by = Seat.objects.select_related("post__authority__municipality").get(
        person=begun(token, now).person
    )
    said = {"names": Wordings.of({"sv": "koordinator"}), "since": SINCE, "at": now}
    seat = name_first_holder(
        by=by, role=Role.COORDINATOR, slug="koordinator", person="Alva", **said
    )
    assert seat.person_id == by.person_id
    with pytest.raises(Refused, match="such a post already"):
        name_first_holder(by=by, role=Role.COORDINATOR, slug="annan", person="Bo", **said)
    with pytest.raises(Refused, match="does not allow"):
        name_first_holder(by=seat, role=Role.LEADER, slug="ledare", person="Bo", **said)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_help_each_other_at_once_do_not_wait_in_a_circle() -> None:
    """Each page that is sent holds its sender's account, and locks the other's."""
    with transaction.atomic():
        people = cast()
        other, _new = note_seat(
            post=note_post(
                authority=people.seats["koge", Role.ADMINISTRATOR].post.authority,
                slug="second",
                names=Wordings.of({"da": "anden"}),
                role=Role.ADMINISTRATOR,
            )[0],
            person="Anden",
            since=SINCE,
        )
    pairs = [
        (people.seats["koge", Role.ADMINISTRATOR], people.accounts["koge", Role.ADMINISTRATOR]),
        (other, account_of(other, "anden@koge.example")),
    ]
    start, done = threading.Barrier(2, timeout=20), []

    def help_the_other(number: int) -> None:
        (by, own), (_by, account) = pairs[number], pairs[1 - number]

        def action() -> object:
            start.wait()
            return open_recovery(by=by, account=account, at=timezone.now())

        try:
            done.append(
                carry_out_once(
                    by=own, token=str(number), digest="", action=action, at=timezone.now()
                )
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=help_the_other, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [new for _made, new in done] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_of_two_links_for_one_address_at_once_one_is_good() -> None:
    with transaction.atomic():
        people = cast()
        first, second = new_seat(name="Ny"), new_seat(name="Nyere")
    now, refused = timezone.now(), []
    _made, sooner = invited(people, now, seat=first)
    _made, later = invited(people, now, seat=second)

    def follow() -> None:
        try:
            accept_invitation(token=later, password=PASSWORD, at=now)
        except Refused as sentence:
            refused.append(str(sentence))
        finally:
            connection.close()

    thread = threading.Thread(target=follow)
    with transaction.atomic():
        accept_invitation(token=sooner, password=PASSWORD, at=now)
        thread.start()
        thread.join(1)  # the other one waits for this transaction
    thread.join()
    assert len(refused) == 1
    assert Account.objects.get(email="ny@koge.example").person == first.person
