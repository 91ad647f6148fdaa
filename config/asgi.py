"""The entry point that the application server loads: the portal's threads never wait for the network.

The server speaks ASGI to the event loop. There bodies of requests arrive and answers leave, however slowly;
a thread works for a request from its last byte to the first piece of the answer, and again for each further
piece once the one before is taken. So slow clients hold connections, and nobody's turn.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from config.bodies import Bodies, BodyGone, BodyRefused, Receive, arrive, new_body
from config.environ import environ_of
from config.wsgi import application as portal
from kabinet.accounts.addresses import address_in, network

type Send = Callable[[dict[str, Any]], Awaitable[None]]
type Headers = list[tuple[bytes, bytes]]
type Environ = dict[str, Any]

THREADS = 16
"""Of each process of the server: so many requests are worked on at once."""
_PIECE = 64 * 1024


class Answer:
    """The portal's answer to one request; every method runs in one of the threads."""

    def __init__(self, environ: Environ) -> None:
        self.status = 0
        self.headers: Headers = []
        answer: Callable[..., Iterable[bytes]] = portal  # PEP 3333 wants a `write` back, which Django leaves
        self._content = answer(environ, self._start)
        self._chunks = iter(self._content)

    def piece(self) -> tuple[bytes, bool]:
        """The next bytes, and whether more may follow."""
        found: list[bytes] = []
        length = 0
        for chunk in self._chunks:
            found.append(chunk)
            length += len(chunk)
            if length >= _PIECE:
                return b"".join(found), True
        return b"".join(found), False

    def close(self) -> None:
        """Let go of files; Django ends the request with it."""
        close = getattr(self._content, "close", None)
        if close:
            close()

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG002 - PEP 3333
        self.status = int(status.partition(" ")[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


class Doorway:
    """The ASGI application."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "portal")
        self._bodies = Bodies()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        environ = environ_of(scope)
        with new_body() as body:
            environ["wsgi.input"] = body
            try:
                if has_body(environ):
                    with self._bodies.place(network(address_in(environ) or "")):
                        announced = environ.get("CONTENT_LENGTH", "")
                        length = await arrive(
                            receive, body, announced=int(announced) if announced.isdecimal() else 0
                        )
                    environ["CONTENT_LENGTH"] = str(length)
                await self._answer(environ, send)
            except BodyRefused as refused:
                await _refuse(send, refused)
            except BodyGone:
                return

    async def _answer(self, environ: Environ, send: Send) -> None:
        answer, piece, more = await self._in_thread(_begin, environ)
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            while more:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece, more = await self._in_thread(answer.piece)
            await send({"type": "http.response.body", "body": piece, "more_body": False})
        finally:
            if more:
                await self._in_thread(answer.close)

    async def _in_thread(self, act: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act, *arguments)


def has_body(environ: Environ) -> bool:
    """Whether something is to come after the headers (RFC 9112, 6)."""
    return environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ


def _begin(environ: Environ) -> tuple[Answer, bytes, bool]:
    answer = Answer(environ)
    more = False
    try:
        piece, more = answer.piece()
    finally:
        if not more:
            answer.close()  # in the same thread: it has the connection to the database
    return answer, piece, more


async def _refuse(send: Send, refused: BodyRefused) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"connection", b"close"),
        (b"cache-control", b"no-store"),
    ]
    if refused.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": refused.status.value, "headers": headers})
    await send({"type": "http.response.body", "body": refused.words.encode(), "more_body": False})


application = Doorway()
