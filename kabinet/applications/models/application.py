"""Applications for connection to the grid (заявки на технологическое присоединение)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self, override
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property

from kabinet.accounts.models import User
from kabinet.applications.asked.facts import Facts, facts_of
from kabinet.applications.models import constraints
from kabinet.applications.models import corrections as correction_models  # noqa: F401 - Django looks for models here alone
from kabinet.applications.models import health as health_models  # noqa: F401 - the same
from kabinet.applications.models import suppliers as supplier_models  # noqa: F401 - the same
from kabinet.applications.rules.course import Course, course_of
from kabinet.applications.rules.placed_kinds import TOLD, PlacedKind, Told
from kabinet.applications.rules.states import AWAITED, TONES, State
from kabinet.cases.models import Case, CaseQuerySet, CaseWords
from kabinet.core.calendar import overrides
from kabinet.core.channels import NUMBERED, Channel
from kabinet.core.ids import new_id
from kabinet.law.deadlines import Code, Pause
from kabinet.law.editions import Law, law_at
from kabinet.law.working_days import Overrides

CLOSED = (State.ANNULLED, State.COMPLETED, State.TERMINATED)
"""The states in which nobody has anything to do any more."""
WITHOUT_TERM, CLOSED_RANK = date(9999, 12, 30), date(9999, 12, 31)
"""Where open applications without a term stand in the queue, and behind them the closed ones."""


class Applications(CaseQuerySet["Application"]):
    """Phrases for reading applications."""

    def of(self, user: User) -> Self:
        """Those of one person: drafts and submitted ones, without what the office is still entering."""
        return self.filter(~Q(state=State.DRAFT) | Q(channel=Channel.CABINET), owner=user, deleted_at=None)

    def deleted(self) -> Self:
        """Drafts that were deleted and may still be restored."""
        return self.exclude(deleted_at=None)

    def drafts(self) -> Self:
        """Drafts that were not deleted."""
        return self.filter(state=State.DRAFT, deleted_at=None)

    def being_entered(self) -> Self:
        """Drafts of the office: what came on paper and is being entered, the deleted ones too."""
        return self.filter(state=State.DRAFT).exclude(channel=Channel.CABINET)

    def submitted(self) -> Self:
        """Everything that was submitted, whatever became of it."""
        return self.exclude(state=State.DRAFT)

    def queued(self) -> Self:
        """What stands in the operator's queue: everything that was submitted."""
        return self.filter(due_rank__isnull=False)

    def awaited(self) -> Self:
        """What may wait for the applicant, the nearest term first: one range of its index for an owner."""
        return self.filter(state__in=AWAITED).order_by("due_rank", "sequence")

    def open(self) -> Self:
        """What is not finished: the queue up to its closed end, one range of its index."""
        return self.filter(due_rank__lt=CLOSED_RANK)


