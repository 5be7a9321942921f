"""How somebody comes to an account, and back to one: invitations, recovery, a municipality's own
sign-in (OpenID Connect), and which seats an account may act in just now.

In: an invited person, a claim, two administrators. Out: seats that are held at this minute. What
is typed at sign-in (passwords, passkeys, codes) is django-allauth's, wired up in `web/desk`.
"""
