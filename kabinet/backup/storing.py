"""Where backups lie, by what key they are sealed, and which of them are kept."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from kabinet.backup.archive import PARTIAL
from kabinet.backup.errors import BackupRefused

_NAME = re.compile(r"kabinet-(\d{8}T\d{6}Z)\.tar(?:\.age)?")
_MOMENT = "%Y%m%dT%H%M%SZ"
_SHORTEST_KEY = 20


def name_at(at: datetime, *, sealed: bool) -> str:
    """The name of a backup made at this moment."""
    return f"kabinet-{at.astimezone(UTC):{_MOMENT}}.tar{'.age' if sealed else ''}"


def backups_in(folder: Path) -> list[tuple[datetime, Path]]:
    """The backups of a folder, the newest first; what is not finished or not ours is not among them."""
    found = [(match, path) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]
    moments = [(datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC), path) for match, path in found]
    return sorted(moments, reverse=True)


def remove_halves(folder: Path) -> None:
    """Remove what backups that were cut off have left."""
    for path in folder.glob(f"kabinet-*{PARTIAL}"):
        path.unlink(missing_ok=True)


def rotate(folder: Path, *, days: int, weeks: int) -> list[Path]:
    """Keep the newest backup and the last ones of so many days and weeks that have any; give the removed."""
    made = backups_in(folder)
    kept = {path for _, path in made[:1]}
    for number, period in ((days, "%Y-%m-%d"), (weeks, "%G-%V")):
        newest: dict[str, Path] = {}
        for moment, path in made:
            newest.setdefault(moment.strftime(period), path)
        kept.update(list(newest.values())[:number])
    removed = [path for _, path in made if path not in kept]
    for path in removed:
        path.unlink(missing_ok=True)
    return removed


def passphrase(key_file: Path | None = None) -> str:
    """The key of the backups, from the file named or that of the settings; "" when they are not encrypted."""
    path = key_file or settings.BACKUP_KEY_FILE
    if path is None:
        return ""
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BackupRefused(f"Файл с ключом {path} не читается.") from None
    if len(key) < _SHORTEST_KEY:
        raise BackupRefused(
            f"Ключ в {path} короче {_SHORTEST_KEY} знаков: его подберут. Создайте его командой "
            "«openssl rand -base64 48»."
        )
    return key
