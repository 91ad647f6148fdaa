"""The filtered queue as an XLSX file: read page by page and written row by row, whatever its length."""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any, Final

from kabinet.applications.course.deadlines import contract_days
from kabinet.applications.models import Application, Applications
from kabinet.applications.rules.states import State
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.office.applications.queue import ApplicationChoice, kind_of
from kabinet.office.paging import page_of
from kabinet.office.people import People, name_in
from kabinet.office.sheets import Column, sheet_of

MOST_ROWS: Final = 100_000
_PAGE = 2_000
_COLUMNS = (
    Column("Номер", 26),
    Column("Подана", 17),
    Column("Вид заявителя", 8),
    Column("Заявитель", 40),
    Column("ИНН", 14),
    Column("Адрес объекта", 60),
    Column("Вид присоединения", 30),
    Column("Мощность, кВт", 14),
    Column("Диапазон мощности, кВт", 14),
    Column("Статус", 24),
    Column("Срок", 12),
    Column("Договор заключен", 17),
    Column("Специалист", 32),
    Column("Как поступила", 22),
)


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
    rows = (_cells(one, contracted_on, people) for one, contracted_on in _every(found, choice))
    return sheet_of("Заявки", _COLUMNS, rows)


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
