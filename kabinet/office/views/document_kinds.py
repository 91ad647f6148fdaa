"""«Виды документов»: hints to the kinds of the Rules and own kinds, for the administrator."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.applications.content.documents import DOCUMENTS, DOCUMENTS_BY_CODE, DocumentKind
from kabinet.applications.content.own_documents import (
    DocumentTextRefused,
    DocumentWording,
    is_own,
    save_document_text,
    texts,
)
from kabinet.office.access import OfficeRequest, duty_required, not_found


class HintForm(forms.Form):
    """The hint to a kind of the Rules. What is refused, the domain says."""

    use_required_attribute = False

    hint = forms.CharField(
        label="Подсказка",
        help_text="Что приложить и на что обратить внимание. Пустая — вернётся подсказка портала.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OwnKindForm(HintForm):
    """A kind of the operator's own."""

    title = forms.CharField(label="Название", error_messages={"required": "Назовите документ."})
    active = forms.BooleanField(label="Предлагать заявителям", required=False)
    field_order = ("title", "hint", "active")


@duty_required(Duty.ADMINISTRATION)
@require_safe
def office_document_kinds(request: HttpRequest) -> HttpResponse:
    """List the kinds: few, by the order of the Rules, then the own ones."""
    known = texts(fresh=True)
    hints = {text.code: text.hint for text in known}
    law = [
        {"kind": kind, "hint": hints.get(kind.code) or kind.hint, "changed": bool(hints.get(kind.code))}
        for kind in DOCUMENTS
    ]
    own = [text for text in known if is_own(text.code)]
    return render(request, "office/document_kinds.html", {"law": law, "own": own})


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_document_kind_new(request: OfficeRequest) -> HttpResponse:
    """Add a kind of the operator's own."""
    form = OwnKindForm(request.POST if request.method == "POST" else None, initial={"active": True})
    return _edit(request, form, code="", kind=None)


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_document_kind(request: OfficeRequest, code: str) -> HttpResponse:
    """Change the hint to a kind of the Rules, or a kind of the operator's own."""
    kind = DOCUMENTS_BY_CODE.get(code) or not_found()
    text = next(
        (one for one in texts(fresh=True) if one.code == code), DocumentWording(code, "", "", active=True)
    )
    posted = request.POST if request.method == "POST" else None
    form = (OwnKindForm if is_own(code) else HintForm)(posted, initial=text._asdict())
    return _edit(request, form, code=code, kind=kind)


def _edit(request: OfficeRequest, form: HintForm, *, code: str, kind: DocumentKind | None) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            save_document_text(
                code=code,
                title=form.cleaned_data.get("title", ""),
                hint=form.cleaned_data["hint"],
                active=form.cleaned_data.get("active", True),
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except DocumentTextRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Сохранено. Заявители увидят изменение в течение минуты.")
            return redirect("office_document_kinds")
    page = {"form": form, "kind": kind, "own": not code or is_own(code)}
    return render(request, "office/document_kind.html", page, status=422 if form.is_bound else 200)
