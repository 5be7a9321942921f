"""What Køge has, for the walks over every page."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from overens.base.access.actions.invitations import invite
from overens.base.access.actions.recovery import (
    open_recovery,
)
from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Consent
from overens.base.handovers.actions import open_handover
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.states import Role
from overens.base.papers.pictures import bound
from overens.base.records.actions.entering import register_of
from overens.base.records.models import Delivery
from overens.cycle.agreements.actions import evidence as evidences
from overens.cycle.agreements.actions import transcribing
from overens.cycle.agreements.actions.drafting import (
    begin_draft,
    change_draft,
    drop_draft,
    own_draft,
    sealed,
)
from overens.cycle.agreements.actions.proposing import propose
from overens.cycle.agreements.models import Agreement, Party, Transcribing
from overens.cycle.agreements.transcript import as_file
from overens.cycle.news.actions.publishing import archive, schedule
from overens.cycle.news.actions.writing import begin_news
from overens.cycle.news.models import NewsItem, Picture
from tests.base.records.people import sent
from tests.cast import SINCE, Cast, cast
from tests.cycle.news.writing import published, with_picture, words
from tests.examples import demo
from tests.web.desk import trying_groups, trying_meetings
from tests.web.desk.notes.things import notes_of_koge


@dataclass
class Things:
    """What Køge has, for the addresses that name something; everybody else's is like it."""

    cast: Cast
    named: dict[str, Any] = field(default_factory=dict)

    def address(self, pattern: str) -> str:
        """An address with what it names. Of a meeting's notes: those of one that was held."""
        named = self.named | ({"meeting": self.named["noted"]} if "/notes" in pattern else {})
        return re.sub(r"<\w+:(\w+)>", lambda found: str(named.get(found[1], found[0])), pattern)


@pytest.fixture
def things(db: None) -> Things:
    return things_of_koge()


def things_of_koge() -> Things:
    found = cast(notice_months=6)  # so that it can be given
    now = timezone.now()
    administrator = found.seats["koge", Role.ADMINISTRATOR]
    extra, _new = note_post(
        authority=administrator.post.authority,
        slug="extra",
        names=Wordings.of({"da": "ekstra"}),
        role=Role.MEMBER,
    )
    newcomer, _new = note_seat(post=extra, person="Eksempel Ny", since=SINCE)
    newcomer = Seat.objects.select_related("person", "post__authority__municipality").get(
        pk=newcomer.pk
    )
    party = Party.objects.get(agreement=found.agreement, authority__slug="koge")
    commitment = found.agreement.commitments.get(number=1)
    noted = evidences.report_evidence(
        by=found.seats["koge", Role.COORDINATOR],
        commitment=commitment,
        kind="noted-by-hand",
        party=party,
        since=SINCE,
        until=SINCE,
        source="hand:walk",
        at=now,
        file=b"%PDF-1.7 a paper",
        file_name="paper.pdf",
    )
    invitation, _token = invite(
        by=administrator, seat=newcomer, email="ny@koge.example", language="da", at=now
    )
    recovery = open_recovery(by=administrator, account=found.accounts["koge", Role.MEMBER], at=now)
    for authority in Authority.objects.select_related("municipality"):
        register_of(authority)
    told = written(found.seats["koge", Role.COORDINATOR], now)
    arrival = sent("koge", at=now)
    entry = arrival.receipts.get().entry
    Delivery.objects.create(entry=entry, way="mail", queued_at=now)
    apart = sent("koge", key="trap", trap=True, at=now)
    put = put_to_all(found.seats["koge", Role.COORDINATOR], found.agreement, now)
    begin_draft(by=found.seats["koge", Role.COORDINATOR], agreement=found.agreement, at=now)
    typed_in, sent_out = papers(found.seats["koge", Role.COORDINATOR], now)
    in_groups = trying_groups.named(found, now)
    in_meetings = trying_meetings.named(found, now)
    in_notes = notes_of_koge(found, now)
    # Of a post that nobody holds: whoever holds one may always write its own handover.
    handover = open_handover(by=administrator, post=free_post(), at=now)
    return Things(
        found,
        {
            "language": "da",
            "case": entry.case_id,
            "receipt": apart.receipts.get().pk,
            "year": now.astimezone(party.authority.country.zone).year,
            "position": 1,
            "part": "art-exchange",
            "agreement": found.agreement.slug,
            "number": 1,
            "evidence": noted.pk,
            "post": "registrar",
            "handover": handover.pk,
            "seat": newcomer.pk,
            "invitation": invitation.pk,
            "recovery": recovery.pk,
            "account": found.accounts["koge", Role.COMMUNICATOR].pk,
            "authority": "koge",
            "municipality": "koge",
            "news": told.slug,
            "file": Picture.objects.get().file,
            "passkey": 1,
            "consent": put.pk,
            "pdf": put.edition.pdf,
            "page": 1,
            "paper": typed_in.agreement.slug,
            "transcription": sent_out.pk,
            **in_notes,
            **in_groups,
            **in_meetings,
            "noted": in_notes["meeting"],
        },
    )


