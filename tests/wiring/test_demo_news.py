"""The demo's first news: told once, in the name of one party, in each language, marked as ours."""

import pytest
from django.test import Client

from overens.base.municipalities.models import Post
from overens.cycle.news.actions.publishing import archive
from overens.cycle.news.models import NewsItem
from overens.demo import demo_news
from overens.running import database
from overens.running.database import load_demo

pytestmark = pytest.mark.django_db


def test_it_is_told_once_and_also_where_an_older_release_made_the_demo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(database, "_tell_of_the_signing", lambda now: None)
        assert load_demo()
    assert not NewsItem.objects.exists()
    assert not load_demo()
    item = NewsItem.objects.get()
    assert item.owner.slug == "kristianstad"
    assert item.shown
    archive(by=item.shown.published_by, item=item, at=item.shown.published_at)
    assert not load_demo()
    assert NewsItem.objects.get().archived_at


def test_nobody_who_may_not_is_made_to_tell_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(database, "_tell_of_the_signing", lambda now: None)
        load_demo()
    Post.objects.filter(slug="coordinator").update(role="member")
    assert not load_demo()
    assert not NewsItem.objects.exists()


def test_it_stands_in_each_language_and_says_whose_words_they_are() -> None:
    load_demo()
    slug = NewsItem.objects.get().slug
    for language in ("sv", "da", "en"):
        page = Client().get(f"/{language}/news/{slug}/").content.decode()
        assert demo_news()["titles"][language] in page
        assert '<aside class="demo"' in page
        assert '<div class="told">' in page
        assert "2021" in page
