"""The open site's addresses: English paths that never change with the language."""

from django.urls import include, path

from overens.web.design import addresses  # noqa: F401  makes <language:…> known
from overens.web.public import accessibility, files, pages, privacy, texts, views
from overens.web.public.news.views import picture

agreement = [
    path("", views.agreement),
    path("text/", texts.text),
    path("text/<int:version>/", texts.text),
    path("text/<int:old>..<int:new>/", texts.redline),
    path("text/<int:version>/scan.pdf", texts.scan),
    path("text/compare/", texts.compare),
    path("proposals/", include("overens.web.public.own_parts.urls")),
    path("", include("overens.web.public.groups.urls")),
    path("commitments/<int:number>/", views.commitment),
    path("focus/<slug:area>/", views.focus_area),
    path("history/", views.history),
    path("evidence/<uuid:evidence>/file", files.evidence_file),
    path("text.pdf", texts.text_pdf),
    path("text/<int:version>.pdf", texts.text_pdf),
    path("commitments/<int:number>.pdf", views.commitment_pdf),
    path("focus/<slug:area>.pdf", views.focus_area_pdf),
    path("history.pdf", views.history_pdf),
]

open_site = [
    path("", views.start),
    path("agreements/", views.agreements),
    path("agreements/<slug:agreement>.pdf", views.agreement_pdf),
    path("agreements/<slug:agreement>/", include(agreement)),
    path("", include("overens.web.public.news.urls")),
    path("words/", pages.words),
    path("words.pdf", pages.words_pdf),
    path("reading/", pages.reading),
    path("privacy/", privacy.privacy),
    path("accessibility/<str:country>/", accessibility.statement),
    path("", include("overens.web.public.register.urls")),
    path("", include("overens.web.public.contact.urls")),
]

urlpatterns = [
    path("", pages.languages_offered),
    path("robots.txt", pages.robots),
    path("register/heads.json", pages.heads),
    path("pictures/<str:file>.jpg", picture),
    path("schemas/agreement-1.json", pages.agreement_schema),
    path("<language:language>/", include(open_site)),
]