def without_leader() -> None:
    """Køge's political leader is not on file any more: the first run asks for one."""
    Post.objects.filter(authority__slug="koge", role=Role.LEADER).update(role="")


def a_scan() -> bytes:
    """Two white pages."""
    page = BytesIO()
    Image.new("RGB", (600, 850), "white").save(page, "JPEG")
    return bound([page.getvalue()] * 2)


def papers(by: Seat, now: datetime) -> tuple[Transcribing, Consent]:
    """A signed paper that Køge is typing in, and another that it has put to each party."""
    file = replace(demo(), signing=None, signed_wording=False)
    scan = {"scan": a_scan(), "scan_name": "scan.pdf", "at": now}
    typed = [
        transcribing.begin_transcribing(
            by=by, file=replace(file, slug=slug, title={"da": slug, "sv": slug}), **scan
        )
        for slug in ("being-typed-in", "put-to-each")
    ]
    for paper in typed:
        transcribing.note_paper_signing(
            by=by,
            paper=paper,
            read=1,
            on=SINCE,
            place="Køge",
            signatories=[
                {
                    "authority": side,
                    "person": "Eksempel",
                    "post": "post",
                    "language": "da",
                    "part": "signed",
                }
                for side in ("koge", "kristianstad")
            ],
            at=now,
        )
    draft = own_draft(by, typed[1].agreement)
    assert draft
    typed[1].refresh_from_db(fields=["revision"])
    read = transcribing.revision(typed[1], draft)
    consent = transcribing.put_transcription(
        by=by, agreement=typed[1].agreement, read=read, scan_is_public=False, at=now
    )
    consent.asked.filter(reached_at=None).update(reached_at=now)
    return typed[0], consent


def put_to_all(by: Seat, agreement: Agreement, now: datetime) -> Consent:
    """What one's own party has proposed and answered, and what has not reached anybody else yet. The draft is
    put away: it can be begun anew."""
    draft = begin_draft(by=by, agreement=agreement, at=now)
    draft = change_draft(
        by=by,
        draft=draft,
        part="title",
        read=sealed(as_file(draft), "title"),
        change=lambda file: replace(file, title={c: f"{t} II" for c, t in file.title.items()}),
        at=now,
    )
    put = propose(by=by, draft=draft, at=now)
    drop_draft(by=by, draft=draft, at=now)
    answer_edition(
        by=by,
        consent=put,
        answer="postponed",
        until=now.date() + timedelta(days=30),
        at=now,
    )
    return put


def written(by: Seat, now: datetime) -> NewsItem:
    """A draft with a picture; and one text that has a time, one that is published, one archived."""
    later = begin_news(by=by, kind="news", words=words("Planlagt"), at=now)
    when = now + timedelta(days=1)
    schedule(by=by, item=later, when=when, because={}, revision=1, at=now)
    published(by, words("Udgivet"), at=now)
    archive(by=by, item=published(by, words("Arkiveret"), at=now), at=now)
    return with_picture(by, begin_news(by=by, kind="news", words=words(), at=now), at=now)


def free_post() -> Any:
    koge = Authority.objects.get(slug="koge")
    return note_post(authority=koge, slug="free", names=Wordings.of({"da": "ledig"}))[0]
