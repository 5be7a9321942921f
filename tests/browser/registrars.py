"""People who answer on a running instance: `python -m tests.browser.registrars answer koge da "…"`.

`answer` answers the newest case of an authority that came by form, in a language. `ask` is a
question of somebody who wants no reply. `fill` gives an
authority something of everything that waits for its registrar, in its own language.
"""

import sys

WRITTEN = {
    "da": {
        "plain": "Hvornår er det næste møde? Jeg vil gerne høre mere om de udsatte boligområder.",
        "marked": "Min nabo er syg. Hvem kan hjælpe?",
        "in-the-case-system": "Der står en forkert dato på siden.",
        "because": "Helbredsoplysninger",
        "junk": "Køb billige ure!",
        "page": "Køge og Kristianstad",
    },
    "sv": {
        "plain": "När är nästa möte? Jag vill gärna höra mer om de utsatta bostadsområdena.",
        "marked": "Min granne är sjuk. Vem kan hjälpa till?",
        "in-the-case-system": "Det står ett felaktigt datum på sidan.",
        "because": "Uppgifter om hälsa",
        "junk": "Köp billiga klockor!",
        "page": "Køge och Kristianstad",
    },
}
"""By language what people write to an authority, and its registrar of it."""


def answer(slug: str, language: str, text: str) -> str:
    from django.utils import timezone

    from overens.base.municipalities.states import Role
    from overens.base.records.actions.cases import answer_case
    from overens.base.records.models import Case
    from overens.base.records.queries import number_of
    from tests.cast import seat_of

    case = Case.objects.filter(register__authority__slug=slug).latest("opened_at")
    entry = answer_case(
        by=seat_of(slug, Role.COORDINATOR),
        case=case,
        text=f"<p>{text}</p>",
        language=language,
        at=timezone.now(),
        closes=True,
    )
    return number_of(entry)


def ask(slug: str) -> str:
    from django.utils import timezone

    from tests.base.records.people import sent

    question = "Hvor kan jeg læse referatet fra det seneste møde?"
    return str(sent(slug, text=question, language="da", at=timezone.now()).pk)


def fill(slug: str) -> str:
    from dataclasses import replace
    from uuid import uuid4

    from django.utils import timezone

    from overens.base.municipalities.models import Authority
    from overens.base.municipalities.states import Role
    from overens.base.records.actions.registering import correct_entry
    from overens.base.records.models import Delivery
    from overens.base.records.queries import latest, said_in
    from tests.base.records.people import sent
    from tests.cast import seat_of

    now, by, anew = timezone.now(), seat_of(slug, Role.REGISTRAR), uuid4().hex
    country = Authority.objects.get(slug=slug).country
    (language,) = country.languages
    written = WRITTEN[language]
    entry = {
        key: sent(
            slug, key=key + anew, text=written[key], language=language, wants_reply=True,
            email=f"{key}@example.org", page=f"/{language}/agreements/koge-kristianstad/",
            page_title=written["page"], at=now,
        ).receipts.get().entry
        for key in ("plain", "marked", "in-the-case-system")
    }  # fmt: skip
    marked = said_in(latest(entry["marked"]))
    correct_entry(
        by=by, entry=entry["marked"], said=replace(marked, secrecy=next(iter(country.secrecy_grounds))),
        because=written["because"], read=1, at=now,
    )  # fmt: skip
    Delivery.objects.create(
        entry=entry["in-the-case-system"], way="mail", queued_at=now, trouble="no-answer"
    )
    for key in ("trap-one", "trap-two"):
        sent(slug, key=key + anew, text=written["junk"], language=language, trap=True, at=now)
    return str(entry["plain"].case_id)


if __name__ == "__main__":
    import django

    django.setup()
    print(globals()[sys.argv[1]](*sys.argv[2:]))
