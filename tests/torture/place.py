"""Where the portal under torture stands: its processes, database, disk, mail server, antivirus and clock."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.conftest import ROOT
from tests.files.clamd import PROGRAM as CLAMD
from tests.files.clamd import Antivirus
from tests.torture.clock import Clock
from tests.torture.mail import MailServer

DISK = "300m"
START_TRIES = 30
SMALL_DISK = os.geteuid() == 0 if hasattr(os, "geteuid") else False
"""Only root may mount one."""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def children_of(pid):
    """The processes that a process has started; none once it is gone."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


class Cluster:
    """PostgreSQL that may be killed; its data lie on the disk that fills up."""

    def __init__(self, folder):
        found = subprocess.check_output(["sh", "scripts/with-postgresql.sh", "--find"], cwd=ROOT, text=True)
        self.programs = Path(found.strip())
        self.folder = folder
        self.port = free_port()
        self.address = f"postgres://kabinet@127.0.0.1:{self.port}/postgres"
        self.owner = ()
        folder.mkdir()
        if os.geteuid() == 0:  # the server refuses to work as root
            shutil.chown(folder, "postgres")
            self.owner = ("setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups")
        self._run("initdb", "-D", folder / "data", "-U", "kabinet", "-A", "trust", "-E", "UTF8")
        self.start()

    def _run(self, program, *arguments, check=True):
        """Whether the program came to a good end."""
        command = [*self.owner, self.programs / program, *arguments]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run(command, cwd=self.folder, check=check, **silent).returncode == 0

    def start(self):
        """Start it unless it answers; what was killed a moment ago may still hold its place."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_wal_size=64MB"
        place = ("-D", self.folder / "data")
        starting = ("-l", self.folder / "log", "-w", "-o", options, "start")
        for _ in range(START_TRIES):
            if self._run("pg_ctl", *place, *starting, check=False) or self._answers():
                return
            time.sleep(1)
        raise RuntimeError("PostgreSQL does not start")

    def _answers(self):
        return self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), check=False)

    def another(self, name):
        """The address of one more database, an empty one."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "kabinet", name)
        return self.address.removesuffix("postgres") + name

    def kill(self):
        """All its processes at once, as when the machine loses its power."""
        with suppress(OSError, ValueError):
            postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
            # The postmaster first: it would start others in the place of those killed.
            for pid in [postmaster, *children_of(postmaster)]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def stop(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop", check=False)


class Place:
    """The portal as `make run` starts it, and all that it leans on."""

    def __init__(self, *, postgresql):
        self.folder = Path(tempfile.mkdtemp(prefix="torture-"))
        self.folder.chmod(0o755)  # PostgreSQL has an owner of its own
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        if SMALL_DISK:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", self.disk], check=True)
        self.data = self.disk / "data"
        self.data.mkdir()
        self.mail = MailServer(free_port())
        self.antivirus = Antivirus(Path(tempfile.mkdtemp(prefix="clamd-"))) if CLAMD.exists() else None
        self.cluster = Cluster(self.disk / "cluster") if postgresql else None
        self.clock = Clock(self.folder)
        self.port = free_port()
        self.environment = self._environment()
        self.process = None
        self._over = threading.Event()

    def _environment(self):
        others = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
        found = {
            **others,
            "KABINET_ENV_FILE": os.devnull,
            "KABINET_DATA_DIR": str(self.data),
            "KABINET_PORT": str(self.port),
            "KABINET_EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "KABINET_DATABASE_WAIT": "120",
            "KABINET_SECRET_KEY": "a-key-of-a-portal-under-torture-that-nobody-guesses",
        }
        if self.antivirus:
            found["KABINET_CLAMD"] = self.antivirus.socket
        if self.cluster:
            found["KABINET_DATABASE_URL"] = self.cluster.address
        return found

    def start(self):
        """Everything runs, and the portal is kept running by whoever watches over services."""
        self.mail.start()
        if self.antivirus:
            self.antivirus.start()
        threading.Thread(target=self._keep_running, daemon=True).start()
        self.wait_for_portal()

    def _keep_running(self):
        """What systemd does with `Restart=always`."""
        with (self.folder / "output").open("ab") as output:
            while not self._over.is_set():
                self.process = subprocess.Popen(
                    [sys.executable, "scripts/run.py"],
                    cwd=ROOT,
                    env=self.environment | self.clock.environment,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
                self.process.wait()
                time.sleep(0.5)

    def wait_for_portal(self, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with socket.socket() as connection:
                connection.settimeout(1)
                if connection.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        raise RuntimeError(f"The portal does not answer:\n{self.said()}")

    def said(self):
        return (self.folder / "output").read_text(encoding="utf-8", errors="replace")

    def servers(self):
        """The processes that answer requests."""
        masters = [pid for pid in self._children() if "granian" in command_of(pid)]
        return [child for pid in masters for child in children_of(pid)]

    def workers(self):
        """The processes that do background work."""
        return [pid for pid in self._children() if "config.cli worker" in command_of(pid)]

    def _children(self):
        return children_of(self.process.pid) if self.process else []

    def manage(self, *arguments):
        """A command of manage.py; its exit code and all that it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def empty_portal(self):
        """The environment of a portal beside this one with nothing in it yet; the keys are the same."""
        data = self.folder / "restored"
        found = self.environment | {
            "KABINET_DATA_DIR": str(data),
            "KABINET_JOURNAL_KEY": (self.data / "journal_key").read_text(encoding="utf-8"),
            "KABINET_PORT": str(free_port()),
        }
        if self.cluster:
            found["KABINET_DATABASE_URL"] = self.cluster.another("restored")
        return found

    def stop(self):
        """Stop the portal and what it leans on; the database answers on until `remove`."""
        self._over.set()
        if self.process:
            self.process.terminate()
            self.process.wait()
        self.mail.stop()
        if self.antivirus:
            self.antivirus.stop()

    def remove(self):
        self._over.set()
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.cluster:
            self.cluster.stop()
        if SMALL_DISK:
            subprocess.run(["umount", "-l", self.disk], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
