"""Two registers with something of each kind, guarded and not."""

import pytest

from overens.base.municipalities.models import Authority
from overens.base.records.actions.cases import answer_case, forward_case
from overens.base.records.actions.quarantine import set_aside
from overens.base.records.actions.registering import correct_entry, enter_by_hand
from overens.base.records.rules import Said
from overens.base.records.states import Direction
from tests.base.records.forging import may_anything
from tests.base.records.people import coordinator, registrar, sent
from tests.cast import cast
from tests.examples import NOW


@pytest.fixture
def filled() -> None:
    """Two registers with something of each kind: Køge has 2026-00001 to 2026-00006."""
    cast(NOW)
    first = sent("koge", "kristianstad", key="1", wants_reply=True, email="a@example.org")
    case = first.receipts.get(authority__slug="koge").entry.case
    by = registrar("koge")
    answer_case(by=coordinator("koge"), case=case, text="<p>Ja.</p>", language="da", at=NOW)
    sent("koge", key="2")
    letter = Said(subject="Brev om kysten", counterpart="Nogen")
    entry = enter_by_hand(by=by, direction=Direction.RECEIVED, on=NOW.date(), said=letter, at=NOW)
    better = Said(subject="Brev om stranden", counterpart="Nogen")
    correct_entry(by=by, entry=entry, said=better, because="Skrivefejl", read=1, at=NOW)
    forward_case(by=by, case=case, to=Authority.objects.get(slug="kristianstad"), at=NOW)
    sent("koge", key="3")
    aside = sent("koge", key="4", trap=True).receipts.get()
    set_aside(by=by, receipt=aside, because="Reklame", at=NOW)


@pytest.fixture
def unguarded(filled: None) -> None:
    """The same where nothing is refused."""
    may_anything()
