"""The page on which a party says which of its posts sit in a group."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.groups import queries
from overens.cycle.groups.actions.membership import change_member, end_membership, name_member
from overens.cycle.groups.models import Membership, WorkingGroup
from overens.web.desk.entering import in_post
from overens.web.desk.groups import shown
from overens.web.desk.groups.forms import ChangeMember, EndMember, MemberForm, named
from overens.web.desk.groups.loading import Room, room
from overens.web.desk.groups.offers import Filled, Offer, carried_out


@in_post(Act.NAME_MEMBERS)
def members(request: HttpRequest, language: str, agreement: str, group: str) -> HttpResponse:
    page = room(request, agreement)
    found = page.group(group)
    today, own = page.acting.today, page.acting.authority
    rows = list(queries.seats_in(found))
    mine = [one for one in rows if one.post.authority_id == own.pk and _may_change(one, page)]
    offers = _offers(Filled(request, page), found, mine)
    answer = carried_out(request, offers, f"{page.home}groups/{found.slug}/members/")
    if answer:
        return answer
    held = queries.holders_of({one.post_id for one in rows}, today)
    people = [
        (
            shown.side(page, party.authority),
            [
                (
                    shown.member_shown(page, one, held.get(one.post_id, ())),
                    page.dated(one.since),
                    page.dated(one.until) if one.until else "",
                )
                for one in rows
                if one.post.authority_id == party.authority_id
            ],
        )
        for party in page.parties
    ]
    return render(
        request,
        "desk/groups/members.html",
        {
            **page.around,
            "group": found,
            "name": page.said(found.names),
            "plain_name": page.plain(found.names).text,
            "people": people,
            "offers": offers,
        },
    )


def _may_change(one: Membership, page: Room) -> bool:
    return one.until is None or one.until >= page.acting.today


def _offers(filled: Filled, group: WorkingGroup, mine: list[Membership]) -> list[Offer]:
    page = filled.room
    by, at, everyone = page.acting.seat, page.acting.now, Audience.PUBLIC
    posts = {str(post.pk): post for post in queries.posts_to_name(page.acting.authority)}
    rows = {str(one.pk): one for one in mine}
    offered = named((pk, page.plain(post.names).text) for pk, post in posts.items())
    chosen = named((pk, page.plain(one.post.names).text) for pk, one in rows.items())
    reads = page.reads(everyone)

    def name(said: dict[str, Any]) -> object:
        return name_member(
            by=by,
            group=group,
            post=posts[said["post"]],
            task=said["task"],
            name_is_public=said["public"],
            since=said["since"],
            at=at,
        )

    def change(said: dict[str, Any]) -> object:
        return change_member(
            by=by,
            membership=rows[said["member"]],
            task=said["task"],
            name_is_public=said["public"],
            at=at,
        )

    def end(said: dict[str, Any]) -> object:
        return end_membership(by=by, membership=rows[said["member"]], until=said["until"], at=at)

    first = filled(
        MemberForm,
        MemberForm.what,
        "",
        everyone,
        posts=offered,
        since=page.acting.today.isoformat(),
    )
    found = [
        Offer(
            first,
            _("Name a post of ours"),
            _("Name it"),
            reads,
            name,
            _("The post sits in the group."),
        )
    ]
    if not mine:
        return found
    other = filled(ChangeMember, ChangeMember.what, "", everyone, members=chosen)
    last = filled(EndMember, EndMember.what, "", everyone, members=chosen)
    return [
        *found,
        Offer(
            other,
            _("Change what a post of ours does"),
            _("Change it"),
            reads,
            change,
            _("It is changed."),
        ),
        Offer(
            last,
            _("Set the last day of a post of ours"),
            _("Set the last day"),
            reads,
            end,
            _("The last day is set."),
        ),
    ]
