"""Verbs: an authority says which of its posts sit in a group, and what they do there."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Post, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.guards import acting_in, note
from overens.cycle.groups.models import Membership, WorkingGroup
from overens.cycle.groups.states import MemberTask


def name_member(
    *,
    by: Seat,
    group: WorkingGroup,
    post: Post,
    task: str,
    name_is_public: bool,
    since: date,
    at: datetime,
) -> Membership:
    """A post of one's own authority sits in the group from a day on, which may have passed. Everyone
    reads the post, and with `name_is_public` who holds it. Raises Refused."""
    acting_in(by, group.agreement, group, Act.NAME_MEMBERS, at)
    _refuse_others(by, post)
    _refuse_task(task)
    with transaction.atomic():
        _lock(group)
        sat = Membership.objects.filter(group=group, post=post)
        if any(one.until is None or one.until >= since for one in sat):
            raise Refused(_("This post sits in the group already on that day."))
        row = Membership.objects.create(
            group=group,
            post=post,
            task=MemberTask(task),
            name_is_public=name_is_public,
            since=since,
            named_by=by,
            named_at=at,
        )
        _note(by, "group.member-named", row, at, since=since.isoformat())
    return row


def change_member(
    *, by: Seat, membership: Membership, task: str, name_is_public: bool, at: datetime
) -> Membership:
    """It does something else in the group, or everyone reads the name, or no more. Raises Refused."""
    group = membership.group
    acting_in(by, group.agreement, group, Act.NAME_MEMBERS, at, ends=True)
    _refuse_others(by, membership.post)
    _refuse_task(task)
    with transaction.atomic():
        row = _locked(membership)
        row.task, row.name_is_public = MemberTask(task), name_is_public
        row.save(update_fields=["task", "name_is_public"])
        _note(by, "group.member-changed", row, at, name_is_public=name_is_public)
    return row


def end_membership(*, by: Seat, membership: Membership, until: date, at: datetime) -> Membership:
    """The last day on which the post sits in the group. Said again, the newest word stands."""
    group = membership.group
    acting_in(by, group.agreement, group, Act.NAME_MEMBERS, at, ends=True)
    _refuse_others(by, membership.post)
    if until < membership.since:
        raise Refused(_("The last day cannot lie before the first."))
    with transaction.atomic():
        _lock(group)
        row = _locked(membership)
        later = Membership.objects.filter(group=group, post=row.post_id, since__gt=row.since)
        if later.filter(since__lte=until).exists():
            raise Refused(_("This post sits in the group already on that day."))
        row.until = until
        row.save(update_fields=["until"])
        _note(by, "group.member-ended", row, at, until=until.isoformat())
    return row


def _lock(group: WorkingGroup) -> None:
    WorkingGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)


def _locked(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",))
    return rows.select_related("post", "group__agreement").get(pk=membership.pk)


def _refuse_others(by: Seat, post: Post) -> None:
    if post.authority_id != by.post.authority_id:
        raise Refused(_("Each party says itself which of its posts sit in a group."))


def _refuse_task(task: str) -> None:
    if task not in MemberTask.values:
        raise Refused(_("Choose what the post does in the group."))


def _note(by: Seat, what: str, row: Membership, at: datetime, **details: object) -> None:
    """Public, as who sits where is; it names the post, and nobody."""
    note(
        by,
        what,
        row.group.ref,
        at,
        audience=Audience.PUBLIC,
        agreement=row.group.agreement.slug,
        group=row.group.slug,
        post=row.post.slug,
        task=str(row.task),
        **details,
    )
