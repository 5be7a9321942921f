"""Puts on a running instance what the walks over every page have: `python -m tests.at_desk` prints
for each page with a text to type its address, and the cookie of somebody who may open it. For
browser tests alone.
"""

import json

OTHER = "kristianstad"


def main() -> dict[str, tuple[str, str]]:
    """By the page as `tests.web.desk.typed` names it: (address, key of a session)."""
    from overens.base.languages.rules import Wordings
    from overens.base.municipalities.actions.people import note_authority
    from overens.base.municipalities.states import Role
    from tests.web.desk.conftest import things_of_koge, without_leader
    from tests.web.desk.test_every_page import ROLES, pages
    from tests.web.desk.typed import FORMS

    things = things_of_koge()
    without_leader()
    # A post that nobody holds, and an authority that nobody administers: there can be done what
    # the forms are for.
    place, _new = note_authority(
        slug="place",
        municipality="place",
        country="se",
        names=Wordings.of({"sv": "Exempelplats"}),
        short="Exempelplats",
    )
    things.named |= {"language": "en", "post": "free", "authority": place.slug}
    wanted = {form.page for form in FORMS}
    found: dict[str, tuple[str, str]] = {}
    # Whoever may open a page does not find every form in it. Køge's leader is not on file any more:
    # what a leader says alone is looked at on the other side.
    for roles, side in ((ROLES[1:] + ROLES[:1], "koge"), (ROLES, "koge"), ((Role.LEADER,), OTHER)):
        for page, address, client in pages(things, roles, side):
            if page in wanted - set(found) and b"data-place" in client.get(address).content:
                found[page] = address, client.cookies["overens-session"].value
    return found


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main()))
