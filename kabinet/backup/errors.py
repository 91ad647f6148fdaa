"""Why a backup is not made, not whole or not restored."""

from kabinet.core.errors import DomainError


class BackupRefused(DomainError):
    """The text says what is wrong and what to do."""


class ArchiveDamaged(BackupRefused):
    """The archive is not what was written: cut off, changed, or no backup at all."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Копия не годится: {what}. Возьмите другую.")
