"""Where this machine's chromium is."""

import os
import shutil


def chromium() -> str:
    """The path of a chromium, from `CHROMIUM` or the usual names; empty where there is none."""
    said = os.environ.get("CHROMIUM", "")
    names = [said] if said else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for path in map(shutil.which, names) if path), "")


FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
