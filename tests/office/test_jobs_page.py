"""«Фоновые задания»: what the administrator sees of the background work, and mends without SQL."""

import re
from datetime import timedelta
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.module_loading import import_string

from kabinet.accounts.models import Role
from kabinet.core.models import JournalEntry
from kabinet.jobs.models import Job
from kabinet.jobs.schedule import start_due
from kabinet.notifications.models import Letter
from kabinet.notifications.services import send_letter
from kabinet.office.jobs import PAGE_SIZE
from kabinet.office.tasks_named import TASKS
from tests.office.conftest import AT, person
from tests.office.test_journal_page import lines_of
from tests.office.test_queue import text_of

JOBS = "/office/jobs/"
SEND = "kabinet.notifications.tasks.deliver_letter"
KABINET = Path(__file__).parents[2] / "kabinet"


@pytest.fixture
def administrator(client, db):
    who = person("admin@seti.example.ru", role=Role.ADMINISTRATOR, name="Админова Ольга")
    client.force_login(who)
    return who


def words(response):
    return unescape(text_of(response)).replace("\u00a0", " ")


def job(**fields):
    return Job.objects.create(**{"task": SEND, "due_at": timezone.now(), "enqueued_at": AT, **fields})


def failed(**fields):
    told = {
        "status": TaskResultStatus.FAILED,
        "due_at": None,
        "attempts": 30,
        "error": "ConnectionRefusedError: [Errno 111] ivanov@example.ru",
        "reason": "ConnectionRefusedError",
        "started_at": AT,
        "finished_at": AT,
    }
    return job(**told | fields)


def retrying(**fields):
    later = timezone.now() + timedelta(hours=1)
    return job(
        **{"due_at": later, "attempts": 12, "error": "x", "reason": "KeyError", "started_at": AT} | fields
    )


def out_of(*arguments, **options):
    out = StringIO()
    call_command("jobs", *arguments, stdout=out, **options)
    return out.getvalue().splitlines()


def test_every_task_has_its_words():
    named = set()
    for path in KABINET.rglob("*.py"):
        module = ".".join(path.relative_to(KABINET.parent).with_suffix("").parts)
        text = path.read_text(encoding="utf-8")
        named |= {f"{module}.{name}" for name in re.findall(r"^@task.*\ndef (\w+)", text, re.MULTILINE)}
    assert named == set(TASKS)
    assert all(import_string(path).module_path == path for path in TASKS)


def test_page_tells_what_failed_when_and_why_and_names_nobody(client, administrator):
    one = failed()
    retrying()
    row = lines_of(client.get(JOBS))[0]
    assert row.replace("\u00a0", " ") == (
        f"Отправить письмо № {one.pk} 24.11.2026 в 12:00 30 сервер не отвечает (ConnectionRefusedError) "
        f"Повторить № {one.pk} Убрать № {one.pk}"
    )
    assert "ivanov" not in client.get(JOBS).content.decode()
    assert "сбой программы (KeyError)" in words(client.get(JOBS + "?state=retrying"))


def test_page_tells_what_waits_and_that_no_worker_comes(client, administrator):
    assert "Ничего не ждёт своей очереди." in words(client.get(JOBS))
    job()
    job(due_at=timezone.now() + timedelta(hours=1))
    assert "Задания не выполняются" not in words(client.get(JOBS))
    job(due_at=AT)
    page = words(client.get(JOBS))
    assert "Ждут своей очереди: 2 , самое давнее — с 24.11.2026 в 12:00." in page
    assert "Задания не выполняются" in page


def test_page_tells_how_the_work_of_the_day_went(client, administrator, run_jobs):
    assert words(client.get(JOBS)).count("ещё не было") == len(project.DAILY_WORK)
    start_due(at=timezone.now())
    run_jobs()
    work = Job.objects.get(task="kabinet.files.daily.sweep_files")
    Job.objects.filter(pk=work.pk).update(
        status="FAILED", due_at=None, error="x", reason="PermissionError", attempts=30
    )
    page = words(client.get(JOBS))
    assert page.count("выполнено") == len(project.DAILY_WORK) - 1
    assert "Убрать файлы без записи 5:00" in page
    assert "не удалось нет прав на файл или папку (PermissionError)" in page


def test_letter_that_failed_is_retried_from_the_page_and_goes_out_once(client, administrator, letters):
    send_letter(kind="password_changed", recipient="a@example.ru", context={}, at=AT)
    waiting = Job.objects.get()
    Job.objects.update(status="FAILED", attempts=30, due_at=None, error="x", reason="TimeoutError")
    for _ in range(2):  # a double click
        assert client.post(JOBS, {"retry": waiting.pk}).status_code == 302
    assert len(letters()) == 1
    client.post(JOBS, {"retry": waiting.pk})
    assert len(letters()) == 1
    assert "уже выполнено" in words(client.get(JOBS))
    assert [entry.act for entry in JournalEntry.objects.filter(actor=administrator.pk)] == ["job.retried"]


def test_all_that_failed_is_retried_together(client, administrator):
    failed(), failed()
    other = retrying()
    response = client.post(JOBS, {"retry_all": "yes"}, follow=True)
    assert "Будет повторено: 2 задания." in words(response)
    assert set(Job.objects.values_list("status", "attempts")) == {("READY", 0), ("READY", other.attempts)}
    client.post(JOBS, {"retry_all": "yes"})
    assert JournalEntry.objects.get(act="jobs.retried").details == {"rows": 2}


