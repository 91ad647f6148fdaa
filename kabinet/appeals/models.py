"""Appeals (обращения): questions, complaints and reports of the operator's consumers."""

from datetime import date
from typing import Self, override
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from kabinet.appeals import constraints
from kabinet.appeals.states import OPEN, TONES, Action, NotConsideredReason, State, row_of_reply
from kabinet.applicants.models import ApplicantKind
from kabinet.cases.models import (
    Case,
    CaseChange,
    CaseQuerySet,
    CaseWords,
    EntryCorrection,
    Presently,
    correction_constraints,
)
from kabinet.core.channels import Channel
from kabinet.core.constraints import alike, implied, known
from kabinet.core.ids import new_id
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at

NO_TERM = date(9999, 12, 31)
"""Where appeals without a term stand in a queue: behind all that have one."""


class Topics(models.QuerySet["Topic"]):
    """Phrases about topics."""

    def active(self) -> Self:
        """Those that an applicant may choose, in the operator's order."""
        return self.filter(active=True).order_by("order", "code")


class Topic(models.Model):
    """What an appeal is about, edited by the operator: two digits of the number and the term of the answer.

    The term is counted from the day of sending; `extended_days`: to which length it may be extended when the
    facts want analysis (186, прил. 5, п. 14.2). `complaint`: the answer says whether it is founded
    (186, п. 44). `urgent`: what it is about does not wait for an answer, so the hotline is told first.
    """

    class Unit(models.TextChoices):
        """What the days of the term are."""

        CALENDAR = "calendar", "календарные дни"
        WORKING = "working", "рабочие дни"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("Код", max_length=2, unique=True)
    title = models.CharField("Тема", max_length=200)
    days = models.PositiveSmallIntegerField("Срок ответа, дней")
    extended_days = models.PositiveSmallIntegerField("Срок с продлением, дней", null=True, blank=True)
    unit = models.CharField("Дни", max_length=10, choices=Unit.choices, default=Unit.CALENDAR)
    act = models.CharField("Акт", max_length=200)
    paragraph = models.CharField("Пункт", max_length=100, blank=True)
    complaint = models.BooleanField("Жалоба", default=False)
    urgent = models.BooleanField("Сначала звонок", default=False)
    active = models.BooleanField("Доступна заявителю", default=True)
    order = models.PositiveSmallIntegerField("Порядок", default=0)

    objects = Topics.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{2}$"),
                name="topic_code_two_digits",
                violation_error_message="Код темы\u00a0— две цифры.",
            ),
            models.CheckConstraint(
                condition=models.Q(days__gte=1),
                name="topic_days_positive",
                violation_error_message="Срок ответа\u00a0— не меньше дня.",
            ),
            models.CheckConstraint(
                condition=models.Q(extended_days__isnull=True) | models.Q(extended_days__gt=models.F("days")),
                name="topic_extended_is_longer",
                violation_error_message="Продлённый срок ответа\u00a0— длиннее обычного.",
            ),
            known(
                "topic_unit_known",
                "unit",
                ("calendar", "working"),
                "Срок ответа считают в календарных или в рабочих днях.",
            ),
        )

    @property
    def by_standards(self) -> bool:
        """Whether the term stands in the Standards themselves, not in another act."""
        return "№ 186" in self.act.replace("\u00a0", " ")

    @property
    def basis(self) -> str:
        """The act and the paragraph that the term comes from."""
        return ", ".join(filter(None, (self.act, self.paragraph)))


class ReplyBy(models.TextChoices):
    """The preferred way of reply (186, п. 36 «а»); the cabinet has the answer in any case."""

    CABINET = "cabinet", "В личном кабинете и по электронной почте"
    PHONE = "phone", "По телефону"
    POST = "post", "Письмом на почтовый адрес"


class Appeals(CaseQuerySet["Appeal"]):
    """Phrases for reading appeals."""

    def open(self) -> Self:
        """Those that wait for an answer: just they have a term, and by it an index finds them."""
        return self.filter(due_rank__lt=NO_TERM)

    def calls(self) -> Self:
        """Calls that wait for an answer: they have hours, not days (186, п. 41 «в»)."""
        return self.open().filter(limit=Code.ANSWER_BY_PHONE)

    def to_tell(self) -> Self:
        """Those whose answer the operator has still to tell by telephone, by letter or in person."""
        return self.filter(to_tell=True)

    def overdue(self, on: date) -> Self:
        """Those whose term was over before the day `on`; only open ones have a term."""
        return self.filter(due_rank__lt=on)


