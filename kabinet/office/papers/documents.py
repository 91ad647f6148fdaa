"""What «Документы и сроки» of an application shows besides its forms."""

from datetime import date
from typing import Any

from django.urls import reverse

from kabinet.applications.course.supplier_terms import supplier_terms
from kabinet.applications.course.timeline import Phase, Point, timeline_of
from kabinet.applications.models import Application, PlacedDocument
from kabinet.applications.papers.placed import versions_of
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.cases.sides import Side
from kabinet.files.models import StoredFile
from kabinet.office.papers.placing import kinds_wanted
from kabinet.office.terms import term_of

_WHO = {Side.APPLICANT: "Заявитель", Side.SPECIALIST: "Специалист", Side.SYSTEM: "Автоматически"}


def documents_page(application: Application, *, today: date) -> dict[str, Any]:
    """The context of the page; the number of queries does not depend on how much there is."""
    versions = versions_of(application)
    present = {document.kind for document, _ in versions}
    return {
        "application": application,
        "needed": [
            {"label": kind.label, "present": kind in present, "invoice": kind == PlacedKind.INVOICE}
            for kind in kinds_wanted(application)
        ],
        "documents": [
            {**_document(application, newest), "earlier": [_document(application, old) for old in earlier]}
            for newest, earlier in versions
        ],
        "way": [_point(point, today) for point in timeline_of(application, today=today)],
        "supplier_terms": supplier_terms(application),
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


def _file(application: Application, file: StoredFile) -> dict[str, Any]:
    address = reverse("office_file", kwargs={"pk": application.pk, "file_id": file.pk})
    return {
        "name": file.name,
        "size": file.size,
        "url": f"{address}?show=1",
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
    }
