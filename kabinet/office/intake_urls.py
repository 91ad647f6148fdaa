"""Addresses of «Принять заявку» and «Принять обращение»."""

from django.urls import path

from kabinet.office.views import appeal_intake, intake, intake_steps

urlpatterns = [
    path("intake/", intake.office_intake, name="office_intake"),
    path("intake/new/<slug:kind>/", intake.office_intake_applicant, name="office_intake_applicant"),
    path("intake/from/<uuid:pk>/", intake.office_intake_receive, name="office_intake_receive"),
    path("intake/from/<uuid:pk>/details/", intake.office_intake_details, name="office_intake_details"),
    path("intake/from/<uuid:pk>/code/", intake.office_intake_code, name="office_intake_code"),
    path("intake/<uuid:pk>/receipt/", intake.office_intake_receipt, name="office_intake_receipt"),
    path("intake/<uuid:pk>/steps/<slug:slug>/", intake_steps.office_intake_step, name="office_intake_step"),
    path(
        "intake/<uuid:pk>/documents/<slug:kind>/",
        intake_steps.office_intake_upload,
        name="office_intake_upload",
    ),
    path(
        "intake/<uuid:pk>/documents/<uuid:attachment_id>/remove/",
        intake_steps.office_intake_remove,
        name="office_intake_remove",
    ),
    path(
        "intake/<uuid:pk>/files/<uuid:file_id>/", intake_steps.office_intake_file, name="office_intake_file"
    ),
    path(
        "intake/<uuid:pk>/files/<uuid:file_id>/thumbnail/",
        intake_steps.office_intake_thumbnail,
        name="office_intake_thumbnail",
    ),
    path("appeals/intake/", appeal_intake.office_appeal_intake, name="office_appeal_intake"),
    path(
        "appeals/intake/new/<slug:kind>/",
        appeal_intake.office_appeal_applicant,
        name="office_appeal_applicant",
    ),
    path("appeals/intake/from/<uuid:pk>/", appeal_intake.office_appeal_receive, name="office_appeal_receive"),
    path(
        "appeals/intake/from/<uuid:pk>/details/",
        appeal_intake.office_appeal_details,
        name="office_appeal_details",
    ),
    path("appeals/intake/from/<uuid:pk>/code/", appeal_intake.office_appeal_code, name="office_appeal_code"),
    path("intake/<uuid:pk>/preview/", intake_steps.office_intake_preview, name="office_intake_preview"),
]
