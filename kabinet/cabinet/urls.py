"""Addresses of the applicant's cabinet and of the entrance."""

from django.urls import include, path

from kabinet.cabinet.views import (
    acts,
    appeal_new,
    appeals,
    applications,
    corrections,
    documents,
    health_consent,
    home,
    invoice,
    signatures,
    signing,
)
from kabinet.cabinet.wizard import views as wizard

urlpatterns = [
    path("", include("kabinet.cabinet.entrance_urls")),
    path("", home.home, name="home"),
    path("applications/", applications.own_list, name="applications"),
    path("applications/new/", wizard.new, name="application_new"),
    path("applications/<uuid:pk>/", applications.detail, name="application"),
    path("applications/<uuid:pk>/reply/", applications.reply, name="application_reply"),
    path("applications/<uuid:pk>/conversation/", applications.conversation, name="application_conversation"),
    path("applications/<uuid:pk>/corrections/", corrections.corrections, name="application_corrections"),
    path("applications/<uuid:pk>/sign/", signing.sign, name="application_sign"),
    path("applications/<uuid:pk>/signatures/", signatures.own_signatures, name="signatures"),
    path(
        "applications/<uuid:pk>/signatures/<uuid:signature_id>/check/",
        signatures.check,
        name="signature_check",
    ),
    path("applications/<uuid:pk>/signatures/<uuid:signature_id>/file/", signatures.cms, name="signature_cms"),
    path(
        "applications/<uuid:pk>/signatures/<uuid:signature_id>/protocol/",
        signatures.protocol,
        name="signature_protocol",
    ),
    path("applications/<uuid:pk>/signatures/copy/<uuid:file_id>/", signatures.copy, name="signature_copy"),
    path("signed/<uuid:file_id>/", signatures.signed_document, name="signed_document"),
    path("applications/<uuid:pk>/submitted/", applications.submitted, name="application_submitted"),
    path("applications/<uuid:pk>/acts/<slug:action>/", acts.application_act, name="application_act"),
    path("applications/<uuid:pk>/invoice/", invoice.page, name="application_invoice"),
    path("applications/<uuid:pk>/invoice/pdf/", invoice.pdf, name="application_invoice_pdf"),
    path("applications/<uuid:pk>/delete/", applications.delete, name="application_delete"),
    path("applications/<uuid:pk>/restore/", applications.restore, name="application_restore"),
    path("applications/<uuid:pk>/steps/<slug:slug>/", wizard.step, name="wizard_step"),
    path("applications/<uuid:pk>/documents/<slug:kind>/", documents.upload, name="document_upload"),
    path(
        "applications/<uuid:pk>/documents/<uuid:attachment_id>/remove/",
        documents.remove,
        name="document_remove",
    ),
    path("applications/<uuid:pk>/health-consent/", health_consent.health_consent, name="health_consent"),
    path(
        "applications/<uuid:pk>/health-consent/pdf/",
        health_consent.health_consent_pdf,
        name="health_consent_pdf",
    ),
    path("applications/<uuid:pk>/preview/", documents.preview, name="application_preview"),
    path("applications/<uuid:pk>/files/<uuid:file_id>/", documents.download, name="application_file"),
    path("appeals/", appeals.own_list, name="appeals"),
    path("appeals/new/", appeal_new.new, name="appeal_new"),
    path("appeals/<uuid:pk>/", appeals.detail, name="appeal"),
    path("appeals/<uuid:pk>/sent/", appeal_new.sent, name="appeal_sent"),
    path("appeals/<uuid:pk>/reply/", appeals.reply, name="appeal_reply"),
    path("appeals/<uuid:pk>/conversation/", appeals.conversation, name="appeal_conversation"),
    path("appeals/<uuid:pk>/withdraw/", appeals.withdraw, name="appeal_withdraw"),
    path("appeals/<uuid:pk>/files/<uuid:file_id>/", appeals.download, name="appeal_file"),
]
