"""The filtered list as an XLSX file."""

import io
import json
import os
import subprocess
import sys
from datetime import datetime

import pytest
from django.db import connection
from openpyxl import load_workbook

from kabinet.core.models import JournalEntry
from tests.applications.life import BIG, Case, days
from tests.conftest import ROOT, database_url
from tests.office.conftest import person
from tests.office.seeding import seed_queue

SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings"}
EXPORT = "/office/applications/export/"
MEMORY = """
import json
from pathlib import Path
import django
django.setup()
from datetime import date
from kabinet.accounts.models import User
from kabinet.office.applications.export import export
from kabinet.office.applications.queue import APPLICATION_QUEUE
from kabinet.office.people import operators_people
from kabinet.office.queue.choice import QueueChoice
choice = QueueChoice.read(APPLICATION_QUEUE, {"state": "all"})
whose = [User.objects.exclude(role="applicant").first().pk]
file, rows = export(choice.found(whose=whose, today=date.today()), choice, people=operators_people())
# Not getrusage: its peak counts the parent's memory at the moment of the fork.
taken = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
print(json.dumps({"rows": rows, "megabytes": taken / 1024}))
"""


def rows_of(response):
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content)), read_only=True).active
    return [list(row) for row in sheet.iter_rows()]


def test_export_has_the_filtered_rows_in_the_order_of_the_queue(office, specialist, listed):
    listed(band="До 670")
    second, first = listed(specialist=specialist), listed(due_on="2026-11-20", applicant_inn="500100732259")

    response = office.get(EXPORT, {"state": "new", "band": "До 15"})

    heading, *rows = [[cell.value for cell in row] for row in rows_of(response)]
    assert heading[:4] == ["Номер", "Подана", "Вид заявителя", "Заявитель"]
    assert [row[0] for row in rows] == [first.number, second.number]
    assert [str(value) if value is not None else "" for value in rows[0]] == [
        first.number,
        "2026-11-24 12:00:00",
        "ФЛ",
        "Иванов Пётр Сергеевич",
        "500100732259",
        "Московская обл., д. Липки, уч. 7",
        "Новое присоединение",
        "15",
        "До 15",
        "Заявка направлена",
        "2026-11-20 00:00:00",
        "",
        "",
        "в личном кабинете",
    ]
    assert rows[1][-2] == "Смирнова Анна Викторовна"
    assert ".xlsx" in response["Content-Disposition"]


def test_export_tells_the_day_of_the_contract_and_not_of_its_booking(office, specialist):
    case = Case("ЮЛ", specialist=specialist, **BIG).offer()
    case.office("conclude", on=days(1).date(), at=days(6))

    heading, row = [[cell.value for cell in row] for row in rows_of(office.get(EXPORT, {"state": "all"}))]

    assert row[heading.index("Договор заключен")] == datetime(2026, 11, 25)  # noqa: DTZ001 - a cell has no zone


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+7 917", "-1", "{=1}", "http://evil.example/"])
def test_what_people_wrote_stays_a_text_and_never_a_formula(office, listed, text):
    listed(applicant_name=text, object_address=text)

    name, place = [rows_of(office.get(EXPORT))[1][column] for column in (3, 5)]

    assert (name.value, name.data_type, place.value, place.data_type) == (text, "s", text, "s")


def test_who_took_what_away_is_recorded(office, specialist, listed):
    listed()

    office.get(EXPORT, {"state": "all", "q": "иванов"}, REMOTE_ADDR="192.0.2.9")

    entry = JournalEntry.objects.latest("pk")
    assert (entry.act, entry.actor, entry.address) == ("applications_exported", specialist.pk, "192.0.2.9")
    assert entry.details["rows"] == 1
    assert "state=all" in entry.details["query"]


def test_longer_list_than_a_file_takes_is_refused(office, listed, monkeypatch):
    monkeypatch.setattr("kabinet.office.applications.export.MOST_ROWS", 1)
    listed(), listed()

    response = office.get(EXPORT, {"state": "new"})

    assert response.status_code == 302
    assert "Уточните отбор" in office.get(response.url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_hundred_thousand_rows_fit_into_200_megabytes():
    if connection.vendor != "sqlite":
        pytest.skip("measured once, on SQLite")
    specialist = person("s@example.ru", role="specialist")
    seed_queue(100_000, owner=person("i@example.ru"), specialist=specialist)

    process = subprocess.run(
        [sys.executable, "-c", MEMORY],
        cwd=ROOT,
        env={**os.environ, **SETTINGS, "KABINET_DATABASE_URL": database_url()},
        capture_output=True,
        check=True,
        text=True,
    )

    measured = json.loads(process.stdout)
    assert measured["rows"] == 100_000
    assert measured["megabytes"] < 200
