"""`make screenshots`: the pictures of the documentation, of today's pages."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, chromium
from tests.instance import instance

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
GROUPS = "desk/agreements/busy/"
"""An example with groups that work, which the last pictures show."""
BEGAN = datetime.now(ZoneInfo("Europe/Copenhagen")) - timedelta(minutes=10)
RUN = f"da/{GROUPS}meetings/{BEGAN:%Y-%m-%d}-manedens-mode/run/"
SHOTS = (
    ("agreement-sv.png", "", "sv/agreements/koge-kristianstad/", 1280, 900),
    ("text-da.png", "", "da/agreements/koge-kristianstad/text/", 1280, 900),
    ("agreement-da-phone.png", "", "da/agreements/koge-kristianstad/", 390, 844),
    ("overview-da.png", "koge/coordinator", "da/desk/", 1280, 900),
    ("year-sv-phone.png", "kristianstad/example-leader", "sv/desk/", 390, 844),
    ("members-da.png", "koge/coordinator", "da/desk/agreements/koge-kristianstad/", 1280, 900),
    ("posts-sv.png", "kristianstad/coordinator", "sv/desk/posts/", 1280, 900),
    ("news-sv-phone.png", "", "sv/news/", 390, 844),
    ("form-da-phone.png", "", "da/contact/ask/?page=/da/agreements/koge-kristianstad/", 390, 844),
    ("register-sv.png", "", "sv/register/koge/", 1280, 900),
    ("inbox-da.png", "koge/coordinator", "da/desk/inbox/", 1280, 900),
    (
        "group-sv.png",
        "kristianstad/coordinator",
        f"sv/{GROUPS}groups/klimagruppen-eksempel/",
        1280,
        900,
    ),
    ("meeting-da-phone.png", "koge/coordinator", RUN, 390, 1240),
)
"""File, who looks (nobody: the open site), address, width and height."""


def main() -> None:
    """Each picture shows what stands on the first screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with instance() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for name, post, path, width, height in SHOTS:
            if path.endswith("/register/koge/"):  # from here on there is something in it
                running.module("tests.browser.registrars", "ask", "koge")
            if name == "group-sv.png":
                running.module("tests.browser.busy")
            context = browser.new_context(viewport={"width": width, "height": height})
            if post:
                context.add_cookies([running.session(post)])
            page = context.new_page()
            page.goto(f"{running.address}/{path}")
            page.screenshot(path=PICTURES / name)
            context.close()
            print(f"docs/pictures/{name}")
        browser.close()


if __name__ == "__main__":
    main()
