"""How posts, their holders and what they carry read on a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from overens.base.languages.rules import Wording, languages, write_date
from overens.base.municipalities.models import Authority, Handover, Post, Seat
from overens.base.municipalities.states import Holding, Role
from overens.cycle.agreements.states import State
from overens.reach.overview.handover import Carried, Involved, Open
from overens.reach.overview.work import Work, WorkKind
from overens.web.design.words import dated, marked
from overens.web.desk.entering import Acting
from overens.web.desk.parties import OTHER
from overens.web.public.shown import ICONS, StateShown


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post of one's own authority. `holder` is its own; `coming` begins on a later day."""

    post: Post
    address: str
    name: SafeString
    role: str
    seats: Sequence[Seat]
    holder: Seat | None
    deputies: Sequence[Seat]
    coming: Seat | None
    carried: Carried
    handover: Handover | None
    language: str

    @property
    def held(self) -> list[Seat]:
        """Whose time in the post can be ended."""
        return [seat for seat in (self.holder, *self.deputies, self.coming) if seat]

    @property
    def carries(self) -> str:
        """In words."""
        count, work = len(self.carried.open), len(self.carried.work)
        said = []
        if count:
            said.append(ngettext("%(n)s commitment", "%(n)s commitments", count) % {"n": count})
        if work:
            sentence = ngettext("%(n)s thing in groups", "%(n)s things in groups", work)
            said.append(sentence % {"n": work})
        return languages()[self.language].join(said) or _("nothing that is open")

    @property
    def question(self) -> str:
        """For a post that carries work and that nobody holds."""
        count = len(self.carried.open)
        if not count:
            return _("Nobody holds this post, and it has work in groups. Who holds it?")
        return ngettext(
            "Nobody holds this post, and it carries %(n)s commitment. Who holds it?",
            "Nobody holds this post, and it carries %(n)s commitments. Who holds it?",
            count,
        ) % {"n": count}

    @property
    def since(self) -> str:
        return _since(self.holder, self.language) if self.holder else ""

    @property
    def until(self) -> SafeString | None:
        """The holder's last day, where somebody has said it."""
        day = self.holder.until if self.holder else None
        return dated(day, self.language) if day else None

    @property
    def coming_from(self) -> SafeString | None:
        day = self.coming.since if self.coming else None
        return dated(day, self.language) if day else None

    @property
    def is_asked_about(self) -> bool:
        carries = bool(self.carried.open or self.carried.work)
        return not self.holder and not self.coming and carries

    @property
    def leaves_without_handover(self) -> bool:
        """A last day that a file said opened none."""
        return bool(self.until and not self.handover)


def _since(seat: Seat, language: str) -> str:
    if seat.since:
        return _("since %(day)s") % {"day": write_date(seat.since, language)}
    return ""


def posts_shown(
    acting: Acting,
    posts: Iterable[Post],
    carried: Mapping[UUID, Carried],
    handovers: Iterable[Handover],
    language: str,
) -> list[PostShown]:
    """`posts` come with their seats and the people in them."""
    opened = {handover.post_id: handover for handover in handovers}
    return [_post(acting, post, carried[post.pk], opened.get(post.pk), language) for post in posts]


def _post(
    acting: Acting, post: Post, carried: Carried, handover: Handover | None, language: str
) -> PostShown:
    seats = sorted(post.seats.all(), key=lambda s: (s.since or s.seen_on or date.min, s.pk))
    for seat in seats:
        seat.post = post
    held = [seat for seat in seats if seat.is_held_at(acting.now)]
    own = [seat for seat in held if seat.holding == Holding.OWN]
    ahead = [
        seat
        for seat in seats
        if seat.holding == Holding.OWN
        and seat.since
        and seat.since > acting.today
        and not seat.ended_at
    ]
    return PostShown(
        post=post,
        address=f"/{language}/desk/posts/{post.slug}/",
        name=name_of(post, language),
        role=capfirst(str(Role(post.role).label)) if post.role else "",
        seats=seats,
        holder=own[0] if own else None,
        deputies=[seat for seat in held if seat.holding == Holding.DEPUTY],
        coming=ahead[0] if ahead else None,
        carried=carried,
        handover=handover,
        language=language,
    )


def name_of(post: Post, language: str) -> SafeString:
    """What a post is called, as a heading begins."""
    return marked(_capital(post.names.shown(language)), language)


