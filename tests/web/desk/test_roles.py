"""The table of roles, walked: every action, as every role, of each side, of a third municipality, and in
a seat that has ended. Every address is walked in `test_roles_of_addresses`."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

import overens
from overens.base.access.actions.invitations import invite, withdraw_invitation
from overens.base.access.actions.recovery import (
    agree_to_recovery,
    open_recovery,
    withdraw_recovery,
)
from overens.base.access.actions.services import keep_sign_in_service
from overens.base.handovers.actions import open_handover, write_handover
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions import succession
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import TABLE, Act
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.records.actions import cases, quarantine, registering
from overens.base.records.actions.delivering import note_number
from overens.base.records.actions.setting_up import set_up_register
from overens.base.records.rules import Said
from overens.cycle.agreements.actions import evidence as evidences
from overens.cycle.agreements.actions.transcription import SeatName, confirm, transcribe
from overens.cycle.agreements.models import Party
from overens.cycle.news.actions import publishing, writing
from tests.base.records.people import settings_of
from tests.cast import SINCE, THIRD, account_of, seat_of
from tests.cycle.news.writing import ALTS, with_picture, words
from tests.examples import demo
from tests.web.desk import trying_groups, trying_life, trying_meetings, trying_notes
from tests.web.desk.conftest import Things, free_post

pytestmark = pytest.mark.django_db


Attempt = Callable[[Seat, Things], object]


def attempts() -> dict[Act, dict[str, Attempt]]:
    """Per act each action that needs it, tried on what is Køge's."""
    now = timezone.now()

    def koge(things: Things) -> Party:
        return Party.objects.select_related("authority__municipality").get(
            agreement=things.cast.agreement, authority__slug="koge"
        )

    def commitment(things: Things) -> Any:
        return things.cast.agreement.commitments.get(number=1)

    def extra(things: Things) -> Seat:
        return Seat.objects.select_related("person", "post__authority__municipality").get(
            pk=things.named["seat"]
        )

    def note(by: Seat, t: Things) -> object:
        return evidences.report_evidence(
            by=by, commitment=commitment(t), kind="noted-by-hand", party=koge(t),
            since=SINCE, until=SINCE, source="hand:try", at=now,
        )  # fmt: skip

    names = Wordings.of({"en": "another name"})
    text = {"text": "<p>Text</p>", "language": "da", "revision": 0}
    handover = {"at": now}
    return {
        Act.NOTE_EVIDENCE: {
            "report_evidence": note,
            "report_several": lambda by, t: evidences.report_several(
                by=by,
                party=koge(t),
                rows=[
evidences.Happened(commitment(t), "noted-by-hand", SINCE, SINCE, Wordings.of({"da": "Et møde."}))
                ],
                at=now,
            ),
            "withdraw_evidence": lambda by, t: evidences.withdraw_evidence(
                by=by, commitment=commitment(t), party=koge(t), source="hand:walk", at=now
            ),
        },
        Act.SAY_NOT_DONE: {
            "say_not_done": lambda by, t: evidences.say_not_done(
                by=by, commitment=commitment(t), party=koge(t), due=SINCE.replace(year=2024),
                because=Wordings.of({"da": "Valget kom imellem."}), at=now,
            ),
        },
        Act.CONFIRM: {
            "confirm": lambda by, t: confirm(by=by, agreement=t.cast.agreement, at=now),
        },
        Act.TYPE_IN: {
            **trying_life.attempts(now)[Act.TYPE_IN],
            "transcribe": lambda by, t: transcribe(
                by=SeatName(by.post.authority.slug, by.post.slug), file=demo(), at=now
            ),
        },
        Act.HAND_OVER: {
            "open_handover": lambda by, t: open_handover(by=by, post=extra(t).post, **handover),
            "write_handover": lambda by, t: write_handover(
                by=by, handover=_handover(t), at=now, **text
            ),
        },
        Act.FILL_POST: {
            "take_over": lambda by, t: succession.take_over(
                by=by, post=free_post(), person="Eksempel Syv", at=now
            ),
            "name_deputy": lambda by, t: succession.name_deputy(
                by=by, post=extra(t).post, person="Eksempel Otte", at=now
            ),
            "set_last_day": lambda by, t: succession.set_last_day(
                by=by, seat=extra(t), day=(now + timedelta(days=30)).date(), at=now
            ),
            "end_seat_now": lambda by, t: succession.end_seat_now(by=by, seat=extra(t), at=now),
        },
        Act.KEEP_POSTS: {
            "name_post": lambda by, t: succession.name_post(
                by=by, names=names, role=Role.MEMBER, at=now
            ),
            "rename_post": lambda by, t: succession.rename_post(
                by=by, post=extra(t).post, names=names, at=now
            ),
            "give_role": lambda by, t: succession.give_role(
                by=by, post=extra(t).post, role=Role.REGISTRAR, at=now
            ),
        },
        Act.INVITE: {
            "invite": lambda by, t: invite(
                by=by, seat=extra(t), email="en@koge.example", language="da", at=now
            ),
            "withdraw_invitation": lambda by, t: withdraw_invitation(
                by=by, invitation=_row("access.Invitation", t.named["invitation"]), at=now
            ),
        },
        Act.RECOVER: {
            "open_recovery": lambda by, t: open_recovery(
                by=by, account=t.cast.accounts["koge", Role.COMMUNICATOR], at=now
            ),
            "agree_to_recovery": lambda by, t: agree_to_recovery(
                by=by, recovery=_row("access.Recovery", t.named["recovery"]), at=now
            ),
            "withdraw_recovery": lambda by, t: withdraw_recovery(
                by=by, recovery=_row("access.Recovery", t.named["recovery"]), at=now
            ),
        },
        Act.READ_REGISTER: {
            "note_viewing": lambda by, t: registering.note_viewing(by=by, entry=_entry(t), at=now),
        },
        Act.ANSWER_CASE: {
            "answer_case": lambda by, t: cases.answer_case(
                by=by, case=_case(t), text="<p>Tak.</p>", language="da", at=now
            ),
            "forward_case": lambda by, t: cases.forward_case(
                by=by, case=_case(t), to=t.cast.seats[THIRD, Role.MEMBER].post.authority, at=now
            ),
            "assign_case": lambda by, t: cases.assign_case(
                by=by, case=_case(t), post=t.cast.seats["koge", Role.COORDINATOR].post, at=now
            ),
            "close_case": lambda by, t: cases.close_case(
                by=by, case=_case(t), because="Besvaret", at=now
            ),
            "reopen_case": lambda by, t: cases.reopen_case(by=by, case=_case(t), at=now),
        },
        Act.KEEP_REGISTER: {
            "enter_by_hand": lambda by, t: registering.enter_by_hand(
                by=by, direction="received", on=SINCE, said=Said("Brev", "Nogen"), at=now
            ),
            "correct_entry": lambda by, t: registering.correct_entry(
                by=by, entry=_entry(t), said=Said("Andet", "Nogen"), because="Fejl", read=1, at=now
            ),
            "cancel_entry": lambda by, t: registering.cancel_entry(
                by=by, entry=_entry(t), because="Fejl", read=1, at=now
            ),
            "release": lambda by, t: quarantine.release(by=by, receipt=_apart(t), at=now),
            "set_aside": lambda by, t: quarantine.set_aside(
                by=by, receipt=_apart(t), because="Reklame", at=now
            ),
            "note_number": lambda by, t: note_number(
                by=by, entry=_entry(t), number="25/1234", at=now
            ),
        },
        Act.SET_UP_REGISTER: {
            "set_up_register": lambda by, t: set_up_register(
                by=by, settings=settings_of(by.post.authority), at=now
            ),
        },
        Act.WRITE_NEWS: {
            "begin_news": lambda by, t: writing.begin_news(
                by=by, kind="news", words=words("Andet"), at=now
            ),
            "write_news": lambda by, t: writing.write_news(
                by=by, item=_news(t), words=words("Andet"), revision=1, at=now
            ),
            "throw_away": lambda by, t: writing.throw_away(by=by, item=_news(t), at=now),
            "add_picture": lambda by, t: with_picture(by, _news(t), "red", at=now),
            "describe_picture": lambda by, t: writing.describe_picture(
                by=by, item=_news(t), file=t.named["file"], alts=ALTS, captions={}, rights="Mig",
                at=now,
            ),
            "remove_picture": lambda by, t: writing.remove_picture(
                by=by, item=_news(t), file=t.named["file"], at=now
            ),
            "publish": lambda by, t: publishing.publish(
                by=by, item=_news(t), because={}, revision=1, at=now
            ),
            "schedule": lambda by, t: publishing.schedule(
                by=by, item=_news(t), when=now + timedelta(days=1), because={}, revision=1, at=now
            ),
            "unschedule": lambda by, t: publishing.unschedule(
                by=by, item=_news(t, "planlagt"), at=now
            ),
            "archive": lambda by, t: publishing.archive(by=by, item=_news(t, "udgivet"), at=now),
            "bring_back": lambda by, t: publishing.bring_back(
                by=by, item=_news(t, "arkiveret"), at=now
            ),
        },
        Act.KEEP_SIGN_IN: {
            "keep_sign_in_service": lambda by, t: keep_sign_in_service(
                by=by, name="Login", address="https://login.example", client_id="overens",
                client_secret="secret", claim="groups", posts={}, is_strong=False, is_open=True,
                at=now,
            ),
        },
        **(in_groups := dict(trying_groups.attempts(now))),
        **(of_notes := dict(trying_notes.attempts(now))),
        Act.WORK_IN_GROUP: {
            **in_groups[Act.WORK_IN_GROUP],
            **trying_meetings.attempts(now),
            **of_notes[Act.WORK_IN_GROUP],
        },
        **{act: of for act, of in trying_life.attempts(now).items() if act != Act.TYPE_IN},
    }  # fmt: skip


