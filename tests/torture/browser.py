"""A browser of a virtual person: one connection for each request, cookies, forms as a page shows them."""

from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import lxml.html

PATIENCE_SECONDS = 20
"""Longer than the portal waits for another writer; whoever hears nothing by then tries again."""


class Answer:
    """What came back: the status, where it leads, the text of the page."""

    def __init__(self, status, place, content):
        self.status, self.place, self.content = status, place, content
        self.text = content.decode(errors="replace")

    def form(self, *fields):
        """The form of the page with all of these fields; LookupError when there is none."""
        for form in lxml.html.fromstring(self.text).forms:
            if (form.method or "").upper() == "POST" and set(fields) <= set(form.fields.keys()):
                return form
        raise LookupError(f"no form with {fields}")


def fields_of(form, **answers):
    """The fields of a form as they stand, with the answers to those that it has."""
    pairs = [(name, value) for name, value in _standing(form) if name not in answers]
    return pairs + [(name, answers[name]) for name in form.fields if name in answers]


def _standing(form):
    """As `form_values`, which takes a chosen value "" for «on»."""
    for name, value in form.form_values():
        chosen = form.inputs[name]
        if isinstance(chosen, lxml.html.RadioGroup):
            value = next(choice.get("value", "on") for choice in chosen if choice.checked)  # noqa: PLW2901
        yield name, value


class Browser:
    """Requests from an address of its own; ConnectionError and the like reach the caller."""

    def __init__(self, *, port, address):
        self.port, self.address = port, address
        self.cookies = {}

    def get(self, path):
        return self._send("GET", path)

    def post(self, path, fields, *, file=None, **headers):
        """Send fields (pairs), and with them a `file`: the name of its field, its own name, its bytes."""
        if file is None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return self._send("POST", path, urlencode(fields).encode(), headers)
        edge = uuid4().hex
        headers["Content-Type"] = f"multipart/form-data; boundary={edge}"
        parts = [(f'name="{name}"', value.encode()) for name, value in fields]
        field, name, content = file
        parts.append((f'name="{field}"; filename="{name}"', content))
        body = b"".join(
            f"--{edge}\r\nContent-Disposition: form-data; {what}\r\n\r\n".encode() + value + b"\r\n"
            for what, value in parts
        )
        return self._send("POST", path, body + f"--{edge}--\r\n".encode(), headers)

    def send(self, path, content, **headers):
        """Send bytes as they are: a piece of a file."""
        return self._send("POST", path, content, {"Content-Type": "application/octet-stream", **headers})

    def _send(self, method, path, body=None, headers=None):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE_SECONDS, source_address=(self.address, 0)
        )
        with closing(connection):
            connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            answer = connection.getresponse()
            content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, urlsplit(answer.headers.get("Location", "")).path, content)
