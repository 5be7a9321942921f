"""Settings of the tests: the instance's own, with a database of the tests' and quick hashes."""

import os
import tempfile
from pathlib import Path

DATA = Path(tempfile.mkdtemp(prefix="overens-tests-"))
os.environ["OVERENS_DATA"] = str(DATA)

from overens.settings.site import *  # noqa: E402  the environment above must be set first
from overens.settings.site import DATABASES, MIDDLEWARE, TEMPLATES  # noqa: E402  as above

FILES = DATA / "files"
SECRET_KEY = "tests"
ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A file, not memory: threads share it, and it behaves as the instance's own database does.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "tests.sqlite3")}
# Quick, and still one call of a hasher for each password that is tried.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]


class Undefined(str):
    """A template that names what the view did not give fails."""

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"The template uses '{name}', which the view did not give.")

    def __contains__(self, part: object) -> bool:
        return part == "%s"


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
