"""How the applicant sees the way of an application and the documents placed for it."""

from collections.abc import Sequence
from typing import Any

from kabinet.applications.course.timeline import Phase, Point
from kabinet.applications.models import Application, PlacedDocument
from kabinet.applications.papers.placed import versions_of
from kabinet.cabinet.shown import file_of
from kabinet.cases.sides import Side

_WHO = {
    Side.APPLICANT: "Вы",
    Side.SPECIALIST: "Сетевая организация",
    Side.SYSTEM: "Автоматически",
}


SEEN_OF_THE_PAST = 2
"""How many of the last things that happened stand in sight; the earlier ones are opened."""


def way_of(line: Sequence[Point]) -> dict[str, Any]:
    """The points of the timeline for way.html; `earlier` is folded there, and `bases`, of the terms."""
    points = [_point(point) for point in line]
    folded = max(sum(point["past"] for point in points) - SEEN_OF_THE_PAST, 0)
    bases = {point["basis"]: point["title"] for point in reversed(points) if point["basis"]}
    return {
        "earlier": points[:folded],
        "points": points[folded:],
        "bases": [(title, basis) for basis, title in reversed(bases.items())],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "title": point.said or point.title,
        "past": point.phase is Phase.PAST,
        "now": point.phase is Phase.NOW,
        "at": point.at,
        "on": point.on,
        "entered_later": point.entered_later,
        "who": _WHO[point.by] if point.by else "",
        "text": point.text,
        "basis": point.basis,
        "signed": point.signed,
    }


def documents_of(application: Application) -> list[dict[str, Any]]:
    """The placed documents, the newest version of each with the earlier ones, for placed.html."""
    return [
        {**_document(application, newest), "earlier": [_document(application, old) for old in earlier]}
        for newest, earlier in versions_of(application)
    ]


def _document(application: Application, document: PlacedDocument) -> dict[str, Any]:
    file = file_of(application, document.file)
    return {
        **file,
        "title": document.get_kind_display(),
        "tells": document.told.tells,
        "basis": document.told.basis,
        "placed_at": document.placed_at,
        "seen_at": document.seen_at,
        "open_url": f"{file['url']}?show=1",
    }
