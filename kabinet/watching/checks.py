"""THE list of what is checked. A further check is a function and a line here: page and letter follow."""

import logging
from datetime import datetime
from typing import NamedTuple

from kabinet.watching import data, work
from kabinet.watching.found import Check, Found, critical

logger = logging.getLogger(__name__)

CHECKS: tuple[Check, ...] = (
    Check("worker", "Фоновый работник", work.worker),
    Check("late_jobs", "Очередь заданий", work.late_jobs),
    Check("failed_jobs", "Неудавшиеся задания", work.failed_jobs),
    Check("waiting_letters", "Отправка писем", work.waiting_letters),
    Check("failed_letters", "Неотправленные письма", work.failed_letters),
    Check("disk", "Место на диске", data.disk),
    Check("backup", "Резервные копии", data.backup),
    Check("clock", "Часы", data.clock),
    Check("revocation", "Списки отозванных сертификатов", data.revocation_lists),
    Check("trust", "Папка доверия", data.trust_folder),
    Check("antivirus", "Антивирус", data.antivirus),
    Check("journal", "Печати журнала", data.journal),
)


class Result(NamedTuple):
    """A check and what it has found."""

    check: Check
    found: Found


def look_at_all(at: datetime) -> list[Result]:
    """Make all checks, in their order; one that raises is itself a fault and hinders no other."""
    return [Result(check, _look(check, at)) for check in CHECKS]


def _look(check: Check, at: datetime) -> Found:
    try:
        return check.look(at)
    except Exception as error:
        logger.exception("The check %s failed", check.name)
        return critical(
            f"Проверить не\N{NO-BREAK SPACE}удалось: {type(error).__name__}.",
            "Передайте это тем, кто обслуживает сервер: подробности в\N{NO-BREAK SPACE}журнале службы.",
        )
