"""docs/files.md: what is taken, what is refused and in which words, and what the last run counted."""

from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from kabinet.core.limited import Budget
from kabinet.files import refusals
from kabinet.files.examining import BUDGET, CONVERSION
from kabinet.files.limits import CONVERTED, DOCX, FORMATS, MAX_PICTURE, MAX_SIZE, PDF, WEBP, Format
from kabinet.files.refusals import Reason, Unfit
from tests.corpus.judging import Judged, Outcome
from tests.corpus.samples import OF_A_FOLDER

PAGE = Path(__file__).resolve().parents[2] / "docs" / "files.md"
_LAST_RUN = "## Последний прогон"
_ACTS = (
    "PDF: сценарии (/JavaScript, /JS, XFA), запуск программ (/Launch), отправка и загрузка форм "
    "(/SubmitForm, /ImportData), вложенные сцены (/RichMedia), "
    "обращение к чужому адресу при открытии (/OpenAction, /AA) и к сетевым папкам"
)
_FETCHES = "Office: чужой шаблон, рисунок или объект по сети, поле DDE, внешние данные при открытии"
_LIBRARIES = (
    "pypdf",
    "pillow",
    "pillow-heif",
    "olefile",
    "defusedxml",
    "python-docx",
    "openpyxl",
    "XlsxWriter",
    "xlwt",
    "reportlab",
    "typst",
    "pypdfium2",
)
_MEGABYTE = 1024**2
WORDS: tuple[tuple[str, Unfit], ...] = (
    ("другой вид файла", refusals.wrong_type("картинка GIF")),
    ("расширение не того вида", refusals.misnamed("jpg", PDF, "план")),
    ("нет расширения", refusals.misnamed("", PDF, "план")),
    ("ни одного байта", refusals.empty()),
    ("больше предела", refusals.too_large(MAX_SIZE + 1)),
    ("разворачивается в слишком многое (архивная или картинная «бомба»)", refusals.swollen(DOCX.name)),
    ("снимок из нескольких страниц или с движением", refusals.many_pages(WEBP.name)),
    ("не открывается", refusals.broken(PDF.name)),
    ("просит пароль", refusals.protected(PDF.name)),
    (_ACTS, refusals.acts(PDF.name)),
    ("PDF: вложенный файл, который сам не был бы принят", refusals.with_attachment(PDF.name, "update.exe")),
    ("Office: макросы VBA и Excel 4.0", refusals.with_macros(DOCX.name)),
    ("Office: вложенная программа", refusals.with_program(DOCX.name)),
    ("Office: ActiveX, кроме обычных полей и кнопок", refusals.with_controls(DOCX.name)),
    (_FETCHES, refusals.fetches(DOCX.name)),
    ("XML: объявления DTD и сущностей", refusals.declares_entities()),
    ("постороннее после конца или внутри (файл-оборотень)", refusals.has_foreign_data(PDF.name)),
    ("нашёл антивирус", refusals.infected("Eicar-Test-Signature")),
    ("проверка не уложилась в отведённое", refusals.too_complex()),
)
"""What a file is refused for, and the words that its owner reads: those of kabinet.files.refusals."""


def words_page(last_run: str) -> str:
    """The whole page with what was counted last."""
    kinds = "".join(
        f"| {kind.name} | {_extensions(kind)} | {'JPEG' if kind in CONVERTED else 'как прислан'} |\n"
        for kind in FORMATS + CONVERTED
    )
    refused = "".join(f"| {why} | {fault} |\n" for why, fault in WORDS)
    return f"""# Файлы: что принимается

Страницу пишет `make corpus` из тех же таблиц, из которых берут слова страницы портала; руками её не меняют.

## Принимаются

Вид узнаётся по содержимому, а не по имени. Наибольший размер — {MAX_SIZE // _MEGABYTE} МБ;
снимок до {MAX_PICTURE // _MEGABYTE} МБ портал уменьшает сам.

| вид | расширения | хранится |
| --- | --- | --- |
{kinds}
Проверка идёт в отдельном процессе до записи в базу: {_budget(BUDGET)};
перевод снимка в JPEG — {_budget(CONVERSION)}.
Что не уложилось, отклоняется словами, остальные не ждут. Ссылки, которые нажимает человек, поля форм,
закладки и переход к странице при открытии не мешают.

## Отклоняются

«Файл «план.pdf» не принят: » и дальше:

| что в файле | слова |
| --- | --- |
{refused}
{last_run}"""


def counted(judged: Iterable[Judged], *, on: str) -> str:
    """The section of one run."""
    rows = list(judged)
    by_kind: dict[str, Counter[str]] = {}
    by_source: Counter[str] = Counter()
    for one in rows:
        by_source[one.sample.source] += 1
        count = by_kind.setdefault(one.kind, Counter())
        count["всего"] += 1
        count["дольше 1 с"] += one.is_slow
        count[one.outcome] += 1
    columns = ("всего", *Outcome, "дольше 1 с")
    head = f"| вид по имени | {' | '.join(columns)} |\n| --- |{' ---: |' * len(columns)}\n"
    total = sum(by_kind.values(), Counter())
    lines = "".join(
        f"| {kind} | {' | '.join(str(count[column]) for column in columns)} |\n"
        for kind, count in [*sorted(by_kind.items()), ("**итого**", total)]
    )
    reasons = Counter(one.reason for one in rows if one.outcome is Outcome.REFUSED and one.reason)
    why = "".join(f"| {reason} | {reasons[reason]} |\n" for reason in Reason if reasons[reason])
    sources = ", ".join(f"{source} — {number}" for source, number in by_source.most_common())
    libraries = "".join(f"- {name} {version(name)}\n" for name in _LIBRARIES)
    return f"""{_LAST_RUN}

{on}. Откуда образцы: {sources}.
Одинаковые файлы считаются один раз, из каждой папки машины
берётся не больше {OF_A_FOLDER} файлов одного вида.

{head}{lines}
Верен ли отказ «не тот вид», «повреждён», «под паролем», решает другая программа (PDFium, python-docx,
openpyxl, Pillow, expat): открыла она файл — отказ неверен.
О сделанных в прогоне файлах верный ответ известен заранее.

| верные отказы | сколько |
| --- | ---: |
{why}
Библиотеки:

{libraries}"""


def last_run(page: str) -> str:
    """The section of the last run in a page that was written before."""
    return page[page.index(_LAST_RUN) :]


def _extensions(kind: Format) -> str:
    return ", ".join(f".{extension}" for extension in kind.extensions)


def _budget(budget: Budget) -> str:
    return f"{budget.cpu_seconds} с процессора, {budget.memory // _MEGABYTE} МБ памяти"
