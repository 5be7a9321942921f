"""Evidence, pushed down: reported by later rooms and by hand, and withdrawn again.

Also for the years before a party used Overens: what is noted bears its own date, and the trail
bears the date on which it was noted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings, is_printable
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act, refuse_unless_may
from overens.base.municipalities.rules import Refused
from overens.base.papers.attachments import take
from overens.base.papers.storage import keep
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements import queries
from overens.cycle.agreements.models import Commitment, Evidence, NotDone, Party
from overens.cycle.agreements.standings import standings
from overens.cycle.agreements.states import LASTING, EvidenceKind

MOST_IN_SOURCE, MOST_IN_TEXT = 200, 5_000
"""Characters."""


def report_evidence(
    *,
    by: Seat | None,
    commitment: Commitment,
    kind: str,
    party: Party,
    since: date,
    until: date | None,
    source: str,
    at: datetime,
    note: Wordings | None = None,
    file: bytes = b"",
    file_name: str = "",
    file_readers: str = Audience.OWN,
) -> Evidence:
    """Put on file what shows that a party kept a commitment.

    `until` is None only for a kind that lasts, and a repeat with a day ends it. `source` names
    where it comes from, once per party and commitment ('meeting:…', 'hand:…'): the same again
    changes nothing. Without `by` it follows from what is on file in another room, and nobody notes it in
    person. The note is public; its `file` (bytes; `papers.attachments` says which are
    taken) is read by `file_readers`. Raises Refused, and CannotKeep.
    """
    if by:
        _own_party(by, Act.NOTE_EVIDENCE, commitment, party, at)
    _refuse_dates(kind, since, until, party.authority.country.today(at))
    _refuse_source(source)
    _refuse_texts(note or Wordings())
    _refuse_unbound(commitment, party, kind, since)
    kept, name = _kept(file, file_name, file_readers)
    with transaction.atomic():
        # The party's row is the lock: two of its people who note the same do it in turn.
        Party.objects.select_for_update(no_key=True).get(pk=party.pk)
        standing = commitment.evidence.filter(
            party=party, source=source, withdrawn_at__isnull=True
        ).first()
        if standing:
            if kept and kept != standing.file:
                raise Refused(_other())
            return _again(by, standing, kind, since, until, at)
        row = Evidence.objects.create(
            commitment=commitment,
            party=party,
            kind=EvidenceKind(kind),
            since=since,
            until=until,
            source=source,
            note=note or Wordings(),
            file=kept,
            file_name=name,
            file_readers=Audience(file_readers) if kept else Audience.OWN,
            noted_by=by,
            noted_at=at,
        )
        _write(by, row, "evidence.noted", at, **_said(row))
    return row


def _again(
    by: Seat | None,
    standing: Evidence,
    kind: str,
    since: date,
    until: date | None,
    at: datetime,
) -> Evidence:
    """The same source once more: nothing new, or the end of what lasted."""
    if (standing.kind, standing.since, standing.until) == (kind, since, until):
        return standing
    if (standing.kind, standing.since, standing.until) != (kind, since, None):
        raise Refused(_other())
    standing.until = until
    standing.save(update_fields=["until"])
    _write(by, standing, "evidence.noted", at, **_said(standing))
    return standing


def _other() -> str:
    return _("Something else is noted with that source. Withdraw it first, or name another source.")


def _kept(file: bytes, name: str, readers: str) -> tuple[str, str]:
    """The file is on disk before a row names it. Its SHA-256, and its name as it is shown."""
    if readers not in Audience.values:
        raise Refused(_("Choose who reads the file."))
    if not file:
        return "", ""
    _kind, shown = take(file, name)
    return keep(settings.FILES, file), shown


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that a party did: for `report_several`."""

    commitment: Commitment
    kind: str
    since: date
    until: date | None
    note: Wordings


class RowsRefused(Refused):
    """Some of several things cannot be noted, so none was: `faults` says why, by their place."""

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__(_("Nothing was noted yet: look at the rows that are marked."))
        self.faults = faults


def report_several(
    *, by: Seat, party: Party, rows: Sequence[Happened], at: datetime
) -> list[Evidence]:
    """Put on file what a party did, all of it or, where something is wrong with a row, nothing.

    Each row has a source made of what it says: the same again changes nothing. Raises RowsRefused.
    """
    done, faults = [], {}
    with transaction.atomic():
        for place, row in enumerate(rows):
            try:
                done.append(
                    report_evidence(
                        by=by,
                        commitment=row.commitment,
                        kind=row.kind,
                        party=party,
                        since=row.since,
                        until=row.until,
                        source=source_of(row.kind, row.since, row.until, row.note),
                        at=at,
                        note=row.note,
                    )
                )
            except Refused as refused:
                faults[place] = str(refused)
        if faults:
            raise RowsRefused(faults)
    return done


def source_of(kind: str, since: date, until: date | None, note: Wordings, file: bytes = b"") -> str:
    """By hand, and by what it says: who notes the same twice has noted it once."""
    said = [kind, since.isoformat(), until.isoformat() if until and until != since else ""]
    said += [f"{code}={text.strip()}" for code, text in sorted(note.texts().items())]
    if file:
        said.append(sha256(file).hexdigest())
    whole = sha256("\n".join(said).encode())
    return f"hand:{kind}:{since.isoformat()}:{whole.hexdigest()[:12]}"


