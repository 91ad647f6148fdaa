"""Conversations between an applicant and the operator; they know no application."""

from django.conf import settings
from django.db import models

from kabinet.core.constraints import implied, known
from kabinet.core.ids import new_id


class Thread(models.Model):
    """One conversation; its participants are the owner and the operator's specialists.

    `about` is the section of the menu that it belongs to. `unread_by_…`: whether there is something that this
    side has not read. `waits_since`: when the applicant wrote what nobody has answered yet. Kept by the
    services, so that menus and pages need not look through the messages.
    """

    class About(models.TextChoices):
        """What is talked about."""

        APPLICATION = "application", "Заявка"
        APPEAL = "appeal", "Обращение"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads")
    about = models.CharField(max_length=20, choices=About.choices)
    created_at = models.DateTimeField()
    unread_by_owner = models.BooleanField(default=False)
    unread_by_operator = models.BooleanField(default=False)
    waits_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            known(
                "thread_about_known",
                "about",
                ("application", "appeal"),
                "Переписка ведётся по заявке или по обращению.",
            ),
        )
        indexes = (
            # The menu's marks are counted by this index alone, however many wait for their owner.
            models.Index(
                fields=("owner", "about"),
                condition=models.Q(unread_by_owner=True),
                name="threads_unread_by_owner",
            ),
            models.Index(
                fields=("waits_since",),
                condition=models.Q(waits_since__isnull=False),
                name="threads_waiting",
            ),
        )


class StaffReading(models.Model):
    """Somebody of the operator has read all that the applicant wrote; what is written next begins anew."""

    id = models.BigAutoField(primary_key=True)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thread", "reader"), name="one_reading_per_reader"),)


class MessageQuerySet(models.QuerySet["Message"]):
    """Phrases about messages."""

    def for_page(self) -> "MessageQuerySet":
        """Bring the authors and the files with the messages: two queries whatever their number."""
        return self.select_related("author").prefetch_related("files")

    def unread_by(self, *, reader_is_operator: bool) -> "MessageQuerySet":
        """Keep what the other side wrote and this reader has not read."""
        return self.filter(from_operator=not reader_is_operator, read_at__isnull=True)

    def first_in_thread(self, *order: str) -> models.Subquery:
        """The key of the first of these messages, in this order, for a row that has a `thread`.

        It is looked up once a row: asked of the messages, a long conversation would be read through.
        """
        return models.Subquery(
            self.filter(thread=models.OuterRef("thread")).order_by(*order).values("pk")[:1]
        )


class Message(models.Model):
    """What one side wrote, with files. `token` makes a repeated sending of one form one message.

    `until`: the day by which a REQUEST is to be answered. `read_at`: when the other side first saw it.
    """

    class Kind(models.TextChoices):
        """What is told apart at a glance."""

        MESSAGE = "message", "Сообщение"
        REQUEST = "request", "Запрос"
        DECISION = "decision", "Решение"
        DOCUMENT = "document", "Документ"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    from_operator = models.BooleanField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MESSAGE)
    until = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True)
    files = models.ManyToManyField("files.StoredFile", related_name="messages")
    token = models.UUIDField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("sent_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("thread", "token"), name="one_message_per_form"),
            known(
                "message_kind_known",
                "kind",
                ("message", "request", "decision", "document"),
                "Такого вида сообщений нет.",
            ),
            implied(
                "message_of_an_applicant_is_plain",
                models.Q(from_operator=False),
                models.Q(kind="message"),
                "Запросы, решения и документы присылает только сетевая организация.",
            ),
            implied(
                "message_until_of_a_request",
                models.Q(until__isnull=False),
                models.Q(kind="request"),
                "День, до которого ждут ответа, есть только у запроса.",
            ),
        )
        indexes = (
            models.Index(fields=("thread", "sent_at", "id"), name="messages_in_order"),
            models.Index(fields=("thread",), condition=models.Q(read_at=None), name="messages_unread"),
        )


class MessageDraft(models.Model):
    """What somebody has begun to write in a conversation and not sent yet: one text with files each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_drafts"
    )
    text = models.TextField(blank=True)
    files = models.ManyToManyField("files.StoredFile", related_name="message_drafts")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thread", "author"), name="one_draft_per_author"),)
