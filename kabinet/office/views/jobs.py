"""«Фоновые задания», for the administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.duties import Duty
from kabinet.core.errors import DomainError
from kabinet.jobs.models import Job
from kabinet.law.counting import counted
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.jobs import (
    JobChoice,
    daily_lines,
    drop_job,
    job_number,
    jobs_page,
    retry_failed,
    retry_job,
    row_of,
    tabs_of,
    waiting,
)


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_jobs(request: OfficeRequest) -> HttpResponse:
    """Show what waits, what failed and the work of the day; retry a job or all, drop one after asking."""
    if request.method == "POST":
        return _act(request, JobChoice.read(request.POST))
    choice, now = JobChoice.read(request.GET), timezone.now()
    page = jobs_page(choice)
    context = {
        "choice": choice,
        "tabs": tabs_of(choice),
        "rows": page.rows,
        "more": page.more,
        "waiting": waiting(now),
        "daily": daily_lines(),
    }
    return render(request, "office/jobs.html", context)


def _act(request: OfficeRequest, choice: JobChoice) -> HttpResponse:
    retried, dropped = job_number(request.POST.get("retry", "")), job_number(request.POST.get("drop", ""))
    now = timezone.now()
    try:
        if "retry_all" in request.POST:
            count = retry_failed(by=request.user, at=now)
            jobs = counted(count, "задание", "задания", "заданий")
            messages.success(request, f"Будет повторено: {jobs}." if count else "Повторять нечего.")
        elif retried:
            retry_job(pk=retried, by=request.user, at=now)
            messages.success(
                request, f"Задание №\u00a0{retried} повторяется: обновите страницу через минуту."
            )
        elif dropped and "confirmed" not in request.POST and (job := Job.objects.filter(pk=dropped).first()):
            return render(request, "office/confirm_drop.html", {"row": row_of(job), "choice": choice})
        elif dropped:
            drop_job(pk=dropped, by=request.user, at=now)
            messages.success(request, f"Задание №\u00a0{dropped} убрано.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("office_jobs") + choice.query())
