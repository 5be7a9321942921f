"""An entry on its way to the municipality's own case system: packed, handed over, and numbered there.

It is handed over at least once: the entry's id, which each package bears, says what is the same.
"""

import json
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from stat import S_ISREG

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.access.asking import Failed, ask, safe
from overens.base.languages.rules import is_printable
from overens.base.mail.actions import Enclosed, hand_over, is_refused_for_good
from overens.base.mail.rules import again_at
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.papers.attachments import Kind, clean_name
from overens.base.papers.storage import CannotFetch, fetch
from overens.base.papers.typesetting import as_pdf
from overens.base.records.actions.guards import acting_in
from overens.base.records.actions.outbox import AT_ONCE, claimed, try_later
from overens.base.records.messages import language_of
from overens.base.records.models import Delivery, Document, Entry, Register
from overens.base.records.paper import MISSING, entry_paper
from overens.base.records.queries import case_number, latest, number_of, said_in
from overens.base.records.rules import Message
from overens.base.records.states import DocumentKind, Keeping, Trouble, Way
from overens.base.trail.actions import Ref, write
from overens.base.trail.states import Audience

logger = logging.getLogger(__name__)
FORMAT = "overens-delivery/1"
NUMBER = "number.txt"
MOST_IN_NUMBER = 80
API_WITHIN = 60  # seconds
RECEIVED = (200, 201, 202)
Number = str | None


class NotDelivered(Exception):
    """It did not reach the case system; `why` says the reason."""

    def __init__(self, why: Trouble) -> None:
        super().__init__(why.value)
        self.why = why


def package_of(entry: Entry) -> list[Enclosed]:
    """What is handed over: `metadata.json` with the schema of its fields, the entry as PDF/A-2a with
    the message that was sent, and its documents as they are. Raises CannotFetch."""
    register, version = entry.register, latest(entry)
    documents = list(entry.documents.order_by("position"))
    kept = [fetch(settings.FILES, each.sha256) for each in documents]
    names = [_file_name(each) for each in documents]
    said = said_in(version)
    language = language_of(register.authority)
    numbers = (number_of(entry), case_number(entry.case))
    paper = entry_paper(entry, said, numbers, _message(documents, kept), language)
    about = {
        "format": FORMAT,
        "id": str(entry.pk),
        "authority": {
            "slug": register.authority.slug,
            "name": register.authority.name.text,
            "country": register.authority.country.code,
        },
        "number": numbers[0],
        "year": entry.year,
        "sequence": entry.number,
        "case": numbers[1],
        "direction": entry.direction,
        "date": entry.on.isoformat(),
        **({"at": entry.at.isoformat()} if entry.at else {}),
        "entered_at": entry.entered_at.isoformat(),
        "counterpart": said.counterpart,
        "is_private": said.is_private,
        "subject": said.subject,
        "public_counterpart": said.public_counterpart,
        "public_subject": said.public_subject,
        **(
            {"secrecy": {"ground": said.secrecy, "on": said.secrecy_on.isoformat()}}
            if said.secrecy and said.secrecy_on
            else {}
        ),
        "is_cancelled": said.is_cancelled,
        "version": version.number,
        "documents": [
            {
                "file": name,
                "name": each.name,
                "kind": each.kind,
                "media_type": each.media_type,
                "size": len(data),
                "sha256": each.sha256,
            }
            for name, each, data in zip(names, documents, kept, strict=True)
        ],
    }
    pdf = as_pdf(paper, (language,), entry.entered_at, in_place_of_missing=MISSING)
    return [
        Enclosed("metadata.json", json.dumps(about, ensure_ascii=False, indent=1).encode(), JSON),
        Enclosed("metadata.schema.json", schema(), JSON),
        Enclosed("entry.pdf", pdf, "application/pdf"),
        *(
            Enclosed(name, data, each.media_type.partition(";")[0])
            for name, each, data in zip(names, documents, kept, strict=True)
        ),
    ]


JSON = "application/json"


def schema() -> bytes:
    """The published description of `metadata.json`."""
    return files("overens.base.records").joinpath("delivery.schema.json").read_bytes()


