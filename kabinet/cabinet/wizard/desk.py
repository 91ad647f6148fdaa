"""The applicant's own desk."""

from kabinet.filling.desk import Desk

OWN = Desk(
    step="wizard_step",
    upload="document_upload",
    remove="document_remove",
    file="application_file",
    again="document_again",
    thumbnail="application_thumbnail",
    check="application_check",
)