def _capital(wording: Wording) -> Wording:
    return Wording(capfirst(wording.text), wording.language)


@dataclass(frozen=True, slots=True)
class HeldShown:
    """A line of the history of a post."""

    person: str
    holding: str
    days: str


def history(post: PostShown) -> list[HeldShown]:
    """Everybody who ever held it, newest first."""
    return [
        HeldShown(seat.person.name, str(Holding(seat.holding).label), _days(seat, post.language))
        for seat in reversed(post.seats)
    ]


def _days(seat: Seat, language: str) -> str:
    said = {
        "since": write_date(seat.since, language) if seat.since else "",
        "until": write_date(seat.until, language) if seat.until else "",
        "day": write_date(seat.seen_on, language) if seat.seen_on else "",
    }
    if seat.since and seat.until:
        return _("%(since)s to %(until)s") % said
    if seat.since:
        return _("since %(since)s") % said
    return _("on file for %(day)s alone") % said


@dataclass(frozen=True, slots=True)
class OpenShown:
    """An open commitment as a row."""

    title: SafeString
    address: str
    agreement: str
    state: StateShown
    due: SafeString | str
    was_due: bool
    day: date | None


def open_shown(
    rows: Iterable[Open], names: Mapping[str, str], today: date, language: str
) -> list[OpenShown]:
    """`names` say what each agreement is called, by its slug."""
    return [
        OpenShown(
            title=marked(row.title.shown(language), language),
            address=f"/{language}/agreements/{row.agreement.slug}/commitments/{row.number}/",
            agreement=names[row.agreement.slug],
            state=state_shown(row.state),
            due=dated(row.due, language) if row.due else _("No date"),
            was_due=bool(row.due and row.due < today),
            day=row.due,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class WorkShown:
    """Something that the post carries in a group, in a sentence, and where it is done."""

    sentence: SafeString
    address: str
    day: SafeString | str
    agreement: str


WORK = {
    WorkKind.SEAT: gettext_noop("Seat in the group {title}"),
    WorkKind.TASK: gettext_noop("Task: {title}"),
    WorkKind.QUESTION: gettext_noop("Owner of the question: {title}"),
    WorkKind.CALLED: gettext_noop("Has called: {title}"),
    WorkKind.INVITED: gettext_noop("Is invited to: {title}"),
}


def work_shown(rows: Iterable[Work], names: Mapping[str, str], language: str) -> list[WorkShown]:
    """`names` say what each agreement is called, by its slug."""
    return [
        WorkShown(
            sentence=format_html(
                _(WORK[row.kind]), title=marked(row.title.shown(language), language)
            ),
            address=f"/{language}/desk/agreements/{row.agreement}/{row.place}",
            day=dated(row.day, language) if row.day else "",
            agreement=names.get(row.agreement, ""),
        )
        for row in rows
    ]


def state_shown(state: State) -> StateShown:
    return StateShown(ICONS.get(state, state).value, capfirst(str(state.label)))


@dataclass(frozen=True, slots=True)
class ContactShown:
    """The contact post of a party, and who holds it, as its authority shows it there."""

    letter: str
    authority: SafeString
    post: SafeString | None
    role: str
    holder: str
    agreements: list[str]


def contacts_shown(
    involved: Iterable[tuple[Involved, str]], letters: Mapping[str, str], language: str
) -> list[ContactShown]:
    """Each contact once, with the agreements in which it is one."""
    found: dict[tuple[object, object], ContactShown] = {}
    for other, agreement in involved:
        key = (other.party.authority_id, other.party.contact_id)
        if key not in found:
            found[key] = _contact(other, letters, language)
        found[key].agreements.append(agreement)
    return list(found.values())


def _contact(other: Involved, letters: Mapping[str, str], language: str) -> ContactShown:
    contact = other.contact
    return ContactShown(
        letter=letters.get(other.party.authority.slug, OTHER),
        authority=short_of(other.party.authority, language),
        post=name_of(contact, language) if contact else None,
        role=str(Role(contact.role).label) if contact and contact.role else "",
        holder=other.holder.person.name if other.holder else "",
        agreements=[],
    )


def short_of(authority: Authority, language: str) -> SafeString:
    return marked(Wording(authority.short, authority.name.language), language)
