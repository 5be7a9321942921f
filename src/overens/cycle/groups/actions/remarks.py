"""Verb: somebody says something to a group, a meeting, a question or a task."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import Ref, write
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.actions.guards import acting_in, note, room_of_question
from overens.cycle.groups.actions.question_letters import tell_said
from overens.cycle.groups.models import Meeting, Question, Remark, Task, WorkingGroup
from overens.cycle.groups.rules import saying
from overens.cycle.groups.states import Way

NOUNS: dict[str, Any] = {
    "group": WorkingGroup,
    "meeting": Meeting,
    "question": Question,
    "task": Task,
}


def remark(
    *,
    by: Seat | None,
    name: str,
    agreement: Agreement,
    about: Ref,
    text: str,
    language: str,
    way: str,
    at: datetime,
) -> Remark:
    """Each party reads it, and it is never changed. Without `by` it is from somebody without a post
    (`name`), who was invited to a meeting: its line stands with the authority that called that.

    Raises Refused.
    """
    thing = _thing(about, agreement)
    said = saying.text(text, "text", asked=_("Write what you want to say."))
    if language not in languages():
        raise Refused(_("Choose the language in which it is written."))
    if by:
        acting_in(by, agreement, _room_of(by, thing), Act.WORK_IN_GROUP, at)
    elif not isinstance(thing, Meeting) or not name.strip():
        raise Refused(
            _("Without a post, only somebody who was invited to a meeting can say something here.")
        )
    with transaction.atomic():
        row = Remark.objects.create(
            agreement=agreement,
            about_kind=about.kind,
            about_id=about.id,
            text=said,
            language=language,
            seat=by,
            name="" if by else " ".join(name.split())[:200],
            way=Way(way),
            at=at,
        )
        if isinstance(thing, Question):
            tell_said(row, thing, at)
        _write(by, thing, row, at)
    return row


def _thing(about: Ref, agreement: Agreement) -> Any:
    noun = NOUNS.get(about.kind)
    found = noun.objects.filter(pk=UUID(about.id), agreement=agreement).first() if noun else None
    if found is None:
        raise Refused(_("There is nothing here to say something about."))
    return found


def _room_of(by: Seat, thing: Any) -> WorkingGroup | None:
    """The group whose members speak; whoever is invited, has a task, or owns a question, needs no seat in
    it."""
    if isinstance(thing, WorkingGroup):
        return thing
    if isinstance(thing, Task) and thing.post_id == by.post_id:
        return None
    if isinstance(thing, Question):
        return room_of_question(by, thing)
    if isinstance(thing, Meeting) and thing.participants.filter(post=by.post_id).exists():
        return None
    group: WorkingGroup | None = thing.group
    return group


def _write(by: Seat | None, thing: Any, row: Remark, at: datetime) -> None:
    details: dict[str, Any] = {"agreement": row.agreement.slug, "way": str(row.way)}
    if by:
        note(by, "remark.made", thing.ref, at, **details)
    else:
        write(
            chain=thing.owner.ref,
            by=thing.ref,
            what="remark.made",
            about=thing.ref,
            audience=Audience.PARTNERS,
            details=details,
            at=at,
        )
