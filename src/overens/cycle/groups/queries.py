"""Readers: groups, who sits in them, whether an agreement's rooms are still open."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Case, F, Prefetch, Q, QuerySet, When

from overens.base.consents.models import Answer, Asked, Consent
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.queries import holders
from overens.cycle.agreements.models import Agreement, Commitment, FocusAreaWording, Party, Version
from overens.cycle.agreements.queries import focus_areas_of, in_force, versions_that_count
from overens.cycle.agreements.standings import bound_until, last_day
from overens.cycle.groups.models import (
    Mandate,
    Membership,
    Question,
    QuestionSide,
    Remark,
    Task,
    WorkingGroup,
)
from overens.cycle.groups.rules.mandate import Said, agreed_at, refused_by
from overens.cycle.groups.states import MemberTask, QuestionState, TaskState


def has_ended(agreement: Agreement, today: date) -> bool:
    """Whether the agreement binds fewer than two parties any more on a day, or has not come to count:
    then nothing new is begun in it, and each of its groups is over."""
    return len(bound_on(agreement, today)) < 2


def bound_on(agreement: Agreement, day: date) -> list[Party]:
    """The parties that no notice and no end of the text has let go before that day, in their stored
    order; none before a text counts. One query once its versions are in memory, beside the parties."""
    versions = versions_that_count(agreement.slug)
    parties = Party.objects.filter(agreement=agreement).select_related("authority__municipality")
    if not versions:
        return []
    lasting = ((party, bound_until(party, versions)) for party in parties)
    return [party for party, last in lasting if last is None or last >= day]


def last_day_of(agreement: Agreement) -> date | None:
    """The agreement's last day, and so that of its groups; None while no end is known."""
    versions = versions_that_count(agreement.slug)
    return last_day(agreement.parties.all(), versions) if versions else None


def is_over(group: WorkingGroup, today: date) -> bool:
    """Whether nothing new is begun in a group: it was closed, or its agreement has ended."""
    return group.closed_at is not None or has_ended(group.agreement, today)


def groups_of(agreements: Iterable[Agreement]) -> QuerySet[WorkingGroup]:
    """The groups of some agreements that each party has agreed to, closed ones last, oldest first."""
    return (
        WorkingGroup.objects.filter(agreement__in=list(agreements), founded_at__isnull=False)
        .select_related("focus_area")
        .order_by(F("closed_at").asc(nulls_first=True), "founded_at", "slug")
    )


def groups_known_to(agreement: Agreement, authority: Authority) -> QuerySet[WorkingGroup]:
    """The same with those that were proposed to an authority, once that has reached it."""
    proposed = Mandate.objects.filter(
        consent__asked__authority=authority, consent__asked__reached_at__isnull=False
    )
    return (
        WorkingGroup.objects.filter(agreement=agreement)
        .filter(Q(founded_at__isnull=False) | Q(pk__in=proposed.values("group")))
        .select_related("focus_area")
        .prefetch_related("commitments")
        .order_by("slug")
    )


def open_groups(agreement: Agreement) -> QuerySet[WorkingGroup]:
    """The groups in which something can be begun, as far as no end of the agreement forbids it."""
    return groups_of([agreement]).filter(closed_at__isnull=True)


def seats_in(group: WorkingGroup, day: date | None = None) -> QuerySet[Membership]:
    """Which posts sit in a group, or did: on a day, those that do then; the lead and the secretary
    first."""
    found = Membership.objects.filter(group=group).select_related("post__authority__municipality")
    if day:
        found = found.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    is_plain = Case(When(task=MemberTask.MEMBER, then=1), default=0)
    return found.order_by("post__authority", is_plain, "task", "since", "pk")


def holders_of(posts: Iterable[UUID], day: date) -> dict[UUID, list[Seat]]:
    """By post who holds it as a day ends, its own holder before a deputy: one query."""
    found: dict[UUID, list[Seat]] = {}
    for seat in holders(posts, day):
        found.setdefault(seat.post_id, []).append(seat)
    return found


def posts_to_name(authority: Authority) -> QuerySet[Post]:
    """The posts of an authority that may sit in a group."""
    return Post.objects.filter(authority=authority).order_by("slug")


def posts_for_tasks(agreement: Agreement, group: WorkingGroup | None, day: date) -> QuerySet[Post]:
    """The posts that can be given a task: with a role at a party, or sitting in the group on a day."""
    authorities = Party.objects.filter(agreement=agreement).values("authority")
    fits = ~Q(role="")
    if group:
        fits |= Q(pk__in=seats_in(group, day).order_by().values("post"))
    return (
        Post.objects.filter(fits, authority__in=authorities)
        .select_related("authority__municipality")
        .order_by("authority", "slug")
    )


