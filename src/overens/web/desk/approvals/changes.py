"""What a proposal changes: in the text that counts, and in the proposal whose place it takes."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from overens.base.languages.rules import write_date
from overens.cycle.agreements.dossier import changes_between
from overens.web.desk.approvals.loading import Put
from overens.web.desk.changes import Changes, changes_shown

EARLIER, COUNTED = "proposal", "version"


def changes(page: Put, request: HttpRequest) -> Changes | None:
    """Against the one that the address names (`?against=`), else against what was read last: the
    earlier proposal, where there is one. None for a waiver, and for a text that is the first."""
    texts = _texts(page)
    if not texts:
        return None
    wanted = request.GET.get("against", "")
    chosen = wanted if wanted in texts else next(iter(texts))
    old, _label = texts[chosen]
    return changes_shown(
        changes_between(old, page.consent.edition_id),
        page.reader,
        against=chosen,
        texts=[(name, label) for name, (_edition, label) in texts.items()],
    )


def _texts(page: Put) -> dict[str, tuple[UUID, str]]:
    """By its name in the address: its edition, and what it is called."""
    found: dict[str, tuple[UUID, str]] = {}
    if page.older and page.said:
        day = page.dossier.life.proposals[page.said.changes].on
        words = _("Against what %(party)s proposed on %(day)s") % {
            "party": page.older.edition.owner.short,
            "day": write_date(day, page.language),
        }
        found[EARLIER] = page.older.edition_id, words
    if page.before and page.before.edition:
        words = _("Against version %(number)s") % {"number": page.before.number}
        found[COUNTED] = page.before.edition, words
    return found
