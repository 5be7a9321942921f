"""`overens evidence …`"""

from argparse import Namespace
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.cli.agreement import agreement_named, held_seat
from overens.cycle.agreements.actions import evidence
from overens.cycle.agreements.models import Commitment, Party
from overens.cycle.agreements.states import LASTING


def note(said: Namespace) -> int:
    """Note what shows that one's own party kept a commitment."""
    seat, commitment, party = _named(said)
    since = said.since or said.on or said.until
    until = said.until or (None if said.kind in LASTING and not said.on else said.on or since)
    if since is None:
        raise Refused(_("Write the day on which it was done."))
    row = evidence.report_evidence(
        by=seat,
        commitment=commitment,
        kind=said.kind,
        party=party,
        since=since,
        until=until,
        source=said.source or f"hand:{said.kind}:{since.isoformat()}",
        at=datetime.now(UTC),
        note=Wordings.of(dict(said.note)),
    )
    print(_("Noted, with the source %(source)s.") % {"source": row.source})
    return 0


def withdraw(said: Namespace) -> int:
    """Take back what was noted; it stays on file as withdrawn."""
    seat, commitment, party = _named(said)
    evidence.withdraw_evidence(
        by=seat, commitment=commitment, party=party, source=said.source, at=datetime.now(UTC)
    )
    print(_("Withdrawn."))
    return 0


def not_done(said: Namespace) -> int:
    """A party's own word that it did not do what was due."""
    seat, commitment, party = _named(said)
    evidence.say_not_done(
        by=seat,
        commitment=commitment,
        party=party,
        due=said.due,
        because=Wordings.of(dict(said.because)),
        at=datetime.now(UTC),
    )
    print(_("Noted as not done, with the reason."))
    return 0


def _named(said: Namespace) -> tuple[Seat, Commitment, Party]:
    agreement, seat = agreement_named(said.agreement), held_seat(said.seat)
    commitment = agreement.commitments.filter(number=said.number).first()
    if commitment is None:
        raise Refused(_("There is no commitment %(number)s.") % {"number": said.number})
    party = (
        agreement.parties.filter(authority=seat.post.authority)
        .select_related("authority__municipality")
        .first()
    )
    if party is None:
        raise Refused(_("Only a party’s own people note what it has done."))
    return seat, commitment, party
