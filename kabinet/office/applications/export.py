"""The filtered queue as an XLSX file: read page by page and written row by row, whatever its length."""

from collections.abc import Iterator
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kabinet.applications.course.deadlines import contract_days
from kabinet.applications.models import Application, Applications
from kabinet.applications.rules.states import State
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.office.applications.queue import ApplicationChoice, kind_of
from kabinet.office.paging import page_of
from kabinet.office.people import People, name_in

MOST_ROWS: Final = 100_000
_PAGE = 2_000
_COLUMNS = (
    ("Номер", 26),
    ("Подана", 17),
    ("Вид заявителя", 8),
    ("Заявитель", 40),
    ("ИНН", 14),
    ("Адрес объекта", 60),
    ("Вид присоединения", 30),
    ("Мощность, кВт", 14),
    ("Диапазон мощности, кВт", 14),
    ("Статус", 24),
    ("Срок", 12),
    ("Договор заключен", 17),
    ("Специалист", 32),
    ("Как поступила", 22),
)
"""The titles of the columns and their widths in signs."""


class ExportTooLong(DomainError):
    """There are more rows than one file takes."""

    def __init__(self) -> None:
        super().__init__(
            "В списке больше 100\N{NO-BREAK SPACE}000 заявок. Уточните отбор, например по датам, и скачайте "
            "по частям."
        )


def export(found: Applications, choice: ApplicationChoice, *, people: People) -> tuple[IO[bytes], int]:
    """Write what was found into a temporary file, and give it with the number of its rows.

    The file vanishes when it is closed. Raises ExportTooLong.
    """
    if found.order_by().values("pk")[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise ExportTooLong
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    # Texts are written by write_string alone: «=1+1» in a name stays a text, an address makes no link.
    book = Workbook(file, {"constant_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("Заявки")
    heading, moment = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    sheet.freeze_panes(1, 1)
    for column, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, heading)
    count = 0
    for application, contracted_on in _every(found, choice):
        count += 1
        for column, value in enumerate(_cells(application, contracted_on, people)):
            _write(sheet, count, column, value, moment)
    book.close()
    file.seek(0)
    return file, count


def _every(found: Applications, choice: ApplicationChoice) -> Iterator[tuple[Application, date | None]]:
    """Every row with the day of its contract, in the queue's order, never more than a page in memory."""
    place = None
    while True:
        page = page_of(
            choice.queue.for_page(found),
            rank="due_rank",
            moment=choice.queue.moment,
            after=place,
            size=_PAGE,
            backwards=choice.newest_first,
        )
        days = contract_days([row.pk for row in page.rows])
        yield from ((row, days.get(row.pk)) for row in page.rows)
        place = page.next_place
        if place is None:
            return


def _cells(application: Application, contracted_on: date | None, people: People) -> tuple[Any, ...]:
    return (
        application.number,
        application.submitted_at,
        application.applicant_kind,
        application.applicant_name,
        application.applicant_inn,
        application.object_address,
        kind_of(application),
        application.total_power,
        application.band,
        State(application.state).label,
        application.due_on,
        contracted_on,
        name_in(people, application.specialist_id),
        Channel(application.channel).label,
    )


def _write(sheet: Worksheet, row: int, column: int, value: Any, moment: Any) -> None:
    match value:
        case None | "":
            return
        case str():
            sheet.write_string(row, column, value)
        case datetime():
            sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), moment)
        case date():
            sheet.write_datetime(row, column, value)
        case _:
            sheet.write_number(row, column, float(value))
