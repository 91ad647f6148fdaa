"""«Энергосбытовые организации»: whom step 6 offers, for the administrator."""

from functools import partial
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.applications.content.suppliers import SupplierRefused, save_supplier
from kabinet.applications.models import Supplier
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.views.kept_lists import KeptList, edit_row, posted

_LIST = KeptList(
    address="office_suppliers",
    name="Энергосбытовые организации",
    new="Новая энергосбытовая организация",
    saved="Сохранено. Заявители увидят изменение в течение минуты.",
    hint="Заявки, в которых название уже указано, не\u00a0изменятся.",
    refused=SupplierRefused,
)
_NUMBER = {
    "invalid": "Напишите целое число.",
    "min_value": "От 1 до 999.",
    "max_value": "От 1 до 999.",
}


class SupplierForm(forms.Form):
    """A guaranteed supplier or a retail company. What is refused besides numbers, the domain says."""

    use_required_attribute = False

    name = forms.CharField(
        label="Название",
        help_text="Так оно встанет в заявку и в её печатную форму.",
        error_messages={"required": "Напишите название организации."},
    )
    inn = forms.CharField(
        label="ИНН",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "20"}),
    )
    serves = forms.CharField(
        label="Кого и где снабжает",
        help_text="Заявитель увидит это рядом с названием, например «Уфа и Уфимский район».",
        required=False,
    )
    guaranteed = forms.BooleanField(
        label="Это гарантирующий поставщик",
        help_text="Излишки своей микрогенерации продают только ему.",
        required=False,
    )
    is_default = forms.BooleanField(
        label="Указывать заранее",
        help_text="Новые заявки начнутся с этой организации, и шаг 6 заявителю чаще всего не понадобится.",
        required=False,
    )
    place = forms.IntegerField(
        label="Место в списке",
        help_text="Пустое — в конце.",
        required=False,
        min_value=1,
        max_value=999,
        error_messages=_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10"}),
    )
    offered = forms.BooleanField(label="Предлагать заявителям", required=False)


@duty_required(Duty.ADMINISTRATION)
@require_safe
def office_suppliers(request: HttpRequest) -> HttpResponse:
    """List them all, those that are no longer offered too: few."""
    return render(request, "office/suppliers.html", {"suppliers": Supplier.objects.all()})


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_supplier_new(request: OfficeRequest) -> HttpResponse:
    """Add an organisation."""
    form = SupplierForm(posted(request), initial={"guaranteed": True, "offered": True})
    return edit_row(request, _LIST, form, save=partial(save_supplier, supplier=None))


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_supplier(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Change an organisation or stop offering it."""
    supplier = Supplier.objects.filter(pk=pk).first() or not_found()
    stored = {name: getattr(supplier, name) for name in SupplierForm.base_fields}
    form = SupplierForm(posted(request), initial=stored)
    save = partial(save_supplier, supplier=supplier.pk)
    return edit_row(request, _LIST, form, save=save, title=supplier.name)