def _file_name(document: Document) -> str:
    """'01-Message.json': in order, and no two alike."""
    ending = "json" if document.media_type == JSON else document.name.rpartition(".")[2]
    # Another authority may have given the name: what is no plain ending is none.
    ending = ending[:10] if ending.isascii() and ending.isalnum() else "bin"
    return f"{document.position:02}-{clean_name(document.name, Kind(ending, ''))}"


def _message(documents: list[Document], kept: list[bytes]) -> Message | None:
    for document, data in zip(documents, kept, strict=True):
        if document.kind == DocumentKind.MESSAGE:
            try:
                return Message.read(data)
            except (ValueError, TypeError, KeyError):
                return None
    return None


def deliver_waiting(*, now: datetime) -> int:
    """Hand over each entry that waits; how many went."""
    waiting = Delivery.objects.filter(delivered_at__isnull=True, next_at__lte=now)
    rows = waiting.select_related("entry__register__authority__municipality").order_by("next_at")
    return sum(_deliver(delivery, now) for delivery in rows[:AT_ONCE])


def _deliver(delivery: Delivery, now: datetime) -> bool:
    register = delivery.entry.register
    if not claimed(delivery, now):
        return False
    try:
        # As the register says today: a wrong address that was put right counts for what waits.
        if register.kept != Keeping.CASE_SYSTEM or register.way not in WAYS:
            raise NotDelivered(Trouble.NOT_SET_UP)
        number = WAYS[register.way](delivery.entry, package_of(delivery.entry))
    except NotDelivered as failed:
        trouble = failed.why
    except CannotFetch:
        trouble = Trouble.NOT_PACKED
    except Exception as error:  # whatever it is, the next one is delivered
        # Its kind alone: what it says may hold an address, a name or a key.
        logger.error("entry %s was not delivered: %s", delivery.pk, type(error).__name__)
        trouble = Trouble.NOT_PACKED
    else:
        # Only an interface is asked again: in a folder one looks, by mail somebody writes it in.
        asks = again_at(now, 1) if register.way == Way.API and not number else None
        Delivery.objects.filter(pk=delivery.pk).update(
            way=register.way,
            to=register.deliver_to,
            delivered_at=now,
            next_at=asks,
            tries=0,
            trouble="",
        )
        if number:
            _numbered(delivery, number, None, now)
        return True
    try_later(delivery, trouble, now)
    return False


def _to_folder(entry: Entry, package: list[Enclosed]) -> Number:
    """All of it under its name, or nothing: whoever watches the folder finds no half of one."""
    place = folder_of(entry)
    new = place.with_name(f".new-{place.name}")
    try:
        if place.exists():
            return None
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for each in package:
            with (new / each.name).open("wb") as file:
                file.write(each.data)
                file.flush()
                os.fsync(file.fileno())
        new.rename(place)
        _sync(place.parent)
    except OSError as error:
        raise NotDelivered(Trouble.NOT_KEPT) from error
    return None


def folder_of(entry: Entry) -> Path:
    """Where an entry is laid: a name of ours, and never one that somebody typed."""
    name = f"{entry.year}-{entry.number:06}-{entry.pk}"
    return Path(settings.DATA) / "deliveries" / entry.register.authority.slug / name


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _by_mail(entry: Entry, package: list[Enclosed]) -> Number:
    """One mail with all of it. A repeat has the same Message-ID."""
    if not settings.MAIL:
        raise NotDelivered(Trouble.NOT_SET_UP)
    language = language_of(entry.register.authority)
    with override(language):
        subject = _("Entry %(number)s of the register") % {"number": number_of(entry)}
        text = _(
            "This entry is for your case system; metadata.json says what it is. When it has a "
            "number there, write it in at the desk of Overens."
        )
    try:
        hand_over(
            to=entry.register.deliver_to,
            subject=subject,
            text=text,
            language=language,
            message_id=f"<{entry.pk}@{settings.MAIL_DOMAIN}>",
            enclosed=package,
        )
    except (OSError, ValueError) as error:
        refused = is_refused_for_good(error)
        raise NotDelivered(Trouble.REFUSED if refused else Trouble.NO_ANSWER) from error
    return None


