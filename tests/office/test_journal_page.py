"""The journal, as the administrator reads and checks it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.tasks import TaskResultStatus

from kabinet.accounts.models import Role
from kabinet.core.journal import record
from kabinet.core.models import JournalEntry
from kabinet.jobs.models import Job
from kabinet.office.journal.page import _KINDS
from kabinet.office.journal.tasks import check_journal
from tests.applications.builders import make_submitted
from tests.conftest import ROOT
from tests.office.conftest import AT, person
from tests.office.test_queue import text_of

JOURNAL = "/office/journal/"


@pytest.fixture
def administrator(client, db):
    who = person("admin@seti.example.ru", role=Role.ADMINISTRATOR, name="Админова Ольга")
    client.force_login(who)
    return who


def lines_of(response):
    """The rows of the table as text."""
    body = re.search(r"<tbody>(.*)</tbody>", response.content.decode(), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


def entries(number, **fields):
    for each in range(number):
        record(
            **{
                "act": "account.login",
                "subject": "",
                "by": None,
                "at": AT + timedelta(minutes=each),
                **fields,
            }
        )


def test_a_line_tells_who_did_what_to_what_and_from_where(client, administrator, specialist):
    application = make_submitted()
    record(
        act="application_opened", subject=f"application:{application.pk}", by=specialist.pk, at=AT,
        address="192.0.2.7", details={"number": application.number},
    )  # fmt: skip
    opened, submitted, *_ = lines_of(client.get(JOURNAL))
    assert opened == (
        "24.11.2026 в 12:00 Смирнова Анна Викторовна Открыта карточка заявки Подробности записи "
        f"24.11.2026 в 12:00 номер {application.number} заявка {application.number} 192.0.2.7"
    )
    assert "заявитель" in submitted
    assert application.owner.email not in submitted
    assert "Иванов" not in submitted


def test_it_is_searched_by_person_subject_and_day(client, administrator, specialist):
    one, other = make_submitted(), make_submitted()
    for application, day in ((one, 0), (other, 1), (one, 2)):
        record(
            act="application_opened", subject=f"application:{application.pk}", by=specialist.pk,
            at=AT + timedelta(days=day),
        )  # fmt: skip

    def days(**query):
        return [line[:10] for line in lines_of(client.get(JOURNAL, query)) if "Открыта карточка" in line]

    assert days(who="SMIRNOVA@seti.example.ru") == ["26.11.2026", "25.11.2026", "24.11.2026"]
    assert days(about=one.number) == ["26.11.2026", "24.11.2026"]
    assert days(about=f"application:{other.pk}") == ["25.11.2026"]
    assert days(since="2026-11-25", until="2026-11-25") == ["25.11.2026"]
    assert days(who="nobody@example.ru") == days(about="нет такой") == []
    assert days(since="вчера", before="x" * 30, until="\0") == ["26.11.2026", "25.11.2026", "24.11.2026"]


def test_pages_follow_each_other_without_gap_or_repetition(client, administrator):
    entries(120)
    seen, address = 0, JOURNAL
    while address:
        response = client.get(address)
        seen += len(lines_of(response))
        more = re.search(r'href="(\?[^"]*before=\d+)"', response.content.decode())
        address = JOURNAL + unescape(more[1]) if more else None
    assert seen == JournalEntry.objects.count() == 120


@pytest.mark.parametrize("rows", [1, 30])
def test_it_asks_the_database_as_often_for_one_row_as_for_thirty(
    client, administrator, django_assert_num_queries, rows
):
    for number in range(rows):
        who = person(f"s{number}@seti.example.ru", role=Role.SPECIALIST)
        entries(1, by=who.pk, subject=f"user:{who.pk}")
    with django_assert_num_queries(5):  # session, user, entries, names, the last check
        assert len(lines_of(client.get(JOURNAL))) == rows


def test_the_seals_are_checked_in_the_background_and_the_outcome_stays(client, administrator, run_jobs):
    entries(3)
    assert "ещё не проверяли" in text_of(client.get(JOURNAL))
    assert client.post(JOURNAL).url == JOURNAL
    run_jobs()
    assert "Журнал цел проверен" in text_of(client.get(JOURNAL))

    broken = JournalEntry.objects.order_by("id")[1]
    QuerySet(JournalEntry).filter(pk=broken.pk).update(act="account.logout")
    client.post(JOURNAL)
    run_jobs()
    page = unescape(text_of(client.get(JOURNAL))).replace("\u00a0", " ")
    assert "Журнал нарушен" in page
    assert f"Запись № {broken.pk} от 24.11.2026 не такая, какой её сделал портал" in page


def night(run_jobs):
    """What the worker does with the journal at night; the letters of it."""
    mail.outbox.clear()
    check_journal.enqueue()
    run_jobs()
    return mail.outbox


def test_every_night_the_journal_is_checked_and_administrators_learn_what_is_new(
    client, administrator, run_jobs
):
    entries(3)
    assert night(run_jobs) == []
    assert "Журнал цел" in text_of(client.get(JOURNAL))
    broken, other, *_ = JournalEntry.objects.order_by("id")
    QuerySet(JournalEntry).filter(pk=broken.pk).update(act="account.logout")
    (letter,) = night(run_jobs)
    assert letter.to == [administrator.email]
    assert letter.subject.startswith("Журнал нарушен")
    assert f"– Запись №\u00a0{broken.pk} " in letter.body
    assert night(run_jobs) == [], "it was told"
    QuerySet(JournalEntry).filter(pk=other.pk).update(act="account.logout")
    assert len(night(run_jobs)) == 1


def test_a_file_of_anchors_that_cannot_be_written_is_told_of_and_no_failed_work(
    client, administrator, run_jobs, settings
):
    entries(1)
    night(run_jobs)
    settings.JOURNAL_ANCHOR.unlink()
    entries(1)
    (letter,) = night(run_jobs)
    assert "Файл отметок не\u00a0читается" in letter.body
    assert not Job.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists()


def test_the_auditor_is_sent_the_last_seal_every_night(administrator, run_jobs, settings):
    settings.JOURNAL_AUDITOR = "auditor@example.ru"
    entries(3)
    (letter,) = night(run_jobs)
    third = JournalEntry.objects.get(number=3)
    assert (letter.to, letter.subject) == (
        ["auditor@example.ru"],
        "Печать журнала 3 — Электросети, личный кабинет",
    )
    assert f"manage.py journal verify --head 3:{third.seal}\n" in letter.body
    assert "Проверка журнала: нарушений нет" in letter.body
    QuerySet(JournalEntry).filter(number=1).update(act="account.logout")
    assert "НАЙДЕНЫ НАРУШЕНИЯ" in night(run_jobs)[1].body


def test_what_the_journal_holds_is_escaped(client, administrator):
    entries(1, details={"title": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in client.get(JOURNAL).content.decode()


def test_a_contract_concluded_by_payment_is_not_told_as_signed(client, administrator):
    record(
        act="application_conclude", subject="", by=None, at=AT,
        details={"from": "awaiting_payment", "to": "contracted"},
    )  # fmt: skip
    (line,) = lines_of(client.get(JOURNAL))
    assert "Заявка: статус «Договор заключен»" in line
    assert "было Ожидает оплаты стало Договор заключен" in line
    assert "подписан" not in line


def test_every_kind_of_subject_that_is_recorded_has_a_word():
    recorded = {
        kind
        for file in (ROOT / "kabinet").rglob("*.py")
        for kind in re.findall(r"subject ?= ?f?\"([a-z]+)", file.read_text())
    }
    assert len(recorded) > 15
    assert recorded - set(_KINDS) == set()
