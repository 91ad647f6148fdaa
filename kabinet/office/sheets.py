"""A long list as an XLSX file: written row by row, whatever its length."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet


class Column(NamedTuple):
    """The title of a column and its width in signs."""

    title: str
    width: int


def sheet_of(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, frozen: int = 1
) -> tuple[IO[bytes], int]:
    """Write the rows under their titles into a temporary file, and give it with the number of rows.

    Texts stay texts; a moment is told in the local time zone. The first `frozen` columns stay in sight. The
    file vanishes when it is closed.
    """
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    # Texts are written by write_string alone: «=1+1» in a name stays a text, an address makes no link.
    book = Workbook(file, {"constant_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet(name)
    heading, moment = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    sheet.freeze_panes(1, frozen)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, heading)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(sheet, count, place, value, moment)
    book.close()
    file.seek(0)
    return file, count


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
