"""What a schema cannot say of an agreement file: what names what, and which dates fit. Pure.

It looks at the file as it was written, so that its faults are told together with the schema's:
what has the wrong shape is passed over here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from overens.base.countries.rules import legal_bases
from overens.cycle.agreements.agreement_file.positions import Path
from overens.cycle.agreements.rules.durations import BadDuration, due_within
from overens.cycle.agreements.rules.recurrence import check_rule, due_dates
from overens.cycle.agreements.rules.rule_text import BadRule

Found = Iterator[tuple[Path, str]]
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
LONGEST = date(2300, 12, 31)
DATES = frozenset(
    (
        "in_force",
        "ends",
        "joined",
        "left",
        "uses_since",
        "since",
        "until",
        "seen_on",
        "due",
        "starts",
        "on",
    )
)
MOST_A_YEAR = 60
"""Due dates of one commitment: every week, and some more. A page lists them all."""
SOME_STARTS = (date(2023, 1, 1), date(2024, 1, 15), date(2027, 6, 30))


def inconsistencies(said: Mapping[str, Any], countries: Mapping[str, object], today: date) -> Found:
    """Each place with its sentence."""
    yield from _dates_in_reach(said, ())
    basis = said.get("legal_basis")
    if isinstance(basis, str) and basis not in legal_bases():
        yield (
            ("legal_basis",),
            _("‘%(code)s’ is not known here. Possible are: %(known)s.")
            % {
                "code": basis,
                "known": ", ".join(sorted(legal_bases())),
            },
        )
    parties = dict(_entries(said, "parties"))
    for key, name in (
        ("parties", "authority"),
        ("focus_areas", "slug"),
        ("articles", "article"),
        ("commitments", "commitment"),
    ):
        yield from _twice(_entries(said, key), name)
    for path, party in parties.items():
        yield from _party(path, party, countries)
    for path, area in _entries(said, "focus_areas"):
        yield from _area(path, area)
    term = said.get("term")
    if isinstance(term, dict):
        yield from _ordered(("term",), term, "in_force", "ends")
    for path, commitment in _entries(said, "commitments"):
        yield from _commitment(path, commitment, said)
    signing = said.get("signing")
    if isinstance(signing, dict):
        yield from _signing(signing, list(parties.values()), today)


def _entries(
    said: Mapping[str, Any], key: str, above: Path = ()
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The well-shaped entries of a list, each with its path."""
    value = said.get(key)
    for place, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield (*above, key, place), entry


def _twice(entries: Iterable[tuple[Path, dict[str, Any]]], name: str) -> Found:
    seen: set[object] = set()
    for path, entry in entries:
        value = entry.get(name)
        if isinstance(value, str | int):
            if value in seen:
                yield (*path, name), _("‘%(value)s’ stands twice.") % {"value": value}
            seen.add(value)


def _party(path: Path, party: Mapping[str, Any], countries: Mapping[str, object]) -> Found:
    country = party.get("country")
    if isinstance(country, str) and country not in countries:
        yield (
            (*path, "country"),
            _("‘%(code)s’ is not known here. Possible are: %(known)s.")
            % {
                "code": country,
                "known": ", ".join(sorted(countries)),
            },
        )
    yield from _ordered(path, party, "joined", "left")
    posts = list(_entries(party, "posts", path))
    yield from _twice(posts, "post")
    yield from _named(path, party, "contact", [post.get("post") for _path, post in posts])
    for post_path, post in posts:
        yield from _seats(list(_entries(post, "seats", post_path)))


def _seats(seats: list[tuple[Path, dict[str, Any]]]) -> Found:
    for place, (path, seat) in enumerate(seats):
        if "since" not in seat and "seen_on" not in seat:
            yield path, _("Write ‘since’, or ‘seen_on’ with the one day that is known.")
        if "until" in seat and "since" not in seat:
            yield (*path, "until"), _("‘until’ needs a ‘since’.")
        yield from _ordered(path, seat, "since", "until")
        for _other_path, other in seats[:place]:
            if _share_a_day(seat, other) and seat.get("person") != other.get("person"):
                message = _("%(one)s and %(other)s cannot hold one post on the same day.")
                names = {"one": seat.get("person"), "other": other.get("person")}
                yield path, message % names


