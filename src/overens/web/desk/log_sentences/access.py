"""Of invitations, accounts, recoveries and sign-in."""

from django.utils.translation import gettext as _

from overens.web.desk.log_sentences.saying import Said, Sentence, person_of, plain, post_of


def _invited(said: Said, language: str) -> str:
    if said.get("operator"):
        return _("Somebody was invited to be operator of the instance.")
    return _("%(person)s was invited to sign in, for the post %(post)s.") % {
        "person": person_of(said),
        "post": post_of(said),
    }


def _made(said: Said, language: str) -> str:
    if said.get("operator") and said.get("person"):
        return _("%(person)s made the first account, and is operator of the instance too.") % {
            "person": person_of(said)
        }
    if said.get("operator"):
        return _("An operator accepted the invitation and has an account now.")
    return _("%(person)s accepted the invitation and has an account now.") % {
        "person": person_of(said)
    }


def _withdrawn(said: Said, language: str) -> str:
    if said.get("operator"):
        return _("The invitation of an operator was withdrawn.")
    return _("The invitation of %(person)s was withdrawn.") % {"person": person_of(said)}


def _service(said: Said, language: str) -> str:
    sentence = (
        _("The municipality’s own sign-in was set: %(address)s, with a new secret.")
        if said.get("secret_changed")
        else _("The municipality’s own sign-in was set: %(address)s.")
    )
    return sentence % {"address": said.get("address", "–")}


def _signed_in(said: Said, language: str) -> str:
    return _("Signed in (%(method)s).") % {"method": said.get("method", "–")}


SENTENCES: dict[str, Sentence] = {
    "invitation.made": _invited,
    "invitation.withdrawn": _withdrawn,
    "account.made": _made,
    "account.email-changed": plain(lambda: _("%(person)s changed their e-mail address.")),
    "account.recovered": plain(
        lambda: _(
            "%(person)s set a new password by a recovery; passkeys, codes and sessions ended."
        )
    ),
    "recovery.asked": plain(lambda: _("Somebody asked that %(person)s be let in again.")),
    "recovery.agreed": plain(lambda: _("Somebody agreed that %(person)s be let in again.")),
    "recovery.withdrawn": plain(lambda: _("The recovery of %(person)s was withdrawn.")),
    "sign-in-service.kept": _service,
    "account.signed-in": _signed_in,
    "account.signed-out": plain(lambda: _("Signed out.")),
    "passkey.added": plain(lambda: _("A passkey was added.")),
    "passkey.removed": plain(lambda: _("A passkey was removed.")),
    "codes-app.added": plain(lambda: _("An app for codes was added.")),
    "codes-app.removed": plain(lambda: _("The app for codes was removed.")),
    "spare-codes.made": plain(lambda: _("New spare codes were made.")),
    "password.changed": plain(lambda: _("The password was changed.")),
    "sessions.ended": plain(lambda: _("Other sign-ins were ended.")),
    "account.guessed-at": plain(
        lambda: _("There were too many wrong tries; further ones have to wait.")
    ),
    "account.tied-to-service": plain(
        lambda: _("The municipality’s own sign-in was tied to an account.")
    ),
    "account.made-by-service": plain(
        lambda: _("An account was made by the municipality’s own sign-in.")
    ),
    "seat.taken-by-service": plain(
        lambda: _("Somebody was put into a post by the municipality’s own sign-in.")
    ),
    "seat.ended-by-service": plain(
        lambda: _("Somebody was taken out of a post by the municipality’s own sign-in.")
    ),
    "demo.account-made": plain(lambda: _("An account of the demo was made.")),
}
