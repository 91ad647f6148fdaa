"""The documents of a draft on its last step: taking chosen files, listing what is there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.content.documents import (
    DOCUMENTS_BY_CODE,
    HEALTH_CONSENT,
    DocumentKind,
    documents_for,
)
from kabinet.applications.models import Application, Attachment
from kabinet.applications.submission.own_papers import papers_of
from kabinet.applications.submission.services import attach_file
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile
from kabinet.files.services import store_file
from kabinet.files.shown import shown_file
from kabinet.filling.desk import Desk
from kabinet.filling.own_papers import offered

INPUT = "file-"
"""What the names of the file inputs begin with; the code of the kind follows."""

type Refusals = dict[str, list[str]]
"""The texts of the files that were not taken, by the code of the kind."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind of document on the page: what is attached, what was refused, what was given before."""

    kind: DocumentKind
    required: bool
    upload_url: str
    files: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""
    own_papers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def input_name(self) -> str:
        """The name of the file input."""
        return f"{INPUT}{self.kind.code}"

    @property
    def is_written_consent(self) -> bool:
        """Whether the portal makes this document and has a page for signing it."""
        return self.kind.code == HEALTH_CONSENT

    @property
    def files_id(self) -> str:
        """The id of the list of files, which the upload script renews."""
        return f"{self.kind.name}-files"


def slots(desk: Desk, application: Application, refused: Refusals | None = None) -> list[Slot]:
    """Every kind of document that this draft may carry, with its files and what was not taken just now."""
    prefetch_related_objects([application], "attachments__file")
    attached: dict[str, list[Attachment]] = {}
    for attachment in application.attachments.all():
        attached.setdefault(attachment.kind, []).append(attachment)
    called_for = documents_for(application.answers, application.applicant_kind, application.law)
    asked = (*(DOCUMENTS_BY_CODE[code] for code in desk.takes), *called_for)
    # A kind that the answers no longer call for is shown while it has files: nothing vanishes.
    left = [DOCUMENTS_BY_CODE[code] for code in attached if DOCUMENTS_BY_CODE[code] not in asked]
    before = _given_before(desk, application)
    return [
        Slot(
            kind=document,
            required=document.required(application.answers, application.facts),
            upload_url=desk.upload_url(application, document.code),
            files=[
                shown_attachment(desk, application, attachment)
                for attachment in attached.get(document.code, [])
            ],
            error=" ".join((refused or {}).get(document.code, [])),
            own_papers=before.get(document.code, []),
        )
        for document in (*asked, *left)
    ]


def _given_before(desk: Desk, application: Application) -> dict[str, list[dict[str, Any]]]:
    if not desk.again:
        return {}
    papers = papers_of(application.owner, beside=application)
    return offered(papers, timezone.localdate(), partial(desk.again_url, application))


def shown_attachment(desk: Desk, application: Application, attachment: Attachment) -> dict[str, Any]:
    """An attached file as a page of the draft lists it."""
    return {
        **shown_file(
            attachment.file,
            desk.file_url(application, attachment.file_id),
            desk.thumbnail_url(application, attachment.file_id),
        ),
        "remove_url": desk.remove_url(application, attachment.pk),
    }


def attach_documents(request: HttpRequest, application: Application, *, by: User) -> Refusals:
    """Attach every file that came with the request, each by itself."""
    return keep_each(request, partial(_attach, application), by=by)


def _attach(application: Application, kind: str, file: StoredFile) -> None:
    attach_file(application=application, kind=kind, file=file, at=file.uploaded_at)


def keep_each(request: HttpRequest, keep: Callable[[str, StoredFile], object], *, by: User) -> Refusals:
    """Store every file of a document that came, each by itself, and `keep` it with the code of its kind."""
    refused: Refusals = {}
    for name in request.FILES:
        code = name.removeprefix(INPUT)
        if not name.startswith(INPUT) or code not in DOCUMENTS_BY_CODE:
            continue
        for upload in request.FILES.getlist(name):
            try:
                store_file(upload=upload, owner=by, at=timezone.now(), then=partial(keep, code))
            except DomainError as refusal:
                refused.setdefault(code, []).append(str(refusal))
    return refused
