"""Mail servers as there are: one that takes, refuses, dies or thinks, and one that talks without end."""

import socket
import threading
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

BREATH = 0.2
"""Seconds between two words of a server that says nothing; nobody waits for them."""


class Mailbox:
    """Takes every letter but those to nobody@…; `answer` is what it says of a whole letter.

    None: it closes without a word. An event: it thinks until the event, which may never come.
    """

    def __init__(self):
        self.letters = []
        self.envelopes = []
        self.answer = "250 OK"
        self.of_recipients = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        if self.of_recipients == "250 OK":
            envelope.rcpt_tos.append(address)
        return self.of_recipients

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.answer is None or self.answer.startswith("2"):
            self.letters.append(
                (envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default))
            )
            self.envelopes.append(envelope.mail_from)
        if self.answer is None:
            server.transport.abort()
        return self.answer or "250 OK"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def controller_of(mailbox, port):
    return Controller(mailbox, hostname="127.0.0.1", port=port)


class Endless:
    """A server whose greeting has no end: whoever waits for it waits for ever, and meets no timeout.

    `until_data`: it takes part until it has the whole letter, and only then goes on without end.
    """

    def __init__(self, *, until_data=False):
        self.until_data = until_data
        self.taken = threading.Event()
        """It has been called; with `until_data`, it has the whole letter."""
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        self._over.set()
        self._listening.close()

    def _serve(self):
        try:
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._talk, args=[client], daemon=True).start()
        except OSError:
            return

    def _talk(self, client):
        try:
            with client:
                if self.until_data:
                    self._receive(client)
                self.taken.set()
                while not self._over.wait(BREATH):
                    client.sendall(b"250-wait\r\n")
        except OSError:
            return

    def _receive(self, client):
        client.sendall(b"220 here\r\n")
        lines = client.makefile("rb")
        for line in lines:
            is_data = line.upper().startswith(b"DATA")
            client.sendall(b"354 go on\r\n" if is_data else b"250 OK\r\n")
            if is_data:
                break
        while lines.readline() != b".\r\n":
            pass
