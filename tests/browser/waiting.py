"""What an administrator and a deputy meet: `python -m tests.browser.waiting`, after `busy`.

Somebody with a long name is invited, somebody asked to be let in again, a post stands vacant, and
a note has a file. Everybody is made up.
"""

from datetime import date


def main() -> None:
    from django.utils import timezone

    from overens.base.access.actions.invitations import invite
    from overens.base.access.actions.recovery import open_recovery
    from overens.base.languages.rules import Wordings
    from overens.base.municipalities.actions.people import note_post, note_seat
    from overens.base.municipalities.models import Seat
    from overens.base.municipalities.queries import seat_named
    from overens.cycle.agreements.actions.evidence import report_evidence
    from overens.cycle.agreements.models import Agreement
    from overens.cycle.agreements.states import EvidenceKind

    now = timezone.now()
    administrator = seat_named("koge", "example-administrator", now.date())
    coordinator = seat_named("koge", "coordinator", now.date())
    other = seat_named("koge", "example-communicator", now.date())
    assert administrator
    assert coordinator
    assert other
    authority = administrator.post.authority
    names = Wordings.of({"da": "medlem af arbejdsgruppen for udsatte boligområder, eksempel"})
    post, _new = note_post(
        authority=authority, slug="long", names=names, role="member", example=True
    )
    long = "Eksempelperson Christoffersen-Ravnsborggaard-Vestergaardsminde"
    held, _new = note_seat(post=post, person=long, since=date(2025, 1, 1))
    seat = Seat.objects.select_related("person", "post__authority__municipality").get(pk=held.pk)
    invite(by=administrator, seat=seat, email="ny@koge.example", language="da", at=now)
    open_recovery(by=administrator, account=other.person.account, at=now)
    note_post(
        authority=authority,
        slug="vacant",
        names=Wordings.of({"da": "ledig post, eksempel"}),
        role="member",
        example=True,
    )
    agreement = Agreement.objects.get(slug="koge-kristianstad")
    report_evidence(
        by=coordinator,
        commitment=agreement.commitments.get(number=1),
        kind=EvidenceKind.NOTED_BY_HAND,
        party=agreement.parties.get(authority=authority),
        since=date(2026, 5, 1),
        until=date(2026, 5, 1),
        source="hand:waiting",
        at=now,
        note=Wordings.of({"da": "Vi mødtes på rådhuset."}),
        file=b"%PDF-1.7 a paper",
        file_name="referat.pdf",
    )


if __name__ == "__main__":
    import django

    django.setup()
    main()
