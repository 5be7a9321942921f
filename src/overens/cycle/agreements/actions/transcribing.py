"""Typing in a signed paper part by part, with its scan beside; and putting it to each party.

The text is a draft like any other (`drafting`). Nothing counts before each party has confirmed that
it says what the paper says: see `confirming`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.consents.actions import put
from overens.base.consents.models import Consent
from overens.base.languages.rules import legible
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Changed, Refused, slug_of
from overens.base.papers.attachments import PDF, take
from overens.base.papers.storage import fetch, keep
from overens.base.records.rules import Attached
from overens.base.signatures.states import Part
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.confirming import waiting
from overens.cycle.agreements.actions.drafting import acting, own_draft
from overens.cycle.agreements.actions.numbers import refuse_numbers
from overens.cycle.agreements.actions.proposing import thread_of
from overens.cycle.agreements.actions.transcription import transcribe
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.letters import Signatory
from overens.cycle.agreements.models import Agreement, Transcribing, Version
from overens.cycle.agreements.signed_papers import (
    MOST_UNREADABLE,
    Signed,
    SignedPaper,
    as_typed_in,
)
from overens.cycle.agreements.states import TRANSCRIPTION
from overens.cycle.agreements.transcript import as_file


def begin_transcribing(
    *, by: Seat, file: AgreementFile, scan: bytes, scan_name: str, at: datetime
) -> Transcribing:
    """Begin: the parties, the title, and the scan, a PDF. Raises Refused and CannotKeep."""
    acting(by, Act.TYPE_IN, at)
    kept, name = _kept(scan, scan_name)
    with transaction.atomic():
        agreement = transcribe(by=by, file=file, at=at).agreement
        return Transcribing.objects.create(
            agreement=agreement, owner=by.post.authority, scan=kept, scan_name=name
        )


def change_scan(
    *, by: Seat, paper: Transcribing, scan: bytes, scan_name: str, at: datetime
) -> Transcribing:
    """Another scan of the same paper takes the place of the first. Raises Refused and CannotKeep."""
    acting(by, Act.TYPE_IN, at)
    kept, name = _kept(scan, scan_name)
    return _change(by, paper, None, {"scan": kept, "scan_name": name}, at)


def note_paper_signing(
    *,
    by: Seat,
    paper: Transcribing,
    read: int,
    on: date,
    place: str,
    signatories: Sequence[Mapping[str, str]],
    at: datetime,
) -> Transcribing:
    """What stands under the paper: the day, the place, and who signed for whom (see
    `Transcribing.signatories`). `read` is the revision that was read. Raises Refused and Changed."""
    acting(by, Act.TYPE_IN, at)
    if on > by.post.authority.country.today(at):
        raise Refused(_("A signing that lies ahead cannot be noted."))
    said = [{key: legible(text).strip()[:200] for key, text in one.items()} for one in signatories]
    changes = {
        "signed_on": on,
        "place": legible(place).strip()[:200],
        "signatories": [one for one in said if one["person"]],
    }
    return _change(by, paper, read, changes, at)


def note_unreadable(
    *, by: Seat, paper: Transcribing, read: int, text: str, at: datetime
) -> Transcribing:
    """What cannot be read on the paper, and where. Raises Refused and Changed."""
    acting(by, Act.TYPE_IN, at)
    return _change(by, paper, read, {"unreadable": legible(text).strip()[:MOST_UNREADABLE]}, at)


def put_transcription(
    *,
    by: Seat,
    agreement: Agreement,
    read: int,
    scan_is_public: bool,
    at: datetime,
    answer_by: date | None = None,
) -> Consent:
    """Put what was typed in to each party, with the scan; one's own party confirms it too. `read` is
    the `revision` that was read. Raises Refused."""
    acting(by, Act.TYPE_IN, at)
    own = by.post.authority
    today = own.country.today(at)
    paper = Transcribing.objects.filter(agreement=agreement, owner=own).first()
    draft = own_draft(by, agreement)
    if paper is None or draft is None:
        raise Refused(_("There is no such draft any more."))
    if answer_by and answer_by <= today:
        raise Refused(_("Write a day by which to answer that lies ahead."))
    if revision(paper, draft) != read:
        raise Refused(_("The draft has changed since you opened this page. Read it again."))
    if lacks := lacking_in(paper, draft):
        raise Refused(" ".join(lacks))
    _refuse_waiting(agreement)
    said = _said(paper, draft, today, scan_is_public)
    refuse_numbers(said.paper(), paper.scan_name)
    size = len(fetch(settings.FILES, paper.scan))
    return put(
        by=by,
        kind=TRANSCRIPTION,
        paper=said.paper(),
        about=agreement.ref,
        thread=thread_of(agreement),
        authorities=_authorities(agreement),
        at=at,
        answer_by=answer_by,
        attached=[Attached(paper.scan_name, PDF.media_type, size, paper.scan)],
        beside=lambda consent: _refuse_waiting(agreement, consent),
    )


def revision(paper: Transcribing, draft: Version) -> int:
    """Counts each save of what is put: of the text, and of what stands under it and the scan."""
    return draft.revision + paper.revision


def lacking_in(paper: Transcribing, draft: Version) -> list[str]:
    """What keeps it from being put to the parties, a sentence each."""
    found = []
    if not (draft.articles.exists() or draft.purpose or draft.commitments.exists()):
        found.append(
            _("Type in what the paper says: its purpose, its articles or what it promises.")
        )
    if paper.signed_on is None:
        found.append(_("Write on which day the paper was signed."))
    signing = {one["authority"] for one in paper.signatories if one["part"] == Part.SIGNED}
    for authority in _authorities(paper.agreement):
        if authority.slug not in signing:
            said = {"name": authority.short}
            found.append(_("Write who signed for %(name)s, and in which post.") % said)
    return found


def _refuse_waiting(agreement: Agreement, consent: Consent | None = None) -> None:
    """Of two that wait, nobody would know which one to confirm."""
    if consent:  # two people of one municipality put it in turn
        Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    earlier = waiting(agreement)
    if earlier and earlier != consent:
        raise Refused(
            _(
                "A transcription waits for the parties already. Send it back yourself, or let another "
                "party do it, before you put a corrected one."
            )
        )


def _said(paper: Transcribing, draft: Version, today: date, scan_is_public: bool) -> SignedPaper:
    assert paper.signed_on
    parties = {one.slug: one for one in _authorities(paper.agreement)}
    return SignedPaper(
        agreement=paper.agreement_id,
        file=as_typed_in(as_file(draft)),
        put_on=today,
        on=paper.signed_on,
        place=paper.place,
        signed=tuple(
            _signatory(one, parties[one["authority"]])
            for one in paper.signatories
            if one["authority"] in parties
        ),
        scan=paper.scan,
        scan_name=paper.scan_name,
        scan_is_public=scan_is_public,
        unreadable=paper.unreadable,
    )


def _signatory(said: Mapping[str, Any], authority: Authority) -> Signed:
    """In a post that is on file by that title, or in one that is noted by it."""
    title = said["post"]
    known = _post_called(title, authority)
    names = known.names.texts() if known else {said["language"]: title}
    slug = known.slug if known else slug_of(title) or "post"
    return Signed(authority.slug, Signatory(slug, names, said["person"]), Part(said["part"]))


def _post_called(title: str, authority: Authority) -> Post | None:
    wanted, slug = title.strip().casefold(), slug_of(title)
    posts = list(authority.posts.order_by("slug"))
    for post in posts:
        if wanted in (text.casefold() for text in post.names.texts().values()):
            return post
    return next((post for post in posts if post.slug == slug), None)


def _kept(scan: bytes, name: str) -> tuple[str, str]:
    kind, shown = take(scan, name)
    if kind is not PDF:
        raise Refused(_("Only a PDF, or pictures in JPEG or PNG, are taken as a scan."))
    return keep(settings.FILES, scan), shown


def _authorities(agreement: Agreement) -> list[Authority]:
    """Each party's authority, in the parties' stored order."""
    parties = agreement.parties.select_related("authority__municipality").order_by("position")
    return [party.authority for party in parties]


def _change(
    by: Seat, paper: Transcribing, read: int | None, changes: Mapping[str, Any], at: datetime
) -> Transcribing:
    """Written in turn, and never over what somebody else has written meanwhile."""
    with transaction.atomic():
        row = (
            Transcribing.objects.select_for_update()
            .filter(pk=paper.pk, owner=by.post.authority)
            .select_related("agreement")
            .first()
        )
        if row is None:
            raise Refused(_("There is no such draft any more."))
        if read is not None and row.revision != read:
            raise Changed(
                _("Somebody else has written here meanwhile. Nothing was written over it."),
                _in_words(row),
                row.revision,
            )
        if all(getattr(row, name) == value for name, value in changes.items()):
            return row  # sent once more: it stands there already
        for name, value in changes.items():
            setattr(row, name, value)
        row.revision += 1
        row.save(update_fields=[*changes, "revision"])
        write(
            chain=by.post.authority.ref,
            by=by.ref,
            what="agreement.draft-changed",
            about=row.agreement.ref,
            audience=Audience.OWN,
            details={"agreement": row.agreement.slug},
            at=at,
        )
    return row


def _in_words(row: Transcribing) -> str:
    lines = [row.signed_on.isoformat() if row.signed_on else "", row.place]
    lines += [f"{one['person']}, {one['post']}" for one in row.signatories]
    return "\n\n".join(filter(None, ["\n".join(filter(None, lines)), row.unreadable]))
