"""`manage.py statement check`: what would become of each document, and nothing written."""

import subprocess
import sys

import pytest

from kabinet.billing.models import Payment, Statement, UnreadDocument
from tests.billing.builders import AT, a_specialist, document, issued, load_statement, statement
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def check(manage):
    def checked(*paths):
        process = manage("statement", "check", *map(str, paths))
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    return checked


def test_each_document_is_told_with_what_would_become_of_it(check, tmp_path):
    invoice = issued()
    known = document(number="5", sum="1.00")
    load_statement(content=statement(known), name="раньше.txt", by=a_specialist(), at=AT)
    file = tmp_path / "выписка.txt"
    file.write_bytes(
        statement(
            known,
            document(number="6", purpose=f"Счет {invoice.number}"),
            document(number="7"),
            document(number="8", out=True, purpose="Заработная плата"),
            document(number="9", sum="много"),
        )
    )
    before = (Payment.objects.count(), Statement.objects.count(), UnreadDocument.objects.count())
    code, said = check(file)
    assert code == 1
    assert "24.11.2026  14\xa0850,00\xa0₽  Иванов Пётр Сергеевич" in said.replace("\u202f", "\xa0")
    for outcome in ("загружен раньше", f"отнесён к счёту № {invoice.number}", "ждёт разбора", "пропущен"):
        assert outcome in said
    assert "не прочитан: В «Сумма» написано «много»: это не сумма." in said
    assert (Payment.objects.count(), Statement.objects.count(), UnreadDocument.objects.count()) == before


def test_why_a_document_waits_is_told_with_the_numbers_it_names(check, tmp_path):
    one, two = issued(), issued()
    purposes = {
        "Оплата": "в назначении нет номера счёта",
        "Оплата по счету 99ТП-9": "счёта № 99ТП-9 нет",
        "Счета 99ТП-9, 100ТП-1": "счетов № 99ТП-9, № 100ТП-1 нет",
        f"Счета {two.number}, {one.number}": f"в назначении несколько счетов: № {one.number}, № {two.number}",
        f"Счет {one.number} и 99ТП-9": (
            f"в назначении несколько счетов: № 99ТП-9, № {one.number}; счёта № 99ТП-9 нет"
        ),
    }
    file = tmp_path / "выписка.txt"
    file.write_bytes(statement(*(document(number=str(n), purpose=text) for n, text in enumerate(purposes))))
    _, said = check(file)
    for text, why in purposes.items():
        assert f"«{text}»: ждёт разбора ({why})" in said.replace("\xa0", " ")


def test_statement_that_is_read_whole_is_a_success(check, tmp_path):
    file = tmp_path / "выписка.txt"
    file.write_bytes(statement(document()))
    assert check(file)[0] == 0


def test_what_is_no_statement_is_told_in_words_and_never_ends_otherwise(check, tmp_path):
    noise = tmp_path / "noise"
    noise.write_bytes(bytes(range(256)))
    code, said = check(noise, tmp_path, tmp_path / "нет")
    told = [line.strip() for line in said.splitlines() if line.startswith("  ")]
    assert (code, told[0].startswith("не принят: Это не выписка")) == (1, True)
    assert told[1:] == ["это папка, укажите файлы", "нет такого файла"]
    wrong = subprocess.run(
        [sys.executable, "manage.py", "statement"], cwd=ROOT, capture_output=True, check=False
    )
    assert wrong.returncode == 1
