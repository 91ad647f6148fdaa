"""Addresses of the administrator's and the head's pages."""

from django.urls import path

from kabinet.office.views.people import office_people, office_person, office_person_invite

urlpatterns = [
    path("people/", office_people, name="office_people"),
    path("people/invite/", office_person_invite, name="office_person_invite"),
    path("people/<uuid:pk>/", office_person, name="office_person"),
]
