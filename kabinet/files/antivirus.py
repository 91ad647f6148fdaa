"""The antivirus: a clamd that is asked about the bytes of a file over its socket (INSTREAM, clamd(8)).

Where one is set, a file that nobody could ask about waits: it is kept, and given to nobody until the
antivirus has answered. The examination (kabinet.files.checks) goes on as before: it knows what a file may do,
not whom it belongs to.
"""

import logging
import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

from kabinet.files.models import StoredFile

_PIECE = 64 * 1024
_PATIENCE = 20.0
"""Seconds for one step of the conversation: of 5 MB clamd takes a tenth of one."""
_LONGEST_ANSWER = 1024

logger = logging.getLogger(__name__)


class AntivirusAway(Exception):
    """Nobody answers, or not in a way that says whether the file is clean."""


def is_on() -> bool:
    """Whether an antivirus is set."""
    return bool(settings.CLAMD)


def threat_in(stream: IO[bytes]) -> str:
    """What the antivirus calls that which it has found; empty for a clean file. Raises AntivirusAway.

    The stream is read from its beginning, and stands there again afterwards.
    """
    stream.seek(0)
    try:
        answer = _asked(stream)
    except OSError as fault:
        raise AntivirusAway(str(fault)) from fault
    finally:
        stream.seek(0)
    told = answer.removeprefix("stream:").strip()
    if told == "OK":
        return ""
    if told.endswith(" FOUND"):
        return told.removesuffix(" FOUND")
    raise AntivirusAway(told)


def scanned(stream: IO[bytes]) -> tuple[StoredFile.Scan, str]:
    """What is to be written of a file: its standing, and the name of what was found."""
    if not is_on():
        return StoredFile.Scan.UNCHECKED, ""
    try:
        threat = threat_in(stream)
    except AntivirusAway:
        logger.exception("The antivirus does not answer: a file waits for it")
        return StoredFile.Scan.WAITING, ""
    return (StoredFile.Scan.INFECTED, threat) if threat else (StoredFile.Scan.CLEAN, "")


def _asked(stream: IO[bytes]) -> str:
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        while piece := stream.read(_PIECE):
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            part = line.recv(_LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer.partition(b"\0")[0].decode(errors="replace")


def _connected() -> socket.socket:
    """A connection to `settings.CLAMD`: «/run/clamav/clamd.ctl» or «tcp://127.0.0.1:3310»."""
    address = urlsplit(settings.CLAMD)
    if address.scheme == "tcp":
        return socket.create_connection((address.hostname or "", address.port or 3310), timeout=_PATIENCE)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(_PATIENCE)
        line.connect(settings.CLAMD)
    except OSError:
        line.close()
        raise
    return line
