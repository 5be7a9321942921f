"""`make tables`: the tables of the documentation that are made of the code."""

from pathlib import Path

from overens.base.municipalities.roles import STRONG, TABLE
from overens.base.municipalities.states import Role
from overens.base.trail.states import Audience

ROLES = Path(__file__).parents[1] / "docs" / "reference" / "roles.md"
READERS = {
    Audience.OWN: "one’s own authority",
    Audience.PARTNERS: "the partners too",
    Audience.PUBLIC: "everyone",
}


def roles() -> str:
    """What each role may do, and who reads what comes of it."""
    head = ["", *(role.label for role in Role), "Who reads it"]
    rows = [
        [act.label, *("yes" if role in said.roles else "–" for role in Role), READERS[said.readers]]
        for act, said in TABLE.items()
    ]
    strong = ["signs in with a passkey or in two steps"]
    strong += ["must" if role in STRONG else "may" for role in Role]
    lines = [head, ["---"] * len(head), *rows, [*strong, ""]]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def whole(page: str, table: str) -> str:
    """A page with a table put between its two marks."""
    before, _mark, rest = page.partition("<!-- table -->")
    return f"{before}<!-- table -->\n{table}\n<!-- end -->{rest.partition('<!-- end -->')[2]}"


def main() -> None:
    """Write them."""
    ROLES.write_text(whole(ROLES.read_text("utf-8"), roles()), "utf-8")


if __name__ == "__main__":
    import django

    django.setup()
    main()
