"""The demo's sign-ins: one for each role on each side, and the operator's."""

from datetime import UTC, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from overens.base.access.models import DemoAccount
from overens.base.access.queries import seats_now
from overens.base.access.sign_in.actions.demo import OPERATOR, open_demo_operator, open_demo_post
from overens.base.countries.rules import countries
from overens.base.languages.rules import Wordings, languages
from overens.base.municipalities.models import Authority
from overens.base.municipalities.states import Role
from overens.base.records.actions.setting_up import Settings, set_up_register
from overens.base.records.queries import as_it_begins
from overens.base.trail.models import Line
from overens.cycle.agreements.agreement_file.reading import read
from overens.cycle.agreements.models import Party
from overens.demo import demo_file


def open_demo() -> None:
    """Make what is missing of posts, people and accounts, also for a demo of an older release."""
    now = datetime.now(UTC)
    for authority in _authorities(now):
        for role in Role:
            open_demo_post(
                authority=authority,
                role=role,
                names=_names(role),
                person=_person(authority, role),
                at=now,
            )
        _open_register(authority, now)
    open_demo_operator(at=now)


def demo_ways() -> list[tuple[str, str]]:
    """The accounts' names, each with the language in which its page is shown first."""
    now = datetime.now(UTC)
    own = {a.slug: _language(a) for a in _authorities(now)}
    names = set(DemoAccount.objects.values_list("name", flat=True))
    ways = [(f"{slug}-{role}", own[slug]) for slug in own for role in Role]
    return [way for way in [*ways, (OPERATOR, "en")] if way[0] in names]


def _authorities(now: datetime) -> list[Authority]:
    """The parties of the demo's agreement, in its order."""
    slug = read(demo_file(), countries=countries(), today=now.date()).slug
    parties = Party.objects.filter(agreement__slug=slug).select_related("authority__municipality")
    return [party.authority for party in parties.order_by("position")]


def _names(role: Role) -> Wordings:
    """What the example post is called, in each language of the interface."""
    names = {}
    for code in languages():
        with translation.override(code):
            names[code] = _("%(role)s, example") % {"role": role.label}
    return Wordings.of(names)


def _person(authority: Authority, role: Role) -> str:
    """Somebody made up, whose name says so in the authority's own language."""
    with translation.override(_language(authority)):
        return _("Example person in %(place)s (%(role)s)") % {
            "place": authority.short,
            "role": role.label,
        }


def _open_register(authority: Authority, now: datetime) -> None:
    """Open pages from the start, so that there is something to see; once somebody at the desk has
    said how the register is kept, it stays so."""
    said_before = Line.objects.filter(chain__holder_id=str(authority.pk), what="register.set-up")
    registrar = DemoAccount.objects.filter(name=f"{authority.slug}-{Role.REGISTRAR}").first()
    if registrar is None or said_before.exists():
        return
    (seat,) = seats_now(registrar.account, now)
    left_out = {}
    for code in languages():
        with translation.override(code):
            left_out[code] = _(
                "An example. Left out are the names of private persons, their addresses and "
                "telephone numbers, and what is marked as confidential: anyone may ask for it, and "
                "each request is judged."
            )
    begun = as_it_begins(authority)
    set_up_register(
        by=seat, settings=Settings(**begun, published=True, left_out=Wordings.of(left_out)), at=now
    )


def _language(authority: Authority) -> str:
    known = languages()
    return next((code for code in authority.country.languages if code in known), "en")
