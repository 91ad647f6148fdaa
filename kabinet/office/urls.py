"""Addresses of the specialist's office."""

from django.urls import path

from kabinet.office.views.card import office_application, office_file
from kabinet.office.views.queue import office_bulk, office_export, office_queue

urlpatterns = [
    path("", office_queue, name="office_queue"),
    path("applications/bulk/", office_bulk, name="office_bulk"),
    path("applications/export/", office_export, name="office_export"),
    path("applications/<uuid:pk>/", office_application, name="office_application"),
    path("applications/<uuid:pk>/files/<uuid:file_id>/", office_file, name="office_file"),
]
