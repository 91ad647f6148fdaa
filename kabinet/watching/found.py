"""What a check finds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

from django.utils import timezone


class Severity(IntEnum):
    """How bad it is."""

    OK = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence about how it stands and, unless all is well, one about what to do. They name nobody."""

    level: Severity
    sentence: str
    remedy: str = ""


class Check(NamedTuple):
    """A question about the portal: its name in the database, its title, the function that answers it."""

    name: str
    title: str
    look: Callable[[datetime], Found]


def well(sentence: str) -> Found:
    """All is in order."""
    return Found(Severity.OK, sentence)


def warning(sentence: str, remedy: str) -> Found:
    """Somebody should see to it."""
    return Found(Severity.WARNING, sentence, remedy)


def critical(sentence: str, remedy: str) -> Found:
    """Somebody has to see to it now."""
    return Found(Severity.CRITICAL, sentence, remedy)


def moment_told(at: datetime) -> str:
    """«30.11.2026 в 11:55» in the operator's time zone."""
    return timezone.localtime(at).strftime("%d.%m.%Y в\N{NO-BREAK SPACE}%H:%M")