class Appeal(Case):
    """An appeal; its text is the first message of its thread.

    The contacts are those known when it was sent (186, п. 40). `founded`, `measures`: the outcome of a
    complaint. `channel`: how it came; all but the cabinet is entered by a specialist. `limit` is the code of
    the limit that this sets, empty for the topic's own; `answer_by` the moment by which a call is answered.
    `to_tell`: what was decided is still to be told by the operator's own means (appeals.telling).
    """

    number = models.CharField("Номер", max_length=40, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="appeals")
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="appeals", null=True, blank=True
    )
    thread = models.OneToOneField("correspondence.Thread", on_delete=models.PROTECT, related_name="appeal")
    token = models.UUIDField(unique=True)

    applicant_kind = models.CharField(max_length=2, choices=ApplicantKind.choices)
    applicant_name = models.CharField(max_length=500)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    reply_by = models.CharField(max_length=10, choices=ReplyBy.choices)
    postal_address = models.CharField(max_length=500, blank=True)

    state = models.CharField("Статус", max_length=20, choices=State.choices, default=State.SENT)
    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.CABINET)
    sent_at = models.DateTimeField("Дата")
    limit = models.CharField(max_length=40, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    to_tell = models.BooleanField(default=False)
    due_rank = models.GeneratedField(
        expression=Coalesce("due_on", models.Value(NO_TERM, output_field=models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    reason = models.CharField(max_length=10, choices=NotConsideredReason.choices, blank=True)
    founded = models.BooleanField(null=True, blank=True)
    measures = models.TextField(blank=True)
    measures_due_on = models.DateField(null=True, blank=True)

    objects = Appeals.as_manager()
    states, tones = State, TONES
    words = CaseWords("обращения", "обращение", "обращении")

    thread_id: UUID
    unread: int
    """Only after `with_unread`."""

    class Meta:
        constraints = (
            known("appeal_state_known", "state", State.values, "Такого статуса обращения нет."),
            known(
                "appeal_applicant_kind_known",
                "applicant_kind",
                ApplicantKind.values,
                "Заявитель\u00a0— физическое лицо, предприниматель или организация.",
            ),
            known(
                "appeal_reply_by_known", "reply_by", ReplyBy.values, "Такого способа получения ответа нет."
            ),
            *constraints.OF_ARRIVAL,
            alike(
                "appeal_open_has_term",
                models.Q(state__in=OPEN),
                models.Q(due_on__isnull=False),
                "Срок есть у обращения, на которое ещё не ответили, и только у него.",
            ),
            known(
                "appeal_reason_known",
                "reason",
                NotConsideredReason.values,
                "Такой причины отказа нет.",
                or_empty=True,
            ),
            alike(
                "appeal_not_considered_for_a_reason",
                models.Q(state=State.NOT_CONSIDERED),
                ~models.Q(reason=""),
                "Причина есть у обращения, которое не рассматривают, и только у него.",
            ),
            implied(
                "appeal_founded_once_answered",
                models.Q(state__in=(State.SENT, State.WITHDRAWN)),
                models.Q(founded=None),
                "Обоснованность жалобы известна только после ответа.",
            ),
            alike(
                "appeal_measures_have_a_day",
                ~models.Q(measures=""),
                models.Q(measures_due_on__isnull=False),
                "Корректирующие меры и их срок указывают вместе.",
            ),
            implied(
                "appeal_measures_of_a_founded_complaint",
                ~models.Q(measures=""),
                models.Q(founded__isnull=False, founded=True),
                "Корректирующие меры бывают только у обоснованной жалобы.",
            ),
        )
        indexes = (
            models.Index(fields=("owner", "sequence"), name="appeal_of_owner"),
            models.Index(
                fields=("owner", "sequence"),
                name="appeal_to_clarify",
                condition=models.Q(state=State.CLARIFYING),
            ),
            models.Index(fields=("sent_at",), name="appeal_by_day"),
            models.Index(fields=("phone",), name="appeal_by_phone"),
            models.Index(Lower("email"), name="appeal_by_email"),
            models.Index(
                fields=("due_rank", "sent_at", "id"),
                name="appeal_calls",
                condition=models.Q(limit=Code.ANSWER_BY_PHONE.value),
            ),
            models.Index(
                fields=("due_rank", "sent_at", "id"), name="appeal_to_tell", condition=models.Q(to_tell=True)
            ),
            models.Index(fields=("due_rank", "sent_at", "id"), name="appeal_queue"),
            models.Index(fields=("state", "due_rank", "sent_at", "id"), name="appeal_queue_of_state"),
            models.Index(
                fields=("specialist", "due_rank", "sent_at", "id"), name="appeal_queue_of_specialist"
            ),
            models.Index(fields=("topic", "due_rank", "sent_at", "id"), name="appeal_queue_of_topic"),
            models.Index(fields=("channel", "due_rank", "sent_at", "id"), name="appeal_queue_of_channel"),
        )

    @property
    def is_of_office(self) -> bool:
        """Whether a specialist has entered it for the applicant."""
        return self.channel != Channel.CABINET

    @property
    def basis(self) -> str:
        """The act and the paragraph that the term of the answer comes from."""
        if not self.limit:
            return self.topic.basis
        return law_at(timezone.localdate(self.sent_at)).limits[Code(self.limit)].basis

    @property
    def told_by_hand(self) -> bool:
        """Whether the answer is told by telephone or letter besides, as was asked (186, п. 36 «а»)."""
        return self.reply_by != ReplyBy.CABINET

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.state in OPEN

    @property
    def may_be_reopened(self) -> bool:
        """Whether its author may ask to go on with it."""
        return row_of_reply(self.state, reopens=True) is not None

    @property
    def may_be_written_about(self) -> bool:
        """Whether its author may write about it: it is open, or may be opened again."""
        return self.is_open or self.may_be_reopened


class AppealDraft(models.Model):
    """An appeal that its author has begun and not sent: one for a person.

    `answers` are the raw answers of kabinet.appeals.questions but the text, which is kept with the files as
    the draft of the thread's first message.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appeal_draft", primary_key=True
    )
    thread = models.OneToOneField(
        "correspondence.Thread", on_delete=models.PROTECT, related_name="appeal_draft"
    )
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()


class AppealChange(CaseChange):
    """One row of the appeal's history.

    `why`: the reason to act on a colleague's appeal; only the operator's people read it. `limit` is that of
    the appeal after it. `channel` of an answer that was told (Action.TELL) is the way it was told.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="history")
    why = models.TextField(blank=True)
    limit = models.CharField(max_length=40, blank=True)

    objects = Presently["AppealChange"]()
    every = models.Manager["AppealChange"]()

    states = State

    @property
    @override
    def title(self) -> str:
        """An answer that was told, an extended term, or the state."""
        named = {Action.TELL: "О решении сообщено", Action.EXTEND: "Срок ответа продлён"}
        return named.get(Action(self.action), self.state_label)

    @property
    @override
    def moved(self) -> bool:
        """An extension moves the term, so it is a step."""
        return self.action != Action.TELL

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("appeal", "token"), name="one_appeal_change_per_form"),
            known(
                "appeal_change_from_known",
                "from_state",
                State.values,
                "В истории обращения нет такого прежнего статуса.",
                or_empty=True,
            ),
            known(
                "appeal_change_to_known",
                "to_state",
                State.values,
                "В истории обращения нет такого нового статуса.",
            ),
            known(
                "appeal_change_channel_known",
                "channel",
                Channel.values,
                "Такого способа, которым поступает обращение, нет.",
            ),
        )


class AppealCorrection(EntryCorrection):
    """A correction of a row of an appeal's history."""

    change = models.ForeignKey(AppealChange, on_delete=models.CASCADE, related_name="corrections")

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("change", "token"), name="one_appeal_correction_per_form"),
            *correction_constraints("appeal_correction"),
        )
