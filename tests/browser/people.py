"""People on a running instance, for the sign-in in a browser: `python -m tests.browser.people`.

`service ADDRESS` gives Køge a sign-in service, `account PASSWORD` prints a registrar's e-mail
address, `weak` and `strong` print the cookies of somebody with a password, or with an app and a
passkey as well.
"""

import sys

PASSWORD = "fjorten krogede granbrædder"


def service(address: str) -> str:
    from overens.base.access.models import SignInService
    from overens.base.languages.rules import Wordings
    from overens.base.municipalities.actions.people import note_post
    from overens.base.municipalities.models import Authority
    from tests.oidc_provider import CLIENT, SECRET

    authority = Authority.objects.get(slug="koge")
    names = Wordings.of({"da": "medlem, eksempel"})
    post, _new = note_post(
        authority=authority, slug="spare", names=names, role="member", example=True
    )
    SignInService.objects.create(
        municipality=authority.municipality,
        name="Køge login",
        address=address,
        client_id=CLIENT,
        client_secret=SECRET,
        posts={"spare": str(post.pk)},
    )
    return ""


def account(password: str) -> str:
    return _somebody("registrar", password).email


def weak() -> str:
    return _session(_somebody("communicator", PASSWORD), strong=False)


def strong() -> str:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    found = _somebody("communicator-two", PASSWORD)
    if not Authenticator.objects.filter(user=found).exists():
        TOTP.activate(found, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        Authenticator.objects.create(
            user=found, type=Authenticator.Type.WEBAUTHN, data={"name": "Nøgle, eksempel"}
        )
    return _session(found, strong=True)


def _somebody(name: str, password: str):
    """Somebody made up in an example post of Køge."""
    from overens.base.languages.rules import Wordings
    from overens.base.municipalities.actions.people import note_post, note_seat
    from overens.base.municipalities.models import Account, Authority
    from tests.cast import SINCE

    email = f"{name}@koge.example"
    found = Account.objects.filter(email=email).first()
    if found is None:
        authority = Authority.objects.get(slug="koge")
        role = name.partition("-")[0]
        names = Wordings.of({"da": f"{name}, eksempel"})
        post, _new = note_post(
            authority=authority, slug=f"test-{name}", names=names, role=role, example=True
        )
        seat, _new = note_seat(post=post, person=f"Eksempelperson {name}", since=SINCE)
        found = Account(email=email, person=seat.person)
        found.set_password(password)
        found.save()
    return found


def _session(account, *, strong: bool) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests.cast import make_strong

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    if strong:
        make_strong(session, account)
    else:
        session.save()
    return str(session.session_key)


if __name__ == "__main__":
    import django

    django.setup()
    print(globals()[sys.argv[1]](*sys.argv[2:]))
