"""Begins a session on a running instance, as its own sign-in would: `python -m tests.signing_in
koge/coordinator` prints the cookie of somebody who holds that post. For browser tests alone.
"""

import sys


def main(named: str) -> str:
    """The session's key. An account is made for whoever holds the post, where there is none."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from overens.base.municipalities.models import Account
    from overens.base.municipalities.queries import seat_named
    from tests.cast import account_of, make_strong

    authority, post = named.split("/")
    seat = seat_named(authority, post, timezone.now().date())
    assert seat, f"nobody holds {named}"
    account = Account.objects.filter(person=seat.person).first()
    account = account or account_of(seat, f"{post}@{authority}.example")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    make_strong(session, account)
    return str(session.session_key)


if __name__ == "__main__":
    import django

    django.setup()
    print(main(sys.argv[1]))
