"""«Виды документов»: hints to the kinds of the Rules and own kinds, for the administrator."""

from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.applications.content.documents import DOCUMENTS, DOCUMENTS_BY_CODE
from kabinet.applications.content.own_documents import (
    DocumentTextRefused,
    DocumentWording,
    is_own,
    save_document_text,
    texts,
)
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.views.kept_lists import KeptList, edit_row, posted

_OWN = KeptList(
    address="office_document_kinds",
    name="Виды документов",
    new="Свой вид документа",
    saved="Сохранено. Заявители увидят изменение в течение минуты.",
    hint="Если снять отметку, вид исчезнет из новых заявок; уже приложенные файлы останутся.",
    refused=DocumentTextRefused,
)


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
    form = OwnKindForm(posted(request), initial={"active": True})
    return edit_row(request, _OWN, form, save=partial(save_document_text, code=""))


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_document_kind(request: OfficeRequest, code: str) -> HttpResponse:
    """Change the hint to a kind of the Rules, or a kind of the operator's own."""
    kind = DOCUMENTS_BY_CODE.get(code) or not_found()
    text = next(
        (one for one in texts(fresh=True) if one.code == code), DocumentWording(code, "", "", active=True)
    )
    if is_own(code):
        form: HintForm = OwnKindForm(posted(request), initial=text._asdict())
        return edit_row(request, _OWN, form, save=partial(save_document_text, code=code), title=kind.title)
    form = HintForm(posted(request), initial=text._asdict())
    above = format_html(
        "Название и правило, когда документ обязателен, стоят в Правилах: <span class='law-ref'>{}</span>",
        kind.basis,
    )
    save = partial(save_document_text, code=code, title="", active=True)
    return edit_row(request, _OWN._replace(hint=""), form, save=save, title=kind.title, above=above)
