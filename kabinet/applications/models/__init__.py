"""The rows of applications."""

from kabinet.applications.models.application import (
    CLOSED,
    CLOSED_RANK,
    WITHOUT_TERM,
    Application,
    Applications,
    Attachment,
    CurrentAttachments,
    DocumentText,
    PlacedDocument,
    PlacedDocuments,
    PrintedForm,
    Reminder,
)
from kabinet.applications.models.corrections import (
    BroughtItem,
    CorrectionItem,
    CorrectionRequest,
    CorrectionUpload,
    PointAnswer,
)
from kabinet.applications.models.history import StateChange, StateChangeCorrection
from kabinet.applications.models.search import SearchWord
from kabinet.applications.models.statements import ApplicantStatement
from kabinet.applications.models.suppliers import Supplier

__all__ = [
    "CLOSED",
    "CLOSED_RANK",
    "WITHOUT_TERM",
    "ApplicantStatement",
    "Application",
    "Applications",
    "Attachment",
    "BroughtItem",
    "CorrectionItem",
    "CorrectionRequest",
    "CorrectionUpload",
    "CurrentAttachments",
    "DocumentText",
    "PlacedDocument",
    "PlacedDocuments",
    "PointAnswer",
    "PrintedForm",
    "Reminder",
    "SearchWord",
    "StateChange",
    "StateChangeCorrection",
    "Supplier",
]
