"""`overens agreement …`"""

import json
import sys
from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from overens.base.countries.rules import countries
from overens.base.municipalities.models import Seat
from overens.base.municipalities.queries import seat_named
from overens.base.municipalities.rules import Refused
from overens.base.signatures.states import SCANS
from overens.cycle.agreements.actions import transcription
from overens.cycle.agreements.actions.transcription import SeatName
from overens.cycle.agreements.agreement_file.reading import MOST_BYTES, read, schema
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.agreement_file.writing import write
from overens.cycle.agreements.models import Agreement, Version
from overens.cycle.agreements.queries import latest_version
from overens.cycle.agreements.transcript import as_file


def check(said: Namespace) -> int:
    """Faults, all of them at once; nothing is loaded."""
    file = _read(said.file)
    _scan(file, said.file.parent)
    print(
        _(
            "The file can be loaded: %(parties)s parties, %(articles)s articles, %(commitments)s commitments."
        )
        % {
            "parties": len(file.parties),
            "articles": len(file.articles),
            "commitments": len(file.commitments),
        }
    )
    return 0


def load(said: Namespace) -> int:
    """Type in the file's agreement, with the scan that it names."""
    file = _read(said.file)
    outcome = transcription.transcribe(
        by=said.seat, file=file, at=_now(), scan=_scan(file, said.file.parent)
    )
    done = {
        "transcribed": _(
            "Typed in. Each party now confirms it: overens agreement confirm %(slug)s --as AUTHORITY/POST"
        ),
        "drafted": _("Noted as a draft of %(authority)s: it does not count."),
        "draft-changed": _("The draft of %(authority)s was changed. It does not count."),
        "people-noted": _("The people of %(authority)s were noted; the text is the same."),
        "unchanged": _("The file says what is on file already; nothing was changed."),
    }
    print(done[outcome.what] % {"slug": file.slug, "authority": said.seat.authority})
    print(*outcome.notes, sep="\n", end="\n" if outcome.notes else "")
    return 0


def confirm(said: Namespace) -> int:
    """One party's own word that the text was typed in rightly."""
    answer = transcription.confirm(
        by=held_seat(said.seat), agreement=agreement_named(said.agreement), at=_now()
    )
    print(_("Confirmed for %(authority)s.") % {"authority": answer.seat.post.authority.name.text})
    return 0


def export(said: Namespace) -> int:
    """The newest version that counts, or a draft, as a file."""
    version = _version(agreement_named(said.agreement), said.draft_of)
    data = write(as_file(version))
    if said.to:
        # Beside it first: a full disk must not cost the file that stood there.
        new = said.to.with_name(f"{said.to.name}.new")
        try:
            new.write_bytes(data)
            new.replace(said.to)
        finally:
            new.unlink(missing_ok=True)
    else:
        # An agreement file is UTF-8, whatever the terminal is.
        sys.stdout.buffer.write(data)
    return 0


def print_schema(_said: Namespace) -> int:
    """The published description of the file."""
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
    return 0


def agreement_named(slug: str) -> Agreement:
    """Raises Refused where there is none."""
    found = Agreement.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Agreement.objects.order_by("slug").values_list("slug", flat=True))
        raise Refused(
            _("There is no agreement ‘%(slug)s’ here. There are: %(known)s.")
            % {"slug": slug, "known": known or _("none")}
        )
    return found


def held_seat(named: SeatName) -> Seat:
    """Who holds that post today. Raises Refused where nobody does."""
    seat = seat_named(named.authority, named.post, _today())
    if seat is None:
        raise Refused(
            _("Nobody holds the post %(post)s of %(authority)s today.")
            % {"post": named.post, "authority": named.authority}
        )
    return seat


def _read(place: Path) -> AgreementFile:
    with place.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    return read(data, countries=countries(), today=_today())


def _scan(file: AgreementFile, folder: Path) -> bytes | None:
    """What lies beside the file under the name that it says. Raises Refused where nothing does."""
    if file.signing is None or file.signing.scan is None:
        return None
    place = folder / file.signing.scan
    if place.is_symlink() or not place.is_file():
        raise Refused(
            _("The file names the scan %(scan)s, which is not there.") % {"scan": place.name}
        )
    data = place.read_bytes()
    if not data.startswith(SCANS):
        raise Refused(
            _("The scan %(scan)s is not a PDF, TIFF, JPEG or PNG.") % {"scan": place.name}
        )
    return data


def _version(agreement: Agreement, draft_of: str | None) -> Version:
    if draft_of:
        found = agreement.versions.filter(owner__slug=draft_of, edition__isnull=True).first()
    else:
        found = latest_version(agreement)
    if found is None:
        raise Refused(_("There is no such version of the agreement."))
    return found


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    """The latest date that any country here has by now."""
    return max(country.today(_now()) for country in countries().values())
