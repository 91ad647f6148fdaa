"""A request as the server tells it becomes the request that the portal takes."""

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest

from config.asgi import has_body
from config.environ import environ_of


def environ(*headers, **changes):
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/вход/",
        "raw_path": b"/%D0%B2%D1%85%D0%BE%D0%B4/",
        "query_string": b"q=%D1%8F",
        "root_path": "",
        "headers": list(headers),
        "server": ("127.0.0.1", 8000),
        "client": ("192.0.2.1", 50000),
    }
    return environ_of(scope | changes)


def request(*headers, **changes):
    return WSGIRequest(environ(*headers, **changes) | {"wsgi.input": io.BytesIO()})


def test_request_is_what_was_asked():
    asked = request((b"host", b"lk.example.ru"), (b"content-type", b"text/plain"), (b"x-one", b"1"))
    assert (asked.method, asked.path, asked.GET["q"]) == ("GET", "/вход/", "я")
    assert (asked.META["REMOTE_ADDR"], asked.META["SERVER_PORT"]) == ("192.0.2.1", "8000")
    assert (asked.headers["Host"], asked.content_type, asked.headers["X-One"]) == (
        "lk.example.ru", "text/plain", "1",
    )  # fmt: skip


@pytest.mark.parametrize("raw", [b"/%D0%B2%D1%85%D0%BE%D0%B4/?q=1", b"", None])
def test_path_is_known_with_and_without_its_bytes(raw):
    assert request(raw_path=raw).path == "/вход/"


def test_path_that_is_no_text_reaches_django():
    assert environ(raw_path=b"/%ff/")["PATH_INFO"] == "/\xff/"


def test_cookie_in_pieces_is_one():
    asked = request((b"cookie", b"a=1"), (b"cookie", b"b=2"))
    assert asked.COOKIES == {"a": "1", "b": "2"}


def test_header_in_pieces_keeps_their_order():
    assert environ((b"x-forwarded-for", b"1"), (b"x-forwarded-for", b"2"))["HTTP_X_FORWARDED_FOR"] == "1,2"


def test_name_with_a_line_does_not_pass_for_the_proxys():
    assert "HTTP_X_FORWARDED_FOR" not in environ((b"x_forwarded_for", b"192.0.2.7"))


def test_server_on_a_socket_knows_no_client():
    told = environ(client=None, server=None)
    assert (told["REMOTE_ADDR"], told["SERVER_NAME"]) == ("", "localhost")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], False),
        ([(b"content-length", b"0")], False),
        ([(b"content-length", b"1")], True),
        ([(b"transfer-encoding", b"chunked")], True),
    ],
)
def test_only_what_announces_a_body_has_one(headers, expected):
    assert has_body(environ(*headers)) is expected
