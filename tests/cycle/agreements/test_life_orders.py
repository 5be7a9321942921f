"""Letters that are under way at once, on two databases: in every order the end is the same."""

from itertools import permutations
from pathlib import Path

import pytest

from overens.base.consents.states import AnswerKind
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from tests.cycle.agreements.between import Between
from tests.cycle.agreements.holding import Watched
from tests.cycle.agreements.instances import prepared

pytestmark = pytest.mark.own_databases


def test_five_parties_in_every_order_of_the_last_deliveries(
    django_db_blocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two answers, and the proposal itself, are under way to one of them at once."""
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    with django_db_blocker.unblock():
        before = Between(prepared(tmp_path, ("sqlite", "sqlite")), [0, 1, 0, 0, 1])
        before.proposes("norrby", signing=False)
        (seal,) = before.texts("norrby")
        for party in ("norrby", "osterby"):
            for sender, dispatch in before.waiting():
                if dispatch.to.slug == party:
                    before.deliver(sender, dispatch)
            before.answers(party, seal, AnswerKind.YES)
        for order in permutations(range(3)):
            world = before.copied()
            watched = Watched(world)
            late = [w for w in world.waiting() if w[1].to.slug == "vestby"]
            assert len(late) == len(order)
            for place in order:
                world.deliver(*late[place])
            world.deliver_all()
            for party in ("vestby", "mittby", "sydby"):
                assert not watched.shared(world.home(party)).texts
                world.answers(party, seal, AnswerKind.YES)
            watched.ends_equal()
            assert len(watched.shared(world.home("vestby")).texts) == 1
            world.close()
