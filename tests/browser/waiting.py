"""What an administrator and a deputy meet: `python -m tests.browser.waiting`, after `busy`.

Somebody with a long name is invited, somebody asked to be let in again, somebody is, a post stands
vacant, and a note has a file. Everybody is made up. Prints the secrets of the links, and the e-mail
address of somebody who signs in with an app for codes.
"""

import json
from datetime import date


def main() -> None:
    from django.utils import timezone

    from overens.base.access.actions.invitations import invite
    from overens.base.access.actions.recovery import agree_to_recovery, open_recovery
    from overens.base.languages.rules import Wordings
    from overens.base.municipalities.actions.people import note_post, note_seat
    from overens.base.municipalities.models import Account, Seat
    from overens.base.municipalities.queries import seat_named
    from overens.cycle.agreements.actions.evidence import report_evidence
    from overens.cycle.agreements.models import Agreement
    from overens.cycle.agreements.states import EvidenceKind
    from tests.browser.people import strong
    from tests.browser.registrars import fill

    now = timezone.now()
    administrator = seat_named("koge", "example-administrator", now.date())
    coordinator = seat_named("koge", "coordinator", now.date())
    other = seat_named("koge", "example-communicator", now.date())
    assert administrator
    assert coordinator
    assert other
    authority = administrator.post.authority
    names = Wordings.of({"da": "medlem af arbejdsgruppen for udsatte boligområder, eksempel"})
    fill("koge")
    post, _new = note_post(
        authority=authority, slug="long", names=names, role="member", example=True
    )
    long = "Eksempelperson Christoffersen-Ravnsborggaard-Vestergaardsminde"
    held, _new = note_seat(post=post, person=long, since=date(2025, 1, 1))
    seat = Seat.objects.select_related("person", "post__authority__municipality").get(pk=held.pk)
    _made, invitation = invite(
        by=administrator, seat=seat, email="ny@koge.example", language="da", at=now
    )
    open_recovery(by=administrator, account=other.person.account, at=now)
    operator = Account.objects.get(is_operator=True)
    asked = open_recovery(by=operator, account=coordinator.person.account, at=now)
    recovery = agree_to_recovery(by=administrator, recovery=asked, at=now)
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
    strong()
    email = "communicator-two@koge.example"
    print(json.dumps({"invitation": invitation, "recovery": recovery, "email": email}))


if __name__ == "__main__":
    import django

    django.setup()
    main()
