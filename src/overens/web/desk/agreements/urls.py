"""Addresses: the same nouns as on the open site."""

from django.urls import include, path

from overens.web.desk.agreements import council, files, views, writing

commitment = [
    path("", views.commitment),
    path("note/", writing.note),
    path("not-done/", writing.not_done),
]
agreement = [
    path("", views.agreement),
    path("commitments/<int:number>/", include(commitment)),
    path("evidence/<uuid:evidence>/withdraw/", writing.withdraw),
    path("evidence/<uuid:evidence>/file", files.evidence_file),
    path("confirm/", writing.confirm),
    path("since-signing/", writing.since_signing),
    path("council-paper/", council.paper),
    path("council-paper.pdf", council.paper_pdf),
    path("council-paper.docx", council.paper_docx),
]
urlpatterns = [
    path("", views.agreements),
    path("<slug:agreement>/", include(agreement)),
]
