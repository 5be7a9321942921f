"""The desk's addresses: one list for each of its parts."""

from django.urls import include, path

from overens.web.design import addresses  # noqa: F401  makes <language:…> known
from overens.web.desk import calendars, drafting, home, log, settings
from overens.web.desk.first_run.urls import first_run
from overens.web.desk.groups import views as groups
from overens.web.desk.instance.urls import instance
from overens.web.desk.people import urls as people
from overens.web.desk.sign_in import urls as sign_in

desk = [
    path("", home.overview),
    path("seats/", home.seats),
    path("people/", include(people.desk)),
    path("settings/", settings.settings),
    path("settings/email/", settings.email),
    path("settings/notices/", settings.notices),
    path("settings/calendar/", calendars.address),
    path("log/", log.log),
    path("first/", include(first_run)),
    path("instance/", include(instance)),
    path("settings/sign-in/", include(sign_in.settings)),
    path("tasks/", home.tasks),
    path("waiting/", home.waiting),
    path("briefing/", home.briefing),
    path("briefing.pdf", home.briefing_pdf),
    path("", include("overens.web.desk.posts.urls")),
    path("", include("overens.web.desk.register.urls")),
    path("drafts/", drafting.save),
    path("drafts/drop/", drafting.drop),
    path("news/", include("overens.web.desk.news.urls")),
    path("groups/", groups.all_groups),
    path("agreements/", include("overens.web.desk.drafts.urls")),
    path("agreements/", include("overens.web.desk.life.urls")),
    path("agreements/<slug:agreement>/", include("overens.web.desk.groups.urls")),
    path("agreements/<slug:agreement>/", include("overens.web.desk.meetings.urls")),
    path("agreements/<slug:agreement>/", include("overens.web.desk.notes.urls")),
    path("agreements/", include("overens.web.desk.agreements.urls")),
    path("transcriptions/", include("overens.web.desk.transcribing.urls")),
    path("approvals/", include("overens.web.desk.own_parts.urls")),
    path("approvals/", include("overens.web.desk.approvals.urls")),
]

urlpatterns = [
    path("<language:language>/desk/", include(desk)),
    path("<language:language>/sign-in/", include(people.links)),
    path("<language:language>/sign-in/", include(sign_in.entering)),
    path("sign-in/", include(sign_in.way_back)),
    path("", include(calendars.by_secret)),
]
