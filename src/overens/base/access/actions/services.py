"""A municipality's own sign-in, as its administrators set it up."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.access.actions.invitations import refuse_unless_acting
from overens.base.access.models import SignInService
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import Ref, write
from overens.base.trail.states import Audience

_said = attrgetter(
    "name",
    "address",
    "client_id",
    "client_secret",
    "claim",
    "posts",
    "is_strong",
    "is_open",
)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def keep_sign_in_service(
    *,
    by: Seat,
    name: str,
    address: str,
    client_id: str,
    client_secret: str,
    claim: str,
    posts: Mapping[str, str],
    is_strong: bool,
    is_open: bool,
    at: datetime,
) -> SignInService:
    """Set up or change it. `posts` maps values of the claim to ids of posts of one's own
    authority; what another authority of the municipality has mapped stays. An empty secret keeps
    the one that is on file. Where nothing is changed, nothing is written. The line in the trail
    never holds the secret. Raises Refused."""
    refuse_unless_acting(by, Act.KEEP_SIGN_IN, at)
    refuse_unsafe_address(address)
    own = {str(post): role for post, role in by.post.authority.posts.values_list("pk", "role")}
    if any(not own.get(post) for post in posts.values()):
        raise Refused(_("A value can only lead to a post of your own authority that has a role."))
    municipality = by.post.authority.municipality
    with transaction.atomic():
        found = (
            SignInService.objects.select_for_update(no_key=True)
            .filter(municipality=municipality)
            .first()
        )
        if found is None and not client_secret:
            raise Refused(_("Write the secret that the provider gave you."))
        service = found or SignInService(municipality=municipality)
        others = {value: post for value, post in service.posts.items() if post not in own}
        if set(others) & set(posts):
            raise Refused(_("Another authority of the municipality uses one of these values."))
        asked = (address.rstrip("/"), client_id, claim, is_strong)
        stands = (service.address, service.client_id, service.claim, service.is_strong)
        if others and asked != stands:
            # Else one authority's administrator could let people into another's posts.
            raise Refused(
                _(
                    "Another authority of the municipality uses this service as well. Its address, "
                    "client ID, claim and steps can be changed when that authority has taken its "
                    "values away."
                )
            )
        before, stood = service.address, _said(service)
        service.name, service.address, service.client_id = name, address.rstrip("/"), client_id
        service.client_secret = client_secret or service.client_secret
        service.claim, service.posts = claim, others | dict(posts)
        service.is_strong, service.is_open = is_strong, is_open
        if found and _said(service) == stood:
            return service
        service.save()
        write(
            chain=by.post.authority.ref,
            by=by.ref,
            what="sign-in-service.kept",
            about=Ref("sign-in-service", str(service.pk)),
            audience=Audience.OWN,
            details={
                "name": name,
                "address": service.address,
                "before": before,
                "client": client_id,
                "secret_changed": bool(client_secret),
                "claim": claim,
                "posts": dict(posts),
                "strong": is_strong,
                "open": is_open,
            },
            at=at,
        )
    return service


def refuse_unsafe_address(address: str) -> None:
    """Raises Refused unless it is https; a provider on the machine itself may be asked plainly,
    where the instance is served so too: that is for trying out."""
    try:
        said = urlsplit(address)
        host = said.hostname or ""
    except ValueError:
        host = ""
    else:
        plain = said.scheme == "http" and host in LOOPBACK and not settings.SECURE_COOKIES
        if host and (plain or (said.scheme == "https" and host not in LOOPBACK)):
            return
    raise Refused(_("Write the whole address of the provider. It begins with https://."))
