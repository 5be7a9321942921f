"""Puts on a running instance with the demo what is under way between its parties: `python -m
tests.browser.proposed` prints the addresses on the desk by what stands there, as JSON.

Køge has proposed a change; Kristianstad has said 'yes, if', and proposed it otherwise; each has a
draft of its own; and a commitment is asked to be waived.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta


def main() -> dict[str, str]:
    from django.utils import timezone

    from overens.base.consents.actions import answer_edition
    from overens.base.municipalities.queries import seat_named
    from overens.base.records.actions.dispatching import carry_waiting
    from overens.cycle.agreements.actions.drafting import begin_draft, change_draft, sealed
    from overens.cycle.agreements.actions.proposing import propose, waive
    from overens.cycle.agreements.agreement_file.shape import AgreementFile, Texts
    from overens.cycle.agreements.models import Agreement, Version
    from overens.cycle.agreements.transcript import as_file
    from tests.examples import demo

    now = timezone.now()
    agreement = Agreement.objects.get(slug=demo().slug)
    seats = {side: seat_named(side, "coordinator", now.date()) for side in ("koge", "kristianstad")}

    def carried() -> None:
        while carry_waiting(now=now):
            pass

    def written(draft: Version, part: str, change: Callable[[AgreementFile], AgreementFile]):
        return change_draft(
            by=seats[draft.owner.slug],
            draft=draft,
            part=part,
            read=sealed(as_file(draft), part),
            change=change,
            at=now,
        )

    def article(slug: str, body: Texts) -> Callable[[AgreementFile], AgreementFile]:
        return lambda file: replace(
            file,
            articles=tuple(
                replace(a, body={**a.body, **body}) if a.article == slug else a
                for a in file.articles
            ),
        )

    draft = begin_draft(by=seats["koge"], agreement=agreement, at=now)
    draft = written(
        draft,
        "art-areas",
        article(
            "areas",
            {
                "da": "Begge kommuner forpligter sig til at samarbejde om fire fælles "
                "samfundsområder.",
                "sv": "Båda kommunerna åtar sig att samarbeta kring fyra gemensamma "
                "samhällsområden.",
                "en": "Both municipalities undertake to cooperate in four shared areas of society.",
            },
        ),
    )
    draft = written(
        draft,
        "term",
        lambda file: replace(file, term=replace(file.term, ends=date(now.year + 5, 12, 31))),
    )
    first = propose(
        by=seats["koge"], draft=draft, at=now, answer_by=now.date() + timedelta(days=60)
    )
    answer_edition(by=seats["koge"], consent=first, answer="yes", at=now)
    draft.delete()
    carried()
    answer_edition(
        by=seats["kristianstad"],
        consent=first,
        answer="yes-if",
        because="De fyra områdena räknas upp i avtalet.",
        body="Kommunstyrelsen",
        paragraph="§ 112",
        at=now,
    )
    carried()
    theirs = begin_draft(
        by=seats["kristianstad"], agreement=agreement, at=now, edition=first.edition
    )
    written(
        theirs,
        "art-exchange",
        article("exchange", {"sv": "Parterna utbyter erfarenheter varje halvår."}),
    )
    own = begin_draft(by=seats["koge"], agreement=agreement, at=now)
    written(
        own,
        "purpose",
        lambda file: replace(file, purpose={**file.purpose, "da": "Vi lærer af hinanden."}),
    )
    asked = waive(
        by=seats["koge"],
        agreement=agreement,
        commitment=2,
        because="Grupperne er oprettet.",
        at=now,
        parties=["koge"],
    )
    carried()
    home = f"desk/agreements/{agreement.slug}/draft/"
    return {
        "proposal": f"desk/approvals/{first.pk}/",
        "side by side": f"desk/approvals/{first.pk}/?text=as-written",
        "paper": f"desk/approvals/{first.pk}/council-paper/",
        "waiver": f"desk/approvals/{asked.pk}/",
        "paper of the waiver": f"desk/approvals/{asked.pk}/council-paper/",
        "draft": home,
        "focus area": f"{home}parts/focus-climate-and-coast/",
        "new focus area": f"{home}areas/new/",
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main()))