def _row(model: str, pk: object) -> Any:
    from django.apps import apps

    return apps.get_model(model).objects.get(pk=pk)


def _case(things: Things) -> Any:
    return _row("records.Case", things.named["case"])


def _entry(things: Things) -> Any:
    return _case(things).entries.get()


def _apart(things: Things) -> Any:
    """Something that was set apart at Køge's."""
    return _row("records.Receipt", things.named["receipt"])


def _handover(things: Things) -> Any:
    return _row("municipalities.Handover", things.named["handover"])


def _news(things: Things, slug: str = "") -> Any:
    """Køge's news: a draft, or what has come so far that the verb can be tried."""
    from overens.cycle.news.models import NewsItem

    return NewsItem.objects.get(slug=slug or things.named["news"])


ITS_OWN = {
    "name_post", "keep_sign_in_service", "confirm", "transcribe", "begin_news", "enter_by_hand",
    "set_up_register", *trying_life.OF_EACH_PARTY, *trying_groups.OF_EACH_PARTY,
    *trying_meetings.OF_EACH_PARTY, *trying_notes.OF_EACH_PARTY,
}  # fmt: skip
"""Actions that name nothing of another authority: whoever may do them does them for their own."""
BY_HAND_OF_TWO = {"agree_to_recovery"}
"""Refused to the one who asked, whatever their role."""
NOT_BY_ROLE = {
    "keep_reading", "change_email", "use_code", "add_passkey", "remove_passkey", "add_codes_app",
    "remove_codes_app", "make_spare_codes", "change_password", "remember_address",
    "tie_to_service", "note_sign_in", "note_sign_out", "end_sessions", "write_change",
    "keep_draft", "drop_draft", "carry_out_once", "keep_notices",
    "make_calendar_address", "drop_calendar_address",  # about one's own account
    "invite_administrator", "invite_operator", "refuse_unless_operator",  # the operator's
    "confirm_left", "take_over_handover",  # whoever holds the post itself
    "ask", "note_signing", "handover_opened", "write",  # steps inside another action
    "acting_on", "draft_to_change", "note_news",  # the same
    "refuse_unless_acting", "acting_for",  # the guards themselves
    "answer_edition",  # the door of `confirm`
    "name_first_holder",  # the first run's; tried there
    "entered", "wording", "told", "acting_in", "send",  # steps and guards of the register
    "put", "put_text", "acting", "own_draft", "refuse_strangers",  # the same of an agreement's life
    "note", "sits_in", "room_of_question",  # steps and guards of a group
    "take_back_done", "take_back_held", "set_right", "tell_owner",
}  # fmt: skip


