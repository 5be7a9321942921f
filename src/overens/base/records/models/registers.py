"""Nouns of the register: Register, Counter, Case, Entry, EntryVersion, Document, Viewing."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.papers.models import Edition
from overens.base.records.states import Direction, DocumentKind, Keeping, Way
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id, new_salt
from overens.base.trail.rules import hash_details, in_utc


class Register(models.Model):
    """An authority's register, and how it keeps it (OSL ch. 5; OFL §15). Its key is the authority's.

    `number_format` and `prefix` make the number (`records.numbers`). `received_by` is another
    authority of the same municipality that takes what arrives by form for this one. `published`
    says whether its public pages are open, `left_out` what does not stand there and why,
    `names_for` for how many months the name of somebody can be searched there. `answer_within` is
    in working days: by when a question is answered as a rule, which no law says. `keeping` says
    how long what arrives is kept, `protection` how the data protection officer is reached.
    """

    authority = models.OneToOneField(
        Authority, primary_key=True, on_delete=models.PROTECT, related_name="register"
    )
    prefix = models.CharField(max_length=20, blank=True, default="")
    number_format = models.CharField(max_length=60)
    received_by = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published = models.BooleanField(default=False)
    left_out = WordingsField()
    names_for = models.PositiveSmallIntegerField(default=12)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    protection = models.CharField(max_length=200, blank=True, default="")
    keeping = WordingsField()
    answer_within = models.PositiveSmallIntegerField(default=10)
    kept = models.CharField(max_length=12, choices=Keeping, default=Keeping.HERE)
    way = models.CharField(max_length=8, choices=Way, blank=True, default="")
    deliver_to = models.CharField(max_length=500, blank=True, default="")
    key = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kept=Keeping.HERE) | ~Q(way=""),
                name="a_case_system_is_reached_somehow",
                violation_error_message=_("Choose how entries come to the case system."),
            )
        ]

    def __str__(self) -> str:
        return str(self.authority_id)

    @property
    def ref(self) -> Ref:
        return Ref("register", str(self.authority_id))


class Counter(models.Model):
    """How many numbers a register has given in a year: the row that whoever enters locks, last."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField()
    length = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "year"], name="one_counter_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.year}: {self.length}"


class Case(models.Model):
    """What belongs together in one register; known by the number of the entry that opened it.

    `thread` is the address of the sender's own status page, where the case came by form; what
    belongs together at each authority, where they correspond; and empty otherwise. `handler` is the
    post whose work it is; `is_question` says whether whoever wrote is owed an answer. Each line of the
    trail that tells of a change of it holds its `seal`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="cases")
    thread = models.CharField(max_length=43, blank=True, default="", db_index=True)
    handler = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    is_question = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=300, blank=True, default="")
    salt = models.CharField(max_length=32, default=new_salt, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "thread"],
                condition=~Q(thread=""),
                name="one_case_per_thread_and_register",
            )
        ]
        indexes = [models.Index(fields=["register", "closed_at"], name="open_cases")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ref(self) -> Ref:
        return Ref("case", str(self.pk))

    def seal(self) -> str:
        """The salted hash of all that it says just now."""
        said = {
            "thread": self.thread,
            "handler": str(self.handler_id or ""),
            "is_question": self.is_question,
            "opened_at": in_utc(self.opened_at),
            "closed_at": in_utc(self.closed_at),
            "closed_because": self.closed_because,
        }
        return hash_details(self.salt, said)


class Entry(models.Model):
    """One line of a register. Its number is given once, and never again. Never changed.

    `on` is the date of arrival, sending or drawing up in the authority's own zone, `at` the
    instant of it where that is known; `entered_at` is when it was entered, which for something
    noted afterwards is later. `entered_by` is empty where it arrived by itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="entries")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    direction = models.CharField(max_length=10, choices=Direction)
    on = models.DateField()
    at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["register", "year", "number"], name="one_entry_per_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="entries_count_from_one"),
        ]
        indexes = [models.Index(fields=["register", "on"], name="entries_of_a_day")]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"

    @property
    def ref(self) -> Ref:
        return Ref("entry", str(self.pk))

    @property
    def arrived(self) -> str:
        """The instant as the trail's line says it."""
        return in_utc(self.at)


class EntryVersion(models.Model):
    """What an entry says: its first wording, or a correction with who, when and why. Never changed.

    `counterpart` is from or to whom (empty for what was drawn up), `subject` in brief what it
    concerns (OSL 5:2); `is_private` says that the counterpart is a private person. What stands in
    public is `public_counterpart` and `public_subject`, where somebody wrote them; else a word in
    their place. `secrecy` is the code of a provision (`countries`), `secrecy_on` the date of the
    marking: a warning, and never a refusal by itself (OSL 5:5). A cancelled entry keeps its
    number. `seal` is the salted hash of the values and the reason, which stands in the trail.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    counterpart = models.CharField(max_length=200, blank=True, default="")
    is_private = models.BooleanField(default=True)
    subject = models.CharField(max_length=300)
    public_counterpart = models.CharField(max_length=200, blank=True, default="")
    public_subject = models.CharField(max_length=300, blank=True, default="")
    secrecy = models.CharField(max_length=40, blank=True, default="")
    secrecy_on = models.DateField(null=True, blank=True)
    is_cancelled = models.BooleanField(default=False)
    because = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], name="one_wording_per_entry_and_number"
            ),
            models.CheckConstraint(
                condition=Q(secrecy="", secrecy_on__isnull=True)
                | (~Q(secrecy="") & Q(secrecy_on__isnull=False)),
                name="a_marking_has_a_date",
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="an_entry_has_a_subject"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(because=""), name="a_correction_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}.{self.number}"


class Document(models.Model):
    """A file of an entry, by the hash of its bytes. Never changed.

    `edition` is what was frozen, where the document is one of ours: the file is its PDF.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="documents")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=DocumentKind)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="one_document_per_place")
        ]

    def __str__(self) -> str:
        return self.name

    def values(self) -> Mapping[str, str | int]:
        """As they are sealed in the trail's line of its entry."""
        return {
            "position": self.position,
            "kind": self.kind,
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "edition": str(self.edition_id or ""),
        }


class Viewing(models.Model):
    """That somebody opened an entry that is marked as confidential (GDPR 32). Never changed; a line
    of the trail says the same."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="viewings")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["entry", "at"], name="viewings_of_an_entry")]

    def __str__(self) -> str:
        return f"{self.seat_id} read {self.entry_id}"
