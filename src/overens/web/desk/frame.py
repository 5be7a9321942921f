"""What stands around every page of the desk: for whom one acts, and the ways on."""

from functools import cached_property

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from overens.base.access.queries import seats_now
from overens.base.municipalities.models import Account, Authority
from overens.base.municipalities.queries import deputies
from overens.base.municipalities.roles import Act
from overens.cycle.agreements.queries import Parties
from overens.web.design.frame import languages_of
from overens.web.design.reads import only_you
from overens.web.design.words import marked
from overens.web.desk.entering import Acting
from overens.web.desk.parties import OTHER, partners_of, place_letters
from overens.web.desk.people.forms import operators_read


class Frame:
    """The bar above a page of the desk; what a page does not show is not fetched."""

    def __init__(self, acting: Acting, language: str) -> None:
        self.acting, self.language = acting, language

    @cached_property
    def parties(self) -> Parties:
        """Of every agreement of the authority."""
        return partners_of(self.acting.authority)

    @property
    def authority(self) -> Authority:
        return self.acting.authority

    @cached_property
    def letter(self) -> str:
        return place_letters(self.parties).get(self.authority.slug, OTHER)

    @property
    def name(self) -> SafeString:
        """The authority's own name, with its mark."""
        mark = (
            '<strong><svg class="mark {}" aria-hidden="true"><use href="#p{}"/></svg> {}</strong>'
        )
        name = marked(self.authority.name, self.language)
        return format_html(mark, self.letter, self.letter, name)

    @property
    def post(self) -> SafeString:
        return marked(self.acting.seat.post.names.shown(self.language), self.language)

    @cached_property
    def deputies(self) -> list[str]:
        """Who else holds the post's work, by name."""
        seats = deputies(self.acting.seat.post_id, timezone.now())
        return [seat.person.name for seat in seats if seat.person_id != self.acting.seat.person_id]

    @property
    def example(self) -> bool:
        """Whether one acts in a post that is made up."""
        return self.acting.seat.post.example

    @property
    def more_seats(self) -> bool:
        return len(self.acting.seats) > 1

    @cached_property
    def may(self) -> dict[str, bool]:
        """Per act, by its name, whether the post allows it: for what a page offers."""
        return {act.name.lower(): self.acting.may(act) for act in Act}


class WithoutPost:
    """Instead of the frame: somebody who is signed in and acts in no post on this page."""

    def __init__(self, account: Account) -> None:
        self.is_operator, self.example = account.is_operator, settings.DEMO
        self._account = account

    @cached_property
    def has_post(self) -> bool:
        """Whether there is a desk to go to."""
        return bool(seats_now(self._account, timezone.now()))


def frame(request: HttpRequest) -> dict[str, object]:
    """For templates of the desk and of the sign-in; nothing for the open site's.

    Switching the language keeps what was asked for, and where one goes on after a sign-in.
    """
    if not hasattr(request, "acting"):
        return {}
    acting = request.acting
    without = None
    if acting is None and request.user.is_authenticated:
        without = WithoutPost(request.user)
    return {
        "desk": Frame(acting, request.reader.language) if acting else None,
        "without": without,
        "messages": get_messages(request),
        "languages": languages_of(request, request.GET.urlencode()),
        "only_you": only_you,
        "operators_read": operators_read,
    }
