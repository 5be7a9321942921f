"""People who answer on a running instance: `python -m tests.browser.registrars answer koge da "…"`.

`answer` answers the newest case of an authority that came by form, in a language.
"""

import sys


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


if __name__ == "__main__":
    import django

    django.setup()
    print(globals()[sys.argv[1]](*sys.argv[2:]))
