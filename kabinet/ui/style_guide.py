"""The page that shows every component with sample data; in development only."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from kabinet.core.questions import Kind, Question, always, answered
from kabinet.ui.forms import QuestionForm

STAGES = (
    Question(name="month", label="Срок ввода", kind=Kind.MONTH, required=always),
    Question(name="power", label="Мощность этапа", kind=Kind.POWER, unit="кВт", required=always),
    Question(
        name="category",
        label="Категория надёжности",
        kind=Kind.CHOICE,
        choices=(("1", "I"), ("2", "II"), ("3", "III")),
    ),
)
QUESTIONS = (
    Question(
        name="connection",
        label="Вид присоединения",
        kind=Kind.CHOICE,
        required=always,
        choices=(("permanent", "Постоянное"), ("temporary", "Временное")),
        hint="Временное — для стройки или передвижного объекта, не дольше 12\N{NO-BREAK SPACE}месяцев.",
        basis="п.\N{NO-BREAK SPACE}13 Правил",
    ),
    Question(
        name="until",
        label="До какого дня нужно временное присоединение",
        kind=Kind.DATE,
        shown=answered("connection", "temporary"),
        required=answered("connection", "temporary"),
    ),
    Question(
        name="last_name", label="Фамилия", kind=Kind.PERSON_NAME, required=always, autocomplete="family-name"
    ),
    Question(
        name="snils",
        label="СНИЛС",
        kind=Kind.SNILS,
        required=always,
        hint="11\N{NO-BREAK SPACE}цифр на зелёной карточке или в выписке",
    ),
    Question(name="mobile", label="Мобильный телефон", kind=Kind.MOBILE, required=always, autocomplete="tel"),
    Question(
        name="power",
        label="Максимальная мощность",
        kind=Kind.POWER,
        unit="кВт",
        required=always,
        hint="Наибольшая мощность всех приборов, включённых одновременно. "
        "Для жилого дома обычно хватает 15\N{NO-BREAK SPACE}кВт.",
        basis="п.\N{NO-BREAK SPACE}2 Правил",
    ),
    Question(
        name="region",
        label="Район",
        kind=Kind.CHOICE,
        choices=tuple(
            (str(number), f"Район электрических сетей №\N{NO-BREAK SPACE}{number}") for number in range(1, 10)
        ),
    ),
    Question(
        name="household", label="Электричество нужно для бытовых нужд?", kind=Kind.YES_NO, required=always
    ),
    Question(name="comment", label="Что ещё нам стоит знать", kind=Kind.LONG_TEXT, hint="Необязательно"),
    Question(name="stages", label="Этапы строительства", kind=Kind.ROWS, rows=STAGES, max_rows=5),
    Question(
        name="notices", label="Согласен(согласна) получать уведомления по электронной почте", kind=Kind.CHECK
    ),
)
ANSWERS: dict[str, Any] = {
    "connection": "permanent",
    "last_name": "Константинопольская",
    "power": "15",
    "stages": [{"month": "01.2027", "power": "10", "category": "3"}],
}
MALFORMED: dict[str, Any] = {
    "connection": "permanent",
    "last_name": "Иванов2",
    "snils": "112-233-445 00",
    "power": "0",
    "stages-0-month": "13.2027",
    "stages-0-power": "10",
}
FILES: list[dict[str, Any]] = [
    {"name": "diplom-obrazets.jpg", "size": 408352, "url": "#files", "remove_url": None, "note": ""},
    {
        "name": "Правоустанавливающий документ на земельный участок с кадастровым номером.pdf",
        "size": 5242880,
        "url": "#files",
        "remove_url": None,
        "note": "загружен 21.01.2021",
    },
    {"name": "файл.тест.doc", "size": 21504, "url": "#files", "remove_url": None, "note": ""},
]
STEP_TITLES = (
    "Вид заявки",
    "Заявитель и представитель",
    "Объект",
    "Мощность и надёжность",
    "Этапы, сроки и оплата",
    "Энергосбытовая организация",
    "Документы и подача",
)
TONES = ("neutral", "info", "success", "warning", "error")
AT = datetime(2021, 1, 21, 14, 5, tzinfo=ZoneInfo("Europe/Moscow"))


@login_not_required
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component; what is posted comes back with its errors, as on any page."""
    form = QuestionForm(QUESTIONS, answers=ANSWERS, data=request.POST or None, demand=True)
    if request.method == "POST" and form.is_valid() and not form.wants_redisplay:
        messages.success(request, "Данные сохранены.")
        return redirect("style_guide")
    return render(request, "ui/style_guide.html", _page(form))


@login_not_required
def entrance(request: HttpRequest) -> HttpResponse:
    """Show the narrow card of the pages before signing in."""
    form = QuestionForm(QUESTIONS[2:4], data=request.POST or None, demand=True)
    return render(request, "ui/style_guide_entrance.html", {"form": form})


@login_not_required
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Answer as an upload does: the list of files, or 422 with the reason; nothing is kept."""
    sent = request.FILES.getlist("files")
    refused = [file.name for file in sent if not str(file.name).lower().endswith((".pdf", ".jpg", ".png"))]
    if refused:
        reason = f"Файл «{refused[0]}» не подходит: приложите PDF, JPG или PNG."
        return HttpResponse(reason, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string("ui/style_guide_files.html", {"files": [*FILES, *map(_row, sent)]}))


@login_not_required
@require_POST
def autosave(_request: HttpRequest) -> JsonResponse:
    """Answer as a saved draft does; nothing is kept."""
    return JsonResponse({"saved_at": AT.isoformat()})


def _row(file: "UploadedFile[Any]") -> dict[str, Any]:
    return {"name": file.name, "size": file.size, "url": None, "remove_url": None, "note": ""}


def _page(form: QuestionForm) -> dict[str, Any]:
    return {
        "form": form,
        "malformed": QuestionForm(QUESTIONS, data=MALFORMED, demand=True),
        "tones": TONES,
        "upload_url": reverse("style_guide_upload"),
        "files": FILES,
        "steps": [
            {
                "number": number,
                "title": title,
                "url": reverse("style_guide") if number <= 4 else None,
                "current": number == 3,
                "complete": number < 3,
                "has_problem": number == 4,
            }
            for number, title in enumerate(STEP_TITLES, start=1)
        ],
        "messages_shown": [
            {
                "author": "Иванов Пётр Сергеевич",
                "at": AT,
                "text": "Приложил недостающий план.\n\nСкажите, нужно ли что-то ещё?",
                "files": FILES[2:],
                "own": True,
                "from_operator": False,
            },
            {
                "author": "Специалист Смирнова А. В.",
                "at": AT,
                "text": "Спасибо, документов достаточно.",
                "files": FILES[:2],
                "own": False,
                "from_operator": True,
            },
        ],
        "summary": [
            {"label": "Вид присоединения", "value": "Постоянное", "change_url": "#form"},
            {"label": "Максимальная мощность", "value": "15\N{NO-BREAK SPACE}кВт", "change_url": "#form"},
            {"label": "Кадастровый номер", "value": "", "change_url": "#form"},
        ],
    }
