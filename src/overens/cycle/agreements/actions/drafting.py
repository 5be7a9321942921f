"""Writing a text: one's own draft, part by part, until it is proposed.

A draft belongs to the authority that writes it, and nobody else reads it. It begins from the text
in force, or from what another party proposed.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act, refuse_unless_may
from overens.base.municipalities.rules import Changed, Refused
from overens.base.papers.models import Edition
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions import rows
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.dossier import proposed_in
from overens.cycle.agreements.models import Agreement, Comment, Version
from overens.cycle.agreements.queries import latest_version
from overens.cycle.agreements.rules.wordings import parts, seal_of, together
from overens.cycle.agreements.transcript import as_file

MOST_IN_COMMENT = 4_000


def acting(by: Seat, act: Act, at: datetime) -> None:
    """Raises Refused unless the seat is held, and may."""
    if not by.is_held_at(at):
        raise Refused(_("Only who holds the post today may act in its name."))
    refuse_unless_may(by.post, act)


def own_draft(by: Seat, agreement: Agreement) -> Version | None:
    """The draft of one's own authority."""
    owner = by.post.authority
    drafts = agreement.versions.filter(owner=owner, edition__isnull=True)
    return drafts.select_related("agreement", "based_on").first()


def begin_draft(
    *, by: Seat, agreement: Agreement, at: datetime, edition: Edition | None = None
) -> Version:
    """Begin to write: from a proposal (`edition`), else from the text in force. Raises Refused where
    one's own authority has a draft already."""
    acting(by, Act.WRITE_AGREEMENT, at)
    refuse_strangers(by, agreement)
    with transaction.atomic():
        agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
        if own_draft(by, agreement):
            raise Refused(
                _("Your municipality has a draft of this agreement already: go on with that one.")
            )
        standing = latest_version(agreement)
        if edition:
            file = proposed_in(edition).file
        elif standing and standing.edition:
            file, edition = as_file(standing), standing.edition
        else:
            raise Refused(_("There is no text yet from which a draft can begin."))
        draft = rows.write_version(agreement, file, owner=by.post.authority)
        draft.based_on = edition
        draft.save(update_fields=["based_on"])
        _tell(by, agreement, "agreement.drafted", at)
    return draft


def change_draft(
    *,
    by: Seat,
    draft: Version,
    part: str,
    read: str,
    change: Callable[[AgreementFile], AgreementFile],
    at: datetime,
) -> Version:
    """Write one part of a draft (`rules.wordings.together`). `read` is the seal of that part as
    whoever writes has read it (`sealed`): two people write two parts at once, and nobody writes over what
    they have not read. Raises Changed, and Refused."""
    acting(by, Act.WRITE_AGREEMENT, at)
    with transaction.atomic():
        draft = _locked(by, draft)
        before = as_file(draft)
        if sealed(before, part) != read:
            theirs = "\n\n".join(parts(before).get(part, {}).values())
            raise Changed(
                _("Somebody else has written here meanwhile. Nothing was written over it."),
                theirs,
                draft.revision,
            )
        after = change(before)
        if after == before:
            return draft
        based_on, confirmed, revision = draft.based_on, draft.confirmed, draft.revision
        agreement = draft.agreement
        draft.delete()
        draft = rows.write_version(agreement, after, owner=by.post.authority)
        draft.based_on, draft.revision = based_on, revision + 1
        draft.confirmed = {key: said for key, said in confirmed.items() if key in parts(after)}
        draft.save(update_fields=["based_on", "revision", "confirmed"])
        _tell(by, agreement, "agreement.draft-changed", at)
    return draft


def sealed(file: AgreementFile, part: str) -> str:
    """The seal of what is written together under a name (`rules.wordings.together`)."""
    return seal_of({part: repr(together(file, part))})


def confirm_wording(
    *, by: Seat, draft: Version, part: str, language: str, read: str, at: datetime
) -> Version:
    """Say that a wording that stays as it was still says the same as the changed ones beside it."""
    acting(by, Act.WRITE_AGREEMENT, at)
    with transaction.atomic():
        draft = _locked(by, draft)
        texts = parts(as_file(draft)).get(part, {})
        if language not in texts:
            raise Refused(_("There is no wording to confirm: write it first."))
        if seal_of(texts) != read:
            raise Changed(
                _("Somebody else has written here meanwhile. Nothing was confirmed."),
                texts[language],
                draft.revision,
            )
        draft.confirmed = {
            **draft.confirmed,
            part: {**draft.confirmed.get(part, {}), language: seal_of(texts)},
        }
        draft.save(update_fields=["confirmed"])
        _tell(by, draft.agreement, "agreement.wording-confirmed", at, part=part, language=language)
    return draft


def drop_draft(*, by: Seat, draft: Version, at: datetime) -> None:
    """Put a draft away. What was proposed of it stays, since that is a record."""
    acting(by, Act.WRITE_AGREEMENT, at)
    with transaction.atomic():
        draft = _locked(by, draft)
        agreement = draft.agreement
        draft.delete()
        agreement.transcribing.filter(owner=by.post.authority).delete()
        _tell(by, agreement, "agreement.draft-dropped", at)


def comment(
    *, by: Seat, agreement: Agreement, about: str, part: str, text: str, language: str, at: datetime
) -> Comment:
    """Note something on a part of a text for one's own authority: `about` is the seal of what is
    commented on, empty for one's own draft. What the others shall read is told (`telling`)."""
    acting(by, Act.COMMENT_AGREEMENT, at)
    refuse_strangers(by, agreement)
    if not text.strip():
        raise Refused(_("Write your comment."))
    with transaction.atomic():
        made = Comment.objects.create(
            agreement=agreement,
            authority=by.post.authority,
            about=about,
            part=part[:60],
            text=Wordings.of({language: text.strip()[:MOST_IN_COMMENT]}),
            seat=by,
            at=at,
        )
        _tell(by, agreement, "agreement.comment-noted", at, part=part)
    return made


def _locked(by: Seat, draft: Version) -> Version:
    """The draft as it stands, under the agreement's lock. Raises Refused where it is not one's own,
    or not there any more."""
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=draft.agreement_id)
    found = own_draft(by, agreement)
    if found is None:
        raise Refused(_("There is no such draft any more."))
    return found


def refuse_strangers(by: Seat, agreement: Agreement) -> None:
    """Raises Refused unless the seat's authority is a party."""
    if not agreement.parties.filter(authority=by.post.authority).exists():
        raise Refused(_("Only a party to the agreement can do this."))


def _tell(by: Seat, agreement: Agreement, what: str, at: datetime, **details: object) -> None:
    write(
        chain=by.post.authority.ref,
        by=by.ref,
        what=what,
        about=agreement.ref,
        audience=Audience.OWN,
        details={"agreement": agreement.slug, **details},
        at=at,
    )
