"""Addresses of the administrator's and the head's pages."""

from django.urls import path

from kabinet.office.views.people import office_people, office_person, office_person_invite
from kabinet.office.views.templates import office_template, office_template_new, office_templates

urlpatterns = [
    path("people/", office_people, name="office_people"),
    path("people/invite/", office_person_invite, name="office_person_invite"),
    path("people/<uuid:pk>/", office_person, name="office_person"),
    path("templates/", office_templates, name="office_templates"),
    path("templates/new/", office_template_new, name="office_template_new"),
    path("templates/<uuid:pk>/", office_template, name="office_template"),
]
