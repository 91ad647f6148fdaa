"""The address of what was typed before a session ended."""

from django.urls import path

from kabinet.kept.views import kept_forms

urlpatterns = [path("kept/", kept_forms, name="kept_forms")]
