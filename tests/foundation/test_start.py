"""The portal as `make run` starts it."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from config.start import _stop
from tests.conftest import ROOT
from tests.waiting import LONGEST_SECONDS, wait_until


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start(output, **settings):
    others = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    others.pop("DJANGO_SETTINGS_MODULE", None)
    with output.open("w") as file:
        return subprocess.Popen(
            [sys.executable, "scripts/run.py"],
            cwd=ROOT,
            env={**others, "KABINET_ENV_FILE": os.devnull, **settings},
            stdout=file,
            stderr=subprocess.STDOUT,
        )


class Portal:
    def __init__(self, folder):
        self.folder = folder
        self.output = folder / "output"
        self.port = free_port()
        self.process = start(self.output, KABINET_DATA_DIR=str(folder / "data"), KABINET_PORT=str(self.port))

    @property
    def said(self):
        return self.output.read_text(encoding="utf-8")

    def get(self, path):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=LONGEST_SECONDS)

    def worker(self):
        """The process id of the worker, or None between two of them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes()
            except FileNotFoundError:
                continue
            if b"\0worker\0" in command:
                return int(child)
        return None


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("portal"))
    try:
        wait_until(lambda: "Портал работает" in portal.said or portal.process.poll() is not None)
        yield portal
    finally:
        portal.process.terminate()
        portal.process.wait(LONGEST_SECONDS)
        print(portal.said)  # pytest shows it when a test fails


def test_start_says_where_the_portal_is_and_where_letters_go(portal):
    assert f"Портал работает: http://127.0.0.1:{portal.port}\n" in portal.said
    assert f"Письма уходят в: {portal.folder / 'data' / 'mail'}\n" in portal.said


def test_login_page_and_its_static_files_answer(portal):
    with portal.get("/login/") as page:
        assert page.status == 200
        html = page.read().decode()
    for link in (
        r'<link rel="stylesheet" href="([^"]+)"',
        r'<script src="(/static/[^"]+\.[0-9a-f]{12}\.js)"',
    ):
        with portal.get(re.search(link, html)[1]) as file:
            assert file.status == 200
            assert "immutable" in file.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("специалиста", "/office/"),
        ("руководителя", "/office/"),
        ("администратора", "/office/people/"),
    ],
)
def test_demo_people_set_up_the_second_factor_and_come_in(portal, who, page):
    email, password = re.search(rf"Вход {who}: (\S+), пароль (\S+)", portal.said).groups()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    site = f"http://127.0.0.1:{portal.port}"

    def send(html, path, **fields):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
        form = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with browser.open(site + path, form, timeout=LONGEST_SECONDS) as answer:
            return answer.url.removeprefix(site), answer.read().decode()

    with browser.open(f"{site}/login/", timeout=LONGEST_SECONDS) as answer:
        html = answer.read().decode()
    url, html = send(html, "/login/", email=email, password=password)
    assert url == "/login/second-factor/"
    key = re.search(r'id="key">([A-Z2-7 ]+)<', html)[1]
    code = subprocess.check_output(
        [sys.executable, "-m", "kabinet.accounts.totp", key], cwd=ROOT, text=True
    ).strip()
    url, html = send(html, "/login/second-factor/", code=code)
    assert (url, "Резервные коды" in html) == ("/profile/second-factor/codes/", True)
    assert send(html, url)[0] == page


def test_worker_of_the_portal_does_the_work_of_the_day_without_timers(portal):
    def done():
        with closing(sqlite3.connect(portal.folder / "data" / "kabinet.sqlite3")) as database:
            question = "select count(*) from jobs_dailyrun join jobs_job j on j.id = job_id where status = ?"
            return database.execute(question, ["SUCCESSFUL"]).fetchone()

    wait_until(lambda: done() == (10,))


