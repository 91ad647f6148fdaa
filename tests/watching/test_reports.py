"""A fault is reported to a Sentry-compatible server when one is set, naming nobody."""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest

from kabinet.watching.reports import report_number, scrubbed
from tests.conftest import ROOT

FAULT = """
import logging, sys, django; django.setup()
from django.test import Client
from django.urls import path
from django.contrib.auth.decorators import login_not_required
@login_not_required
def broken(request, token):
    told = "паспорт 4509 123456 заявителя Иванова"
    raise ValueError(told)
import types
urls = types.ModuleType("broken_urls")
urls.urlpatterns = [path("recovery/<str:token>/", broken)]
urls.handler500 = "kabinet.ui.last_net.server_error"
sys.modules["broken_urls"] = urls
from django.conf import settings
settings.ROOT_URLCONF = "broken_urls"
logging.getLogger("kabinet").error("Letter to %s is lost", "ivanov@example.ru")
client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1", HTTP_USER_AGENT="Firefox of Ivanov")
client.cookies["told"] = "session-of-ivanov"
answer = client.post("/recovery/single-use-string/?q=secret-query", {"name": "Иванов Иван Иванович, СНИЛС"})
import sentry_sdk; sentry_sdk.flush(20)
print(answer.status_code)
print(answer.content.decode().replace("&nbsp;", " ").replace(chr(160), " "))
"""
PERSONAL = [
    "4509",
    "Иванов",
    "ivanov@",
    "Firefox",
    "session-of",
    "single-use-string",
    "secret-query",
    "СНИЛС",
]


@pytest.fixture
def server():
    """A server that takes envelopes; its address, and what came."""
    came = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers["Content-Encoding"])
            came.append(packed(body) if packed else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", came
    server.shutdown()
    thread.join()
    server.server_close()


def broken_page(tmp_path, **settings):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "KABINET_ENV_FILE": os.devnull,
        "KABINET_DATA_DIR": str(tmp_path),
        **settings,
    }
    answer = subprocess.run(
        [sys.executable, "-c", FAULT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_report_comes_names_nobody_and_the_page_tells_its_number(server, tmp_path):
    address, came = server
    said = broken_page(tmp_path, KABINET_SENTRY_DSN=f"http://key@{address}/1")
    envelopes = [[json.loads(line) for line in body.splitlines() if line] for body in came]
    events = [envelope[2] for envelope in envelopes if envelope[1]["type"] == "event"]
    logged, raised = events[0], events[-1]
    assert logged["logentry"] == {"message": "Letter to %s is lost"}
    (exception,) = raised["exception"]["values"]
    assert (exception["type"], exception["stacktrace"]["frames"][-1]["function"]) == ("ValueError", "broken")
    assert raised["transaction"] == "/recovery/{token}/"
    everything = b"".join(came).decode() + json.dumps(envelopes, ensure_ascii=False)
    assert [word for word in PERSONAL if word in everything] == []
    assert said.startswith("500\n")
    assert raised["event_id"] in said
    assert "Мы уже знаем" in said


def test_without_the_setting_nothing_is_loaded_and_the_page_does_not_say_that_it_is_known(tmp_path):
    said = broken_page(tmp_path)
    assert said.startswith("500\n")
    assert "Мы уже знаем" not in said
    assert "сообщите нам, что вы делали и когда" in said
    assert report_number() == ""


def test_address_that_is_none_is_told_at_the_start(tmp_path):
    called = subprocess.run(
        [sys.executable, "-m", "config.cli", "check"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "KABINET_DATA_DIR": str(tmp_path),
            "KABINET_SENTRY_DSN": "sentry.example.ru",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (called.returncode, called.stderr.startswith("KABINET_SENTRY_DSN: адрес пишется")) == (1, True)


def test_what_is_not_known_to_name_nobody_is_left_out():
    event = {
        "event_id": "1",
        "user": {"ip_address": "192.0.2.7"},
        "request": {"url": "https://lk.example.ru/recovery/x/", "method": "POST", "data": "Иванов"},
        "breadcrumbs": {"values": [{"message": "Иванов"}]},
        "extra": {"sys.argv": ["Иванов"]},
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "value": "Иванов",
                    "stacktrace": {"frames": [{"function": "f", "vars": {"x": "Иванов"}}]},
                }
            ]
        },
    }
    assert scrubbed(event, {}) == {
        "event_id": "1",
        "request": {"method": "POST"},
        "exception": {
            "values": [{"type": "ValueError", "module": None, "stacktrace": {"frames": [{"function": "f"}]}}]
        },
    }
