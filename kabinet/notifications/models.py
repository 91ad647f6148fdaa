"""Letters that leave the portal, and notices of the cabinet: one row is both."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models

from kabinet.core.ids import new_id
from kabinet.notifications.kinds import Group

HIDDEN = "•" * 6
"""Stands in a copy where a letter had a string that opens something."""
LONGEST_REASON = 300
BELIEVED_AGAIN = timedelta(days=1)
"""A letter that did not come back in this time has arrived: mailboxes refuse within minutes."""


class Fate(models.TextChoices):
    """What has become of a letter."""

    WAITING = "waiting", "ждёт отправки"
    SENDING = "sending", "отправляется"
    SENT = "sent", "отправлено"
    UNKNOWN = "unknown", "неизвестно, ушло ли"
    GIVEN_UP = "given_up", "не отправлено"
    BOUNCED = "bounced", "вернулось"
    DIGEST = "digest", "ждёт письма за день"
    GATHERED = "gathered", "вошло в письмо за день"
    CABINET = "cabinet", "только в кабинете"


UNDER_WAY = (Fate.WAITING, Fate.SENDING, Fate.DIGEST)
LOST = (Fate.GIVEN_UP, Fate.UNKNOWN, Fate.BOUNCED)
"""What somebody has to look at."""


class LetterQuerySet(models.QuerySet["Letter"]):
    """Phrases about letters."""

    def notices_of(self, person: UUID) -> "LetterQuerySet":
        """What the cabinet tells a person, by the key of the account."""
        return self.filter(person=person, notice=True)

    def unread(self) -> "LetterQuerySet":
        """Notices that were not opened."""
        return self.filter(notice=True, read_at=None)

    def finished(self) -> "LetterQuerySet":
        """Those whose way is over, wherever it ended."""
        return self.exclude(state__in=UNDER_WAY)

    def of_case(self, about: str) -> "LetterQuerySet":
        """Those about one case, the newest first: «application:<key>»."""
        return self.filter(about=about).order_by("-id")

    def refusal_of(self, address: str, at: datetime) -> "Letter | None":
        """The last letter that a mailbox refused or returned, unless one has arrived there since."""
        there = self.filter(recipient=address)
        last = there.filter(refused_at__isnull=False).order_by("-refused_at").first()
        if last is None or last.refused_at is None:
            return None
        arrived = there.filter(
            state=Fate.SENT, sent_at__gt=last.refused_at, sent_at__lt=at - BELIEVED_AGAIN
        ).exists()
        return None if arrived else last


class Letter(models.Model):
    """A letter in the outbox: written in the transaction that causes it, sent by the worker.

    `job` is the one job that may send it now; any other finds nothing to do. `person` and `about` are
    keys without relations, as of the journal: this layer knows no users and no cases. What is a notice is
    read in the cabinet by `person`, whatever became of the letter.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    recipient = models.EmailField()
    subject = models.CharField(max_length=255)
    text = models.TextField(help_text="As it was sent; once it was, without the secret.")
    secret = models.CharField(
        max_length=100, blank=True, help_text="The string of `text` that opens something; emptied once sent."
    )
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the copy; empty for those of before.")
    about = models.CharField(max_length=60, blank=True, help_text="«application:<key>», as in the journal.")
    person = models.UUIDField(null=True, help_text="Whose account it is about.")
    notice = models.BooleanField(default=False)
    group = models.CharField(max_length=20, blank=True, choices=[(group, group) for group in Group])
    state = models.CharField(max_length=10, choices=Fate.choices, default=Fate.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    reason = models.CharField(
        max_length=LONGEST_REASON, blank=True, help_text="Why the last attempt failed, or what came back."
    )
    job = models.BigIntegerField(null=True)
    digest = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="gathered", help_text="The letter it was told in."
    )
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When the recipient's server said that it will never take it."
    )
    read_at = models.DateTimeField(null=True, help_text="When it was opened in the cabinet.")

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("state", "id"), name="letter_by_state"),
            models.Index(fields=("recipient", "id"), name="letter_by_recipient"),
            models.Index(fields=("about", "id"), name="letter_about", condition=~models.Q(about="")),
            models.Index(fields=("person", "id"), name="letter_notices", condition=models.Q(notice=True)),
            models.Index(
                fields=("person",), name="letter_unread", condition=models.Q(notice=True, read_at=None)
            ),
        )

    @property
    def kept_text(self) -> str:
        """What stays of the text for good."""
        return self.text.replace(self.secret, HIDDEN) if self.secret else self.text

    @property
    def message(self) -> str:
        """The text without the signature (notices/signature.txt), as the cabinet shows it."""
        return self.text.partition("\n--\n")[0]

    @property
    def copy(self) -> str:
        """The letter as a text of its own, by which its hash is counted."""
        return f"To: {self.recipient}\nSubject: {self.subject}\n\n{self.kept_text}"

    @property
    def is_whole(self) -> bool:
        """Whether the copy is what the hash was counted of."""
        return self.sha256 == digest_of(self.copy)

    @property
    def may_be_repeated(self) -> bool:
        """Whether it may be sent once more: the string in a letter with a secret is gone with the sending."""
        return self.state in LOST and bool(self.sha256) and HIDDEN not in self.text


def digest_of(copy: str) -> str:
    """The SHA-256 of a copy in UTF-8."""
    return hashlib.sha256(copy.encode()).hexdigest()


class Way(models.TextChoices):
    """How a person wants letters of one group."""

    AT_ONCE = "at_once", "сразу"
    DIGEST = "digest", "одним письмом в\N{NO-BREAK SPACE}день"
    OFF = "off", "не\N{NO-BREAK SPACE}присылать"


class LetterChoice(models.Model):
    """What a person has chosen about one group; without a row letters go at once."""

    person = models.UUIDField()
    group = models.CharField(max_length=20, choices=[(group, group) for group in Group])
    way = models.CharField(max_length=10, choices=Way.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "group"), name="one_choice_of_a_group"),)


class LetterCopy(models.Model):
    """Who else gets the letters of a person's notices: somebody acting for them, at a mailbox of their own.

    Keys and an address only, as everywhere in this layer; written by whoever knows the people.
    """

    person = models.UUIDField(help_text="Whose notices they are.")
    reader = models.UUIDField(help_text="The account of whoever gets the copies, and chooses how.")
    recipient = models.EmailField()
    until = models.DateField(null=True, help_text="The last day on which they come.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "reader"), name="one_copy_of_a_letter"),)
        indexes = (models.Index(fields=("reader",), name="letter_copies_of_a_reader"),)
