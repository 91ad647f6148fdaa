"""The written consent to data on health, on paper (152-ФЗ, ст. 9 ч. 4, ст. 10 ч. 2 п. 1)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.answers import ProfileName, profile_text
from kabinet.applicants.consents import consent_text
from kabinet.applicants.purposes import HEALTH_DATA
from kabinet.applicants.questions import OTHER_DOCUMENT, display_name
from kabinet.applicants.representation import representative_details, representative_name
from kabinet.applications.content.columns import asked_answers
from kabinet.applications.course.transitions import lock
from kabinet.applications.models import Application
from kabinet.applications.models.health import HealthConsentPaper
from kabinet.core.questions import Answers
from kabinet.files.limits import PDF
from kabinet.files.services import remove_file, store_made
from kabinet.printing import render

FILE_NAME = "Согласие на обработку сведений о здоровье.pdf"
_TEMPLATE = "applications/papers/print_templates/health_consent.typ"
_OTHER: tuple[ProfileName, ...] = ("other_document_name", "other_document_number")


def consent_fields(application: Application) -> dict[str, Any]:
    """What the document says: whose data, who acts for them, the text by its paragraphs."""
    answers = asked_answers(application.answers, application.applicant_kind, application.law)
    text = consent_text(HEALTH_DATA)
    blocks = [block.strip().rpartition("\n") for block in text.body.split("\n\n")]
    name = display_name(application.applicant_kind, answers)
    return {
        "title": text.title,
        "version": text.version,
        "lines": [
            ["Субъект персональных данных", name],
            ["Адрес", profile_text(answers, "registration_address")],
            ["Документ, удостоверяющий личность", _document(answers)],
            *([["Представитель", acting]] if (acting := representative_details(answers)) else []),
        ],
        "blocks": [{"title": title, "text": body} for title, _, body in blocks],
        "signer": representative_name(answers) or name,
    }


def print_consent(application: Application, *, at: datetime) -> bytes:
    """The document for signing by hand; nothing is kept."""
    return _print(consent_fields(application), at)


def prepare_consent(*, application: Application, by: User, at: datetime) -> HealthConsentPaper:
    """Make and keep the document that is to be signed electronically; once for what it says.

    Raises ApplicationNotFound, FileRefused when the storage does not take the file.
    """
    fields = consent_fields(application)
    known = waiting_consent(application)
    if known is not None:
        return known
    content = _print(fields, at)
    with transaction.atomic():
        locked = lock(application)
        forget_consent(locked)
        file = store_made(content=content, name=FILE_NAME, kind=PDF, owner=by, at=at)
        return HealthConsentPaper.objects.create(application=locked, fields=fields, file=file, made_at=at)


def waiting_consent(application: Application) -> HealthConsentPaper | None:
    """The document that was made and still says what the draft says."""
    paper = HealthConsentPaper.objects.select_related("file").filter(application=application).first()
    return paper if paper is not None and paper.fields == consent_fields(application) else None


def forget_consent(application: Application) -> None:
    """Remove the document that waits, if one does: it was signed by nobody."""
    for paper in HealthConsentPaper.objects.select_related("file").filter(application=application):
        paper.delete()
        remove_file(file=paper.file)


def _document(answers: Answers) -> str:
    if profile_text(answers, "identity_document") == OTHER_DOCUMENT:
        named = " ".join(profile_text(answers, name) for name in _OTHER)
    else:
        named = "паспорт " + profile_text(answers, "passport_number")
    issued = " ".join(
        filter(
            None, (profile_text(answers, "passport_issued_by"), profile_text(answers, "passport_issued_on"))
        )
    )
    return f"{named}, выдан {issued}" if issued else named


def _print(fields: dict[str, Any], at: datetime) -> bytes:
    return render(_TEMPLATE, {**fields, "dated_at": timezone.localdate(at)})
