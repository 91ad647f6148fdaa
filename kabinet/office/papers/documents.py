"""What «Документы и сроки» of an application shows besides its forms."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from kabinet.applications.course.operator_signatures import unsigned
from kabinet.applications.course.side_terms import side_terms
from kabinet.applications.course.timeline import Phase, Point, timeline_of
from kabinet.applications.models import Application, PlacedDocument
from kabinet.applications.papers.placed import versions_of
from kabinet.applications.papers.statements import made_statements
from kabinet.applications.rules.placed_kinds import SIGNED, PlacedKind
from kabinet.cases.sides import Side
from kabinet.files.models import StoredFile
from kabinet.files.shown import shown_file
from kabinet.office.papers.placing import kinds_wanted
from kabinet.office.terms import term_of

_WHO = {Side.APPLICANT: "Заявитель", Side.SPECIALIST: "Специалист", Side.SYSTEM: "Автоматически"}


def documents_page(application: Application, *, today: date) -> dict[str, Any]:
    """The context of the page; the number of queries does not depend on how much there is."""
    versions = versions_of(application)
    present = {document.kind for document, _ in versions}
    waiting = unsigned(document for document, _ in versions)
    kinds_waiting = {document.kind for document in waiting}
    return {
        "application": application,
        "demanded": settings.SIGNATURE_OPERATOR,
        "needed": [
            {
                "label": kind.label,
                "present": kind in present,
                "unsigned": settings.SIGNATURE_OPERATOR and kind in kinds_waiting,
                "invoice": kind == PlacedKind.INVOICE,
            }
            for kind in kinds_wanted(application)
        ],
        "documents": [
            {
                **_document(application, newest),
                "signature": _signature(newest, {document.pk for document in waiting}),
                "earlier": [_document(application, old) for old in earlier],
            }
            for newest, earlier in versions
        ],
        "way": [_point(point, today) for point in timeline_of(application, today=today)],
        "side_terms": side_terms(application),
        "today": today,
        "statements": [_file(application, statement.file) for statement in made_statements(application)],
        "files": [_file(application, attachment.file) for attachment in application.attachments.all()],
    }


def _document(application: Application, document: PlacedDocument) -> dict[str, Any]:
    author = document.placed_by
    return {
        **_file(application, document.file),
        "pk": document.pk,
        "title": document.get_kind_display(),
        "placed_at": document.placed_at,
        "placed_by": (author.name or author.login) if author else "портал",
        "seen_at": document.seen_at,
    }


def _signature(document: PlacedDocument, waiting: set[UUID]) -> dict[str, str] | None:
    """The badge of a document that the operator has to sign (пп. 8, 105, 110)."""
    if document.kind not in SIGNED:
        return None
    if document.pk in waiting:
        return {"tone": "warning", "text": "не подписан УКЭП"}
    return {"tone": "success", "text": "подписан УКЭП"}


def _file(application: Application, file: StoredFile) -> dict[str, Any]:
    address = reverse("office_file", kwargs={"pk": application.pk, "file_id": file.pk})
    return {
        **shown_file(file, f"{address}?show=1"),
        "download_url": address,
        "sha256": file.sha256,
    }


def _point(point: Point, today: date) -> dict[str, Any]:
    who = _WHO[point.by] if point.by else ""
    if point.phase is Phase.PAST and point.by is Side.SPECIALIST and point.author:
        who = point.author.name or point.author.login
    return {
        "title": point.title,
        "past": point.phase is Phase.PAST,
        "now": point.phase is Phase.NOW,
        "at": point.at,
        "on": point.on,
        "entered_later": point.entered_later,
        "term": term_of(point.on, today=today) if point.phase is Phase.NOW else None,
        "due_on": point.due_on,
        "who": who,
        "text": point.text,
        "basis": point.basis,
        "signed": point.signed,
    }