def _share_a_day(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if bool(one.get("deputy")) != bool(other.get("deputy")):
        return False
    since, until = _day(one, "since"), _day(one, "until") or date.max
    other_since, other_until = _day(other, "since"), _day(other, "until") or date.max
    if since is None or other_since is None:
        return False
    return since <= other_until and other_since <= until


def _area(path: Path, area: Mapping[str, Any]) -> Found:
    names = [
        (name_path, tuple(str(name.get(key)) for key in ("language", "standing", "since")))
        for name_path, name in _entries(area, "names", path)
    ]
    count = Counter(said for _path, said in names)
    for name_path, said in names:
        if count[said] > 1:
            yield (
                name_path,
                _("The area has two such names in the same language from the same day."),
            )


def _commitment(path: Path, named: Mapping[str, Any], said: Mapping[str, Any]) -> Found:
    articles = [entry.get("article") for _path, entry in _entries(said, "articles")]
    areas = [entry.get("slug") for _path, entry in _entries(said, "focus_areas")]
    parties = [entry.get("authority") for _path, entry in _entries(said, "parties")]
    yield from _named(path, named, "article", articles)
    yield from _named(path, named, "focus_area", areas)
    bound = named.get("parties")
    for place, slug in enumerate(bound if isinstance(bound, list) else ()):
        if slug not in parties:
            yield (*path, "parties", place), _nobody(slug, parties)
    yield from _kind(path, named)
    yield from _times(path, named)
    term = said.get("term")
    ends, due = _day(term, "ends") if isinstance(term, dict) else None, _day(named, "due")
    if ends and due and due > ends:
        yield (*path, "due"), _("‘due’ lies after the end of the agreement.")


def _kind(path: Path, named: Mapping[str, Any]) -> Found:
    """When something promised falls due must fit its kind."""
    allowed = {"once": {"due", "within"}, "recurring": {"rule"}, "standing": set()}
    kind = named.get("kind")
    if not isinstance(kind, str) or kind not in allowed:
        return
    for key in sorted({"due", "within", "rule"} - allowed[kind]):
        if key in named:
            yield (
                (*path, key),
                _("‘%(key)s’ does not belong to a commitment of the kind ‘%(kind)s’.")
                % {
                    "key": key,
                    "kind": kind,
                },
            )
    if kind == "recurring" and "rule" not in named:
        yield path, _('A recurring commitment needs a ‘rule’, such as "FREQ=YEARLY".')
    if "due" in named and "within" in named:
        yield (*path, "within"), _("Write ‘due’ or ‘within’, not both.")
    if kind == "standing" and "starts" in named:
        yield (*path, "starts"), _("What holds all the time has no ‘starts’.")


def _times(path: Path, named: Mapping[str, Any]) -> Found:
    rule, within = named.get("rule"), named.get("within")
    try:
        if isinstance(rule, str):
            check_rule(rule)
            if any(_falls_due_too_often(rule, start) for start in SOME_STARTS):
                yield (
                    (*path, "rule"),
                    _("This rule falls due more than %(most)s times a year.")
                    % {"most": MOST_A_YEAR},
                )
    except BadRule as error:
        yield (*path, "rule"), str(error)
    try:
        if isinstance(within, str) and due_within(LATEST, within) > LONGEST:
            yield (*path, "within"), _("A time from the start ends within a hundred years.")
    except BadDuration as error:
        yield (*path, "within"), str(error)


def _falls_due_too_often(rule: str, start: date) -> bool:
    year = due_dates(rule, start, start.replace(year=start.year + 1))
    return sum(1 for _due in islice(year, MOST_A_YEAR + 1)) > MOST_A_YEAR


def _dates_in_reach(value: Any, path: Path) -> Found:
    """A day that lies centuries away is mistyped."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _dates_in_reach(item, (*path, key))
            day = _day(value, key)
            if key in DATES and day and not EARLIEST <= day <= LATEST:
                yield (
                    (*path, key),
                    _("%(value)s lies outside of what is possible: %(least)s to %(most)s.")
                    % {"value": day, "least": EARLIEST, "most": LATEST},
                )
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _dates_in_reach(item, (*path, place))


def _signing(signing: Mapping[str, Any], parties: list[dict[str, Any]], today: date) -> Found:
    on = _day(signing, "on")
    if on and on > today:
        yield ("signing", "on"), _("A signing that lies ahead cannot be noted.")
    seen = set()
    for key in ("signatures", "present"):
        for path, named in _entries(signing, key, ("signing",)):
            names = tuple(str(named.get(k)) for k in ("authority", "post", "person"))
            if (key, names) in seen:
                yield path, _("The same person in the same post stands twice.")
            seen.add((key, names))
            yield from _signatory(path, named, parties, on)


def _signatory(
    path: Path, named: Mapping[str, Any], parties: list[dict[str, Any]], on: date | None
) -> Found:
    known = [party.get("authority") for party in parties]
    if not isinstance(named.get("authority"), str):
        return
    if named["authority"] not in known:
        yield (*path, "authority"), _nobody(named["authority"], known)
        return
    party = next(p for p in parties if p.get("authority") == named["authority"])
    entries = [post for _path, post in _entries(party, "posts")]
    posts = {post["post"]: post for post in entries if isinstance(post.get("post"), str)}
    faults = list(_named(path, named, "post", list(posts)))
    yield from faults
    if not faults and on and isinstance(named.get("post"), str):
        seats = [seat for _path, seat in _entries(posts[named["post"]], "seats")]
        if not any(seat.get("person") == named.get("person") and _held(seat, on) for seat in seats):
            yield (
                (*path, "person"),
                _("%(person)s is not on file in this post on the day of the signing.")
                % {"person": named.get("person")},
            )


def _held(seat: Mapping[str, Any], on: date) -> bool:
    since, until = _day(seat, "since"), _day(seat, "until")
    return _day(seat, "seen_on") == on or bool(since and since <= on and (not until or on <= until))


def _named(path: Path, entry: Mapping[str, Any], key: str, known: list[Any]) -> Found:
    value = entry.get(key)
    if isinstance(value, str) and value not in known:
        yield (
            (*path, key),
            _("There is no ‘%(value)s’ in this file. Possible are: %(known)s.")
            % {
                "value": value,
                "known": ", ".join(str(name) for name in known if name) or _("none"),
            },
        )


def _nobody(slug: object, parties: list[Any]) -> str:
    return _("‘%(slug)s’ is not a party. The parties are: %(parties)s.") % {
        "slug": slug,
        "parties": ", ".join(str(party) for party in parties if party),
    }


def _ordered(path: Path, entry: Mapping[str, Any], first: str, last: str) -> Found:
    begin, end = _day(entry, first), _day(entry, last)
    if begin and end and end < begin:
        yield (
            (*path, last),
            _("‘%(last)s’ lies before ‘%(first)s’.") % {"last": last, "first": first},
        )


def _day(entry: Mapping[str, Any], key: str) -> date | None:
    try:
        return date.fromisoformat(entry[key])
    except (KeyError, TypeError, ValueError):
        return None
