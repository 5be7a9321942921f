"""The steps of the first run, and which of them are done, read from what is on file."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.states import Role
from overens.cycle.agreements.models import Agreement

FIRST_POSTS = (Role.COORDINATOR, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where its page is, and whether it is done."""

    title: str
    path: str
    done: bool


def first_agreement(authority: Authority) -> Agreement | None:
    """The first agreement to which an authority is a party."""
    return Agreement.objects.filter(parties__authority=authority).order_by("pk").first()


def missing_posts(authority: Authority) -> list[Role]:
    """Of coordinator and leader, those of which the authority has no post with a holder."""
    held = set(
        Seat.objects.filter(post__authority=authority, post__role__in=FIRST_POSTS).values_list(
            "post__role", flat=True
        )
    )
    return [role for role in FIRST_POSTS if role not in held]


def steps(authority: Authority) -> list[Step]:
    """For whoever has come through the gate: the first two are done then."""
    return [
        Step(_("Your municipality, and your account"), "", True),
        Step(_("A second step when you sign in"), "", True),
        Step(_("Coordinator and political leader"), "posts/", not missing_posts(authority)),
        Step(_("The first agreement"), "agreement/", first_agreement(authority) is not None),
    ]


def next_page(authority: Authority) -> str:
    """The page of the first step that is not done; that of the end where all are."""
    return next((step.path for step in steps(authority) if not step.done), "done/")
