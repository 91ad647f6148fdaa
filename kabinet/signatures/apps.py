from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


class SignaturesConfig(AppConfig):
    name = "kabinet.signatures"

    def ready(self) -> None:
        """See that production has a root certificate that can be read, and name what cannot."""
        checks.register(check_trust_folder, "signatures")
        checks.register(check_what_is_demanded, "signatures", deploy=True)
        if settings.PRODUCTION:
            _refuse_without_roots(Path(settings.TRUST_DIR))


def check_trust_folder(**_kwargs: object) -> list[checks.CheckMessage]:
    """Warn of each file of the trust folder that cannot be read; the others are used."""
    from kabinet.signatures.trust import read_folder  # noqa: PLC0415 - only when asked for

    return [
        checks.Warning(
            f"Папка доверия, {problem}",
            hint="Файл не используется, остальные работают. Замените его или уберите из папки.",
            id="signatures.W001",
        )
        for problem in read_folder(Path(settings.TRUST_DIR)).problems
    ]


def check_what_is_demanded(**_kwargs: object) -> list[checks.CheckMessage]:
    """Warn of each kind of signature that the Rules demand (861, п. 8) and the portal does not."""
    from kabinet.signatures.demanded import demands  # noqa: PLC0415 - only when asked for

    return [
        checks.Warning(
            f"Портал не требует: {demand.what}. {demand.otherwise}",
            hint=f"Задайте {demand.setting}: docs/operations.md, «Электронная подпись».",
            id="signatures.W002",
        )
        for demand in demands()
        if not demand.on
    ]


def _refuse_without_roots(folder: Path) -> None:
    from kabinet.signatures.trust import ROOTS, read_folder  # noqa: PLC0415 - in production alone

    store = read_folder(folder)
    if not store.roots:
        seen = [problem for problem in store.problems if problem.startswith(ROOTS)]
        unfit = f" Не подошли: {'; '.join(seen)}." if seen else ""
        raise ImproperlyConfigured(
            f"Нет ни одного корневого сертификата в папке {folder / ROOTS}: без них ни одну электронную "
            f"подпись нельзя проверить.{unfit} Что туда положить — docs/operations.md, «Электронная подпись»."
        )
