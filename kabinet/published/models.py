"""Passports of services with their versions, and outages."""

from datetime import UTC, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kabinet.core.constraints import implied, known
from kabinet.core.ids import new_id

UNTIL_TOLD = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when an outage is shown whose end nobody knows yet."""


class Section(models.TextChoices):
    """The parts of «Потребителям» that have passports (186, прил. 6)."""

    CONNECTION = "connection", "Технологическое присоединение"
    TRANSMISSION = "transmission", "Передача электрической энергии"
    METERING = "metering", "Коммерческий учёт электрической энергии"
    SERVICE = "service", "Обслуживание потребителей"


class Passport(models.Model):
    """A passport of a service (186, п. 8, прил. 1) as it is now: the operator's title, text and PDF.

    `slug` stands in the address and never changes; `version` grows with each saving.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    section = models.CharField(max_length=20, choices=Section.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="passports", null=True, blank=True
    )
    order = models.PositiveSmallIntegerField(default=0)
    published = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="changed_passports"
    )

    class Meta:
        ordering = ("section", "order", "title")
        constraints = (
            known("passport_section_known", "section", Section.values, "Такого раздела нет."),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text="") & ~Q(slug=""),
                name="passport_is_whole",
                violation_error_message="У паспорта услуги есть название, текст и адрес.",
            ),
        )


class PassportVersion(models.Model):
    """A passport as it was saved by somebody; rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    section = models.CharField(max_length=20, choices=Section.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="passport_versions", null=True, blank=True
    )
    published = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("passport", "version"), name="one_passport_version"),
            known("passport_version_section_known", "section", Section.values, "Такого раздела нет."),
        )


class Outages(models.QuerySet["Outage"]):
    """Phrases about outages."""

    def shown(self, at: datetime) -> Self:
        """Those that are not over, the nearest first."""
        return self.filter(shown_until__gt=at).order_by("begins_at", "id")


class Outage(models.Model):
    """A planned or an emergency break in the supply (186, пп. 33, 36 «е»).

    `ends_at`: when the supply is given again; of an emergency nobody may know it yet. `shown_until`: from
    then on it is over, or withdrawn.
    """

    class Kind(models.TextChoices):
        """Whether it was foreseen; of the portal itself, why it could not be reached (186, п. 30)."""

        PLANNED = "planned", "Плановое"
        EMERGENCY = "emergency", "Аварийное"
        PORTAL = "portal", "Перерыв в работе портала"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    shown_until = models.DateTimeField()
    places = models.TextField()
    reason = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="changed_outages"
    )

    objects = Outages.as_manager()

    class Meta:
        constraints = (
            known(
                "outage_kind_known", "kind", ("planned", "emergency", "portal"), "Такого вида отключений нет."
            ),
            models.CheckConstraint(
                condition=~Q(places="") & ~Q(reason=""),
                name="outage_is_whole",
                violation_error_message="У отключения есть место и причина.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
                name="outage_ends_after_it_begins",
                violation_error_message="Отключение кончается позже, чем начинается.",
            ),
            implied(
                "outage_planned_has_an_end",
                Q(kind="planned"),
                Q(ends_at__isnull=False),
                "У планового отключения известно, когда свет дадут.",
            ),
        )
        indexes = (
            models.Index(fields=("shown_until",), name="outage_shown"),
            models.Index(fields=("begins_at", "id"), name="outage_by_begin"),
        )

    def is_over(self, at: datetime) -> bool:
        """Whether nobody is told of it any more."""
        return self.shown_until <= at
