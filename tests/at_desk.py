"""Puts on a running instance what the walks over every page have: `python -m tests.at_desk` prints
for each page with a text to type its address, and the cookie of somebody who may open it. For
browser tests alone.
"""

import json


def main() -> dict[str, tuple[str, str]]:
    """By the page as `tests.web.desk.typed` names it: (address, key of a session)."""
    from overens.base.languages.rules import Wordings
    from overens.base.municipalities.actions.people import note_authority
    from overens.base.municipalities.states import Role
    from tests.cast import signed_in
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
    # Whoever may open a page does not find every form in it.
    for roles in (ROLES[1:] + ROLES[:1], ROLES):
        for page, address, client in pages(things, roles):
            if page in wanted - set(found) and b"data-place" in client.get(address).content:
                found[page] = address, client.cookies["overens-session"].value
    # Køge's political leader is not on file any more: what only a leader opens, the other one does.
    leader = signed_in(things.cast.accounts["kristianstad", Role.LEADER])
    for page in wanted - set(found):
        address = f"/en/desk/{page}".replace("<slug:agreement>", things.named["agreement"])
        if b"data-place" in leader.get(address).content:
            found[page] = address, leader.cookies["overens-session"].value
    return found


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main()))
