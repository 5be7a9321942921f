"""Meeting (also a visit and a dialogue), its programme, who is invited, what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Commitment
from overens.cycle.groups.models.group import WorkingGroup
from overens.cycle.groups.states import (
    ChangeKind,
    Coming,
    MeetingKind,
    MeetingState,
    Mode,
    PartKind,
    RecordKind,
    Way,
)


class Series(models.Model):
    """Meetings that come again by a rule (RFC 5545, RRULE), by the clock of one zone.

    `uid` is that of the whole series in every calendar; `sequence` counts what was changed in it.
    `made_until` is the instant up to which its meetings stand here; empty once all of them do.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="series")
    rule = models.CharField(max_length=300)
    first = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    zone = models.CharField(max_length=60)
    uid = models.CharField(max_length=200, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    made_until = models.DateTimeField(null=True, blank=True, db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.uid


class Meeting(models.Model):
    """People of the parties who meet: of a group, or of the whole agreement. `owner` is the authority
    that called it, and changes when and where it is; `host` the one at which it is, if at any.

    `starts_at` and `ends_at` are instants, `zone` (IANA) the clock of the place. `link` is read by the
    parties and who is invited. `readers` says who reads that it takes place: the parties, or everyone. One of a series
    has its `series`, and in `occurrence` the start that the rule gave it; it stands `apart` once it was
    changed by itself. `uid` and `sequence` are those of RFC 5545. `revision` counts the saves;
    `closed_at` is when its agenda was closed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="meetings")
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    kind = models.CharField(max_length=8, choices=MeetingKind, default=MeetingKind.MEETING)
    slug = models.SlugField(max_length=100)
    titles = WordingsField()
    purposes = WordingsField()
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    called_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    host = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mode = models.CharField(max_length=8, choices=Mode)
    place = models.CharField(max_length=300, blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    zone = models.CharField(max_length=60)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    record = models.CharField(max_length=8, choices=RecordKind)
    readers = models.CharField(max_length=10, choices=Audience, default=Audience.PARTNERS)
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="meetings")
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    occurrence = models.DateTimeField(null=True, blank=True)
    apart = models.BooleanField(default=False)
    uid = models.CharField(max_length=200, db_index=True)
    sequence = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    held_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "slug"], name="one_meeting_per_slug"),
            models.UniqueConstraint(
                fields=["series", "occurrence"], name="one_meeting_per_occurrence"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_meeting_ends_after_it_began",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.slug}"

    @property
    def ref(self) -> Ref:
        return Ref("meeting", str(self.pk))

    @property
    def is_off(self) -> bool:
        """Whether nothing is done in it any more, since it did not take place."""
        return self.state in (MeetingState.CANCELLED, MeetingState.TAKEN_BACK)


class ProgrammePart(models.Model):
    """A part of a programme. `track` tells parts apart that run at the same time; empty for all. What
    an old programme did not say has no time, or a beginning alone; `position` is its line there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="programme")
    track = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=10, choices=PartKind, default=PartKind.SESSION)
    position = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    titles = WordingsField()
    place = models.CharField(max_length=300, blank=True, default="")
    responsible = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_at", "track", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_part_ends_after_it_began",
                violation_error_message=_("The end cannot lie before the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.titles.shown().text}"


class Participant(models.Model):
    """Somebody who is invited, or was there: a post of a party, or somebody by name, with an account or
    without. `authority` is the side; empty for a guest.

    `invited` is the sequence of the invitation that was sent last, and empty before the first;
    `was_there` what was noted afterwards.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    coming = models.CharField(max_length=8, choices=Coming, default=Coming.AWAITED)
    answered_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True, default="")
    invited = models.PositiveIntegerField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    was_there = models.BooleanField(null=True, blank=True)
    added_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "post"],
                name="a_post_is_invited_once",
                violation_error_message=_("This post is invited already."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=~Q(email=""),
                name="an_address_is_invited_once",
                violation_error_message=_("This address is invited already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.post_id)

    @property
    def ref(self) -> Ref:
        return Ref("participant", str(self.pk))


class Invited(models.Model):
    """To which address an invitation went, and its sequence: whoever comes into an invited post has
    not had it."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="letters")
    to = models.EmailField()
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "invited"
        constraints = [
            models.UniqueConstraint(fields=["participant", "to"], name="invited_once_per_address")
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.sequence}"


class Change(models.Model):
    """That a meeting was postponed or cancelled, or that it was not held after all: from when, to when,
    why. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    was_at = models.DateTimeField()
    is_at = models.DateTimeField(null=True, blank=True)
    because = WordingsField()
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.kind}"


class Cost(models.Model):
    """What a meeting cost one authority, also one that was cancelled: its own to say.

    `amount` in its country's currency (ISO 4217), `days` of its people's work.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="costs")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    days = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    note = WordingsField()
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "authority"], name="one_cost_per_meeting_and_authority"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.authority_id}"
