"""`overens account …`"""

from argparse import Namespace
from datetime import UTC, datetime

from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.base.access.actions.beginnings import make_first_link
from overens.base.access.actions.invitations import invite_administrator, invite_operator
from overens.base.languages.rules import languages
from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused


def invite(said: Namespace) -> int:
    """A link for an operator, or for the first administrator of an authority."""
    validate_email(said.email)
    common = {"by": None, "email": said.email, "at": datetime.now(UTC)}
    if said.operator:
        made, token = invite_operator(language=_language(None), **common)
    else:
        if not said.name.strip():
            raise Refused(_("Write the administrator’s name with --name."))
        authority = _authority(said.as_administrator)
        made, token = invite_administrator(
            authority=authority, name=said.name, language=_language(authority), **common
        )
    print(_("Pass this link on yourself; it is good for 7 days, once, and is kept nowhere:"))
    print(f"{settings.ADDRESS}/{made.language}/sign-in/invitation/{token}/")
    return 0


def first_link(address: str) -> str | None:
    """The link by which an instance without any account is begun; None where it has some."""
    token = make_first_link(at=datetime.now(UTC))
    return token and f"{address}/{_language(None)}/sign-in/first/{token}/"


def _language(authority: Authority | None) -> str:
    """The authority's own, else that of the terminal."""
    wanted = (*(authority.country.languages if authority else ()), get_language() or "", "en")
    return next(code for code in wanted if code in languages())


def _authority(slug: str) -> Authority:
    found = Authority.objects.filter(slug=slug).select_related("municipality").first()
    if found is None:
        known = ", ".join(Authority.objects.order_by("slug").values_list("slug", flat=True))
        raise Refused(
            _("There is no authority ‘%(slug)s’ here. There are: %(known)s.")
            % {"slug": slug, "known": known or _("none")}
        )
    return found