def test_dropping_asks_first_tells_what_is_lost_and_is_kept_in_the_journal(client, administrator):
    one, other = failed(args=["0199"]), failed()
    asked = client.post(JOBS, {"drop": one.pk})
    page = words(asked)
    assert (asked.status_code, "Письмо не уйдёт никогда. Вернуть задание нельзя." in page) == (200, True)
    assert Job.objects.count() == 2
    said = client.post(JOBS, {"drop": one.pk, "confirmed": "yes"}, follow=True)
    assert f"Задание № {one.pk} убрано." in words(said)
    assert [left.pk for left in Job.objects.all()] == [other.pk]
    entry = JournalEntry.objects.get(act="job.dropped")
    assert (entry.actor, entry.subject, entry.details["arguments"]) == (
        administrator.pk,
        f"job:{one.pk}",
        ["0199"],
    )
    journal = lines_of(client.get("/office/journal/"))[0].replace("\u00a0", " ")
    assert "Фоновое задание убрано" in journal
    assert f"фоновое задание № {one.pk}" in journal
    again = client.post(JOBS, {"drop": one.pk, "confirmed": "yes"}, follow=True)
    assert f"Задания № {one.pk} нет" in words(again)


def test_job_at_work_is_neither_retried_nor_dropped(client, administrator):
    running = job(status=TaskResultStatus.RUNNING, attempts=1, due_at=timezone.now() + timedelta(minutes=1))
    for act in ({"retry": running.pk}, {"drop": running.pk, "confirmed": "yes"}):
        assert "сейчас выполняется" in words(client.post(JOBS, act, follow=True))
    assert Job.objects.get().status == "RUNNING"


@pytest.mark.parametrize("strange", ["", "нет", "1" * 30, "-1", "²"])
def test_strange_numbers_change_nothing(client, administrator, strange):
    one = failed()
    assert client.get(JOBS, {"before": strange, "state": strange}).status_code == 200
    for act in ("retry", "drop"):
        assert client.post(JOBS, {act: strange, "confirmed": "yes"}).status_code == 302
    assert Job.objects.get().status == one.status


@pytest.mark.parametrize("state", ["failed", "retrying"])
def test_list_is_read_page_by_page(client, administrator, state):
    made = [(failed if state == "failed" else retrying)().pk for _ in range(PAGE_SIZE + 2)]
    address, seen = f"{JOBS}?state={state}", []
    while address:
        html = client.get(address).content.decode()
        seen += [int(pk) for pk in re.findall(r'name="retry" value="(\d+)"', html)]
        more = re.search(r'href="(\?state=\w+&amp;before=\d+)"', html)
        address = more and JOBS + more[1].replace("&amp;", "&")
    assert seen == made[::-1]


@pytest.mark.parametrize("count", [1, 30])
def test_number_of_questions_to_the_database_is_the_same(
    client, administrator, django_assert_num_queries, count
):
    for _ in range(count):
        failed()
    start_due(at=timezone.now())
    client.get(JOBS)
    with django_assert_num_queries(8):
        client.get(JOBS)


def test_command_lists_what_is_not_done(db):
    assert out_of("list") == ["Не выполнено заданий: 0"]
    one, other = failed(), job()
    job(status=TaskResultStatus.SUCCESSFUL, due_at=None)
    told = f"№ {one.pk}  не удалось  24.11.2026 в 12:00  попыток 30  Отправить письмо: сервер не отвечает"
    listed = [line.replace("\u00a0", " ") for line in out_of("list")]
    assert listed == [
        f"{told} (ConnectionRefusedError)",
        f"№ {other.pk}  ждёт  24.11.2026 в 12:00  попыток 0  Отправить письмо",
        "Не выполнено заданий: 2",
    ]
    assert [line.replace("\u00a0", " ") for line in out_of("list", "--failed")] == [
        listed[0],
        "Не удалось заданий: 1",
    ]


def test_command_shows_one_with_its_error(db):
    one = failed(args=["0199"])
    shown = "\n".join(out_of("show", str(one.pk))).replace("\u00a0", " ")
    assert f"Задание: Отправить письмо ({SEND})" in shown
    assert 'Для чего: ["0199"]' in shown
    assert "[Errno 111] ivanov@example.ru" in shown
    with pytest.raises(CommandError, match="нет"):
        out_of("show", str(one.pk + 1))


def test_command_retries_what_it_can_and_names_the_rest(db):
    one, done = failed(), job(status=TaskResultStatus.SUCCESSFUL, due_at=None)
    with pytest.raises(CommandError, match=f"{done.pk} уже выполнено"):
        out_of("retry", str(done.pk), str(one.pk))
    assert Job.objects.get(pk=one.pk).status == "READY"
    failed()
    assert [out_of("retry", "--all-failed") for _ in range(2)] == [
        ["Повторяется заданий: 1"],
        ["Повторяется заданий: 0"],
    ]
    for wrong in (["retry"], ["retry", "1", "--all-failed"], ["drop"], []):
        with pytest.raises(CommandError):
            out_of(*wrong)


def test_command_drops_with_an_entry_in_the_journal_and_ends_with_the_right_code(db):
    one = failed()
    assert out_of("drop", str(one.pk)) == [f"№ {one.pk} убрано: Отправить письмо"]
    assert JournalEntry.objects.get().act == "job.dropped"
    with pytest.raises(CommandError) as refusal:
        out_of("drop", str(one.pk))
    assert refusal.value.returncode == 1


def test_letter_of_a_dropped_job_is_not_sent(db, letters):
    send_letter(kind="password_changed", recipient="a@example.ru", context={}, at=AT)
    out_of("drop", str(Job.objects.get().pk))
    assert letters() == []
    assert Letter.objects.get().sent_at is None
