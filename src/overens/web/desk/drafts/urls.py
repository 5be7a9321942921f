"""Addresses of writing, below those of the agreements."""

from django.urls import include, path

from overens.web.desk.drafts import new, views, writing

draft = [
    path("", views.draft),
    path("begin/", views.begin),
    path("parts/<str:part>/", writing.part),
    path("areas/new/", writing.new_area),
    path("articles/new/", writing.new_article),
    path("commitments/new/", writing.new_commitment),
    path("commitments/<int:number>/", writing.commitment),
    path("term/", writing.term),
    path("languages/", writing.authentic),
    path("comment/<str:part>/", views.note),
    path("propose/", views.put_forward),
    path("drop/", views.drop),
]
urlpatterns = [
    path("new/", new.new),
    path("<slug:agreement>/draft/", include(draft)),
]
