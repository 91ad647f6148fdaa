"""«Сетевая организация»: the operator's details on every page, for the administrator."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.core.operator import EDITABLE, DetailRefused, change_operator, operator
from kabinet.files.antivirus import is_on
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.signatures.demanded import demands


def _text(label: str, help_text: str = "", **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        error_messages={"required": "Заполните это поле."},
        widget=forms.TextInput(attrs=attributes),
    )


def _optional(label: str, help_text: str) -> forms.CharField:
    field = _text(label, help_text)
    field.required = False
    return field


class DetailsForm(forms.Form):
    """The details that may change from day to day. What is refused, the domain says."""

    use_required_attribute = False

    name = _text("Краткое название", "Стоит в шапке, в заголовках страниц и в письмах.")
    phone = _text("Телефон поддержки")
    email = _text("E-mail поддержки", inputmode="email")
    hours = _text("Часы поддержки", "Например: по рабочим дням с 8:00 до 20:00")
    hotline = _optional(
        "Телефон горячей линии",
        "Бесплатный, единый, не телефон оперативного персонала (приказ № 186, п. 27).",
    )
    hotline_hours = _optional("Часы горячей линии", "По приказу № 186 — круглосуточно.")
    accent = _text(
        "Цвет кнопок и ссылок",
        "Слишком светлый цвет портал сам сделает темнее, чтобы текст читался.",
        **{"type": "color", "data-width": "10"},
    )


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_operator(request: OfficeRequest) -> HttpResponse:
    """Show and change the details."""
    now = operator()
    if request.method != "POST":
        form = DetailsForm(initial={field: getattr(now, field) for field in EDITABLE})
        return _show(request, form)
    form = DetailsForm(request.POST)
    if form.is_valid():
        try:
            change_operator(
                details=form.cleaned_data,
                by=request.user.pk,
                address=client_address(request),
                at=timezone.now(),
            )
        except DetailRefused as refusal:
            form.add_error(refusal.field, str(refusal))
    if form.errors:
        return _show(request, form, status=422)
    messages.success(request, "Сохранено. На всех страницах и в письмах изменения появятся в течение минуты.")
    return redirect("office_operator")


def _show(request: OfficeRequest, form: DetailsForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "demands": demands(), "antivirus": is_on()}
    return render(request, "office/operator.html", context, status=status)
