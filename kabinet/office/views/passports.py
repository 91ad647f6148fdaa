"""«Потребителям»: passports of services, for the head and the administrator."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.files.limits import MAX_SIZE
from kabinet.files.responses import file_response
from kabinet.files.services import FileRefused, store_file
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.published.models import Passport, Section
from kabinet.published.passports import BLANK, Draft, PassportRefused, PassportStale, save_passport

_EDITORS = (Duty.LEADING, Duty.ADMINISTRATION)
_NUMBER = {"required": "Заполните это поле.", "invalid": "Напишите целое число."}


class PassportForm(forms.Form):
    """A passport; what is refused besides numbers, the domain says."""

    use_required_attribute = False

    section = forms.ChoiceField(
        label="Раздел", required=False, choices=(("", "Выберите из списка"), *Section.choices)
    )
    title = forms.CharField(label="Услуга (процесс)", required=False)
    text = forms.CharField(
        label="Текст",
        required=False,
        help_text="Абзацы разделяйте пустой строкой. Первая строка абзаца из нескольких строк — заголовок.",
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    file = forms.FileField(
        label="Паспорт в PDF",
        required=False,
        help_text=f"По желанию, до {MAX_SIZE // 1024**2}\N{NO-BREAK SPACE}МБ. Новый файл заменит прежний.",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )
    drop_file = forms.BooleanField(label="Убрать приложенный PDF", required=False)
    order = forms.IntegerField(
        label="Место в разделе",
        help_text="Паспорта стоят по возрастанию.",
        min_value=0,
        max_value=999,
        error_messages={**_NUMBER, "min_value": "От 0 до 999.", "max_value": "От 0 до 999."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10"}),
    )
    published = forms.BooleanField(label="Показывать всем", required=False)

    def __init__(self, *args: Any, passport: Passport | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if passport is None or passport.file is None:
            del self.fields["drop_file"]


@duty_required(*_EDITORS)
@require_safe
def office_passports(request: HttpRequest) -> HttpResponse:
    """List them all, hidden ones too; there are few (passports.MOST)."""
    found = Passport.objects.select_related("updated_by").defer("text")
    return render(request, "office/passports.html", {"passports": found})


@duty_required(*_EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_passport_new(request: OfficeRequest) -> HttpResponse:
    """Write one, by the pattern of the order."""
    first = {"text": BLANK, "order": 0}
    return _edit(request, None, first)


@duty_required(*_EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_passport(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Change one; below stand its versions."""
    passport = _passport(pk)
    names = ("section", "title", "text", "order", "published")
    return _edit(request, passport, {name: getattr(passport, name) for name in names})


@duty_required(*_EDITORS)
@require_safe
def office_passport_file(request: OfficeRequest, pk: UUID, version: int) -> FileResponse:  # noqa: ARG001 - a view
    """The PDF of a version, shown or hidden."""
    found = _passport(pk).versions.filter(version=version, file__isnull=False).select_related("file").first()
    if found is None or found.file is None:
        not_found()
    return file_response(found.file, inline=True)


def _passport(pk: UUID) -> Passport:
    return Passport.objects.select_related("file").filter(pk=pk).first() or not_found()


def _edit(request: OfficeRequest, passport: Passport | None, initial: dict[str, Any]) -> HttpResponse:
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PassportForm(*posted, initial=initial, passport=passport)
    seen = request.POST.get("seen", "") if form.is_bound else str(passport.version if passport else 0)
    if form.is_bound and form.is_valid():
        try:
            _save(request, passport, form, int(seen) if seen.isdecimal() else 0)
        except PassportStale as refusal:
            form.add_error(None, str(refusal))
            seen = str(_passport(passport.pk).version) if passport else seen
        except (PassportRefused, FileRefused) as refusal:
            form.add_error(getattr(refusal, "field", "file"), str(refusal))
        else:
            messages.success(request, "Паспорт сохранён. Прежняя редакция осталась внизу страницы.")
            return redirect("office_passports")
    context = {
        "form": form,
        "passport": passport,
        "seen": seen,
        "versions": passport.versions.select_related("by", "file") if passport else (),
    }
    return render(request, "office/passport.html", context, status=422 if form.is_bound else 200)


def _save(request: OfficeRequest, passport: Passport | None, form: PassportForm, seen: int) -> None:
    given, at = form.cleaned_data, timezone.now()
    draft = Draft(given["section"], given["title"], given["text"], given["order"], given["published"])
    save = partial(save_passport, passport=passport, seen=seen, draft=draft, by=request.user, at=at)
    if given["file"]:
        # The row of the file and the passport that shows it come together, or neither does.
        store_file(upload=given["file"], owner=request.user, at=at, then=lambda file: save(file=file))
    else:
        save(file=None if passport is None or given.get("drop_file") else passport.file)
