"""A real clamd with a signature base of our own: it knows one virus, a marker."""

import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.waiting import wait_until

PROGRAM = Path("/usr/sbin/clamd")
MARKER = b"KABINET-TEST-MARKER-OF-A-VIRUS"
NAME = "Kabinet.Test.Marker.UNOFFICIAL"


class Antivirus:
    """A clamd that may be stopped and started again; `socket` is its address."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = str(folder / "clamd.sock")
        base = folder / "base"
        base.mkdir()
        (base / "kabinet.ndb").write_text(f"Kabinet.Test.Marker:0:*:{MARKER.hex()}\n", encoding="ascii")
        self._settings = folder / "clamd.conf"
        self._settings.write_text(
            f"DatabaseDirectory {base}\nOfficialDatabaseOnly no\nLocalSocket {self.socket}\nForeground yes\n"
            f"LogFile {folder / 'clamd.log'}\nStreamMaxLength 30M\nFixStaleSocket yes\n",
            encoding="ascii",
        )
        self._running = None

    def start(self):
        self._running = subprocess.Popen(
            [PROGRAM, "-c", self._settings], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        wait_until(self._answers)

    def stop(self):
        if self._running is not None:
            self._running.terminate()
            self._running.wait()
            self._running = None
        with suppress(FileNotFoundError):
            Path(self.socket).unlink()

    def _answers(self):
        assert self._running.poll() is None, (self.folder / "clamd.log").read_text(encoding="utf-8")
        with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
            line.connect(self.socket)
            line.sendall(b"zPING\0")
            return line.recv(10).startswith(b"PONG")
        return False


@contextmanager
def antivirus():
    """An antivirus that runs; its folder is short, as the path of a socket must be."""
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    one = Antivirus(folder)
    one.start()
    try:
        yield one
    finally:
        one.stop()
        shutil.rmtree(folder)
