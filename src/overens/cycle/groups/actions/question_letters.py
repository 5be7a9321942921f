"""Letters about a concrete question: a post was given it, others said something about it.

Whoever gets one may reply. What they write is a remark; where it begins with the word that says so, it
is what came of the question.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from overens.base.languages.rules import in_each, languages
from overens.base.mail.actions import queue
from overens.base.mail.models import Letter
from overens.base.mail.queries import switched_off
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account, Post, Seat
from overens.base.municipalities.queries import sitting
from overens.base.records.messages import language_of
from overens.cycle.groups.models import Question, QuestionSide, Remark
from overens.cycle.groups.states import QuestionState

HOLD = timedelta(minutes=5)
"""So long a letter about remarks waits, so that several are one."""
REMARKS = "remarks"
MOST = 20
"""Remarks in one letter, the newest: the rest stands at the desk."""


def answered_words() -> frozenset[str]:
    """The word with which a reply begins that says what came of a question, in each language, in small
    letters. It is none that mail programs write by themselves, as they do “Svar:” and “SV:”."""
    return frozenset(word.lower() for word in in_each(lambda _code: _answered()).values())


def _answered() -> str:
    return pgettext("begins a reply, before a colon", "Answered")


def how_to_answer(question: Question) -> str:
    """What a letter about a question says of replies; empty where no mail comes in."""
    if not settings.MAIL_IN:
        return ""
    if question.state != QuestionState.OPEN:
        return _("Reply to this letter if you want to say something about it.")
    return _(
        "You may reply to this letter: what you write stands as a remark, for each party to read. If "
        "the question is answered, begin the first line with “%(word)s:”. Then what you write after it is "
        "kept as what came of the question, and the question is closed."
    ) % {"word": _answered()}


def tell_owner(side: QuestionSide, question: Question, by: Seat, at: datetime) -> None:
    """Whoever holds the post hears that the question is its work from now on."""
    assert side.owner
    off = switched_off(NoticeKind.QUESTION)
    for email, language in _receivers([side.owner], by, at).items():
        if email.lower() in off:
            continue
        with override(language):
            said = {
                "post": side.owner.names.shown(language).text,
                "name": side.owner.authority.short,
                "title": question.sentence.shown(language).text,
            }
            _queue(
                email,
                _("A question is yours: %(title)s") % said,
                [
                    _("The post %(post)s at %(name)s owns this question from now on: %(title)s")
                    % said,
                    *([why] if (why := side.why.shown(language).text) else []),
                ],
                question,
                language,
                at,
            )


def tell_said(row: Remark, question: Question, at: datetime) -> None:
    """Those whose work the question is, and whoever asked it, read what somebody else has said. What was
    said while a letter waits goes with it."""
    assert row.seat
    posts = [side.owner for side in question.sides.select_related(OWNER) if side.owner]
    receivers = _receivers([*posts, question.opened_by.post], row.seat, at)
    off = switched_off(NoticeKind.QUESTION) if receivers else set()
    for email, language in receivers.items():
        if email.lower() in off:
            continue
        with override(language):
            title = question.sentence.shown(language).text
            said = [_one(one, language) for one in _not_told(row, email)]
            _queue(
                email,
                _("Said about the question: %(title)s") % {"title": title},
                [title, *said],
                question,
                language,
                at,
                key=REMARKS,
                hold=HOLD,
            )


OWNER = "owner__authority__municipality"


def _not_told(row: Remark, email: str) -> Iterable[Remark]:
    """What that address has not read yet, oldest first: all since the letter that went last."""
    told = Letter.objects.filter(
        to=email, about_kind=row.about_kind, about_id=row.about_id, key=REMARKS
    )
    if not told.filter(begun_at__isnull=True).exists():
        return [row]
    said = Remark.objects.filter(about_kind=row.about_kind, about_id=row.about_id)
    if last := told.filter(begun_at__isnull=False).order_by("-queued_at").first():
        said = said.filter(at__gt=last.queued_at)
    others = said.exclude(seat__person__account__email__iexact=email)
    newest = others.select_related("seat__post__authority__municipality").order_by("-at", "-pk")
    return list(newest[:MOST])[::-1]


def _one(row: Remark, language: str) -> str:
    assert row.seat
    post = row.seat.post
    said = {"post": post.names.shown(language).text, "name": post.authority.short}
    return "{}\n{}".format(_("%(post)s at %(name)s writes:") % said, row.text)


def _receivers(posts: Iterable[Post], by: Seat, at: datetime) -> dict[str, str]:
    """Language by address, of whoever holds the posts just now, without whoever acts."""
    own = Account.objects.filter(person=by.person_id).values_list("email", flat=True).first()
    wanted = {post.pk.hex: post.authority for post in posts if post.pk != by.post_id}
    return {
        one.email: one.language if one.language in languages() else language_of(authority)
        for authority in dict.fromkeys(wanted.values())
        for one in sitting(authority, at)
        if one.post in wanted and one.email and one.email != own
    }


def _queue(
    to: str,
    subject: str,
    paragraphs: Sequence[str],
    question: Question,
    language: str,
    at: datetime,
    *,
    key: str = "",
    hold: timedelta = timedelta(0),
) -> None:
    room = f"{settings.ADDRESS}/{language}/desk/agreements/{question.agreement.slug}"
    here = _("Here it stands: %(address)s") % {"address": f"{room}/questions/{question.number}/"}
    queue(
        to=to,
        subject=subject,
        text="\n\n".join(filter(None, (*paragraphs, here, how_to_answer(question)))),
        language=language,
        about=question.ref,
        at=at,
        key=key,
        may_reply=True,
        hold=hold,
        kind=NoticeKind.QUESTION,
    )