class Application(Case):
    """A draft from its first «Далее» on, then the application.

    `answers` holds what the person typed, by the names of kabinet.applications.asked.steps. The columns
    below it are empty in a draft and are filled for lists and search at submission and when the answers
    are corrected (kabinet.applications.content.columns). `due_rank` orders the queue: the term, WITHOUT_TERM
    or CLOSED_RANK, nothing for a draft; the database computes it, so that one index serves every page.
    `due_on` is the last day of the running time limit, `limit` its code; `low_voltage`, `works_limit` and
    `stages` say what the technical conditions do, once they are known. `passed`: the slugs of the steps whose
    page the person has left by a button. `version` grows with each change of
    the answers or the attached files: a printed form is told by it. A deleted draft stays restorable for a
    time (submission.services). `channel`: how it came; what came otherwise than by the cabinet was received
    on a day of its own and entered by a specialist, whose draft it is (submission.intake).
    """

    applicant_kind = models.CharField(max_length=2)
    number = models.CharField("Номер", max_length=60, unique=True)
    state = models.CharField("Статус", max_length=40, choices=State.choices, default=State.DRAFT)
    answers = models.JSONField(default=dict)
    passed = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    channel = models.CharField(
        max_length=4,
        choices=[(channel.value, channel.label) for channel in NUMBERED],
        default=Channel.CABINET,
    )
    received_on = models.DateField("Поступила", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    submitted_at = models.DateTimeField("Дата", null=True, blank=True)
    applicant_name = models.CharField(max_length=500, blank=True)
    applicant_inn = models.CharField(max_length=12, blank=True)
    object_address = models.CharField(max_length=500, blank=True)
    band = models.CharField(max_length=20, blank=True)
    total_power = models.DecimalField(
        "Максимальная мощность, кВт", max_digits=12, decimal_places=3, null=True, blank=True
    )
    reason = models.CharField(max_length=2, blank=True)
    due_rank = models.GeneratedField(
        expression=models.Case(
            models.When(state=State.DRAFT, then=Value(None, output_field=models.DateField())),
            models.When(state__in=CLOSED, then=Value(CLOSED_RANK)),
            default=Coalesce("due_on", Value(WITHOUT_TERM)),
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    limit = models.CharField(max_length=40, blank=True)
    low_voltage = models.BooleanField(null=True, blank=True)
    works_limit = models.CharField(max_length=40, blank=True)
    procurement = models.BooleanField(null=True, blank=True)
    stages = models.PositiveSmallIntegerField(null=True, blank=True)

    thread = models.OneToOneField(
        "correspondence.Thread",
        on_delete=models.PROTECT,
        related_name="application",
        null=True,
        blank=True,
    )

    objects = Applications.as_manager()
    states, tones = State, TONES
    words = CaseWords("заявки", "заявку", "заявке")

    unread: int
    """Only after `with_unread`."""

    class Meta:
        constraints = constraints.APPLICATION
        indexes = (
            models.Index(fields=("owner", "sequence"), name="application_of_owner"),
            # The few drafts among the thousands that some owners have.
            models.Index(
                fields=("owner", "sequence"),
                name="draft_of_owner",
                condition=Q(state=State.DRAFT, deleted_at=None),
            ),
            # What may wait for the owner, the nearest term first.
            models.Index(
                fields=("owner", "due_rank", "sequence", "state"),
                name="awaited_of_owner",
                condition=Q(state__in=AWAITED),
            ),
            # What still goes on among the thousands that some owners have.
            models.Index(
                fields=("owner", "sequence"),
                name="open_of_owner",
                condition=Q(due_rank__lt=CLOSED_RANK),
            ),
            models.Index(
                # What the filters ask stands behind the order: what they pass over is never fetched.
                fields=(
                    *("due_rank", "submitted_at", "id"),
                    *("state", "reason", "band", "applicant_kind", "specialist", "channel"),
                ),
                name="queue_by_term",
                condition=Q(due_rank__isnull=False),
            ),
            models.Index(
                fields=("state", "due_rank", "submitted_at", "id"),
                name="queue_by_state",
                condition=Q(due_rank__isnull=False),
            ),
            models.Index(
                fields=("specialist", "due_rank", "submitted_at", "id"),
                name="queue_of_specialist",
                condition=Q(due_rank__isnull=False),
            ),
            models.Index(
                # The few that the office is entering.
                fields=("created_at", "id"),
                name="draft_of_office",
                condition=Q(state=State.DRAFT) & ~Q(channel=Channel.CABINET),
            ),
            models.Index(fields=("submitted_at",), name="queue_by_day", condition=Q(due_rank__isnull=False)),
            models.Index(
                fields=("applicant_inn",), name="application_inn", condition=Q(due_rank__isnull=False)
            ),
        )

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.state == State.DRAFT

    @property
    def dated_at(self) -> datetime:
        """The date people know it by: of its submission, of its creation for a draft."""
        return self.submitted_at or self.created_at

    @property
    @override
    def contents_version(self) -> str:
        return str(self.version)

    @property
    def facts(self) -> Facts:
        """What its answers mean, as they are now: `facts_of` remembers, the row keeps nothing to grow old."""
        return facts_of(self.answers, self.applicant_kind, self.law)

    @property
    def law(self) -> Law:
        """The law that it goes by: of the day of its submission, of today while it is a draft.

        What came on paper goes by the law of the day of its receipt from the first.
        """
        return law_at(self.received_on or timezone.localdate(self.submitted_at))

    @property
    def is_of_office(self) -> bool:
        """Whether it came on paper and a specialist entered it."""
        return self.channel != Channel.CABINET

    @property
    def course(self) -> Course:
        """How it goes by the Rules."""
        return course_of(
            self.answers,
            self.applicant_kind,
            law=self.law,
            low_voltage=self.low_voltage,
            works=self.works_limit,
            procurement=self.procurement,
            stages=self.stages,
        )

    @cached_property
    def overrides(self) -> Overrides:
        """The operator's own days off and working days, read once."""
        return overrides()

    def due(self, code: Code, start: date, pauses: Sequence[Pause] = ()) -> date:
        """The last day of a limit of the law whose event happened on `start`, by the operator's calendar."""
        return self.law.due(code, start, overrides=self.overrides, pauses=pauses)


class CurrentAttachments(models.Manager["Attachment"]):
    """The files that belong to the application now: those replaced by corrections are left out."""

    def get_queryset(self) -> models.QuerySet["Attachment"]:
        """Leave out what was replaced."""
        return super().get_queryset().filter(replaced_in=None)


class Attachment(models.Model):
    """A file of the application; `kind` is one of kabinet.applications.content.documents.

    A file that came with corrections knows the item it came for (`added_in`); one that was replaced stays,
    for the history, and knows the item that replaced it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=40)
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="attachment")
    added_at = models.DateTimeField()
    added_in = models.ForeignKey(
        "CorrectionItem", on_delete=models.PROTECT, related_name="added", null=True, blank=True
    )
    replaced_in = models.ForeignKey(
        "CorrectionItem", on_delete=models.PROTECT, related_name="replaced", null=True, blank=True
    )

    objects = CurrentAttachments()
    every = models.Manager["Attachment"]()

    class Meta:
        ordering = ("added_at", "id")


class DocumentText(models.Model):
    """A hint of the operator to a kind of document, or a kind of its own (see own_documents)."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=150, blank=True)
    hint = models.CharField(max_length=500, blank=True)
    active = models.BooleanField(default=True)


class PrintedForm(models.Model):
    """The form of the Rules filled from one version of the application; written by printed_form.py alone.

    `fields` is what it says, kept when it is ordered; the file is made of it later and never changes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="printed_forms")
    version = models.PositiveIntegerField()
    fields = models.JSONField()
    dated_on = models.DateField()
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="printed_form", null=True
    )
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("application", "version"), name="one_form_per_version"),
            *constraints.PRINTED_FORM,
        )

    @property
    def sha256(self) -> str:
        """The checksum of the file, «» until it is made."""
        return self.file.sha256 if self.file else ""


class PlacedDocuments(models.QuerySet["PlacedDocument"]):
    """Phrases for reading placed documents."""

    def current(self) -> Self:
        """Those that no newer version replaces."""
        return self.filter(replaced_by=None)

    def for_page(self) -> Self:
        """Bring the files and the people with the documents, in the order of their placing."""
        return self.select_related("file", "placed_by").order_by("placed_at", "id")


class PlacedDocument(models.Model):
    """A document that the operator placed in the applicant's cabinet; a newer version keeps the older one.

    `seen_at`: when the applicant first opened or downloaded it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="placed")
    kind = models.CharField(max_length=40, choices=PlacedKind.choices)
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="placed_document")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    file_id: UUID
    replaces_id: UUID | None

    objects = PlacedDocuments.as_manager()

    class Meta:
        ordering = ("placed_at", "id")
        constraints = constraints.PLACED_DOCUMENT

    @property
    def told(self) -> Told:
        """What the applicant is told of it."""
        return TOLD[PlacedKind(self.kind)]


class Reminder(models.Model):
    """A person was told of a term of an application: once that it comes, once that it is missed."""

    class Stage(models.TextChoices):
        SOON = "soon"
        MISSED = "missed"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("application", "user", "due_on", "stage"), name="one_reminder_per_term"
            ),
            *constraints.REMINDER,
        )
