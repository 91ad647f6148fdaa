"""Tables of figures as an XLSX file: a sheet for each."""

from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO

from xlsxwriter import Workbook

from kabinet.office.figures.table import FigureTable

_WIDEST, _NARROWEST = 60, 12
_LONGEST_NAME = 31
"""The signs that the name of a sheet may have."""


def workbook(tables: Sequence[FigureTable]) -> IO[bytes]:
    """Write the tables into a temporary file, which vanishes when it is closed."""
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = Workbook(file, {"in_memory": True})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for table in tables:
        sheet = book.add_worksheet(table.title[:_LONGEST_NAME])
        sheet.freeze_panes(1, 1)
        for column, title in enumerate(table.columns):
            widest = max((len(row[column].text) for row in table.rows), default=0)
            sheet.set_column(column, column, min(max(widest + 2, _NARROWEST), _WIDEST))
            sheet.write_string(0, column, title, heading)
        for place, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                # A text stays a text: «=1+1» of a name is no formula.
                if isinstance(cell.value, str):
                    sheet.write_string(place, column, cell.value)
                elif cell.value is not None:
                    sheet.write_number(place, column, cell.value)
    book.close()
    file.seek(0)
    return file
