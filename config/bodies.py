"""How the bodies of requests arrive: whole, before a thread is given to the request, and within a budget.

A body may come slowly: 5 MB from a poor telephone take ten minutes. It waits in the event loop and in a
temporary file then, and costs nobody a thread. What comes slower than anybody's connection, or in greater
numbers than people send, is refused before it is read.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any

type Receive = Callable[[], Awaitable[dict[str, Any]]]

LARGEST = 30 * 1024 * 1024
"""Of one body: as much as the sample of nginx lets through."""
HEARD_OUT = 256 * 1024 * 1024
"""A browser reads no answer while it sends: what is too large is let pass up to here, and refused then."""
GRACE_SECONDS = 30.0
SLOWEST = 1024
"""Bytes in a second that must come on the average, once the grace is over: an eighth of 64 kbit/s."""
MOST_OF_ADDRESS = 32
MOST = 256
"""Bodies on their way to one process of the server: half of the connections that it takes."""
BACK = "Вернитесь кнопкой браузера «Назад» (набранное там осталось)"
_IN_MEMORY = 64 * 1024


class BodyRefused(Exception):
    """The request is answered without its body."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class BodyGone(Exception):
    """The client went away before all was said: there is nobody to answer."""


class Bodies:
    """The bodies that are on their way to this process. Lives in one event loop, so that it needs no lock."""

    def __init__(self) -> None:
        self._of_address: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """Count one of this address for as long as it comes; refuse what is too many."""
        if self._of_address.total() >= MOST or self._of_address[address] >= MOST_OF_ADDRESS:
            raise BodyRefused(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"Сейчас передаётся слишком много данных. {BACK} и через минуту отправьте ещё раз.",
            )
        self._of_address[address] += 1
        try:
            yield
        finally:
            self._of_address[address] -= 1
            self._of_address += Counter()  # forgets those who send nothing any more


async def arrive(receive: Receive, body: "SpooledTemporaryFile[bytes]", *, announced: int) -> int:
    """Write the body down as it comes and go back to its beginning; return its length."""
    if announced > HEARD_OUT:
        raise _too_large()
    loop = asyncio.get_running_loop()
    begun, length, more = loop.time(), 0, True
    while more:
        try:
            async with asyncio.timeout_at(begun + GRACE_SECONDS + length / SLOWEST):
                message = await receive()
        except TimeoutError:
            raise BodyRefused(
                HTTPStatus.REQUEST_TIMEOUT,
                f"Данные приходят слишком медленно. {BACK}, проверьте связь и отправьте ещё раз.",
            ) from None
        if message["type"] != "http.request":
            raise BodyGone
        chunk = message.get("body", b"")
        length += len(chunk)
        if length > HEARD_OUT:
            raise _too_large()
        if max(length, announced) <= LARGEST:
            _write(body, chunk)
        more = message.get("more_body", False)
    if max(length, announced) > LARGEST:
        raise _too_large()
    body.seek(0)
    return length


def new_body() -> "SpooledTemporaryFile[bytes]":
    """Where one is kept: small ones in memory."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


def _write(body: "SpooledTemporaryFile[bytes]", chunk: bytes) -> None:
    try:
        body.write(chunk)
    except OSError:
        raise BodyRefused(
            HTTPStatus.INSUFFICIENT_STORAGE,
            "На сервере не хватает места, данные не приняты. Попробуйте позже.",
        ) from None


def _too_large() -> BodyRefused:
    return BodyRefused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"Данных слишком много: за один раз принимается до {LARGEST // 1024**2} МБ. "
        f"{BACK} и приложите файлы меньше или по частям.",
    )
