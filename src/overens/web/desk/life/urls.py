"""Addresses of an agreement's life, below those of the agreements."""

from django.urls import include, path

from overens.web.desk.life import ending, views, waiving

life = [
    path("", views.life),
    path("notice/", views.notice),
    path("keep/", views.keep),
    path("renew/", ending.renew),
    path("end/", ending.end),
    path("waive/", waiving.which),
    path("waive/<int:number>/", waiving.waiver),
]
urlpatterns = [path("<slug:agreement>/life/", include(life))]
