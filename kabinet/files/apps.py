from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class FilesConfig(AppConfig):
    name = "kabinet.files"

    def ready(self) -> None:
        """Warn before deployment that nobody looks for known malware."""
        checks.register(check_antivirus, "files", deploy=True)


def check_antivirus(**_kwargs: object) -> list[checks.CheckMessage]:
    """Warn when no antivirus is set."""
    if settings.CLAMD:
        return []
    return [
        checks.Warning(
            "Файлы заявителей не проверяет антивирус.",
            hint="Поставьте clamav-daemon и задайте KABINET_CLAMD: docs/operations.md, «Антивирус».",
            id="files.W001",
        )
    ]
