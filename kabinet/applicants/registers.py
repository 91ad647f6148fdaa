"""What a service of registers (ЕГРЮЛ, ЕГРИП) tells of a company or an entrepreneur by a number of theirs.

The portal speaks to one service of the operator's choice, whose answers are of the shape told in
docs/operations.md. It is asked by a button alone, outside transactions, and learns nothing but the number.
"""

import json
from collections.abc import Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import BoundedSemaphore, Timer
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import (
    FIRST_NAME,
    FULL_NAME,
    HEAD_NAME,
    HEAD_POSITION,
    INN_COMPANY,
    INN_PERSON,
    KPP,
    LAST_NAME,
    LEGAL_ADDRESS,
    MIDDLE_NAME,
    OGRN,
    OGRNIP,
    SHORT_NAME,
)
from kabinet.core.errors import DomainError
from kabinet.core.questions import Question, display, is_empty, parse
from kabinet.law.errors import Malformed

MOST_BYTES = 64 * 1024
_AT_ONCE = BoundedSemaphore(2)
"""A silent service holds so many threads of the portal at most."""

TOLD: Mapping[str, tuple[Question, ...]] = {
    ApplicantKind.COMPANY: (
        *(INN_COMPANY, OGRN, KPP, FULL_NAME, SHORT_NAME, LEGAL_ADDRESS, HEAD_NAME, HEAD_POSITION),
    ),
    ApplicantKind.ENTREPRENEUR: (INN_PERSON, OGRNIP, LAST_NAME, FIRST_NAME, MIDDLE_NAME),
}
"""What a register is asked of each kind of applicant, as the questions it answers; first the two numbers."""


class RegisterUnavailable(DomainError):
    """The register has not answered in time, or not in the shape that was agreed."""

    def __init__(self) -> None:
        super().__init__("Реестр сейчас не отвечает. Заполните поля сами или попробуйте позже.")


class NothingFound(DomainError):
    """The register knows nobody of this number."""

    def __init__(self) -> None:
        super().__init__("Сведений не нашлось, заполните сами. Проверьте и номер: нет ли опечатки.")


class Register(Protocol):
    """Whoever can tell of a company or an entrepreneur by ИНН, ОГРН or ОГРНИП."""

    def ask(self, number: str) -> object | None:
        """The answer as it came, parsed from JSON; None when nobody is known. Raises RegisterUnavailable."""


class HttpRegister(NamedTuple):
    """A service behind `url`, in which «{number}» stands for the number; seconds for the whole answer."""

    url: str
    token: str = ""
    seconds: float = 5

    def ask(self, number: str) -> object | None:
        """Ask for JSON: 200 with an object, 404 for nobody; anything else is RegisterUnavailable."""
        if not _AT_ONCE.acquire(blocking=False):
            raise RegisterUnavailable
        try:
            return self._answer(urlsplit(self.url.replace("{number}", number)))
        except (OSError, HTTPException, ValueError, RecursionError):
            raise RegisterUnavailable from None
        finally:
            _AT_ONCE.release()

    def _answer(self, address: Any) -> object | None:
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        with closing(kind(address.hostname, address.port, timeout=self.seconds)) as connection:
            connection.connect()
            # A service that says a byte now and then never runs into the timeout of a socket.
            end = Timer(self.seconds, _cut, args=[connection.sock])
            end.daemon = True
            end.start()
            try:
                headers = {"Accept": "application/json"}
                if self.token:
                    headers["Authorization"] = f"Bearer {self.token}"
                path = f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                if answer.status == 404:
                    return None
                body = answer.read(MOST_BYTES + 1)
            finally:
                end.cancel()
        if answer.status != 200 or len(body) > MOST_BYTES:
            raise RegisterUnavailable
        told: object = json.loads(body)
        if told is None:
            raise RegisterUnavailable
        return told


def _cut(line: socket) -> None:
    """End a conversation from another thread; what waits on the line wakes."""
    with suppress(OSError):
        line.shutdown(SHUT_RDWR)


def register() -> Register | None:
    """The operator's register; None while none is set."""
    return HttpRegister(settings.REGISTER_URL, settings.REGISTER_TOKEN) if settings.REGISTER_URL else None


def find_applicant(source: Register, *, kind: str, number: str) -> dict[str, str]:
    """What the register tells of an applicant of `kind`, by the names of questions, as inputs show it.

    `number` is checked already. Raises NothingFound, RegisterUnavailable.
    """
    answer = source.ask(number)
    if answer is None:
        raise NothingFound
    if not isinstance(answer, dict):
        raise RegisterUnavailable
    told = {question.name: _told(question, answer.get(question.name)) for question in TOLD[kind]}
    found = {name: text for name, text in told.items() if text}
    if number not in found.values():
        raise RegisterUnavailable  # of another number: whatever it is, it is not this applicant
    return found


def _told(question: Question, raw: object) -> str:
    """One answer of the register; empty when there is none or it would be refused of a person too."""
    if not isinstance(raw, str) or is_empty(raw):
        return ""
    text = " ".join(raw.split())
    try:
        parse(question, text)
    except Malformed:
        return ""
    return display(question, text)
