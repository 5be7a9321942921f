"""Each verb of an agreement's life, tried by anybody on what is Køge's and on what is shared."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

from overens.base.consents.models import Answer, Consent
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions import (
    drafting,
    ending,
    proposing,
    publishing,
    telling,
    transcribing,
)
from overens.cycle.agreements.models import Transcribing, Version
from overens.cycle.agreements.rules.wordings import parts, seal_of
from overens.cycle.agreements.transcript import as_file
from tests.examples import TODAY, demo

Attempt = Callable[[Seat, Any], object]
OF_EACH_PARTY = {
    "begin_transcribing", "begin_draft", "comment", "waive", "send_comment", "give_notice",
    "keep_agreement", "propose_last_day",
}  # fmt: skip
"""What each party may do for itself, and nobody else."""


def attempts(now: datetime) -> dict[Act, dict[str, Attempt]]:
    """Per act; each is given the seat that tries, and the things of the walk."""

    def koges_draft(things: Any) -> Version:
        return Version.objects.select_related("agreement", "based_on").get(
            agreement=things.cast.agreement, edition__isnull=True
        )

    def put(things: Any) -> Consent:
        return Consent.objects.select_related("edition").get(pk=things.named["consent"])

    def begin(by: Seat, things: Any) -> object:
        koges_draft(things).delete()
        return drafting.begin_draft(by=by, agreement=things.cast.agreement, at=now)

    def change(by: Seat, things: Any) -> Version:
        draft = koges_draft(things)
        return drafting.change_draft(
            by=by,
            draft=draft,
            part="purpose",
            read=drafting.sealed(as_file(draft), "purpose"),
            change=lambda file: replace(
                file, purpose={code: f"{text} Mere." for code, text in file.purpose.items()}
            ),
            at=now,
        )

    def confirm_wording(by: Seat, things: Any) -> object:
        draft = koges_draft(things)
        texts = parts(as_file(draft))["purpose"]
        return drafting.confirm_wording(
            by=by, draft=draft, part="purpose", language="da", read=seal_of(texts), at=now
        )

    def sign(by: Seat, things: Any) -> object:
        consent = put(things)
        for asked in consent.asked.all():
            # As if each had answered; two authorities never write in one transaction.
            after = asked.answers.count() + 1
            Answer.objects.create(asked=asked, number=after, answer=AnswerKind.YES, on=now, at=now)
        return telling.sign(
            by=by,
            agreement=things.cast.agreement,
            seal=consent.edition.sha256,
            on=by.post.authority.country.today(now),
            place="Køge",
            signatories=[things.cast.seats["koge", Role.LEADER]],
            at=now,
        )

    def give_notice(by: Seat, things: Any) -> object:
        found = telling.latest_version(things.cast.agreement)
        assert found
        found.notice_months = 6  # the demo's text says nothing of notice
        with patch.object(telling, "latest_version", lambda agreement: found):
            return telling.give_notice(
                by=by,
                agreement=things.cast.agreement,
                because="",
                body="Byrådet",
                paragraph="§ 1",
                at=now,
            )

    def publish_own(by: Seat, things: Any) -> Any:
        consent = put(things)
        return publishing.publish_own(by=by, consent=consent, edition=consent.edition, at=now)

    def withdraw_own(by: Seat, things: Any) -> object:
        koges = publish_own(things.cast.seats["koge", Role.COORDINATOR], things)
        return publishing.withdraw_own(by=by, published=koges, at=now)

    def koges_paper(things: Any) -> Transcribing:
        return Transcribing.objects.get(agreement__slug=things.named["paper"])

    def put_transcription(by: Seat, things: Any) -> object:
        paper = koges_paper(things)
        draft = paper.agreement.versions.get()
        return transcribing.put_transcription(
            by=by,
            agreement=paper.agreement,
            read=transcribing.revision(paper, draft),
            scan_is_public=False,
            at=now,
        )

    def begin_transcribing(by: Seat, things: Any) -> object:
        return transcribing.begin_transcribing(
            by=by, file=replace(demo(), slug="another-paper", signing=None), scan=b"%PDF-1.7 a",
            scan_name="a.pdf", at=now,
        )  # fmt: skip

    def paper_signing(by: Seat, things: Any) -> object:
        paper = koges_paper(things)
        return transcribing.note_paper_signing(
            by=by, paper=paper, read=paper.revision, on=TODAY, place="", signatories=[], at=now
        )

    def unreadable(by: Seat, things: Any) -> object:
        paper = koges_paper(things)
        return transcribing.note_unreadable(
            by=by, paper=paper, read=paper.revision, text="!", at=now
        )

    return {
        Act.TYPE_IN: {
            "begin_transcribing": begin_transcribing,
            "change_scan": lambda by, t: transcribing.change_scan(
                by=by, paper=koges_paper(t), scan=b"%PDF-1.7 b", scan_name="b.pdf", at=now
            ),
            "note_paper_signing": paper_signing,
            "note_unreadable": unreadable,
            "put_transcription": put_transcription,
        },
        Act.WRITE_AGREEMENT: {
            "begin_draft": begin,
            "change_draft": change,
            "confirm_wording": confirm_wording,
        },
        Act.COMMENT_AGREEMENT: {
            "comment": lambda by, t: drafting.comment(
                by=by, agreement=t.cast.agreement, about="", part="", text="?", language="da", at=now
            ),
            "send_comment": lambda by, t: telling.send_comment(
                by=by, agreement=t.cast.agreement, seal=put(t).edition.sha256, part="", text="?",
                at=now,
            ),
        },
        Act.PROPOSE: {
            "propose": lambda by, t: proposing.propose(by=by, draft=change(by, t), at=now),
            "waive": lambda by, t: proposing.waive(
                by=by, agreement=t.cast.agreement, commitment=1, because="Gjort.", at=now
            ),
            "propose_last_day": lambda by, t: ending.propose_last_day(
                by=by, agreement=t.cast.agreement, ends=date(2099, 12, 31), because="Nok.", at=now
            ),
        },
        Act.PUBLISH_OWN: {"publish_own": publish_own, "withdraw_own": withdraw_own},
        Act.RECORD_SIGNING: {"sign": sign},
        Act.GIVE_NOTICE: {"give_notice": give_notice},
        Act.KEEP_AGREEMENT: {
            "keep_agreement": lambda by, t: telling.keep_agreement(
                by=by, agreement=t.cast.agreement, text="", at=now
            ),
        },
    }  # fmt: skip
