"""Writing letters."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template import Context, Engine
from django.utils import timezone

from kabinet.core import journal
from kabinet.core.ids import new_id
from kabinet.core.operator import operator
from kabinet.notifications.choosing import way_of
from kabinet.notifications.copies import copies_of
from kabinet.notifications.kinds import Group, kind_of
from kabinet.notifications.models import (
    LONGEST_REASON,
    Fate,
    Letter,
    LetterChoice,
    LetterCopy,
    LetterQuerySet,
    Way,
    digest_of,
)
from kabinet.notifications.tasks import deliver_letter

SUBJECT_MARK = "Тема:"
LONGEST_SUBJECT = 255


@transaction.atomic
def send_letter(
    *,
    kind: str,
    recipient: str | None,
    context: dict[str, Any],
    at: datetime,
    person: UUID | None = None,
    about: str = "",
) -> Letter | None:
    """Put the letter templates/notices/<kind>.txt into the outbox, in the caller's transaction.

    The first line of the template is «Тема: …», the rest is the text. Besides `context` the template sees
    `operator` and `site_url`. `person` is the key of the account that it is about, `about` the case
    («application:<key>»). What is a notice by the table of kinds is told in the person's cabinet as well,
    and goes as the person has chosen. A `recipient` without a mailbox is one whom the office entered from
    paper: there is no letter, and the office tells its people so. Whoever acts for the person gets a copy of
    what may be chosen about (LetterCopy); then the notice is kept even without a mailbox of the person's own.
    A value «code» of the context is a secret where the table says that the letter has one. ValueError when
    the template has no subject, or when a letter that may be chosen about says of nobody.
    """
    told = kind_of(kind)
    if told.group and person is None:
        raise ValueError(f"{kind}: whose notice is it?")
    copies = copies_of(person, on=timezone.localdate(at)) if person and told.group else []
    if not recipient and not copies:
        return None
    subject, text = _rendered(kind, context)
    for copy in copies:
        _send_copy(
            copy, Letter(kind=kind, subject=subject, text=text, about=about, group=told.group or ""), at
        )
    way = way_of(person, told.group) if recipient else Way.OFF
    letter = Letter(
        id=new_id(), kind=kind, recipient=recipient or "", subject=subject, text=text, created_at=at,
        secret=str(context["code"]) if told.secret else "", person=person, about=about,
        notice=told.notice and person is not None, group=told.group or "",
    )  # fmt: skip
    letter.sha256 = digest_of(letter.copy)
    if way == Way.AT_ONCE:
        enqueue(letter, at)
    else:
        letter.state = Fate.DIGEST if way == Way.DIGEST else Fate.CABINET
    letter.save(force_insert=True)
    return letter


def _send_copy(copy: LetterCopy, letter: Letter, at: datetime) -> None:
    """A copy goes as its reader has chosen, and is no notice: the party's cabinet has it once."""
    way = way_of(copy.reader, Group(letter.group))
    if way == Way.OFF:
        return
    letter.recipient, letter.person, letter.created_at = copy.recipient, copy.reader, at
    letter.sha256 = digest_of(letter.copy)
    if way == Way.AT_ONCE:
        enqueue(letter, at)
    else:
        letter.state = Fate.DIGEST
    letter.save(force_insert=True)


def enqueue(letter: Letter, at: datetime) -> None:
    """Give the letter, which the caller saves, a job that may send it from now on; no earlier job may."""
    letter.state, letter.next_attempt_at = Fate.WAITING, at
    letter.job = int(deliver_letter.enqueue(str(letter.pk)).id)


@transaction.atomic
def repeat_letter(*, pk: UUID, at: datetime) -> bool:
    """Send once more what was given up, came back, or of which nobody knows; False when there is no need."""
    letter = Letter.objects.select_for_update().filter(pk=pk).first()
    if letter is None or not letter.may_be_repeated:
        return False
    enqueue(letter, at)
    letter.attempts, letter.reason = 0, ""
    letter.save(update_fields=["state", "next_attempt_at", "job", "attempts", "reason"])
    return True


@transaction.atomic
def note_bounce(*, pk: UUID, reason: str, at: datetime) -> Letter | None:
    """Write down that a letter came back; None when it is unknown, or was never handed to a server."""
    letter = Letter.objects.select_for_update().filter(pk=pk).first()
    if letter is None or letter.state not in {Fate.SENT, Fate.UNKNOWN, Fate.BOUNCED}:
        return None
    letter.state, letter.reason, letter.refused_at = Fate.BOUNCED, reason[:LONGEST_REASON], at
    letter.save(update_fields=["state", "reason", "refused_at"])
    journal.record(act="letter.bounced", subject=f"letter:{letter.pk}", by=None, at=at)
    return letter


def letters_of(*, person: UUID, email: str) -> tuple[LetterQuerySet, LetterQuerySet]:
    """The letters to a mailbox whose way is over, and the other notices of its owner's cabinet.

    Two questions: one for both would read the whole table.
    """
    finished = Letter.objects.finished()
    return finished.filter(recipient=email), finished.notices_of(person).exclude(recipient=email)


@transaction.atomic
def forget_letters(*, person: UUID, email: str) -> None:
    """Forget the letters and notices of a person whose way is over, and how they wanted letters.

    The others stay until then.
    """
    LetterChoice.objects.filter(person=person).delete()
    for letters in letters_of(person=person, email=email):
        letters.delete()


def _rendered(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    shared = {"operator": operator(), "site_url": settings.SITE_URL}
    template = Engine.get_default().get_template(f"notices/{kind}.txt")
    # A letter is plain text: «&» in a company's name must not become «&amp;».
    rendered = template.render(Context({**shared, **context}, autoescape=False)).strip()
    first_line, _, text = rendered.partition("\n")
    subject = " ".join(first_line.removeprefix(SUBJECT_MARK).split())
    if not first_line.startswith(SUBJECT_MARK) or not subject:
        raise ValueError(f"notices/{kind}.txt: the first line must be «{SUBJECT_MARK} …».")
    return subject[:LONGEST_SUBJECT], text.strip() + "\n"
