"""«Мои документы» beside an input for files: what was given before, each with its day, age and button."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from kabinet.applications.submission.own_papers import OwnPaper
from kabinet.files.shown import shown_file

_MOST_OF_KIND = 5
"""The newest of a kind that stand beside its input: older ones are on the page of own documents."""


def shown_paper(paper: OwnPaper, today: date) -> dict[str, Any]:
    """A file given before as pages list it, with the application that it came with."""
    application = paper.attachment.application
    url = reverse("application_file", args=[application.pk, paper.file.pk])
    return {
        **shown_file(paper.file, url),
        "key": str(paper.attachment.pk),
        "told": paper.told(today),
        "old": paper.is_old(today),
        "case": "черновик" if application.is_draft else "заявка",
        "application": application,
        "application_url": reverse("application", args=[application.pk]),
    }


def offered(
    papers: Iterable[OwnPaper], today: date, again_url: Callable[[UUID], str] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The newest papers by the code of their kind; `again_url`: where its button sends the form."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for paper in papers:
        of_kind = kinds.setdefault(paper.attachment.kind, [])
        if len(of_kind) < _MOST_OF_KIND:
            again = {"again_url": again_url(paper.attachment.pk)} if again_url else {}
            of_kind.append({**shown_paper(paper, today), **again})
    return kinds