def actions() -> set[str]:
    """Every function in a room's actions that somebody calls by name."""
    found = set()
    for module in pkgutil.walk_packages(overens.__path__, "overens."):
        if "actions" in module.name.split("."):
            for name, member in vars(importlib.import_module(module.name)).items():
                if (
                    inspect.isfunction(member)
                    and member.__module__ == module.name
                    and not name.startswith("_")
                    and "by" in inspect.signature(member).parameters
                ):
                    found.add(name)
    return found


def test_every_action_is_walked_or_said_to_need_no_role() -> None:
    walked = {name for of_act in attempts().values() for name in of_act}
    assert walked & NOT_BY_ROLE == set()
    assert walked | NOT_BY_ROLE == actions()


def test_every_action_as_every_role(things: Things, capsys: pytest.CaptureFixture[str]) -> None:
    checks, wrong = 0, []
    for act, of_act in attempts().items():
        for name, attempt in of_act.items():
            for (side, role), seat in things.cast.seats.items():
                allowed = role in TABLE[act].roles and (side == "koge" or name in ITS_OWN)
                of_parties = {
                    "confirm",
                    "transcribe",
                    *trying_life.OF_EACH_PARTY,
                    *trying_groups.OF_EACH_PARTY,
                    *trying_meetings.OF_EACH_PARTY,
                    *trying_notes.OF_EACH_PARTY,
                }
                if name in BY_HAND_OF_TWO or (side == THIRD and name in of_parties):
                    allowed = False
                said = _said(attempt, seat, things)
                checks += 1
                if (said == "") != allowed:
                    wrong.append((name, side, role, said or "was done"))
    with capsys.disabled():
        print(f"\n{checks} checks of actions by the table of roles")
    assert wrong == []


