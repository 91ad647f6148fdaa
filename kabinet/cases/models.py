"""What the rows of every kind of case have."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from kabinet.accounts.models import User
from kabinet.core.channels import Channel
from kabinet.core.constraints import implied
from kabinet.core.ids import new_id
from kabinet.correspondence.models import Message


class CaseWords(NamedTuple):
    """What people call a case of one kind: there is none «у заявки», they lead «заявку», are «в заявке»."""

    genitive: str
    accusative: str
    prepositional: str


class CaseQuerySet[C: "Case"](models.QuerySet[C]):
    """Phrases for reading cases of one kind."""

    def of(self, user: User) -> Self:
        """Those of one person."""
        return self.filter(owner=user)

    def latest_first(self) -> Self:
        """The newest first, by the number they got when they were begun."""
        return self.order_by("-sequence")

    def with_unread(self, *, for_operator: bool) -> Self:
        """With `unread`: how many messages of the other side this side has not read."""
        counts = (
            Message.objects.filter(thread=models.OuterRef("thread"))
            .unread_by(reader_is_operator=for_operator)
            .order_by()
            .values("thread")
            .annotate(number=models.Count("pk"))
            .values("number")
        )
        return self.annotate(unread=Coalesce(models.Subquery(counts), 0))

    def with_latest_comment(self) -> Self:
        """With the key of the operator's last message; `bring_messages` brings it."""
        latest = Message.objects.filter(from_operator=True).first_in_thread("-sent_at", "-id")
        return self.annotate(latest_comment_id=latest)


class Case(models.Model):
    """A case of an applicant: its number, its state, the running term, whose work it is, its conversation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)ss")
    sequence = models.PositiveBigIntegerField(unique=True)
    updated_at = models.DateTimeField()
    due_on = models.DateField("Срок", null=True, blank=True)
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="taken_%(class)ss",
        null=True,
        blank=True,
    )

    number: Any
    applicant_name: Any
    state: Any
    thread: Any
    thread_id: Any
    history: Any
    specialist_id: UUID | None
    latest_comment_id: UUID | None
    """Only after `with_latest_comment`."""
    latest_comment: Message | None
    """Only after `bring_messages`."""

    objects: Any
    states: ClassVar[type[models.TextChoices]]
    tones: ClassVar[Mapping[Any, str]]
    words: ClassVar[CaseWords]

    class Meta:
        abstract = True

    @property
    def state_label(self) -> str:
        """The state as people call it."""
        return str(self.states(self.state).label)

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return self.tones[self.state]

    @property
    def subject(self) -> str:
        """What the journal and the letters call the case: «application:<key>»."""
        return f"{self._meta.model_name}:{self.pk}"

    @property
    def contents_version(self) -> str:
        """The version of what the applicant asks for, in kinds whose applicants may correct it."""
        return ""


def bring_messages(listed: Sequence[Case], *names: str) -> None:
    """Give rows the messages whose keys they have as «<name>_id», with their files: two queries for all."""
    keys = [key for row in listed for name in names if (key := getattr(row, f"{name}_id"))]
    found = Message.objects.prefetch_related("files").in_bulk(keys)
    for row in listed:
        for name in names:
            setattr(row, name, found.get(getattr(row, f"{name}_id")))


class Presently[C: "CaseChange"](models.Manager[C]):
    """The history as it is known now: what was entered by mistake and taken back is left out."""

    def get_queryset(self) -> models.QuerySet[C]:
        """Leave out what was taken back."""
        return super().get_queryset().filter(taken_back=False)


class CaseChange(models.Model):
    """One row of a case's history; written only by the engine.

    `on` is the day on which it happened, from which terms run; `at`, `by`: when and by whom it was entered,
    by nobody when the portal did it. `channel`: how it came to the operator. `token` is that of the form, so
    that a repeated sending changes the state once. `taken_back`: it was entered by mistake and counts no
    more; only `every` finds it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    action = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    on = models.DateField()
    at = models.DateTimeField()
    comment = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.CABINET)
    taken_back = models.BooleanField(default=False)

    objects: Any
    every: Any
    corrections: Any

    states: ClassVar[type[models.TextChoices]]

    class Meta:
        abstract = True

    @property
    def state_label(self) -> str:
        """The state that it led to, as people call it."""
        return str(self.states(self.to_state).label)

    @property
    def title(self) -> str:
        """What the history calls it: the state, or the fact that was written down."""
        return self.state_label

    @property
    def moved(self) -> bool:
        """Whether it led to another state; else it is a fact that was written down."""
        return self.from_state != self.to_state


def correction_constraints(prefix: str) -> tuple[models.CheckConstraint, ...]:
    """What is true of every correction of one kind of case; `prefix` is of the names."""
    return (
        models.CheckConstraint(
            condition=~models.Q(reason=""),
            name=f"{prefix}_has_reason",
            violation_error_message="У исправления записи есть причина.",
        ),
        implied(
            f"{prefix}_changes",
            models.Q(after__isnull=False),
            ~models.Q(after=models.F("before")),
            "Исправление записи меняет её день.",
        ),
    )


class EntryCorrection(models.Model):
    """What was wrong in a row of the history, and why: the former day stays here for good.

    `after` is empty when the row was taken back as a whole. `by` is empty when the portal did it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    before = models.DateField()
    after = models.DateField(null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField()
    token = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True
