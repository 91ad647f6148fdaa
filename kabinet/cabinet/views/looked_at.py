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
from kabinet.notifications.models import Letter, LetterQuerySet

_LONGEST = 18
_LETTERS = 200
"""The last ones about the case, or to the person: who opened an older one is told no more."""


@require_safe
@applicant_required
def application_looked_at(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has opened the application."""
    application = mine_or_404(request, pk)
    back = {"url": reverse("application", args=[pk]), "text": f"Заявка {application.number}"}
    payments = Payment.objects.of(application).values_list("pk", flat=True)
    letters = _letters(Letter.objects.of_case(application.subject), application.owner_id)
    return _page(request, back, application.subject, *(f"payment:{key}" for key in payments), *letters)


@require_safe
@applicant_required
def appeal_looked_at(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has opened the appeal."""
    appeal = my_appeal_or_404(request, pk)
    back = {"url": reverse("appeal", args=[pk]), "text": f"Обращение {appeal.number}"}
    letters = _letters(Letter.objects.of_case(appeal.subject), appeal.owner_id)
    return _page(request, back, appeal.subject, *letters)


@require_safe
@applicant_required
def profile_looked_at(request: HttpRequest) -> HttpResponse:
    """Who has looked at the profile, at a withdrawal of a consent or at a letter to the person."""
    user = cast("ApplicantRequest", request).user
    withdrawals = Withdrawal.objects.filter(user=user).values_list("pk", flat=True)
    back = {"url": reverse("own_data"), "text": "Мои данные"}
    own = [f"user:{user.pk}", *(f"withdrawal:{key}" for key in withdrawals)]
    notices = Letter.objects.notices_of(user.pk).order_by("-id")
    return _page(request, back, *own, *_letters(notices, user.pk))


def _letters(found: LetterQuerySet, person: UUID) -> list[str]:
    """The person's own letters as the journal names them; those to specialists are nobody's else."""
    keys = found.filter(person=person).values_list("pk", flat=True)[:_LETTERS]
    return [f"letter:{key}" for key in keys]


def _page(request: HttpRequest, back: dict[str, Any], *subjects: str) -> HttpResponse:
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) <= _LONGEST else None
    rows, older = readings_of(*subjects, before=before)
    context = {"rows": rows, "older_url": f"?before={older}" if older else "", "back": back}
    return render(request, "cabinet/looked_at.html", context)
