"""The operator's own days off and working days."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.duties import Duty
from kabinet.applications.course.calendar import remove_day, set_day
from kabinet.core.errors import DomainError
from kabinet.core.models import CalendarDay
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.ui.typed import day
from kabinet.ui.wording import ru_date


class DayForm(forms.Form):
    """A day that is other than in the rest of the country."""

    use_required_attribute = False
    day = day("День", help_text="Например, 11.10.2027", error_messages={"required": "Напишите день."})
    working = forms.ChoiceField(
        label="Каким он будет",
        choices=(("no", "Выходной"), ("yes", "Рабочий")),
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите один из ответов."},
    )
    reason = forms.CharField(
        label="Основание",
        max_length=200,
        help_text="Закон или указ региона, приказ организации: номер и дата",
        error_messages={
            "required": "Напишите основание.",
            "max_length": "Основание длиннее 200 знаков: сократите его.",
        },
    )


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_calendar(request: OfficeRequest) -> HttpResponse:
    """Show the days, add one or remove one. A repeated press keeps the same day."""
    if request.method != "POST":
        return _show(request, DayForm())
    if "remove" in request.POST:
        return _remove(request)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    day = form.cleaned_data["day"]
    try:
        set_day(
            day=day,
            working=form.cleaned_data["working"] == "yes",
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form, status=422)
    messages.success(request, f"{ru_date(day)} сохранён. Идущие сроки пересчитываются.")
    return redirect("office_calendar")


def _remove(request: OfficeRequest) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST["remove"])
    except ValueError:
        return redirect("office_calendar")
    remove_day(day=day, by=request.user, at=timezone.now())
    messages.success(request, f"{ru_date(day)} — снова как во всей стране. Идущие сроки пересчитываются.")
    return redirect("office_calendar")


def _show(request: OfficeRequest, form: DayForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "days": CalendarDay.objects.order_by("-day")[:200]}
    return render(request, "office/calendar.html", context, status=status)
