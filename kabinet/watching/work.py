"""Checks of the background work and of the letters."""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from kabinet.jobs.models import DailyRun, Job
from kabinet.jobs.queue import LONG_WAIT
from kabinet.jobs.schedule import regular_work
from kabinet.law.counting import counted
from kabinet.notifications.models import LOST, Fate, Letter
from kabinet.notifications.tasks import deliver_letter
from kabinet.watching.found import Found, critical, moment_told, warning, well

WATCH = "watch"
"""The name of the watching itself in settings.REGULAR_WORK."""
_MISSED = 3
"""So many looks in a row missed mean that nobody works."""
_LETTER_WAITS = timedelta(hours=1)
_TRIED_FOR_AN_HOUR = 11
"""So many attempts take a little longer with their growing pauses (jobs.queue.delay_after)."""
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
        return critical(
            f"Не\N{NO-BREAK SPACE}работает с\N{NO-BREAK SPACE}{moment_told(seen)}.", _ON_THE_SERVER
        )
    return well(f"Работает, последняя проверка — {moment_told(seen)}.")


def late_jobs(at: datetime) -> Found:
    """Whether what is due is taken."""
    since = Job.objects.claimable(at).order_by("due_at", "pk").values_list("due_at", flat=True).first()
    if since is None or at - since <= LONG_WAIT:
        return well("Задания выполняются вовремя.")
    return critical(
        f"Задания ждут с\N{NO-BREAK SPACE}{moment_told(since)}: их некому выполнять.", _ON_THE_SERVER
    )


def failed_jobs(_at: datetime) -> Found:
    """Whether a job, other than a letter, is given up."""
    count = Job.objects.failed().exclude(task=deliver_letter.module_path).count()
    if not count:
        return well("Таких нет.")
    return warning(
        f"Не\N{NO-BREAK SPACE}сделано: {counted(count, 'задание', 'задания', 'заданий')}.", _ON_THE_PAGE
    )


def waiting_letters(at: datetime) -> Found:
    """Whether letters are tried, or wait to be, for an hour already."""
    waiting = Letter.objects.filter(state=Fate.WAITING)
    late = waiting.filter(Q(attempts__gte=_TRIED_FOR_AN_HOUR) | Q(next_attempt_at__lt=at - _LETTER_WAITS))
    if not (count := late.count()):
        return well("Письма уходят.")
    return critical(
        f"Больше часа не\N{NO-BREAK SPACE}уходят: {counted(count, 'письмо', 'письма', 'писем')}.",
        "Проверьте почтовый сервер и\N{NO-BREAK SPACE}KABINET_EMAIL_URL; портал пробует снова сам.",
    )


def failed_letters(at: datetime) -> Found:
    """Whether letters of the last days did not arrive, or may not have."""
    recent = Letter.objects.filter(created_at__gt=at - _RECENT)
    numbers = dict(recent.filter(state__in=LOST).values_list("state").annotate(Count("pk")).order_by())
    if not numbers:
        return well("В последние дни таких нет.")
    told = ", ".join(
        f"{label} — {numbers[state]}"
        for state, label in (
            (Fate.GIVEN_UP, "не\N{NO-BREAK SPACE}отправлены"),
            (Fate.UNKNOWN, "неизвестно, ушли\N{NO-BREAK SPACE}ли"),
            (Fate.BOUNCED, "вернулись"),
        )
        if state in numbers
    )
    return warning(
        f"Письма последних дней: {told}.",
        "Специалисты видят их на странице «Письма» с\N{NO-BREAK SPACE}причинами и отправляют снова.",
    )
