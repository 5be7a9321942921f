"""A signing on paper: who signed, in which order and part, and the scan."""

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import Settings

from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_authority, note_post, note_seat
from overens.base.municipalities.models import Seat
from overens.base.papers.models import Edition
from overens.base.papers.storage import fetch
from overens.base.signatures.actions import keep_scan, note_signing
from overens.base.signatures.models import Signatory, Signing
from overens.base.signatures.states import Part
from overens.base.trail.models import Line

DAY = date(2026, 5, 1)
SCAN = b"%PDF a scanned paper"


def seat(person: str, slug: str = "lund") -> Seat:
    names = Wordings.of({"sv": slug.title()})
    authority, _new = note_authority(
        slug=slug, municipality=slug, country="se", names=names, short=slug
    )
    post, _new = note_post(authority=authority, slug=person.lower(), names=names)
    return note_seat(post=post, person=person, since=date(2020, 1, 1))[0]


def edition(by: Seat) -> Edition:
    return Edition.objects.create(
        kind="letter",
        owner=by.post.authority,
        schema_version=1,
        canonical="{}",
        sha256=sha256(b"{}").hexdigest(),
        pdf="0" * 64,
        frozen_at=datetime(2026, 4, 1, tzinfo=UTC),
    )


def signed(*signatories: tuple[Seat, str], **more: str) -> Signing:
    by = signatories[0][0]
    return note_signing(
        by=by, edition=edition(by), on=DAY, place="Malmö", signatories=signatories, **more
    )


@pytest.mark.django_db
def test_who_signed_stands_in_the_order_of_the_paper_each_with_a_part() -> None:
    zoe, asa, bo = seat("Zoe", "ystad"), seat("Asa"), seat("Bo")
    noted = signed((zoe, Part.SIGNED), (asa, Part.SIGNED), (bo, Part.PRESENT))
    found = Signing.objects.get()
    assert [
        (signatory.position, signatory.seat.person.name, signatory.part)
        for signatory in found.signatories.all()
    ] == [(1, "Zoe", "signed"), (2, "Asa", "signed"), (3, "Bo", "present")]
    assert (found.pk, found.on, found.place, found.noted_by) == (noted.pk, DAY, "Malmö", zoe)
    assert (found.scan, found.scan_name) == ("", "")


@pytest.mark.django_db
def test_a_signing_stands_in_the_trail_line_of_the_larger_action() -> None:
    signed((seat("Asa"), Part.SIGNED))
    assert not Line.objects.exists()


def test_the_scan_is_kept_by_its_hash(settings: Settings, tmp_path: Path) -> None:
    settings.FILES = tmp_path
    name = keep_scan(SCAN)
    assert name == sha256(SCAN).hexdigest()
    assert fetch(tmp_path, name) == SCAN


@pytest.mark.django_db
def test_a_signing_names_the_scan_that_was_kept(settings: Settings, tmp_path: Path) -> None:
    settings.FILES = tmp_path
    signed((seat("Asa"), Part.SIGNED), scan=keep_scan(SCAN), scan_name="signed.pdf")
    found = Signing.objects.get()
    assert fetch(tmp_path, found.scan) == SCAN
    assert found.scan_name == "signed.pdf"


@pytest.mark.django_db
def test_nobody_signs_twice_in_one_part_but_may_in_two() -> None:
    asa = seat("Asa")
    with pytest.raises(IntegrityError), transaction.atomic():
        signed((asa, Part.SIGNED), (asa, Part.SIGNED))
    assert not Signing.objects.exists()
    assert signed((asa, Part.SIGNED), (asa, Part.PRESENT)).signatories.count() == 2


@pytest.mark.django_db
def test_an_edition_is_signed_once() -> None:
    asa = seat("Asa")
    first = signed((asa, Part.SIGNED))
    with pytest.raises(IntegrityError), transaction.atomic():
        note_signing(by=asa, edition=first.edition, on=DAY, place="", signatories=[])
    assert Signing.objects.get() == first


@pytest.mark.django_db
def test_who_signed_is_never_changed() -> None:
    signed((seat("Asa"), Part.SIGNED))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Signatory.objects.update(part=Part.PRESENT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Signing.objects.update(place="Lund")
