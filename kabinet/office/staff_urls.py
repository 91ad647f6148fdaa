"""Addresses of the administrator's and the head's pages."""

from django.urls import path

from kabinet.office.views.absences import office_absence, office_absences
from kabinet.office.views.document_kinds import (
    office_document_kind,
    office_document_kind_new,
    office_document_kinds,
)
from kabinet.office.views.jobs import office_jobs
from kabinet.office.views.journal import office_journal
from kabinet.office.views.operator import office_operator
from kabinet.office.views.outages import office_outage, office_outage_new, office_outages
from kabinet.office.views.passports import (
    office_passport,
    office_passport_file,
    office_passport_new,
    office_passports,
)
from kabinet.office.views.people import office_people, office_person, office_person_invite
from kabinet.office.views.staff_cases import office_person_cases
from kabinet.office.views.state import office_state
from kabinet.office.views.statistics import office_statistics, office_statistics_file
from kabinet.office.views.suppliers import office_supplier, office_supplier_new, office_suppliers
from kabinet.office.views.surveys import office_surveys
from kabinet.office.views.templates import office_template, office_template_new, office_templates
from kabinet.office.views.topics import office_topic, office_topic_new, office_topics

urlpatterns = [
    path("topics/", office_topics, name="office_topics"),
    path("topics/new/", office_topic_new, name="office_topic_new"),
    path("topics/<uuid:pk>/", office_topic, name="office_topic"),
    path("documents/", office_document_kinds, name="office_document_kinds"),
    path("documents/new/", office_document_kind_new, name="office_document_kind_new"),
    path("documents/<slug:code>/", office_document_kind, name="office_document_kind"),
    path("operator/", office_operator, name="office_operator"),
    path("suppliers/", office_suppliers, name="office_suppliers"),
    path("suppliers/new/", office_supplier_new, name="office_supplier_new"),
    path("suppliers/<uuid:pk>/", office_supplier, name="office_supplier"),
    path("passports/", office_passports, name="office_passports"),
    path("passports/new/", office_passport_new, name="office_passport_new"),
    path("passports/<uuid:pk>/", office_passport, name="office_passport"),
    path("passports/<uuid:pk>/<int:version>/file/", office_passport_file, name="office_passport_file"),
    path("outages/", office_outages, name="office_outages"),
    path("outages/new/", office_outage_new, name="office_outage_new"),
    path("outages/<uuid:pk>/", office_outage, name="office_outage"),
    path("state/", office_state, name="office_state"),
    path("jobs/", office_jobs, name="office_jobs"),
    path("journal/", office_journal, name="office_journal"),
    path("people/", office_people, name="office_people"),
    path("people/invite/", office_person_invite, name="office_person_invite"),
    path("people/<uuid:pk>/", office_person, name="office_person"),
    path("people/<uuid:pk>/cases/", office_person_cases, name="office_person_cases"),
    path("people/<uuid:pk>/absences/", office_absences, name="office_absences"),
    path("absences/<uuid:pk>/", office_absence, name="office_absence"),
    path("statistics/", office_statistics, name="office_statistics"),
    path("statistics/file/", office_statistics_file, name="office_statistics_file"),
    path("statistics/surveys/", office_surveys, name="office_surveys"),
    path("templates/", office_templates, name="office_templates"),
    path("templates/new/", office_template_new, name="office_template_new"),
    path("templates/<uuid:pk>/", office_template, name="office_template"),
]
