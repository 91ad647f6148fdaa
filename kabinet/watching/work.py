"""Checks of the background work and of the letters."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from kabinet.jobs.models import DailyRun, Job
from kabinet.jobs.queue import LONG_WAIT
from kabinet.jobs.schedule import regular_work
from kabinet.law.counting import counted
from kabinet.notifications.tasks import deliver_letter
from kabinet.watching.found import Found, critical, warning, well

WATCH = "watch"
"""The name of the watching itself in settings.REGULAR_WORK."""
_MISSED = 3
"""So many looks in a row missed mean that nobody works."""
_LETTER_WAITS = timedelta(hours=1)
_RECENT = timedelta(days=3)
_ON_THE_PAGE = "Откройте «Задания»: там причины; повторите или уберите."
_ON_THE_SERVER = "Проверьте службу портала на\N{NO-BREAK SPACE}сервере: systemctl status kabinet."


def worker(at: datetime) -> Found:
    """Whether a worker has looked lately; asked from a page, as a worker that is dead asks nothing."""
    run = DailyRun.objects.select_related("job").defer("job__error").filter(name=WATCH).first()
    job = run.job if run else None
    seen = job and (job.finished_at or job.started_at)
    if not seen:
        return warning("Работник ещё ни разу не\N{NO-BREAK SPACE}проверял портал.", _ON_THE_SERVER)
    minutes = next(work.minutes for work in regular_work() if work.name == WATCH)
    if at - seen > _MISSED * timedelta(minutes=minutes):
        return critical(f"Не\N{NO-BREAK SPACE}работает с\N{NO-BREAK SPACE}{_moment(seen)}.", _ON_THE_SERVER)
    return well(f"Работает, последняя проверка – {_moment(seen)}.")


def late_jobs(at: datetime) -> Found:
    """Whether what is due is taken."""
    since = Job.objects.claimable(at).order_by("due_at", "pk").values_list("due_at", flat=True).first()
    if since is None or at - since <= LONG_WAIT:
        return well("Задания выполняются вовремя.")
    return critical(f"Задания ждут с\N{NO-BREAK SPACE}{_moment(since)}: их некому выполнять.", _ON_THE_SERVER)


def failed_jobs(_at: datetime) -> Found:
    """Whether a job, other than a letter, is given up."""
    count = Job.objects.failed().exclude(task=deliver_letter.module_path).count()
    if not count:
        return well("Таких нет.")
    return warning(
        f"Не\N{NO-BREAK SPACE}сделано: {counted(count, 'задание', 'задания', 'заданий')}.", _ON_THE_PAGE
    )


def waiting_letters(at: datetime) -> Found:
    """Whether letters that were tried are still not sent."""
    tried = _letters(Job.objects.retrying()).filter(enqueued_at__lt=at - _LETTER_WAITS)
    if not (count := tried.count()):
        return well("Письма уходят.")
    return critical(
        f"Больше часа не\N{NO-BREAK SPACE}уходят: {counted(count, 'письмо', 'письма', 'писем')}.",
        "Проверьте почтовый сервер и\N{NO-BREAK SPACE}KABINET_EMAIL_URL; портал пробует снова сам.",
    )


def failed_letters(at: datetime) -> Found:
    """Whether letters of the last days will never be sent."""
    count = _letters(Job.objects.failed()).filter(finished_at__gt=at - _RECENT).count()
    if not count:
        return well("В последние дни таких нет.")
    return warning(
        f"В последние дни не\N{NO-BREAK SPACE}отправлены: {counted(count, 'письмо', 'письма', 'писем')}.",
        f"{_ON_THE_PAGE} Если адреса нет, свяжитесь с\N{NO-BREAK SPACE}человеком иначе.",
    )


def _letters(jobs: QuerySet[Job]) -> QuerySet[Job]:
    return jobs.filter(task=deliver_letter.module_path)


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d.%m.%Y %H:%M")
