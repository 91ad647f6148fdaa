"""A mail server that goes away, falls silent and comes back, and keeps what it took."""

import asyncio
import threading
from collections import Counter
from contextlib import suppress
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class MailServer:
    """`taken`: how often each Message-ID arrived."""

    def __init__(self, port):
        self.port = port
        self.taken = Counter()
        self._speaking = threading.Event()
        self._controller = None

    def start(self):
        if self._controller is None:
            self._speaking.set()
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self._controller.start()

    def stop(self):
        if self._controller is not None:
            with suppress(OSError):
                self._controller.stop()
            self._controller = None

    def fall_silent(self):
        """Take connections from now on and say nothing to what is sent."""
        self._speaking.clear()

    def speak(self):
        self._speaking.set()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        await asyncio.to_thread(self._speaking.wait)
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken[str(message["Message-ID"])] += 1
        return "250 OK"
