"""Addresses of an agreement's life, below those of the agreements."""

from django.urls import include, path

from overens.web.desk.life import views

life = [
    path("", views.life),
    path("notice/", views.notice),
    path("keep/", views.keep),
]
urlpatterns = [path("<slug:agreement>/life/", include(life))]
