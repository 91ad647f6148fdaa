"""«Кто смотрел»: the operator's people who have opened the person's application or appeal."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kabinet.applicants.models import Withdrawal
from kabinet.billing.models import Payment
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404, my_appeal_or_404
from kabinet.cases.readings import readings_of

_LONGEST = 18


@require_safe
@applicant_required
def application_looked_at(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has opened the application."""
    application = mine_or_404(request, pk)
    back = {"url": reverse("application", args=[pk]), "text": f"Заявка {application.number}"}
    payments = Payment.objects.of(application).values_list("pk", flat=True)
    return _page(request, back, f"application:{pk}", *(f"payment:{key}" for key in payments))


@require_safe
@applicant_required
def appeal_looked_at(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has opened the appeal."""
    appeal = my_appeal_or_404(request, pk)
    back = {"url": reverse("appeal", args=[pk]), "text": f"Обращение {appeal.number}"}
    return _page(request, back, f"appeal:{pk}")


@require_safe
@applicant_required
def profile_looked_at(request: HttpRequest) -> HttpResponse:
    """Who has looked at the profile, or at a withdrawal of a consent."""
    user = cast("ApplicantRequest", request).user
    withdrawals = Withdrawal.objects.filter(user=user).values_list("pk", flat=True)
    back = {"url": reverse("own_data"), "text": "Мои данные"}
    return _page(request, back, f"user:{user.pk}", *(f"withdrawal:{key}" for key in withdrawals))


def _page(request: HttpRequest, back: dict[str, Any], *subjects: str) -> HttpResponse:
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) <= _LONGEST else None
    rows, older = readings_of(*subjects, before=before)
    context = {"rows": rows, "older_url": f"?before={older}" if older else "", "back": back}
    return render(request, "cabinet/looked_at.html", context)
