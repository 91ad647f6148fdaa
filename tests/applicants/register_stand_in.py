"""A service of registers that answers over the network as it is told to, and keeps what it was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

BANK = {
    "inn": "7707083893",
    "ogrn": "1027700132195",
    "kpp": "773601001",
    "full_name": "Публичное акционерное общество «Ромашка»",
    "short_name": "ПАО «Ромашка»",
    "legal_address": "117312, г. Москва, ул. Примерная, д. 19",
    "head_name": "Ромашкин Роман Романович",
    "head_position": "Президент",
}

EVER_AND_AGAIN = 0.02
"""Seconds between two signs of an answer that drips; nothing is judged by it."""


class StandIn:
    """What it answers: a status, a body, headers; `drips` says the body byte by byte and never ends."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.tokens: list[str | None] = []
        self.status, self.body, self.headers = 200, json.dumps(BANK).encode(), {}
        self.drips = False
        self.over = Event()
        self.url = ""

    def says(self, told: object) -> None:
        self.body = json.dumps(told).encode()


@contextmanager
def register_stand_in() -> Iterator[StandIn]:
    """The service, on a port of its own while the block lasts."""
    one = StandIn()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            one.asked.append(self.path)
            one.tokens.append(self.headers.get("Authorization"))
            self.send_response(one.status)
            for name, value in one.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not one.drips:
                self.wfile.write(one.body)
                return
            while not one.over.wait(EVER_AND_AGAIN):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    return

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    one.url = f"http://127.0.0.1:{server.server_port}/find/{{number}}?form=short"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
