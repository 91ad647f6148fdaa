"""Keys of the portal: told by the environment, or made once and kept in a file of their own."""

import re
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_SHORTEST, _FEWEST_SIGNS = 32, 10


def secret_key(told: str, folder: Path, *, production: bool) -> str:
    """The signing key: from the environment; in development one is made once and kept in the data folder."""
    if production and not told:
        raise ImproperlyConfigured(
            "Не задан KABINET_SECRET_KEY: в рабочем режиме без секретного ключа запуск невозможен. "
            "Создайте его командой «openssl rand -base64 48» и впишите в .env."
        )
    if production:
        _refuse_weak("KABINET_SECRET_KEY", told)
    return told or _kept(folder / "secret_key")


def former_keys(told: list[str], *, production: bool) -> list[str]:
    """The signing keys of before: nothing new is signed with them, what they signed stays good."""
    keys = [key.strip() for key in told if key.strip()]
    for key in keys if production else ():
        _refuse_weak("KABINET_SECRET_KEY_FORMER", key)
    return keys


def journal_keys(told: str, folder: Path, *, production: bool) -> tuple[str, ...]:
    """The keys of the journal's seals: the first one seals, all of them verify.

    Without any in the environment one is made and kept beside the data, in production too: a journal that is
    sealed with it is better than one that is not.
    """
    keys = tuple(filter(None, re.split(r"[\s,]+", told or _kept(folder / "journal_key"))))
    for key in keys if production else ():
        _refuse_weak("KABINET_JOURNAL_KEY", key)
    return keys


def _refuse_weak(name: str, key: str) -> None:
    if len(key) < _SHORTEST or len(set(key)) < _FEWEST_SIGNS:
        raise ImproperlyConfigured(
            f"{name} слишком прост: нужно не меньше {_SHORTEST} случайных знаков. "
            "Создайте его командой «openssl rand -base64 48»."
        )


def _kept(path: Path) -> str:
    if not path.exists():
        # Processes that start together must end up with one key: the first link made wins.
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="utf-8").strip()
