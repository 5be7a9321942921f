"""Nouns: Invitation, Recovery, FirstRun, SignInService, ServiceAccount, Guesses, DemoAccount."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from overens.base.municipalities.models import Account, Municipality, Seat
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id


class Link(models.Model):
    """A link that is followed once: only the SHA-256 of its token is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    good_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Invitation(Link):
    """A link by which somebody makes an account: for a seat, or to be the instance's operator.

    `made_by` is empty where the command line of the instance made it. `language` is the one in
    which the first page is shown.
    """

    seat = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    for_operator = models.BooleanField(default=False)
    email = models.EmailField()
    language = models.CharField(max_length=8)
    made_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=True, for_operator=True)
                | Q(seat__isnull=False, for_operator=False),
                name="an_invitation_is_for_a_seat_or_an_operator",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref("invitation", str(self.pk))


class Recovery(Link):
    """A way back for somebody who cannot sign in any more: two people must have agreed to it.

    `asked_by` and `agreed_by` are administrators of the account's authority, or the operator;
    never the same person, and never the account itself. The token is made when the second agrees.
    `told_at` is when the account's holder was told of it.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recoveries")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "recoveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="two_people_agree_to_a_recovery",
                violation_error_message=_(
                    "Another administrator must agree than the one who asked."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("account"))
                & (Q(agreed_by__isnull=True) | ~Q(agreed_by=F("account"))),
                name="nobody_recovers_their_own_account",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref("recovery", str(self.pk))


class FirstRun(Link):
    """The link by which an instance without any account gets its first one."""

    def __str__(self) -> str:
        return f"first run {self.pk}"


class SignInService(models.Model):
    """A municipality's own sign-in: an OpenID Connect provider (OpenID Connect Core 1.0).

    `posts` maps the values of one claim (a group, say) to posts of this municipality's
    authorities: {"overens-koordinator": "<id of the post>"}. Nothing that a provider says reaches
    beyond its own municipality. `is_strong` is the administrator's word that the provider asks
    for two steps.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.OneToOneField(
        Municipality, on_delete=models.PROTECT, related_name="sign_in_service"
    )
    name = models.CharField(max_length=80)
    address = models.URLField(max_length=500)
    client_id = models.CharField(max_length=200)
    client_secret = models.CharField(max_length=500)
    claim = models.CharField(max_length=80, default="groups")
    posts = models.JSONField(default=dict, blank=True)
    is_strong = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def issuer(self) -> str:
        """Who speaks there: its names of people mean somebody only with it."""
        return self.address.removesuffix("/.well-known/openid-configuration").rstrip("/")


class ServiceAccount(models.Model):
    """Who a municipality's sign-in service means by a name of its own (`iss` and `sub`, OpenID
    Connect Core 1.0, section 5.7): nobody is known by e-mail address, no service speaks for
    another's people, and whoever points it at another provider becomes nobody by that.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(SignInService, on_delete=models.PROTECT, related_name="accounts")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="service_accounts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "issuer", "subject"], name="one_account_per_name_at_a_service"
            ),
            models.UniqueConstraint(
                fields=["service", "issuer", "account"], name="one_name_at_a_service_per_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.service_id}"


class Guesses(models.Model):
    """Passwords or codes that were wrong of late: for one account, from one network address.

    Both are kept as keyed hashes, so that the table tells nobody who tried. `known_since` is when
    the account was first signed in to from there: what others try elsewhere does not shut it.
    """

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    failed = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    known_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "guesses"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "address"], name="one_count_per_account_and_address"
            )
        ]
        indexes = [models.Index(fields=["address", "last_at"], name="guesses_from_an_address")]

    def __str__(self) -> str:
        return f"{self.failed} until {self.last_at:%Y-%m-%d %H:%M}"


class DemoAccount(models.Model):
    """An account of the demo: signed in to by a link, and only while the instance shows the demo.

    `name` stands in the link: 'koge-coordinator', or 'operator'.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="demo")
    name = models.SlugField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name
