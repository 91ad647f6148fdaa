"""«Кто смотрел»: the operator's people who have opened the person's application or appeal."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kabinet.cabinet.access import applicant_required, mine_or_404, my_appeal_or_404
from kabinet.cases.readings import readings_of

_LONGEST = 18


@require_safe
@applicant_required
def application_looked_at(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has opened the application."""
    application = mine_or_404(request, pk)
    back = {"url": reverse("application", args=[pk]), "text": f"Заявка {application.number}"}
    return _page(request, f"application:{pk}", back)


@require_safe
@applicant_required
def appeal_looked_at(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has opened the appeal."""
    appeal = my_appeal_or_404(request, pk)
    back = {"url": reverse("appeal", args=[pk]), "text": f"Обращение {appeal.number}"}
    return _page(request, f"appeal:{pk}", back)


def _page(request: HttpRequest, subject: str, back: dict[str, Any]) -> HttpResponse:
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) <= _LONGEST else None
    rows, older = readings_of(subject, before=before)
    context = {"rows": rows, "older_url": f"?before={older}" if older else "", "back": back}
    return render(request, "cabinet/looked_at.html", context)
