"""The applicant's page of corrections: what is open on it, and the files chosen for it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kabinet.applications.content.completeness import Gap
from kabinet.applications.corrections.answers import Opened, upload_correction
from kabinet.applications.corrections.items import AskedItem
from kabinet.applications.models import Application
from kabinet.applications.models.corrections import CorrectionRequest
from kabinet.applications.submission.own_papers import give_again, papers_of
from kabinet.cabinet.access import ApplicantRequest
from kabinet.core.ids import read_id
from kabinet.core.questions import Question
from kabinet.files.models import StoredFile
from kabinet.filling.documents import INPUT, Refusals, keep_each
from kabinet.filling.own_papers import offered


def slots_of(
    application: Application,
    request: CorrectionRequest,
    now: Opened,
    refused: Refusals,
    items: Sequence[AskedItem],
) -> list[dict[str, Any]]:
    """Every kind of document that is open: how far it is, its files, those sent, refused, given before."""
    by_name = {item.name: item for item in items}
    chosen = {(upload.kind, upload.file.sha256) for upload in request.uploads.all()}
    papers = (
        paper
        for paper in papers_of(application.owner, beside=application)
        if (paper.attachment.kind, paper.file.sha256) not in chosen
    )
    before = offered(papers, timezone.localdate())
    return [
        {
            "kind": document,
            "item": by_name[document.name],
            "note": now.notes.get(document.name, ""),
            "present": [
                {
                    "key": str(attachment.pk),
                    "name": attachment.file.name,
                    "size": attachment.file.size,
                    "url": reverse("application_file", args=[application.pk, attachment.file_id]),
                    "kept": str(attachment.pk) in request.kept,
                }
                for attachment in application.attachments.all()
                if attachment.kind == document.code
            ],
            "uploads": [upload for upload in request.uploads.all() if upload.kind == document.code],
            "input_name": f"{INPUT}{document.code}",
            "error": " ".join(refused.get(document.code, ())),
            "own_papers": before.get(document.code, []),
        }
        for document in now.documents
    ]


def take_uploads(request: ApplicantRequest, application: Application) -> Refusals:
    """Keep every file that came with the request for what is open, each by itself."""
    return keep_each(request, partial(_keep, application), by=request.party.owner)


def _keep(application: Application, kind: str, file: StoredFile) -> None:
    upload_correction(application=application, kind=kind, file=file)


def take_again(request: ApplicantRequest, application: Application) -> StoredFile | None:
    """Keep a copy of the file given before whose button was pressed, if one was. Raises DomainError."""
    paper_id = read_id(request.POST.get("again", ""))
    if paper_id is None:
        return None
    return give_again(
        owner=request.party.owner, paper_id=paper_id, keep=partial(_keep, application), at=timezone.now()
    )


def remarks_of(
    questions: Sequence[Question], now: Opened, items: Sequence[AskedItem]
) -> list[dict[str, Any]]:
    """What the specialist wrote about each open question, for the list at the top of the page."""
    by_name = {item.name: item for item in items}
    return [
        {"note": now.notes[question.name], "item": by_name[question.name]}
        for question in questions
        if question.name in now.notes
    ]


def gap_anchor(gap: Gap) -> str:
    """The id of the field or document on the page that a gap is about."""
    if gap.name.startswith("document-"):
        return gap.name
    name, _, place = gap.name.partition(".")
    return f"row_{name}-{place.partition('.')[0]}" if place else f"id_{name}"
