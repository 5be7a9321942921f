"""Addresses of news, pages and the feed."""

from django.urls import path

from overens.cycle.news.states import Kind
from overens.web.public.news import feed, views


def _texts(root: str, kind: str) -> list:
    """The addresses of one kind of text."""
    named = {"kind": kind}
    return [
        path(f"{root}/<slug:slug>.pdf", views.article_pdf, named),
        path(f"{root}/<slug:slug>/", views.article, named),
        path(f"{root}/<slug:slug>/history/", views.history, named),
        path(f"{root}/<slug:slug>/history/<int:number>/", views.version, named),
    ]


urlpatterns = [
    path("news/", views.flow),
    path("news/archive/", views.archive),
    path("agreements/<slug:agreement>/news/", views.of_agreement),
    path("feeds/news.atom", feed.news_atom),
    *_texts("news", Kind.NEWS.value),
    *_texts("pages", Kind.PAGE.value),
]
