"""«Отключения»: what the operator tells everybody of breaks in the supply."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.published.models import Outage
from kabinet.published.outages import NOTICE, Break, OutageRefused, is_late, publish_outage, withdraw_outage
from kabinet.ui.wording import lasting

_EDITORS = (Duty.APPEALS, Duty.ADMINISTRATION)
_LISTED = 300
_PASSED_LISTED = 50


def _moment(label: str, help_text: str, *, required: bool) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(
            attrs={"autocomplete": "off", "data-width": "20"}, format="%d.%m.%Y %H:%M"
        ),
        error_messages={
            "required": "Напишите дату и время.",
            "invalid": "Напишите дату и время так: 21.01.2027 14:00.",
        },
    )


class OutageForm(forms.Form):
    """An outage; what is refused besides moments, the domain says."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="Какое отключение", required=False, choices=Outage.Kind.choices, widget=forms.RadioSelect
    )
    begins_at = _moment("Начало", "Например, 21.01.2027 14:00", required=True)
    ends_at = _moment(
        "Окончание", "Когда дадут свет. У аварийного можно не указывать, пока неизвестно.", required=False
    )
    places = forms.CharField(
        label="Где",
        required=False,
        help_text="Населённые пункты, улицы, дома — словами, по которым их будут искать. О портале не нужно.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reason = forms.CharField(label="Причина", required=False)


@duty_required(*_EDITORS)
@require_safe
def office_outages(request: HttpRequest) -> HttpResponse:
    """List those of now and to come, and the last that are over."""
    at = timezone.now()
    related = Outage.objects.select_related("updated_by")
    context = {
        "shown": related.shown(at)[:_LISTED],
        "over": related.filter(shown_until__lte=at).order_by("-shown_until")[:_PASSED_LISTED],
    }
    return render(request, "office/outages.html", context)


@duty_required(*_EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_outage_new(request: OfficeRequest) -> HttpResponse:
    """Tell of one."""
    return _edit(request, None, {})


@duty_required(*_EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_outage(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Tell otherwise of one, or no more."""
    outage = Outage.objects.filter(pk=pk).first() or not_found()
    if request.POST.get("act") == "withdraw":
        withdraw_outage(outage=outage, by=request.user, at=timezone.now())
        messages.success(request, "Отключение снято: его больше никто не видит.")
        return redirect("office_outages")
    return _edit(request, outage, {name: getattr(outage, name) for name in OutageForm.base_fields})


def _edit(request: OfficeRequest, outage: Outage | None, initial: dict[str, Any]) -> HttpResponse:
    form = OutageForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        typed = Break(**form.cleaned_data)
        try:
            saved = publish_outage(outage=outage, typed=typed, by=request.user, at=timezone.now())
        except OutageRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Отключение опубликовано.")
            if is_late(saved):
                told = f"О плановых отключениях сообщают не позднее чем за {lasting(NOTICE)}"
                messages.warning(request, f"{told} (приказ № 186, п. 34).")
            return redirect("office_outages")
    context = {"form": form, "outage": outage, "is_over": outage and outage.is_over(timezone.now())}
    return render(request, "office/outage.html", context, status=422 if form.is_bound else 200)
