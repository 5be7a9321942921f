"""The registries that point up, and what rooms have put into them."""

import ast
from importlib import import_module
from pathlib import Path

from overens import floors
from overens.base.consents.kinds import KINDS
from overens.base.papers.storage import NAMED
from overens.base.records import arrivals
from overens.base.trail.checks import CHECKS
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.telling import LINES
from overens.cycle.groups.actions.guards import SHOWN
from overens.web.public.groups.happened import OF_GROUPS
from overens.web.public.histories import SENTENCES

SOURCE = Path(floors.__file__).parent


def test_the_registries_that_point_up_exist() -> None:
    for name in floors.POINTING_UP:
        import_module(name)


def test_every_kind_of_consent_is_known_here() -> None:
    assert set(KINDS) == {
        "agreement.transcription",
        "agreement.proposal",
        "agreement.waiver",
        "group.mandate",
        "group.minutes",
    }


def test_every_kind_of_arrival_is_known_here_and_how_it_comes() -> None:
    found = {kind.name: kind.by_dispatch for kind in arrivals.KINDS.values()}
    assert found == {
        "message": False,
        "sent-on": True,
        "question": True,
        "answer": True,
        "agreement-step": True,
        "group-notes": True,
        "group-file": True,
    }


def test_every_room_that_names_kept_files_is_known_here() -> None:
    assert {names.__module__ for names in NAMED} == {
        "overens.base.papers.queries",
        "overens.base.records.queries",
        "overens.base.signatures.queries",
        "overens.cycle.agreements.queries",
        "overens.cycle.groups.notes_queries",
        "overens.cycle.news.queries",
        "overens.reach.notices.queries",
    }


def test_every_room_that_checks_its_rows_is_known_here() -> None:
    assert {check.__module__ for check in CHECKS} == {
        "overens.base.papers.queries",
        "overens.base.records.verifying.registers",
    }


def test_every_kind_of_thing_that_arrives_is_known_here() -> None:
    assert set(arrivals.KINDS) == {
        "message",
        "sent-on",
        "question",
        "answer",
        "agreement-step",
        "group-notes",
        "group-file",
    }


def test_what_shows_of_a_meeting_or_of_a_member_has_a_sentence_in_the_history() -> None:
    written = {
        node.value
        for name in ("membership", "questions")
        for path in (SOURCE / "cycle/groups/actions").glob(f"{name}.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("group.")
    }
    by_time = {"meeting.series-continued", "minutes.adopted", "notes.stood"}
    assert written | SHOWN | by_time == set(OF_GROUPS)


def test_the_history_has_a_sentence_for_every_public_line_that_an_action_writes() -> None:
    written = {
        node.value
        for path in SOURCE.rglob("actions/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.split(".")[0] in ("agreement", "evidence", "people", "group")
        and node.value.count(".") == 1
    }
    # What only one's own people read, or the partners.
    own = {
        "agreement.drafted",
        "agreement.draft-changed",
        "agreement.draft-dropped",
        "agreement.wording-confirmed",
        "agreement.comment-noted",
        "agreement.notice-received",
        "agreement.unfollowed",
        # What everyone reads at the group itself.
        "group.commitments-changed",
        "group.member-named",
        "group.member-changed",
        "group.member-ended",
    }
    own |= {what for what, readers in LINES.values() if readers != Audience.PUBLIC}
    answers = {
        f"{kind.name}.{what}"
        for kind in KINDS.values()
        for what in ("answered", "put")
        if kind.audience == Audience.PUBLIC
    }
    assert written - own | answers == set(SENTENCES)
