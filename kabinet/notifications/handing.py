"""Handing one letter over to the mail server, and what its answer means."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, mailers

from kabinet.notifications.backends import UnansweredError
from kabinet.notifications.models import Fate, Letter
from kabinet.notifications.unsubscribing import headers_of

SILENT = "Почтовый сервер получил письмо и\N{NO-BREAK SPACE}промолчал, взял\N{NO-BREAK SPACE}ли."
MISSPELT = "Адрес записан с\N{NO-BREAK SPACE}ошибкой."
_NEVER = 500


class Attempt(NamedTuple):
    """What came of an attempt; WAITING: nothing, it may be tried again. `for_ever`: the mailbox refused."""

    state: Fate
    reason: str = ""
    for_ever: bool = False


def hand_over(letter: Letter, *, begin: Callable[[], bool]) -> Attempt | None:
    """Send the letter once; None when `begin`, asked before the server hears of it, says that it is not ours.

    A server that cannot be reached has heard of nothing: `begin` is asked once it answers.
    """
    message = message_of(letter)
    mailer = mailers.default
    try:
        mailer.open()
        if not begin():
            return None
        mailer.send_messages([message])
    except (UnansweredError, ValueError, OSError) as failure:
        return _meaning(failure)
    finally:
        with suppress(OSError):  # what was answered counts, whatever becomes of the farewell
            mailer.close()
    return Attempt(Fate.SENT)


def message_of(letter: Letter) -> EmailMessage:
    """The message as mail programs get it."""
    sender = settings.DEFAULT_FROM_EMAIL
    headers = {
        "Message-ID": message_id(letter),
        "Auto-Submitted": "auto-generated",
        **headers_of(letter),
    }
    if settings.EMAIL_BOUNCES:
        headers["From"] = sender
    return EmailMessage(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.EMAIL_BOUNCES or sender,
        to=[letter.recipient],
        headers=headers,
    )


def message_id(letter: Letter) -> str:
    """Name the letter for mail programs, always the same way."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{letter.pk}@{domain}>"


def _meaning(failure: Exception) -> Attempt:
    match failure:
        case UnansweredError():
            return Attempt(Fate.UNKNOWN, SILENT)
        case smtplib.SMTPRecipientsRefused():
            ((code, text),) = failure.recipients.values()
            return _refused(code, text)
        case smtplib.SMTPDataError():
            return _refused(failure.smtp_code, failure.smtp_error)
        case ValueError():  # so the mail library says that an address is none
            return Attempt(Fate.GIVEN_UP, MISSPELT, for_ever=True)
    return Attempt(Fate.WAITING, type(failure).__name__)


def _refused(code: int, text: bytes | str) -> Attempt:
    told = text.decode(errors="replace") if isinstance(text, bytes) else text
    reason = " ".join(f"{code} {told}".split())
    if code >= _NEVER:
        return Attempt(Fate.GIVEN_UP, reason, for_ever=True)
    return Attempt(Fate.WAITING, reason)
