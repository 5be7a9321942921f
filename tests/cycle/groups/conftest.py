"""Who works together in the tests."""

import pytest

from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from tests.cast import Cast, cast
from tests.examples import NOW


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody of the cast; what is frozen is not typeset."""
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    return cast(NOW)
