"""Addresses of groups, questions and tasks, below an agreement."""

from django.urls import URLPattern, path

from overens.web.desk.groups import founding, members, questions, tasks, views

urlpatterns: list[URLPattern] = [
    path("groups/", views.groups),
    path("groups/found/", founding.found),
    path("groups/<slug:group>/", views.group),
    path("groups/<slug:group>/mandate/", founding.mandate),
    path("groups/<slug:group>/close/", founding.close),
    path("groups/<slug:group>/members/", members.members),
    path("questions/", questions.questions),
    path("questions/ask/", questions.ask),
    path("questions/<int:question>/", questions.question),
    path("tasks/", tasks.tasks),
    path("tasks/give/", tasks.give),
    path("tasks/<int:task>/", tasks.task),
]
