"""What a check of the journal finds, in the words of the administrator and the auditor."""

from enum import StrEnum
from typing import NamedTuple

from kabinet.core.sealing.keys import UnknownKey

MOST_TOLD = 20


class Breach(StrEnum):
    """What can be wrong."""

    CHANGED = "changed"
    MOVED = "moved"
    FORGED = "forged"
    REMOVED = "removed"
    CUT = "cut"
    REWRITTEN = "rewritten"
    WAITING = "waiting"
    NO_KEY = "no_key"
    NO_ANCHORS = "no_anchors"
    ANCHOR_FORGED = "anchor_forged"
    ANCHOR_LATE = "anchor_late"


class Finding(NamedTuple):
    """Something that is wrong."""

    breach: Breach
    text: str


class Findings:
    """Collects them: the first MOST_TOLD are kept, the rest is counted."""

    def __init__(self) -> None:
        self.in_all = 0
        self.told: list[Finding] = []
        self._unknown_keys: set[str] = set()

    def add(self, breach: Breach, text: str) -> None:
        """Something is wrong."""
        self.in_all += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(Finding(breach, text))

    def add_unknown_key(self, unknown: UnknownKey, where: str) -> None:
        """A key is missing: told once, where it was missed first."""
        name = str(unknown)
        if name not in self._unknown_keys:
            self._unknown_keys.add(name)
            self.add(
                Breach.NO_KEY,
                f"Нет ключа {name}, которым скреплена {where}: без него её не\u00a0проверить. Впишите "
                "прежний ключ после нового (KABINET_JOURNAL_KEY или файл journal_key). Если такого ключа "
                "у\u00a0портала не\u00a0было, печать подделана.",
            )


class Verdict(NamedTuple):
    """The outcome: how many entries are sealed, the findings that are told, how many there are in all."""

    entries: int
    findings: list[Finding]
    in_all: int

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.in_all

    @property
    def texts(self) -> list[str]:
        """The findings in words, and how many more there are."""
        more = self.in_all - len(self.findings)
        return [finding.text for finding in self.findings] + ([f"Других нарушений: {more}."] if more else [])