def _said(row: Evidence) -> dict[str, object]:
    return {
        "kind": row.kind,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else "",
        "source": row.source,
        "note": row.note.texts(),
        # The line is public: what only some may read is not named by its hash.
        **({"file": row.file if row.file_readers == Audience.PUBLIC else ""} if row.file else {}),
    }


def _refuse_dates(kind: str, since: date, until: date | None, today: date) -> None:
    if kind not in EvidenceKind.values:
        raise Refused(_("There is no such kind of evidence."))
    if since > today or (until and until > today and kind not in LASTING):
        raise Refused(_("What lies ahead cannot be noted as done."))
    if until is None and kind not in LASTING:
        raise Refused(_("Write the day on which it was done."))
    if until and until < since:
        raise Refused(_("The last day cannot lie before the first."))


def _refuse_source(source: str) -> None:
    if not source.strip():
        raise Refused(_("Write where it comes from."))
    _refuse_text(source, MOST_IN_SOURCE)


def _refuse_texts(texts: Wordings) -> None:
    for text in texts.texts().values():
        _refuse_text(text, MOST_IN_TEXT)


def _refuse_text(text: str, most: int) -> None:
    """The same that an agreement file refuses."""
    if not is_printable(text):
        raise Refused(_("The text holds a character that cannot be seen. Take it out."))
    if len(text) > most:
        raise Refused(
            _("The text is too long: at most %(most)s characters have room.") % {"most": most}
        )


def _refuse_unbound(
    commitment: Commitment, party: Party, kind: str = "", day: date | None = None
) -> None:
    """What is not promised by a party, or stands only in a draft, is not its to keep."""
    terms = (
        commitment.terms.filter(version__edition__isnull=False).order_by("version__number").last()
    )
    if terms is None or (
        terms.authorities is not None and party.authority.slug not in terms.authorities
    ):
        raise Refused(_("This commitment does not bind that party."))
    if day and ((party.joined and day < party.joined) or (party.left and day > party.left)):
        raise Refused(_("The party was not bound on that day."))
    if kind and terms.evidence is not None and kind not in terms.evidence:
        kinds = ", ".join(str(EvidenceKind(k).label) for k in terms.evidence)
        raise Refused(_("What shows it: %(kinds)s.") % {"kinds": kinds})


def withdraw_evidence(
    *,
    by: Seat,
    commitment: Commitment,
    party: Party,
    source: str,
    at: datetime,
    act: Act = Act.NOTE_EVIDENCE,
) -> Evidence:
    """Take back what was noted. It stays on file, with who withdrew it and when. `act` is what the
    post has to be allowed: where it followed from another room, the act by which it is undone there."""
    _own_party(by, act, commitment, party, at)
    with transaction.atomic():
        row = (
            commitment.evidence.select_for_update()
            .filter(party=party, source=source, withdrawn_at__isnull=True)
            .first()
        )
        if row is None:
            raise Refused(_("Nothing with that source is noted for the commitment."))
        row.withdrawn_by, row.withdrawn_at = by, at
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _write(by, row, "evidence.withdrawn", at, source=source)
    return row


def say_not_done(
    *,
    by: Seat,
    commitment: Commitment,
    party: Party,
    due: date | None,
    because: Wordings,
    at: datetime,
) -> NotDone:
    """A party's own word that it did not do what was due on a day, and why. Nobody else says it.

    `due` is the due date (None: of what has no date). Said again, the newest word stands.
    """
    _own_party(by, Act.SAY_NOT_DONE, commitment, party, at)
    if not any(wording.text.strip() for wording in because.values()):
        raise Refused(_("Write the reason in a sentence."))
    _refuse_texts(because)
    _refuse_unbound(commitment, party)
    _refuse_other_dates(commitment, party, due, party.authority.country.today(at))
    with transaction.atomic():
        row = NotDone.objects.create(
            commitment=commitment, party=party, due=due, because=because, said_by=by, said_at=at
        )
        _write(
            by,
            row,
            "evidence.not-done",
            at,
            due=due.isoformat() if due else "",
            because=because.texts(),
        )
    return row


def _refuse_other_dates(
    commitment: Commitment, party: Party, due: date | None, today: date
) -> None:
    """Only of what is or was due can somebody say that it was not done."""
    versions = queries.versions_that_count(commitment.agreement.slug)
    begun = [v for v in versions if v.valid_from and v.valid_from <= today] or versions[:1]
    for standing in standings(begun, [party], {party.pk: today}):
        if standing.terms.commitment_id == commitment.pk:
            for of_party in standing.parties:
                if any(p.due == due and p.opens <= today for p in of_party.periods):
                    return
    raise Refused(_("Nothing of this commitment was due then."))


def _own_party(by: Seat, act: Act, commitment: Commitment, party: Party, at: datetime) -> None:
    if party.authority_id != by.post.authority_id or party.agreement_id != commitment.agreement_id:
        raise Refused(_("Only a party’s own people note what it has done."))
    if not by.is_held_at(at):
        raise Refused(_("Only who holds the post today may act in its name."))
    refuse_unless_may(by.post, act)


def _write(
    by: Seat | None, row: Evidence | NotDone, what: str, at: datetime, **details: object
) -> None:
    authority, commitment = row.party.authority, row.commitment
    write(
        chain=authority.ref,
        by=by.ref if by else authority.ref,
        what=what,
        about=commitment.agreement.ref,
        audience=Audience.PUBLIC,
        details={"commitment": commitment.number, **details},
        at=at,
    )
