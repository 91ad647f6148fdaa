"""«Шаблоны ответов», for the head and the administrator."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.models import AnswerTemplate
from kabinet.office.templates.answers import (
    TemplateRefused,
    TemplateStale,
    remove_template,
    save_template,
)
from kabinet.office.templates.fields import Purpose, fields_shown
from kabinet.office.templates.forms import TemplateForm, initial_of
from kabinet.office.templates.shipped import absent_among, add_ready_answers

_EDITORS = (Duty.LEADING, Duty.ADMINISTRATION)


_GROUPS = (
    (Purpose.APPLICATION, "Ответы на заявки"),
    (Purpose.CORRECTIONS, "Запросы исправлений"),
    (Purpose.APPEAL, "Ответы на обращения"),
)


@duty_required(*_EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_templates(request: OfficeRequest) -> HttpResponse:
    """List the templates by purpose and title, of which there are few (answers.MOST); add the ready ones."""
    if request.method == "POST":
        return _add_ready(request)
    templates = AnswerTemplate.objects.select_related("updated_by").order_by("purpose", "title", "pk")
    groups = [
        {"title": title, "templates": [one for one in templates if one.purpose == purpose]}
        for purpose, title in _GROUPS
    ]
    absent = absent_among({(one.purpose, one.title) for one in templates})
    return render(request, "office/templates.html", {"groups": groups, "absent": absent})


def _add_ready(request: OfficeRequest) -> HttpResponse:
    try:
        added = add_ready_answers(by=request.user, address=client_address(request), at=timezone.now())
    except TemplateRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Добавлено шаблонов: {added}. Прочитайте их и поправьте под себя.")
    return redirect("office_templates")


@duty_required(*_EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_template_new(request: OfficeRequest) -> HttpResponse:
    """Write a template."""
    if request.method != "POST":
        return _page(request, None, TemplateForm(initial={"purpose": "application"}))
    return _save(request, None)


@duty_required(*_EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_template(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Change a template or remove it."""
    template = AnswerTemplate.objects.filter(pk=pk).first() or not_found()
    if request.method != "POST":
        return _page(request, template, TemplateForm(initial=initial_of(template)))
    if request.POST.get("act") == "remove":
        remove_template(
            template=template, by=request.user, address=client_address(request), at=timezone.now()
        )
        messages.success(request, f"Шаблон «{template.title}» удалён.")
        return redirect("office_templates")
    return _save(request, template)


def _save(request: OfficeRequest, template: AnswerTemplate | None) -> HttpResponse:
    form, stale = TemplateForm(request.POST), None
    if form.is_valid():
        try:
            save_template(
                template=template,
                seen=_moment(request.POST.get("seen", "")),
                **form.cleaned_data,
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except TemplateRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        except TemplateStale as refusal:
            form.add_error(None, str(refusal))
            template = stale = refusal.template
        else:
            messages.success(request, "Шаблон сохранён.")
            return redirect("office_templates")
    return _page(request, template, form, stale=stale)


def _page(
    request: OfficeRequest,
    template: AnswerTemplate | None,
    form: TemplateForm,
    *,
    stale: AnswerTemplate | None = None,
) -> HttpResponse:
    seen = template.updated_at.isoformat() if template else ""
    if form.is_bound and stale is None:
        seen = request.POST.get("seen", "")
    context = {"template": template, "form": form, "seen": seen, "stale": stale, "fields": fields_shown()}
    status = 409 if stale else 422 if form.is_bound else 200
    return render(request, "office/template.html", context, status=status)


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
