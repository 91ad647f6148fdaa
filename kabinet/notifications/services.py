"""Writing letters."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context, Engine

from kabinet.core.operator import operator
from kabinet.notifications.models import Letter
from kabinet.notifications.tasks import deliver_letter

SUBJECT_MARK = "Тема:"


@transaction.atomic
def send_letter(*, kind: str, recipient: str | None, context: dict[str, Any], at: datetime) -> Letter | None:
    """Put the letter templates/notices/<kind>.txt into the outbox, in the caller's transaction.

    The first line of the template is «Тема: …», the rest is the text. Besides `context` the template sees
    `operator` and `site_url`. A `recipient` without a mailbox is one whom the office entered from paper:
    there is no letter, and the office tells its people so. ValueError when the template has no subject.
    """
    if not recipient:
        return None
    shared = {"operator": operator(), "site_url": settings.SITE_URL}
    template = Engine.get_default().get_template(f"notices/{kind}.txt")
    # A letter is plain text: «&» in a company's name must not become «&amp;».
    rendered = template.render(Context({**shared, **context}, autoescape=False)).strip()
    first_line, _, text = rendered.partition("\n")
    subject = " ".join(first_line.removeprefix(SUBJECT_MARK).split())
    if not first_line.startswith(SUBJECT_MARK) or not subject:
        raise ValueError(f"notices/{kind}.txt: the first line must be «{SUBJECT_MARK} …».")
    letter = Letter.objects.create(
        kind=kind, recipient=recipient, subject=subject[:255], text=text.strip() + "\n", created_at=at
    )
    deliver_letter.enqueue(str(letter.pk))
    return letter


def forget_letters(*, email: str) -> None:
    """Forget the letters to a mailbox that have gone or will never go; those on their way stay until then."""
    Letter.objects.finished().filter(recipient=email).delete()