def answers_of(consents: Sequence[Consent]) -> dict[UUID, list[Said]]:
    """By consent what each party answered, oldest first: one query."""
    found: dict[UUID, list[Said]] = {consent.pk: [] for consent in consents}
    said = Answer.objects.filter(asked__consent__in=list(found)).order_by("number", "pk")
    for consent, party, number, answer, sent, at in said.values_list(
        "asked__consent",
        "asked__authority__slug",
        "number",
        "answer",
        "edition__frozen_at",
        "at",
    ):
        found[consent].append(Said(party, number, answer, sent or at))
    return found


class MandateStanding:
    """A mandate that was proposed, and how far it has come."""

    def __init__(self, mandate: Mandate, said: list[Said]) -> None:
        self.mandate = mandate
        self.asked = [one.authority for one in mandate.consent.asked.all()]
        self.refused = refused_by(said)
        self.agreed_at = agreed_at([one.slug for one in self.asked], said)
        self.said = said

    @property
    def is_open(self) -> bool:
        return self.mandate.counted_at is None and not self.refused


def mandates_of(groups: Iterable[WorkingGroup], reader: Authority) -> list[MandateStanding]:
    """What was proposed of some groups, does not count yet, and has reached an authority, newest
    first."""
    asked = Asked.objects.select_related("authority__municipality").order_by("pk")
    mandates = list(
        Mandate.objects.filter(
            group__in=list(groups),
            counted_at__isnull=True,
            consent__asked__authority=reader,
            consent__asked__reached_at__isnull=False,
        )
        .select_related("consent__edition__owner__municipality", "group")
        .prefetch_related(Prefetch("consent__asked", asked))
        .order_by("-consent__asked_at", "pk")
    )
    said = answers_of([one.consent for one in mandates])
    return [MandateStanding(one, said[one.consent_id]) for one in mandates]


def questions_of(
    agreement: Agreement, group: WorkingGroup | None = None, *, only_open: bool = False
) -> QuerySet[Question]:
    """The questions of an agreement, or of one of its groups, with what each side wrote: open ones
    first, then newest first."""
    sides = QuestionSide.objects.select_related("authority__municipality", "owner")
    found = Question.objects.filter(agreement=agreement)
    if group:
        found = found.filter(group=group)
    if only_open:
        found = found.filter(state=QuestionState.OPEN)
    return (
        found.select_related("group", "focus_area", "commitment", "opened_by__post__authority")
        .prefetch_related(Prefetch("sides", sides))
        .order_by(F("closed_at").asc(nulls_first=True), "-number")
    )


def tasks_of(
    agreement: Agreement, group: WorkingGroup | None = None, *, only_open: bool = False
) -> QuerySet[Task]:
    """The tasks of an agreement, or of one of its groups, soonest due first."""
    found = Task.objects.filter(agreement=agreement)
    if group:
        found = found.filter(group=group)
    if only_open:
        found = found.filter(state=TaskState.OPEN)
    return with_what_it_knows(found).order_by(F("due").asc(nulls_last=True), "number")


def with_what_it_knows(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with all that a row of a page shows of them."""
    return tasks.select_related(
        "group",
        "post__authority__municipality",
        "outcome__item__meeting",
        "question",
        "commitment",
        "given_by__post__authority",
    )


def remarks_on(kind: str, identity: str) -> list[Remark]:
    """What was said about something, oldest first: one query."""
    found = Remark.objects.filter(about_kind=kind, about_id=identity)
    return list(found.select_related("seat__person", "seat__post__authority__municipality"))


def titles_of(
    agreement: Agreement, day: date, versions: Sequence[Version] | None = None
) -> dict[int, tuple[Commitment, dict[str, str]]]:
    """The commitments of the text in force by their numbers, each with its title by language.
    `versions` are those that count, where they are at hand."""
    counted = versions_that_count(agreement.slug) if versions is None else versions
    if not counted:
        return {}
    terms = in_force(counted, day).commitments.select_related("commitment")
    return {one.commitment.number: (one.commitment, one.title.texts()) for one in terms}


def areas_of(
    agreement: Agreement, day: date, versions: Sequence[Version] | None = None
) -> dict[str, FocusAreaWording]:
    """The focus areas of the text in force by their slugs, with their names."""
    counted = versions_that_count(agreement.slug) if versions is None else versions
    if not counted:
        return {}
    return {one.area.slug: one for one in focus_areas_of(in_force(counted, day))}


def area_names(wording: FocusAreaWording) -> dict[str, str]:
    """What a focus area is called, by language: the newest name in each."""
    return {name.language: name.text for name in wording.names.all()}
