"""The portal as `make run` starts it."""

import os
import re
import shutil
import signal
import socket
import socketserver
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from config import waiting
from config.start import _stop
from tests import migrated
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
        migrated.begin_portal(folder / "data")
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


@contextmanager
def running(folder):
    """A portal in this folder, until the end of the block."""
    portal = Portal(folder)
    try:
        wait_until(lambda: "Портал работает" in portal.said or portal.process.poll() is not None)
        yield portal
    finally:
        portal.process.terminate()
        portal.process.wait(LONGEST_SECONDS)
        print(portal.said)  # pytest shows it when a test fails


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with running(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


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
            assert (file.status, file.read() != b"") == (200, True)
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

    works = len(settings.DAILY_WORK) + len(settings.REGULAR_WORK)
    wait_until(lambda: done() == (works,))


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
    migrated.begin_portal(tmp_path / "data")
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


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the processes in /proc")
def test_killed_starter_leaves_nothing_running_and_the_next_start_works(tmp_path):
    portal = Portal(tmp_path)
    try:
        wait_until(lambda: "Портал работает" in portal.said and portal.worker() is not None)
        for _ in range(6):  # told to stop while it still starts, a process of the server takes its last 25 s
            portal.get("/login/")
        children = descendants(portal.process.pid)
        assert len(children) >= 4  # the server, its two, the worker
        portal.process.kill()
        portal.process.wait()
        wait_until(lambda: not any(is_running(child) for child in children))
        again = start(
            tmp_path / "again", KABINET_DATA_DIR=str(tmp_path / "data"), KABINET_PORT=str(portal.port)
        )
        try:
            wait_until(lambda: "Портал работает" in (tmp_path / "again").read_text(encoding="utf-8"))
        finally:
            again.terminate()
            again.wait(LONGEST_SECONDS)
    finally:
        portal.process.kill()
        print(portal.said)


def descendants(pid):
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [int(child), *descendants(int(child))]
    return found


def is_running(pid):
    """Whether it is there and no zombie: what was orphaned waits for whoever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


# --- A database that is away ----------------------------------------------------------------------


def test_database_that_does_not_answer_is_told_in_lines(tmp_path):
    process = start(
        tmp_path / "output",
        KABINET_DATA_DIR=str(tmp_path / "data"),
        KABINET_PORT=str(free_port()),
        KABINET_DATABASE_URL=f"postgres://kabinet:secret@127.0.0.1:{free_port()}/kabinet",
        KABINET_DATABASE_WAIT="1",
    )
    assert process.wait(LONGEST_SECONDS) == 1
    first, *_, last = (tmp_path / "output").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"База данных не отвечает \(.*Connection refused.*\)\. Жду 1 с\.", first)
    assert last.startswith("База данных не ответила за 1 с (")
    assert "secret" not in first + last
    assert "Traceback" not in (tmp_path / "output").read_text(encoding="utf-8")


@pytest.mark.django_db(transaction=True)
def test_database_that_comes_later_is_waited_for(tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is a file")
    port, about = free_port(), connection.settings_dict
    process = start(
        tmp_path / "output",
        KABINET_DATA_DIR=str(tmp_path / "data"),
        KABINET_PORT=str(free_port()),
        KABINET_DATABASE_URL=f"postgres://{about['USER']}@127.0.0.1:{port}/{about['NAME']}",
    )
    try:
        wait_until(lambda: "Жду 1 с." in (tmp_path / "output").read_text(encoding="utf-8"))
        with forwarding(port, (about["HOST"], int(about["PORT"]))):
            wait_until(lambda: "Портал работает" in (tmp_path / "output").read_text(encoding="utf-8"))
            process.terminate()
            assert process.wait(LONGEST_SECONDS) == 0
    finally:
        process.kill()
        process.wait()


@contextmanager
def forwarding(port, target):
    """Whoever connects to the port talks to the target."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            with socket.create_connection(target) as other:
                back = threading.Thread(target=pass_on, args=(other, self.request), daemon=True)
                back.start()
                pass_on(self.request, other)
                back.join()

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def pass_on(source, target):
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def test_pauses_grow_and_end_in_time(monkeypatch, capsys):
    monkeypatch.setattr(waiting, "connection", Away())
    now, slept = [0.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    assert waiting.database_missing(100, clock=lambda: now[0], sleep=sleep) == "no route to host"
    assert slept == [1, 2, 4, 8, 16, 30, 30, 9]
    assert capsys.readouterr().err.count("База данных не отвечает (no route to host).") == len(slept)


class Away:
    vendor = "postgresql"

    def ensure_connection(self):
        raise OperationalError("no route to host\nsecond line")
