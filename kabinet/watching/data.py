"""Checks of what the portal stands on: the disk, the backups, the clock, the trust folder."""

import io
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from kabinet.backup.storing import backups_in
from kabinet.core.models import JournalEntry
from kabinet.core.sealing.compare import LATE
from kabinet.files.antivirus import AntivirusAway, is_on, threat_in
from kabinet.files.models import StoredFile
from kabinet.law.counting import counted
from kabinet.signatures.trust import read_folder
from kabinet.watching.found import Found, critical, moment_told, warning, well

_GB = 1024**3
LITTLE_ROOM, NO_ROOM = 2 * _GB, _GB // 2
OLD_BACKUP, MISSED_BACKUPS = timedelta(hours=30), timedelta(hours=54)
"""One night missed; two. A backup of the night is ready some hours after its beginning."""
SKEW, GREAT_SKEW = timedelta(seconds=5), timedelta(minutes=1)


def disk(_at: datetime) -> Found:
    """The room left where data and backups are written."""
    folders = {"данных": Path(settings.DATA_DIR)}
    if settings.BACKUP_DIR and Path(settings.BACKUP_DIR).exists():
        folders["копий"] = Path(settings.BACKUP_DIR)
    rooms = {name: shutil.disk_usage(folder).free for name, folder in folders.items()}
    told = ", ".join(f"в\N{NO-BREAK SPACE}папке {name} {_size(free)}" for name, free in rooms.items())
    remedy = "Освободите место или добавьте диск: на\N{NO-BREAK SPACE}полном нельзя ни войти, ни сохранить."
    least = min(rooms.values())
    if least < NO_ROOM:
        return critical(f"Место кончается: свободно {told}.", remedy)
    if least < LITTLE_ROOM:
        return warning(f"Места мало: свободно {told}.", remedy)
    return well(f"Свободно {told}.")


def _size(count: int) -> str:
    return f"{count / _GB:.1f}\N{NO-BREAK SPACE}ГБ".replace(".", ",")


def backup(at: datetime) -> Found:
    """How old the last backup is."""
    if settings.BACKUP_DIR is None:
        return warning(
            "Портал не\N{NO-BREAK SPACE}делает копий: KABINET_BACKUP_DIR не\N{NO-BREAK SPACE}задан.",
            "Задайте папку на\N{NO-BREAK SPACE}другом диске: docs/operations.md, «Резервные копии».",
        )
    folder = Path(settings.BACKUP_DIR)
    remedy = "Причина — на странице «Задания». Сделайте копию: kabinet backup."
    made = backups_in(folder) if folder.is_dir() else []
    if not made:
        return critical("Ни одной копии нет.", remedy)
    last = made[0][0]
    told = f"Последняя — {moment_told(last)}"
    if at - last > MISSED_BACKUPS:
        return critical(f"{told}: копии не\N{NO-BREAK SPACE}делаются.", remedy)
    if at - last > OLD_BACKUP:
        return warning(f"{told}: ночью копии не\N{NO-BREAK SPACE}было.", remedy)
    return well(f"{told}.")


def clock(at: datetime) -> Found:
    """Whether the clock agrees with the database's, and did not go back behind what is written."""
    remedy = "Настройте машинам портала и базы общее время (chrony, systemd-timesyncd)."
    skew = timedelta()
    if connection.vendor == "postgresql":
        before = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            there = cursor.fetchone()[0]
        # Neither end of the question is nearer to its answer than the other.
        skew = abs(there - before - (timezone.now() - before) / 2)
    last = JournalEntry.objects.order_by("-pk").values_list("at", flat=True).first()
    if last and last - at > GREAT_SKEW:
        return critical(
            f"Последняя запись журнала — из\N{NO-BREAK SPACE}будущего, {moment_told(last)}.", remedy
        )
    told = f"С часами базы расходятся: {skew.total_seconds():.0f} с."
    if skew > GREAT_SKEW:
        return critical(told, remedy)
    return warning(told, remedy) if skew > SKEW else well("Идут верно.")


def revocation_lists(at: datetime) -> Found:
    """Whether the lists of revoked certificates are those of now."""
    if settings.SIGNATURE_REVOCATION == "off":
        return well("Отзыв сертификатов не\N{NO-BREAK SPACE}проверяется: так настроено.")
    lists = read_folder(Path(settings.TRUST_DIR)).lists
    late = [one for one in lists if (until := one.parsed.next_update_utc) and until < at]
    is_demanded = settings.SIGNATURE_REVOCATION == "required"
    judge = critical if is_demanded else warning
    if late:
        oldest = min(late, key=lambda one: one.parsed.next_update_utc or at)
        return judge(
            f"Устарели: {len(late)} из {len(lists)}, давнее всех {oldest.name} — "
            f"с\N{NO-BREAK SPACE}{moment_told(oldest.parsed.next_update_utc or at)}.",
            "Обновите списки: docs/operations.md, «Электронная подпись».",
        )
    if not lists and is_demanded:
        return critical(
            "Ни одного списка нет: подписи не\N{NO-BREAK SPACE}принимаются.",
            "Положите списки в\N{NO-BREAK SPACE}папку доверия: docs/operations.md, «Электронная подпись».",
        )
    return well(f"Действуют: {len(lists)}." if lists else "Списков нет, подписи принимаются без них.")


def trust_folder(_at: datetime) -> Found:
    """Whether every file of the trust folder can be read."""
    store = read_folder(Path(settings.TRUST_DIR))
    if store.problems:
        return warning(
            f"Не\N{NO-BREAK SPACE}читаются файлы: {len(store.problems)}; первый — {store.problems[0]}.",
            "Замените эти файлы или уберите: остальные работают. Все называет kabinet signature trust.",
        )
    return well(f"Корневых сертификатов: {len(store.roots)}, промежуточных: {len(store.intermediates)}.")


def antivirus(_at: datetime) -> Found:
    """Whether what applicants upload is looked through for malware."""
    if not is_on():
        return warning(
            "Файлы заявителей антивирусом не\N{NO-BREAK SPACE}проверяются.",
            "Поставьте ClamAV (docs/operations.md, «Антивирус»), а\N{NO-BREAK SPACE}до этого открывайте их "
            "на\N{NO-BREAK SPACE}компьютерах, где антивирус есть.",
        )
    waiting = StoredFile.objects.filter(scan=StoredFile.Scan.WAITING).count()
    told = f" Ждут проверки: {counted(waiting, 'файл', 'файла', 'файлов')}." if waiting else ""
    try:
        threat_in(io.BytesIO(b""))
    except AntivirusAway:
        return critical(
            "Не\N{NO-BREAK SPACE}отвечает: файлы сохраняются, но никому не\N{NO-BREAK SPACE}открываются."
            + told,
            "Проверьте его на\N{NO-BREAK SPACE}сервере: systemctl status clamav-daemon.",
        )
    return well(f"Отвечает.{told}")


def journal(at: datetime) -> Found:
    """Whether the entries of the journal get their seals."""
    if not JournalEntry.objects.unsealed().filter(at__lt=at - LATE).exists():
        return well("Записи скрепляются печатями.")
    return critical(
        f"Записи ждут печати дольше {LATE.seconds // 60} минут.",
        "Проверьте работника и\N{NO-BREAK SPACE}место для файла отметок: "
        "docs/operations.md, «Печати журнала».",
    )
