"""«Оценка»: a short questionnaire about an answered appeal or a finished connection (186, п. 36 «б»)."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.appeals.models import Appeal
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404, my_appeal_or_404
from kabinet.cabinet.forms.survey import SurveyForm
from kabinet.surveys.services import (
    Surveyed,
    SurveyRefused,
    answer_survey,
    correctable_until,
    is_open,
    survey_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant_required
def appeal_survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Judge the answer to an appeal."""
    return _survey(cast("ApplicantRequest", request), my_appeal_or_404(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@applicant_required
def application_survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Judge how the connection went."""
    application = mine_or_404(request, pk)
    if application.is_draft:
        raise Http404
    return _survey(cast("ApplicantRequest", request), application)


def _survey(request: ApplicantRequest, case: Surveyed) -> HttpResponse:
    survey, at = survey_of(case), timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = SurveyForm(posted, survey=survey)
    if form.is_bound and form.is_valid():
        try:
            answer_survey(
                case=case, marks=form.marks, text=form.cleaned_data["text"], by=request.party.owner, at=at
            )
        except SurveyRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "Спасибо, оценка сохранена.")
            return redirect("appeal" if isinstance(case, Appeal) else "application", case.pk)
    context = {
        "case": case,
        "is_appeal": isinstance(case, Appeal),
        "survey": survey,
        "until": correctable_until(survey) if survey else None,
        "form": form if is_open(case, survey, at) else None,
    }
    return render(request, "cabinet/survey.html", context, status=422 if form.is_bound else 200)
