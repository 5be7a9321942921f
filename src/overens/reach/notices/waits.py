"""What waits for somebody, as the digest says it: by kind, how many, and the first day."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from django.utils.translation import ngettext

from overens.reach.notices.digest import Waits
from overens.reach.overview.rules.waiting import Waiting


class Counted(Protocol):
    """Says how many of one kind there are."""

    def __call__(self, n: int) -> str: ...


KINDS: Mapping[str, Counted] = {
    "CONFIRM": lambda n: ngettext("%(n)s agreement to confirm", "%(n)s agreements to confirm", n),
    "CONFIRM_PAPER": lambda n: ngettext(
        "%(n)s transcription to confirm", "%(n)s transcriptions to confirm", n
    ),
    "ANSWER": lambda n: ngettext("%(n)s proposal to answer", "%(n)s proposals to answer", n),
    "SIGN": lambda n: ngettext("%(n)s text to sign", "%(n)s texts to sign", n),
    "CAME_BACK": lambda n: ngettext(
        "%(n)s proposal of yours that came back", "%(n)s proposals of yours that came back", n
    ),
    "ANSWER_IN_GROUP": lambda n: ngettext(
        "%(n)s question of a group to answer", "%(n)s questions of groups to answer", n
    ),
    "COMMITMENT": lambda n: ngettext("%(n)s commitment", "%(n)s commitments", n),
    "CASE": lambda n: ngettext("%(n)s case to answer", "%(n)s cases to answer", n),
    "TASK": lambda n: ngettext("%(n)s task", "%(n)s tasks", n),
    "INVITED": lambda n: ngettext("%(n)s invitation to answer", "%(n)s invitations to answer", n),
    "OWN_SIDE": lambda n: ngettext(
        "%(n)s question to which your side says nothing yet",
        "%(n)s questions to which your side says nothing yet",
        n,
    ),
    "NOTES": lambda n: ngettext(
        "notes of %(n)s meeting to write", "notes of %(n)s meetings to write", n
    ),
    "NOTES_STAND": lambda n: ngettext(
        "notes of %(n)s meeting that are about to stand",
        "notes of %(n)s meetings that are about to stand",
        n,
    ),
    "NOBODY_LEFT": lambda n: ngettext(
        "%(n)s thing about which nobody could be reached by mail",
        "%(n)s things about which nobody could be reached by mail",
        n,
    ),
    "VACANT": lambda n: ngettext("%(n)s vacant post", "%(n)s vacant posts", n),
    "HANDOVER": lambda n: ngettext("%(n)s handover", "%(n)s handovers", n),
}
"""By the name of the kind (`overview.states.Kind`); others stand together in one line."""


def waits(found: Iterable[Waiting]) -> list[Waits]:
    """In the order in which they stand on the desk, each kind once; in the language that is set."""
    of_kind: dict[str, list[Waiting]] = {}
    for one in found:
        name = one.kind.name if one.kind.name in KINDS else ""
        of_kind.setdefault(name, []).append(one)
    others = of_kind.pop("", [])
    said = [
        Waits(
            KINDS[name](len(ones)) % {"n": len(ones)},
            min((one.day for one in ones if one.is_deadline and one.day), default=None),
            is_one=len(ones) == 1,
        )
        for name, ones in of_kind.items()
    ]
    if others:
        n = len(others)
        said.append(Waits(ngettext("%(n)s thing more", "%(n)s things more", n) % {"n": n}, None))
    return said
