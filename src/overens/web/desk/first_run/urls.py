"""Addresses of the first run, once there is an account."""

from django.urls import path

from overens.web.desk.first_run import views

first_run = [
    path("", views.steps),
    path("posts/", views.posts),
    path("agreement/", views.agreement),
    path("agreement/file/", views.file),
    path("agreement/form/", views.form),
    path("done/", views.done),
]
