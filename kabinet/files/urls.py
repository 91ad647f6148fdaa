"""The addresses at which files arrive in pieces."""

from django.urls import path

from kabinet.files.views import incoming, incoming_begin

urlpatterns = [
    path("incoming/", incoming_begin, name="incoming_begin"),
    path("incoming/<uuid:pk>/", incoming, name="incoming"),
]
