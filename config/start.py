"""Starts the whole portal: database, static files, web server and worker; stops them together.

`make run` and `kabinet run` call it. In development it also opens accounts of a demo specialist, head and
administrator and prints how to sign in; each sets up the second factor at the first login, as real people do.
An empty list of suppliers gets one, which stands in applications beforehand.
"""

import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from types import FrameType

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from config.place import CHECKOUT, CODE, HOME
from config.waiting import database_missing

HOST = "127.0.0.1"
_MODULE = [sys.executable, "-m"] if CHECKOUT else [sys.executable, "-P", "-m"]
"""Beside an installed portal lie somebody's data: a file there, config.py say, must not be taken for ours."""
SERVER = [
    *(*_MODULE, "granian", "--interface", "asginl", f"{CODE / 'config' / 'asgi.py'}:application"),
    *("--host", HOST, "--workers", "2", "--no-ws"),
    *("--respawn-failed-workers", "--log-level", "error"),
    *("--workers-kill-timeout", "25"),  # nobody else would end a hanging one once this program is killed
]
WORKER = [*_MODULE, "config.cli", "worker"]
AGAIN, PYTHON = ("make run", ".venv/bin/python") if CHECKOUT else ("kabinet run", sys.executable)
"""How the portal is started, and its Python called, by whoever reads what is printed here."""
MEMORY_GIVEN_BACK = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0", "MALLOC_ARENA_MAX": "1"}
"""Bytes of uploads pass through every thread of the server; without this each keeps the room they took."""
START_SECONDS = 60
STOP_SECONDS = 30
_PR_SET_PDEATHSIG = 1
DEMO_SUPPLIER = "АО «Энергосбыт»"
DEMO_PEOPLE = (
    ("specialist", "Вход специалиста", "Демонстрационный специалист"),
    ("head", "Вход руководителя", "Демонстрационный руководитель"),
    ("administrator", "Вход администратора", "Демонстрационный администратор"),
)
"""The role, which is also the name of the mailbox; what is printed; the name."""


def main() -> int:
    """Prepare, start, watch; return the exit code."""
    os.chdir(HOME)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        return _refuse(str(error))
    from django.conf import settings  # noqa: PLC0415 - only now do the settings exist

    if _answers(settings.PORT):
        return _refuse(
            f"Порт {settings.PORT} уже занят: портал запущен или его занимает другая программа. "
            f"Можно взять другой: KABINET_PORT={settings.PORT + 1} {AGAIN}"
        )
    if missing := database_missing(settings.DATABASE_WAIT):
        return _refuse(
            f"База данных не ответила за {settings.DATABASE_WAIT} с ({missing}). Проверьте, работает ли она, "
            "и KABINET_DATABASE_URL; ждать дольше — KABINET_DATABASE_WAIT."
        )
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    password = "" if settings.PRODUCTION else _demo_password(settings.DATA_DIR)
    if password:
        for role, _, name in DEMO_PEOPLE:
            call_command(
                "create_specialist",
                email=_demo_email(role),
                name=name,
                role=role,
                password=password,
                if_absent=True,
                stdout=StringIO(),
            )
        call_command("first_supplier", name=DEMO_SUPPLIER, by=_demo_email("administrator"), stdout=StringIO())
    return _watch(settings.PORT, _greeting(password))


def _greeting(password: str) -> str:
    from django.conf import settings  # noqa: PLC0415

    letters = settings.EMAIL_URL.rpartition("@")[2].removeprefix("file://")
    lines = [f"Портал работает: {settings.SITE_URL}"]
    if password:
        lines += [f"{what}: {_demo_email(role)}, пароль {password}" for role, what, _ in DEMO_PEOPLE]
        lines += [
            "При первом входе настройте одноразовые коды на телефоне. Без телефона код для ключа напечатает",
            f"команда: {PYTHON} -m kabinet.accounts.totp КЛЮЧ",
        ]
    lines += [f"Письма уходят в: {letters}", "Остановить: Ctrl+C"]
    return "\n".join(["", *(f"  {line}" for line in lines), ""])


def _demo_email(role: str) -> str:
    return f"{role}@example.ru"


def _demo_password(folder: Path) -> str:
    """Give the demo accounts' password, made once: a known one would open a portal left in this mode."""
    path = folder / "demo_specialist_password"
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not is_demo_password(kept):
        path.touch(mode=0o600)
        kept = new_demo_password()
        path.write_text(kept, encoding="utf-8")
    return kept


def new_demo_password() -> str:
    """Make a password that the portal's own rules take, whatever chance gives: digits alone they do not."""
    return f"demo-{secrets.token_hex(6)}"


def is_demo_password(text: str) -> bool:
    """Whether a kept password can be one: nothing, or digits alone, would never let the portal start."""
    return len(text) >= 8 and not text.isdigit()


def _watch(port: int, greeting: str) -> int:
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    server = _start([*SERVER, "--port", str(port)], when_orphaned=signal.SIGTERM)
    worker = _start(WORKER, when_orphaned=signal.SIGKILL)
    deadline = time.monotonic() + START_SECONDS
    greeted = False
    try:
        while not stopping and server.poll() is None:
            if not greeted and _answers(port):
                print(greeting, flush=True)
                greeted = True
            if not greeted and time.monotonic() > deadline:
                return _refuse("Веб-сервер не начал отвечать.")
            if worker.poll() is not None:
                print("Фоновый работник остановился, запускаю снова.", file=sys.stderr, flush=True)
                time.sleep(1)
                worker = _start(WORKER, when_orphaned=signal.SIGKILL)
            time.sleep(0.2)
    finally:
        _stop(server, worker)
    return 0 if stopping else _refuse("Веб-сервер остановился.")


def _start(command: list[str], *, when_orphaned: signal.Signals) -> "subprocess.Popen[bytes]":
    # Away from the terminal's Ctrl+C: this program alone decides when its children stop.
    return subprocess.Popen(
        command,
        env=MEMORY_GIVEN_BACK | os.environ,
        start_new_session=True,
        preexec_fn=_ending_with_us(when_orphaned),  # noqa: PLW1509 - this program has one thread
    )


def _ending_with_us(number: signal.Signals) -> Callable[[], None] | None:
    """Have the kernel send a child this signal when we are killed and can stop nothing any more; Linux only.

    The web server has to stop its own children, so it is asked; the worker has none, and its work is leased.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl, us = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != us:  # killed in between
            os.kill(os.getpid(), number)

    return ask


def _stop(*processes: "subprocess.Popen[bytes]", patience: float = STOP_SECONDS) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        # One that hangs, or its child that does, would outlive us and keep the port: the session is its own.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        connection.settimeout(1)
        return connection.connect_ex((HOST, port)) == 0


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return 1