def _said(attempt: Attempt, seat: Seat, things: Things) -> str:
    """Why it was refused; empty where it was done. What it did is taken back."""
    try:
        with transaction.atomic():
            attempt(seat, things)
            transaction.set_rollback(True)
    except Refused as refused:
        return str(refused)
    return ""


def test_a_second_administrator_agrees_and_no_other_role(things: Things) -> None:
    """What `BY_HAND_OF_TWO` leaves out of the walk."""
    recovery = _row("access.Recovery", things.named["recovery"])
    second, _new = note_post(
        authority=things.cast.seats["koge", Role.ADMINISTRATOR].post.authority,
        slug="second",
        names=Wordings.of({"da": "anden"}),
        role=Role.ADMINISTRATOR,
    )
    held, _new = note_seat(post=second, person="Eksempel Ni", since=SINCE)
    seat = Seat.objects.select_related("person", "post__authority__municipality").get(pk=held.pk)
    account_of(seat, "ni@koge.example")
    assert agree_to_recovery(by=seat, recovery=recovery, at=timezone.now())


def test_a_post_without_a_role_may_do_nothing(things: Things) -> None:
    seat = seat_of("koge", Role.COORDINATOR)
    seat.post.role = ""
    for of_act in attempts().values():
        for name, attempt in of_act.items():
            if name != "transcribe":  # by its name on file, where the role still stands
                assert _said(attempt, seat, things), name


def test_nobody_acts_in_a_seat_that_has_ended(things: Things) -> None:
    ended = timezone.now() - timedelta(seconds=1)
    for act, of_act in attempts().items():
        role = next(role for role in Role if role in TABLE[act].roles)
        seat = things.cast.seats["koge", role]
        Seat.objects.filter(pk=seat.pk).update(ended_at=ended)
        seat = Seat.objects.select_related("person", "post__authority__municipality").get(
            pk=seat.pk
        )
        for name, attempt in of_act.items():
            assert _said(attempt, seat, things), name
        Seat.objects.filter(pk=seat.pk).update(ended_at=None)
