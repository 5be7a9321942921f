"""What is written at the door, and sessions that are over."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from overens.base.access.sign_in.actions.sessions import clear_old_sessions, note_sign_in
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused
from overens.base.trail.models import Line
from tests.cast import signed_in


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(email="somebody@koge.example")


def test_a_closed_account_is_refused_and_nothing_is_written(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)
    with pytest.raises(Refused):
        note_sign_in(by=account, method="password")
    assert not Line.objects.exists()


def test_sessions_that_are_over_go_and_others_stay(account: Account) -> None:
    old, new = signed_in(account), signed_in(account)
    now = timezone.now()
    for client in (old, new):
        UserSession.objects.create(
            user=account, ip="192.0.2.1", session_key=client.session.session_key
        )
    Session.objects.filter(pk=old.session.session_key).update(expire_date=now - timedelta(1))
    assert clear_old_sessions(at=now) == 1
    assert UserSession.objects.count() == Session.objects.count() == 1
    assert new.get("/da/desk/settings/sign-in/").status_code == 200
