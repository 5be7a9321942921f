"""Addresses of groups and meetings on the open site."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
