"""Addresses of the inbox and of the register."""

from django.urls import include, path

from overens.web.desk.register import cases, entries, setting_up, waiting, writing

entry = [
    path("", entries.entry),
    path("correct/", writing.correct),
    path("cancel/", writing.cancel),
    path("documents/<int:position>", entries.document),
]
urlpatterns = [
    path("inbox/", cases.inbox),
    path("inbox/<uuid:case>/", cases.case),
    path("register/", entries.register),
    path("register/new/", writing.new),
    path("register/set-apart/", waiting.set_apart),
    path("register/without-number/", waiting.without_number),
    path("register/read-by/", entries.read_by),
    path("register/settings/", setting_up.settings),
    path("register/<int:year>/<int:number>/", include(entry)),
]
