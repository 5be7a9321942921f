"""Gives the demo's agreement a group with a meeting of a hundred items, and signs a member in.

Prints as JSON the cookie of the session. Everybody beside the demo's own people is made up.
"""

import json
import secrets
from datetime import UTC, datetime, timedelta

import django

POST = "koge/coordinator"
SLUG = "koge-kristianstad"
ITEMS = 100
HOUR = timedelta(hours=1)


def main() -> dict[str, str]:
    """A group that works, what it met about, and what it has still to do."""
    from tests.signing_in import main as session

    from overens.base.languages.rules import Wordings
    from overens.base.municipalities.queries import seat_named
    from overens.cycle.agreements.models import Agreement
    from overens.cycle.groups import models

    now = datetime.now(UTC)
    agreement = Agreement.objects.get(slug=SLUG)
    seats = [seat_named(slug, "coordinator", now.date()) for slug in ("koge", "kristianstad")]

    def words(text: str) -> Wordings:
        return Wordings.of({"da": text})

    group = models.WorkingGroup.objects.create(
        agreement=agreement,
        slug="bench",
        kind="working",
        names=words("Gruppe"),
        mandate=words("Et kommissorium."),
        thread=secrets.token_urlsafe(32),
        founded_at=now - timedelta(days=300),
    )
    for seat in seats:
        assert seat
        models.Membership.objects.create(
            group=group,
            post=seat.post,
            since=(now - timedelta(days=300)).date(),
            named_by=seat,
            named_at=now,
        )
    by = seats[0]
    assert by
    for place in range(12):
        starts = now + timedelta(days=30 * (place - 10))
        meeting = models.Meeting.objects.create(
            agreement=agreement,
            group=group,
            slug=f"meeting-{place}",
            titles=words(f"Møde {place}"),
            owner=by.post.authority,
            called_by=by,
            called_at=now,
            host=by.post.authority,
            mode="place",
            place="Rådhuset",
            zone="Europe/Copenhagen",
            starts_at=starts,
            ends_at=starts + 2 * HOUR,
            state="held" if starts < now else "planned",
            record="notes",
            readers="public",
            uid=f"bench-{place}@example.org",
        )
        for seat in seats:
            assert seat
            models.Participant.objects.create(
                meeting=meeting, post=seat.post, authority=seat.post.authority, added_by=seat
            )
    for place in range(ITEMS):
        item = models.AgendaItem.objects.create(
            meeting=meeting,
            position=place + 1,
            titles=words(f"Punkt {place}"),
            minutes=5,
            presenter=by.post,
            written_by=by,
        )
        outcome = models.Outcome.objects.create(
            item=item,
            kind="task" if place % 2 else "decision",
            text=words(f"Det aftalte vi om punkt {place}."),
            written_by=by,
            written_at=now,
        )
        if place % 2:
            models.Task.objects.create(
                agreement=agreement,
                number=place + 1,
                group=group,
                text=words(f"Opgave {place}"),
                post=by.post,
                due=(now + timedelta(days=place)).date(),
                outcome=outcome,
                given_by=by,
                given_at=now,
            )
    return {"cookie": f"overens-session={session(POST)}", "meeting": meeting.slug}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main()))
