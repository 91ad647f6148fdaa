"""Addresses of the specialist's office."""

from django.urls import path

from kabinet.office.views import signatures
from kabinet.office.views.card import office_application, office_file
from kabinet.office.views.queue import office_bulk, office_export, office_queue

urlpatterns = [
    path("", office_queue, name="office_queue"),
    path("applications/bulk/", office_bulk, name="office_bulk"),
    path("applications/export/", office_export, name="office_export"),
    path("applications/<uuid:pk>/", office_application, name="office_application"),
    path("applications/<uuid:pk>/files/<uuid:file_id>/", office_file, name="office_file"),
    path("applications/<uuid:pk>/signatures/", signatures.office_signatures, name="office_signatures"),
    path(
        "applications/<uuid:pk>/signatures/<uuid:signature_id>/check/",
        signatures.office_signature_check,
        name="office_signature_check",
    ),
    path(
        "applications/<uuid:pk>/signatures/<uuid:signature_id>/file/",
        signatures.office_signature_cms,
        name="office_signature_cms",
    ),
    path(
        "applications/<uuid:pk>/signatures/<uuid:signature_id>/protocol/",
        signatures.office_signature_protocol,
        name="office_signature_protocol",
    ),
    path(
        "applications/<uuid:pk>/signatures/<uuid:signature_id>/authority/",
        signatures.office_signature_authority,
        name="office_signature_authority",
    ),
    path(
        "applications/<uuid:pk>/signatures/copy/<uuid:file_id>/",
        signatures.office_signature_copy,
        name="office_signature_copy",
    ),
    path(
        "applications/<uuid:pk>/placed/<uuid:placed_id>/sign/",
        signatures.office_sign_placed,
        name="office_sign_placed",
    ),
]