def test_port_in_use_is_explained(portal, tmp_path):
    second = start(
        tmp_path / "output", KABINET_DATA_DIR=str(tmp_path / "data"), KABINET_PORT=str(portal.port)
    )
    assert second.wait(LONGEST_SECONDS) == 1
    said = (tmp_path / "output").read_text(encoding="utf-8")
    assert said == (
        f"Порт {portal.port} уже занят: портал запущен или его занимает другая программа. "
        f"Можно взять другой: KABINET_PORT={portal.port + 1} make run\n"
    )


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the worker in /proc")
def test_killed_worker_is_started_again_and_all_stop_together(portal):
    wait_until(lambda: portal.worker() is not None)
    killed = portal.worker()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: portal.worker() not in {None, killed})
    started_again = portal.worker()
    portal.process.terminate()
    assert portal.process.wait(LONGEST_SECONDS) == 0
    assert not Path(f"/proc/{started_again}").exists()
    with socket.socket() as connection:
        assert connection.connect_ex(("127.0.0.1", portal.port)) != 0


@pytest.mark.parametrize("parent", ["", "signal.pause()"], ids=["leaves", "hangs"])
def test_child_of_the_server_that_hangs_does_not_outlive_the_portal(parent):
    ignore = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    child = f"{ignore}; print('ready', flush=True); signal.pause()"
    script = (
        f"{ignore}; import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]); {parent}"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    with process.stdout as said:
        assert said.readline() == b"ready\n"
        _stop(process, patience=0.5)
        assert said.read() == b"", "ends only when nobody holds the other end"


def test_production_without_a_secret_key_does_not_start(tmp_path):
    process = start(
        tmp_path / "output",
        KABINET_ENV="production",
        KABINET_SITE_URL="https://lk.example.ru",
        KABINET_DATA_DIR=str(tmp_path / "data"),
    )
    assert process.wait(LONGEST_SECONDS) == 1
    said = (tmp_path / "output").read_text(encoding="utf-8")
    assert said.startswith("Не задан KABINET_SECRET_KEY: в рабочем режиме без секретного ключа")


def test_production_without_its_address_does_not_start(tmp_path):
    process = start(
        tmp_path / "output",
        KABINET_ENV="production",
        KABINET_SECRET_KEY="a-key-of-a-test-that-is-long-enough-to-be-accepted",
        KABINET_DATA_DIR=str(tmp_path / "data"),
    )
    assert process.wait(LONGEST_SECONDS) == 1
    assert (tmp_path / "output").read_text(encoding="utf-8").startswith("Не задан KABINET_SITE_URL")


def test_production_without_a_root_certificate_does_not_start(tmp_path):
    process = start(
        tmp_path / "output",
        KABINET_ENV="production",
        KABINET_SECRET_KEY="a-key-of-a-test-that-is-long-enough-to-be-accepted",
        KABINET_SITE_URL="https://lk.example.ru",
        KABINET_DATA_DIR=str(tmp_path / "data"),
    )
    assert process.wait(LONGEST_SECONDS) == 1
    said = (tmp_path / "output").read_text(encoding="utf-8")
    assert said.startswith(
        f"Нет ни одного корневого сертификата в папке {tmp_path / 'data' / 'trust' / 'roots'}"
    )


def test_production_opens_no_demo_account(tmp_path):
    portal = tmp_path / "output"
    roots = tmp_path / "data" / "trust" / "roots"
    roots.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "signatures" / "golden" / "root.pem", roots)
    process = start(
        portal,
        KABINET_ENV="production",
        KABINET_SECRET_KEY="a-key-of-a-test-that-is-long-enough-to-be-accepted",
        KABINET_SITE_URL="https://lk.example.ru",
        KABINET_DATA_DIR=str(tmp_path / "data"),
        KABINET_PORT=str(free_port()),
    )
    try:
        wait_until(lambda: "Портал работает: https://lk.example.ru" in portal.read_text(encoding="utf-8"))
        assert "специалист" not in portal.read_text(encoding="utf-8")
        with sqlite3.connect(tmp_path / "data" / "kabinet.sqlite3") as database:
            assert database.execute("select count(*) from accounts_user").fetchone() == (0,)
    finally:
        process.terminate()
        process.wait(LONGEST_SECONDS)
