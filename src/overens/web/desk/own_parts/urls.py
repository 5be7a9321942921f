"""Addresses, below that of what was put to one's authority."""

from django.urls import path

from overens.web.desk.own_parts import views

urlpatterns = [path("<uuid:consent>/publish/", views.publish)]
