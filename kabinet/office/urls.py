"""Addresses of the specialist's office."""

from django.urls import path

from kabinet.office.views import signatures
from kabinet.office.views.appeals import (
    office_appeal,
    office_appeal_assign,
    office_appeal_file,
    office_appeal_presence,
    office_appeal_thumbnail,
)
from kabinet.office.views.archive import office_appeal_archive, office_archive
from kabinet.office.views.calendar import office_calendar
from kabinet.office.views.card import office_application, office_file, office_preview, office_thumbnail
from kabinet.office.views.case import office_give, office_note, office_presence, office_take
from kabinet.office.views.corrections import office_corrections
from kabinet.office.views.documents import office_documents
from kabinet.office.views.events import (
    office_appeal_entry,
    office_appeal_event,
    office_appeal_events,
    office_entry,
    office_event,
    office_events,
)
from kabinet.office.views.identity import office_identity
from kabinet.office.views.letters import office_letter, office_letter_copy, office_letters
from kabinet.office.views.queue import office_appeals, office_bulk, office_export, office_queue
from kabinet.office.views.readings import office_readings
from kabinet.office.views.search import office_search
from kabinet.office.views.withdrawal_intake import (
    office_withdrawal_file,
    office_withdrawal_intake,
    office_withdrawal_receive,
)
from kabinet.office.views.withdrawals import office_destruction_act, office_withdrawal, office_withdrawals

urlpatterns = [
    path("", office_queue, name="office_queue"),
    path("search/", office_search, name="office_search"),
    path("applications/bulk/", office_bulk, name="office_bulk"),
    path("applications/export/", office_export, name="office_export"),
    path("applications/<uuid:pk>/", office_application, name="office_application"),
    path("applications/<uuid:pk>/documents/", office_documents, name="office_documents"),
    path("applications/<uuid:pk>/events/", office_events, name="office_events"),
    path("applications/<uuid:pk>/events/<slug:what>/", office_event, name="office_event"),
    path("applications/<uuid:pk>/entries/<uuid:entry_id>/", office_entry, name="office_entry"),
    path("withdrawals/", office_withdrawals, name="office_withdrawals"),
    path("withdrawals/<uuid:pk>/", office_withdrawal, name="office_withdrawal"),
    path("withdrawals/acts/<uuid:pk>/", office_destruction_act, name="office_destruction_act"),
    path("withdrawals/intake/", office_withdrawal_intake, name="office_withdrawal_intake"),
    path("withdrawals/intake/<uuid:pk>/", office_withdrawal_receive, name="office_withdrawal_receive"),
    path(
        "withdrawals/<uuid:pk>/files/<uuid:file_id>/", office_withdrawal_file, name="office_withdrawal_file"
    ),
    path("calendar/", office_calendar, name="office_calendar"),
    path("appeals/", office_appeals, name="office_appeals"),
    path("appeals/<uuid:pk>/", office_appeal, name="office_appeal"),
    path("appeals/<uuid:pk>/assign/", office_appeal_assign, name="office_appeal_assign"),
    path("appeals/<uuid:pk>/presence/", office_appeal_presence, name="office_appeal_presence"),
    path("appeals/<uuid:pk>/archive/", office_appeal_archive, name="office_appeal_archive"),
    path("appeals/<uuid:pk>/files/<uuid:file_id>/", office_appeal_file, name="office_appeal_file"),
    path(
        "appeals/<uuid:pk>/files/<uuid:file_id>/thumbnail/",
        office_appeal_thumbnail,
        name="office_appeal_thumbnail",
    ),
    path("appeals/<uuid:pk>/events/", office_appeal_events, name="office_appeal_events"),
    path("appeals/<uuid:pk>/events/<slug:what>/", office_appeal_event, name="office_appeal_event"),
    path("appeals/<uuid:pk>/entries/<uuid:entry_id>/", office_appeal_entry, name="office_appeal_entry"),
    path("readings/", office_readings, name="office_readings"),
    path("letters/", office_letters, name="office_letters"),
    path("letters/<uuid:pk>/", office_letter, name="office_letter"),
    path("letters/<uuid:pk>/copy/", office_letter_copy, name="office_letter_copy"),
    path("applications/<uuid:pk>/take/", office_take, name="office_take"),
    path("applications/<uuid:pk>/give/", office_give, name="office_give"),
    path("applications/<uuid:pk>/notes/", office_note, name="office_note"),
    path("applications/<uuid:pk>/presence/", office_presence, name="office_presence"),
    path("applications/<uuid:pk>/identity/", office_identity, name="office_identity"),
    path("applications/<uuid:pk>/corrections/", office_corrections, name="office_corrections"),
    path("applications/<uuid:pk>/archive/", office_archive, name="office_archive"),
    path("applications/<uuid:pk>/files/<uuid:file_id>/", office_file, name="office_file"),
    path("applications/<uuid:pk>/files/<uuid:file_id>/preview/", office_preview, name="office_preview"),
    path("applications/<uuid:pk>/files/<uuid:file_id>/thumbnail/", office_thumbnail, name="office_thumbnail"),
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
