"""Gives a running instance more to show on its desks: `python -m tests.browser.busy`.

An agreement of two parties that is late with one thing, has a draft of a change and a proposal
that nobody answers, one of five
parties, evidence in some months, a post that changes hands, a leader who began today, and news in
every state, and all that working groups have (`working`). Everybody is made up.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from overens.cycle.agreements.models import Agreement


def main() -> None:
    from django.utils import timezone

    from overens.base.languages.rules import Wordings
    from overens.base.municipalities.actions.people import note_post, note_seat
    from overens.base.municipalities.models import Authority, Handover
    from overens.base.municipalities.queries import seat_named
    from overens.base.municipalities.states import Role
    from overens.cycle.agreements.actions.drafting import (
        begin_draft,
        change_draft,
        comment,
        sealed,
    )
    from overens.cycle.agreements.actions.evidence import report_evidence
    from overens.cycle.agreements.actions.transcription import SeatName, transcribe
    from overens.cycle.agreements.states import EvidenceKind
    from overens.cycle.agreements.transcript import as_file
    from overens.cycle.news.actions.publishing import publish
    from overens.cycle.news.actions.writing import begin_news
    from tests.browser.working import working
    from tests.cycle.news.writing import link, published, with_picture, words
    from tests.examples import demo, five_parties
    from tests.web.desk.conftest import papers, put_to_all

    now = timezone.now()
    today = now.date()
    parties = tuple(replace(p, uses_since=date(2024, 1, 1)) for p in demo().parties)
    two = transcribe(
        by=SeatName("koge", "coordinator"),
        file=replace(
            demo(), slug="busy", parties=parties, term=replace(demo().term, notice_months=6)
        ),
        at=now,
    ).agreement
    coordinator = seat_named("koge", "coordinator", today)
    assert coordinator
    put_to_all(coordinator, two, now)
    papers(coordinator, now)
    working(two, now)
    left_unanswered(two, now)
    draft = begin_draft(by=coordinator, agreement=two, at=now)
    change_draft(
        by=coordinator,
        draft=draft,
        part="purpose",
        read=sealed(as_file(draft), "purpose"),
        change=lambda file: replace(file, purpose={**file.purpose, "da": "Vi lærer af hinanden."}),
        at=now,
    )
    comment(
        by=coordinator,
        agreement=two,
        about="",
        part="purpose",
        text="Skal vi skrive mere?",
        language="da",
        at=now,
    )
    transcribe(by=SeatName("mittby", "chair"), file=five_parties(), at=now)
    for place, party in enumerate(two.parties.select_related("authority__municipality")):
        seat = seat_named(party.authority.slug, "coordinator", today)
        assert seat
        for number in (3, 4):
            for months in range(place, 12, number - 1):
                day = today - timedelta(days=30 * months + 1)
                report_evidence(
                    by=seat,
                    commitment=two.commitments.get(number=number),
                    kind=EvidenceKind.NOTED_BY_HAND,
                    party=party,
                    since=day,
                    until=day,
                    source=f"hand:{months}",
                    at=now,
                )
    with_picture(
        coordinator, begin_news(by=coordinator, kind="news", words=words(), at=now), at=now
    )
    item = with_picture(coordinator, published(coordinator, words("Udgivet"), at=now), at=now)
    publish(by=coordinator, item=item, because={"da": "Et billede."}, revision=1, at=now)
    published(coordinator, link(dated=today), kind="link", at=now)
    koge = Authority.objects.get(slug="koge")
    names = Wordings.of({"da": "politisk leder, eksempel", "sv": "politisk ledare, exempel"})
    post, _new = note_post(
        authority=koge, slug="leader", names=names, role=Role.LEADER, example=True
    )
    before = today - timedelta(days=1)
    note_seat(post=post, person="Eksempelperson, som gik", since=date(2024, 1, 1), until=before)
    note_seat(post=post, person="Eksempelperson, som er ny", since=today)
    Handover.objects.create(
        post=coordinator.post,
        leaving=coordinator,
        last_day=today + timedelta(days=36),
        opened_by=coordinator,
        opened_at=now,
    )


def left_unanswered(agreement: "Agreement", now: datetime) -> None:
    """What Køge proposed long ago, and postponed its own answer to: that day has passed, and the question has
    gone on in each of the parties."""
    from overens.base.consents.actions import answer_edition
    from overens.base.municipalities.queries import seat_named
    from overens.cycle.agreements.actions.drafting import (
        begin_draft,
        change_draft,
        drop_draft,
        sealed,
    )
    from overens.cycle.agreements.actions.proposing import propose
    from overens.cycle.agreements.transcript import as_file

    then = now - timedelta(days=45)
    by = seat_named("koge", "coordinator", now.date())
    assert by
    named = {"by": by, "at": then}
    draft = begin_draft(agreement=agreement, **named)
    draft = change_draft(
        draft=draft,
        part="title",
        read=sealed(as_file(draft), "title"),
        change=lambda file: replace(file, title={c: f"{t} III" for c, t in file.title.items()}),
        **named,
    )
    last = now.date() - timedelta(days=25)
    consent = propose(draft=draft, answer_by=last, **named)
    drop_draft(draft=draft, **named)
    answer_edition(consent=consent, answer="postponed", until=last, **named)


if __name__ == "__main__":
    import django

    django.setup()
    main()
