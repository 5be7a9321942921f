"""An instance's settings with one address more; without its cache where BENCH_CACHE says 'none'."""

import os

from overens.settings.site import *  # noqa: F403  an instance's own, all of them

ROOT_URLCONF = "bench.urls"
if os.environ.get("BENCH_CACHE") == "none":
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
