"""What the worker does with letters."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import task
from django.utils import timezone

from kabinet.jobs.errors import HopelessError
from kabinet.notifications.models import Letter


@task
def deliver_letter(letter_id: str) -> None:
    """Hand the letter over to the mail server, unless that has been done.

    No transaction is open while the server answers: on SQLite nobody else could write meanwhile. That one
    worker at a time has the letter is ensured by the job's lease. If the worker dies after the server took
    the letter and before that is written down, the letter goes out again under the same Message-ID, by which
    mail programs know a repetition.
    HopelessError when the server says that it will never take it; any other failure is tried again.
    """
    waiting = Letter.objects.filter(pk=letter_id, sent_at=None, refused_at=None)
    letter = waiting.first()
    if letter is None:
        return
    message = EmailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[letter.recipient],
        headers={"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        if any(code < 500 for code, _ in error.recipients.values()):
            raise
        waiting.update(refused_at=timezone.now(), text="")
        raise HopelessError("Почтовый сервер ответил, что такого адреса нет.") from None
    waiting.update(sent_at=timezone.now(), text="")


def message_id(letter: Letter) -> str:
    """Name the letter for mail programs, always the same way."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{letter.pk}@{domain}>"
