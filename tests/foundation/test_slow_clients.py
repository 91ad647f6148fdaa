"""The portal as `make run` starts it, while slow clients hold connections: others are answered meanwhile.

The slow ones come from one address of the loopback, the others from a second one. What the others do is
done while the slow ones are still open, so that nothing here measures time.
"""

import os
import re
import socket
from contextlib import ExitStack, closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

import pytest

from config.bodies import MOST_OF_ADDRESS
from tests.files.test_examining import pdf_of_packed_objects
from tests.foundation.test_heavy_file import people as people  # noqa: PLC0414 - a fixture
from tests.foundation.test_start import running
from tests.waiting import LONGEST_SECONDS

SLOW, OTHERS = "127.0.0.1", "127.0.0.2"
TOO_MANY = 2 * MOST_OF_ADDRESS + 16
"""Of one address, for both processes of the server together; the least of them are refused, however they
fall to the two."""
BIG = os.urandom(16 * 1024 * 1024)
"""More than the buffers of the system and of the server take."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slow")
    static = folder / "data" / "static"
    static.mkdir(parents=True)
    (static / "big.bin").write_bytes(BIG)
    with running(folder) as portal:
        yield portal


@pytest.fixture
def open_slow(portal):
    """Opens a connection of the slow address that has said this much; all are closed in the end."""
    with ExitStack() as stack:

        def begin(said):
            slow = stack.enter_context(closing(socket.socket()))
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.settimeout(LONGEST_SECONDS)
            slow.bind((SLOW, 0))
            slow.connect(("127.0.0.1", portal.port))
            slow.sendall(said)
            return slow

        yield begin


def is_silent(slow):
    """Whether a connection is open and has nothing to read."""
    slow.setblocking(False)  # MSG_DONTWAIT would not do: Python itself waits while a socket has a timeout
    try:
        slow.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    finally:
        slow.settimeout(LONGEST_SECONDS)
    return False


def page_and_form(portal):
    """What somebody else does: a page, then a form with an empty field; the status of both answers."""
    browser = HTTPConnection("127.0.0.1", portal.port, LONGEST_SECONDS, source_address=(OTHERS, 0))
    with closing(browser):
        browser.request("GET", "/login/")
        answer = browser.getresponse()
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())[1]
        fields = {"csrfmiddlewaretoken": token, "email": "somebody@example.ru", "password": ""}
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        browser.request("POST", "/login/", urlencode(fields), headers)
        return answer.status, browser.getresponse().status


ASKED = (
    b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 500002\r\nExpect: 100-continue\r\n\r\n"
)
"""So each learns before it sends anything whether it is let in (RFC 9110, 10.1.1)."""
LET_IN = b"HTTP/1.1 100 Continue\r\n\r\n"
MUCH = b"a" * 500_000
"""So much that the rest may take longer than this test lasts anywhere."""


def test_bodies_that_do_not_end_hold_nobody(portal, open_slow):
    let_in, refused = [], []
    for _ in range(TOO_MANY):
        slow = open_slow(ASKED)
        if slow.recv(len(LET_IN), socket.MSG_WAITALL | socket.MSG_PEEK) == LET_IN:
            slow.recv(len(LET_IN))
            slow.sendall(MUCH)
            let_in.append(slow)
        else:
            refused.append(slow)
    assert MOST_OF_ADDRESS <= len(let_in) <= 2 * MOST_OF_ADDRESS
    for _ in range(9):
        assert page_and_form(portal) == (200, 200)
    assert all(map(is_silent, let_in))
    for slow in refused:
        assert said(slow) == (HTTPStatus.SERVICE_UNAVAILABLE, True)
    # Those that were let in are as good as any other: they are answered once they have said all.
    for slow in let_in:
        slow.sendall(b"=b")
        assert said(slow) == (HTTPStatus.FORBIDDEN, False)  # a form without its token


def said(slow):
    """The status of an answer, and whether it tells of too much."""
    with closing(HTTPResponse(slow)) as answer:
        answer.begin()
        return answer.status, "слишком много данных" in answer.read().decode()


def test_headers_that_do_not_end_hold_nobody(portal, open_slow):
    for said in [b"GET /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"] * 64 + [b""] * 300:
        open_slow(said)
    for _ in range(9):
        assert page_and_form(portal) == (200, 200)


def test_answers_that_nobody_takes_hold_nobody(portal, open_slow):
    ask = b"GET /static/big.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    readers = [open_slow(ask) for _ in range(64)]
    for slow in readers:
        assert slow.recv(15, socket.MSG_WAITALL) == b"HTTP/1.1 200 OK"
    for _ in range(9):
        assert page_and_form(portal) == (200, 200)
    with readers[0].makefile("rb") as rest:
        assert rest.read().endswith(b"\r\n\r\n" + BIG)


def test_upload_of_a_slow_telephone_is_taken(portal, people):
    person, *others = people
    token = person.token(f"{person.steps}/documents/")
    edge = "edge-of-a-part"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="file-passport"; filename="plan.pdf"\r\n\r\n'
    ).encode()
    body += pdf_of_packed_objects(100) + f"\r\n--{edge}--\r\n".encode()
    connection = HTTPConnection("127.0.0.1", portal.port, LONGEST_SECONDS)
    with closing(connection):
        connection.putrequest("POST", person.documents)
        for name, value in {
            "Cookie": person.cookie,
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "HX-Request": "true",
            "Content-Length": str(len(body)),
        }.items():
            connection.putheader(name, value)
        connection.endheaders()
        step = -(-len(body) // len(others))
        for number, other in enumerate(others):
            connection.send(body[number * step : (number + 1) * step])
            assert other.look() == 200
        answer = connection.getresponse()
        assert (answer.status, "plan.pdf" in answer.read().decode()) == (200, True)
