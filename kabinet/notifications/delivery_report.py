"""Reading what a mail server sends back (RFC 3464); foreign bytes, so it is called in a limited process."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any

LONGEST = 1024 * 1024
"""Bytes. A report has the headers of the letter, at most the letter: ours are some kilobytes."""
_LONGEST_REASON = 300
_STATUS = "message/delivery-status"
_WHOLE = ("message/rfc822", "message/global")
_HEADERS = ("text/rfc822-headers", "message/global-headers")
_MESSAGE_ID = re.compile(r"^Message-ID:\s*<([0-9a-f-]{36})@", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """Which letter it is about, by its Message-ID, whether it is lost, and why in the server's words."""

    letter: str
    failed: bool
    reason: str


def read_report(stream: IO[bytes]) -> DeliveryReport | None:
    """Read a report; None when it is none, or says of no letter of ours."""
    message = email.message_from_binary_file(stream)
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    parts = _parts(message)
    blocks = [block for part in parts if part.get_content_type() == _STATUS for block in _inner(part)]
    names = [found for part in parts if (found := _letter_in(part))]
    if not blocks or not names:
        return None
    failed = [block for block in blocks if _text(block, "Action").lower() == "failed"]
    return DeliveryReport(names[0], bool(failed), _reason(failed[0]) if failed else "")


def _parts(message: Message) -> list[Message]:
    """The parts of the report itself; what the returned letter consists of is not looked at."""
    return list(_inner(message))


def _inner(part: Message) -> Iterator[Message]:
    payload: Any = part.get_payload()
    if isinstance(payload, list):
        yield from payload


def _letter_in(part: Message) -> str:
    kind = part.get_content_type()
    if kind in _WHOLE:
        headers = "".join(f"Message-ID: {inner['Message-ID']}\n" for inner in _inner(part))
    elif kind in _HEADERS:
        payload: Any = part.get_payload(decode=True)
        headers = payload.decode("ascii", errors="replace") if isinstance(payload, bytes) else ""
    else:
        return ""
    found = _MESSAGE_ID.search(headers)
    return found[1] if found else ""


def _reason(block: Message) -> str:
    said = _text(block, "Diagnostic-Code").partition(";")[2].strip()
    told = f"{_text(block, 'Status')} {said}".strip() or "причина не\N{NO-BREAK SPACE}названа"
    return "".join(sign if sign.isprintable() else " " for sign in told)[:_LONGEST_REASON]


def _text(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())
