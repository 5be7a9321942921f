"""What is read in plain SQL is what the rows say."""

import pytest
from django.db.models import Model

from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.queries import parties, parties_beside, parties_of
from tests.examples import NOW, demo, five_parties


def said(row: Model | None) -> dict[str, object] | None:
    """Every value of a row."""
    if row is None:
        return None
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.django_db
@pytest.mark.parametrize("file", [demo(), five_parties()], ids=["demo", "five"])
def test_parties_are_read_as_they_stand(file: AgreementFile) -> None:
    by = SeatName(file.parties[0].authority, file.parties[0].contact or "")
    agreement = transcribe(by=by, file=file, at=NOW).agreement
    agreement.parties.filter(position=1).update(joined=NOW.date(), uses_since=NOW.date())
    agreement.parties.filter(position=0).update(contact=None)
    rows = list(parties_of().filter(agreement=agreement))
    for found in (parties(agreement), parties_beside(rows[0].authority_id)):
        assert list(map(said, found)) == list(map(said, rows))
        assert [said(p.contact) for p in found] == [said(p.contact) for p in rows]
        assert [said(p.authority) for p in found] == [said(p.authority) for p in rows]
        assert [said(p.authority.municipality) for p in found] == [
            said(p.authority.municipality) for p in rows
        ]
        assert found[0].agreement == agreement
