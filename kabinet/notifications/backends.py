"""Where letters go: a mail server, or, when there is none, a folder of .eml files."""

import email.policy
import hashlib
import smtplib
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, override

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

# Bodies are written as they are, not in base64: a person opens the file and reads it.
# A longer line than that would bring base64 in: 998 is the longest that RFC 5322 allows.
READABLE = email.policy.default.clone(cte_type="8bit", utf8=True, max_line_length=998)


PATIENCE = 6
"""So many times longer than for other answers the server may think about a letter that it has got."""
WHOLE_SECONDS = 300.0
"""For one letter from the greeting to the farewell, though the server always says a little in time."""


class UnansweredError(Exception):
    """The server has got the whole letter and did not say whether it took it."""


class _Asking(smtplib.SMTP):
    """Tells a server that took no letter from one that may have, and leaves one that has no end."""

    _replies: int | None = None
    """How many answers were waited for since DATA: the second one is about the whole letter."""

    _end: threading.Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._end = threading.Timer(WHOLE_SECONDS, self._leave)
        self._end.daemon = True
        self._end.start()
        return sock

    def _leave(self) -> None:
        """Whoever waits for this server hears that it has hung up."""
        if self.sock is not None:
            with suppress(OSError):  # it is gone already
                self.sock.shutdown(socket.SHUT_RDWR)

    @override
    def close(self) -> None:
        if self._end is not None:
            self._end.cancel()
        super().close()

    @override
    def data(self, msg: Any) -> tuple[int, bytes]:
        self._replies = 0
        try:
            return super().data(msg)
        except OSError as failure:
            if self._replies > 1:
                self.close()  # nothing that comes after could be understood
                raise UnansweredError from failure
            raise
        finally:
            self._replies = None

    @override
    def getreply(self) -> tuple[int, bytes]:
        if self._replies is not None:
            self._replies += 1
            if self._replies > 1 and self.sock is not None:
                self.sock.settimeout(self.timeout * PATIENCE)
        return super().getreply()


class _AskingByTLS(_Asking, smtplib.SMTP_SSL):
    """The same over TLS."""


class MailServer(EmailBackend):
    """A mail server, by SMTP. Raises UnansweredError besides what smtplib raises."""

    @property
    @override
    def connection_class(self) -> type[smtplib.SMTP]:
        return _AskingByTLS if self.use_ssl else _Asking


class EmlFiles(BaseEmailBackend):
    """Writes each letter into `folder` as one file that mail programs and text editors open.

    The file is named by moment and recipient, and ends in a mark made of the letter's Message-ID: a letter
    that is sent again replaces its file.
    """

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the letters and return how many there were; OSError when the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for letter in email_messages:
            self._write(letter)
        return len(email_messages)

    def _write(self, letter: EmailMessage) -> None:
        message = letter.message(policy=READABLE)
        mark = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:8]
        for older in self.folder.glob(f"*-{mark}.eml"):
            older.unlink()
        moment = message["Date"].datetime.astimezone()
        recipient = "".join(c if c.isalnum() or c in "@.-_" else "_" for c in letter.to[0])
        path = self.folder / f"{moment:%Y%m%d-%H%M%S}-{recipient[:80]}-{mark}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(message.as_bytes())
        unfinished.rename(path)
