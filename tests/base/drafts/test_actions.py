"""Drafts, and forms that are carried out once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from overens.base.drafts import rules
from overens.base.drafts.actions import (
    SentAlready,
    SentOtherwise,
    TypedElsewhere,
    carry_out_once,
    clear_old,
    drop_draft,
    keep_draft,
)
from overens.base.drafts.models import Draft, Sent
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused
from overens.base.trail.models import Line

pytestmark = pytest.mark.django_db


def account(email: str = "one@example.org") -> Account:
    return Account.objects.create(email=email)


def keep(by: Account, text: str, read: str = "", place: str = "a:1", token: str = "") -> Draft:
    return keep_draft(
        by=by, place=place, fields={"text": [text]}, read=read, token=token, at=timezone.now()
    )


def carry_out(
    by: Account, token: str = "t", digest: str = "d", **more: object
) -> tuple[object, bool]:
    done: dict[str, object] = {"action": lambda: "done"}
    return carry_out_once(by=by, token=token, digest=digest, at=timezone.now(), **(done | more))


def test_what_is_typed_is_kept_once_per_form_and_writes_no_line_of_the_trail() -> None:
    one = account()
    first = keep(one, "a")
    second = keep(one, "ab", first.mark)
    assert (second.pk, second.revision) == (first.pk, 2)
    assert Draft.objects.get().fields == {"text": ["ab"]}
    assert not Line.objects.exists()


def test_a_tab_that_has_read_an_older_draft_writes_nothing_and_is_shown_the_newer() -> None:
    one = account()
    first = keep(one, "a")
    keep(one, "newer", first.mark)
    for read in (first.mark, ""):
        with pytest.raises(TypedElsewhere) as told:
            keep(one, "older", read)
        assert told.value.draft.fields == {"text": ["newer"]}
    assert Draft.objects.get().fields == {"text": ["newer"]}


def test_the_same_text_from_two_tabs_is_no_quarrel() -> None:
    one = account()
    first = keep(one, "same")
    assert keep(one, "same") == first
    assert Draft.objects.get().revision == 1


def test_a_draft_that_was_dropped_meanwhile_is_begun_anew_and_its_mark_is_another() -> None:
    one = account()
    first = keep(one, "a")
    drop_draft(by=one, place="a:1")
    assert keep(one, "still typing", first.mark).mark != first.mark


def test_each_account_has_drafts_of_its_own() -> None:
    one, other = account(), account("other@example.org")
    keep(one, "mine")
    keep(other, "theirs")
    drop_draft(by=other, place="a:1")
    assert Draft.objects.get().account == one


def test_too_much_is_refused_with_a_sentence_and_what_was_kept_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = account()
    first = keep(one, "a")
    with pytest.raises(Refused, match="too long"):
        keep(one, "x" * (rules.MOST_IN_DRAFT + 1), first.mark)
    with pytest.raises(Refused, match="too long"):
        keep(one, "a", place="p" * (rules.MOST_IN_PLACE + 1))
    for n in range(rules.MOST_DRAFTS - 1):
        keep(one, "b", place=f"b:{n}")
    with pytest.raises(Refused, match="Send or drop one"):
        keep(one, "c", place="c:1")
    assert keep(one, "ab", first.mark).revision == 2
    assert Draft.objects.count() == rules.MOST_DRAFTS


def test_a_character_that_no_database_keeps_does_not_lose_the_rest() -> None:
    assert keep(account(), "be\0fore").fields == {"text": ["before"]}


def test_a_page_is_carried_out_once_and_its_draft_goes_with_it() -> None:
    one = account()
    draft = keep(one, "a", token="t")
    assert carry_out(one, place="a:1", read="an older mark") == ("done", True)
    assert not Draft.objects.exists()
    assert carry_out(one, place="a:1", read=draft.mark) == (None, False)
    assert Sent.objects.count() == 1


def test_what_arrives_after_the_sending_is_no_draft() -> None:
    one = account()
    carry_out(one)
    with pytest.raises(SentAlready):
        keep(one, "late", token="t")
    assert not Draft.objects.exists()


def test_what_another_tab_has_typed_stays_when_this_one_is_sent() -> None:
    one = account()
    keep(one, "the other tab's", token="other")
    carry_out(one, place="a:1")
    assert Draft.objects.get().fields == {"text": ["the other tab's"]}


def test_something_else_in_a_page_that_was_sent_is_told_and_not_done() -> None:
    one = account()
    carry_out(one)
    with pytest.raises(SentOtherwise):
        carry_out(one, digest="other", action=lambda: pytest.fail("it was done"))


def test_what_nobody_came_back_to_goes_and_what_is_younger_stays() -> None:
    one, now = account(), timezone.now()
    for place, days in (("a:old", 366), ("a:new", 364)):
        kept = keep(one, "a", place=place)
        Draft.objects.filter(pk=kept.pk).update(saved_at=now - timedelta(days))
    for token, days in (("old", 91), ("new", 89)):
        carry_out(one, token)
        Sent.objects.filter(token=token).update(at=now - timedelta(days))
    assert clear_old(at=now) == 2
    assert (Draft.objects.get().place, Sent.objects.get().token) == ("a:new", "new")


def test_what_is_refused_may_be_sent_again() -> None:
    one = account()
    draft = keep(one, "a", token="t")

    def refuse() -> None:
        raise Refused("No.")

    with pytest.raises(Refused, match="No"):
        carry_out(one, action=refuse, place="a:1")
    assert Draft.objects.get() == draft
    assert carry_out(one, place="a:1") == ("done", True)


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_carried_out_once() -> None:
    one = account()
    barrier, answers = Barrier(4), []

    def action() -> str:
        drop = Draft.objects.create(account=one, place="made", saved_at=timezone.now())
        return str(drop.pk)

    def send() -> None:
        barrier.wait()
        try:
            answers.append(carry_out(one, action=action))
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new for _done, new in answers) == [False, False, False, True]
    assert Draft.objects.filter(place="made").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_save_at_once_write_nothing_over() -> None:
    one = account()
    barrier, kept, told = Barrier(2), [], []

    def save(text: str) -> None:
        barrier.wait()
        try:
            kept.append(keep(one, text))
        except TypedElsewhere as elsewhere:
            told.append(elsewhere.draft)
        finally:
            connections.close_all()

    threads = [Thread(target=save, args=(text,)) for text in ("one tab", "other tab")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [d.fields for d in kept] == [d.fields for d in told] == [Draft.objects.get().fields]