def _to_api(entry: Entry, package: list[Enclosed]) -> Number:
    """One POST. The key goes in the head, and stands in no log line and no error of ours."""
    parts = [("files", (each.name, each.data, each.media_type)) for each in package[1:]]
    parts.insert(0, ("metadata", (package[0].name, package[0].data, JSON)))
    return _asked(entry, "POST", entry.register.deliver_to, files=parts)


def _asked(entry: Entry, method: str, address: str, **sent: object) -> Number:
    head = {"Authorization": f"Bearer {entry.register.key}", "Idempotency-Key": str(entry.pk)}
    try:
        answer = ask(method, safe(address), good=RECEIVED, headers=head, timeout=API_WITHIN, **sent)
    except Failed as failed:
        refused = 400 <= failed.status < 500 and failed.status not in (408, 429)
        raise NotDelivered(Trouble.REFUSED if refused else Trouble.NO_ANSWER) from failed
    return _plain(str(answer.get("number") or ""))


WAYS: Mapping[str, Callable[[Entry, list[Enclosed]], Number]] = {
    Way.FOLDER: _to_folder,
    Way.MAIL: _by_mail,
    Way.API: _to_api,
}


def collect_numbers(*, now: datetime) -> int:
    """Look for the numbers that case systems have given meanwhile; how many were found."""
    asked = Q(way=Way.FOLDER) | Q(way=Way.API, next_at__lte=now)
    rows = Delivery.objects.filter(asked, number="", delivered_at__isnull=False)
    waiting = rows.select_related("entry__register__authority__municipality").order_by("queued_at")
    return sum(_collect(delivery, now) for delivery in waiting)


def _collect(delivery: Delivery, now: datetime) -> bool:
    entry = delivery.entry
    if delivery.way == Way.FOLDER:
        number = _number_in(folder_of(entry) / NUMBER)
    elif entry.register.way != Way.API or not claimed(delivery, now):
        return False
    else:
        try:
            address = f"{entry.register.deliver_to.rstrip('/')}/{entry.pk}"
            number, trouble = _asked(entry, "GET", address), Trouble.NUMBER_FOLLOWS
        except NotDelivered as failed:
            number, trouble = None, failed.why
        if not number:
            try_later(delivery, trouble, now)
    return bool(number) and _numbered(delivery, str(number), None, now)


def _number_in(place: Path) -> Number:
    """What stands in a file that the case system wrote: a plain file of its own, and little of it."""
    try:
        opened = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(opened, "rb") as file:
        if not S_ISREG(os.fstat(opened).st_mode):
            return None
        return _plain(file.read(1000).decode("utf-8-sig", "replace"))


def _plain(number: str) -> Number:
    """A number on one line; None for what is none."""
    line = " ".join(number.split())
    return line if 0 < len(line) <= MOST_IN_NUMBER and is_printable(line) else None


def note_number(*, by: Seat, entry: Entry, number: str, at: datetime) -> Delivery:
    """Write in which number an entry has in the case system, or put it right. Raises Refused."""
    acting_in(by, entry.register, Act.KEEP_REGISTER, at)
    plain = _plain(number)
    if plain is None:
        raise Refused(_("Write the number that the entry has in the case system."))
    delivery = Delivery.objects.filter(entry=entry).first()
    if delivery is None:
        raise Refused(_("This entry is not delivered to a case system."))
    if not _numbered(delivery, plain, by, at):
        raise Refused(_("Nothing is different from what stands there."))
    delivery.refresh_from_db()
    return delivery


def _numbered(delivery: Delivery, number: str, by: Seat | None, now: datetime) -> bool:
    """The case system's number stands beside ours; whether it was written just now."""
    register: Register = delivery.entry.register
    with transaction.atomic():
        row = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
        if row.number == number or (row.number and by is None):
            return False
        row.number, row.numbered_at, row.numbered_by = number, now, by
        row.next_at, row.trouble = None, ""
        row.save()
        write(
            chain=register.authority.ref,
            by=by.ref if by else Ref("register", str(register.pk)),
            what="entry.numbered",
            about=delivery.entry.ref,
            audience=Audience.OWN,
            details={"number": number_of(delivery.entry), "their_number": number},
            at=now,
        )
    return True
