"""Destructions of personal data: planned, carried out, certified; one's own data as they were asked for."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from kabinet.core.constraints import alike, known
from kabinet.core.ids import new_id


class Destructions(models.QuerySet["Destruction"]):
    """Phrases about destructions."""

    def planned(self) -> Self:
        """Those that wait for their day."""
        return self.filter(done_at=None)

    def done(self) -> Self:
        """Those that were carried out."""
        return self.filter(done_at__isnull=False)


class Destruction(models.Model):
    """One destruction of data of one person, from its planning to its act (152-ФЗ, ст. 21 ч. 7).

    It names nobody: `user` is a row without a name by then. `destroyed` lists what went as it is told in the
    act: titles with how many there were. `by` is empty when the portal did it. `act` is empty until the
    worker has printed it, and again when its term has ended.
    """

    class Reason(models.TextChoices):
        """Why the data are destroyed."""

        WITHDRAWAL = "withdrawal", "отзыв согласия на обработку персональных данных (152-ФЗ, ст. 21 ч. 5)"
        CLOSING = "closing", "закрытие учётной записи её владельцем (152-ФЗ, ст. 21 ч. 5 и 5.1)"
        IDLE = (
            "idle",
            "в кабинет давно не входят, цель обработки достигнута (152-ФЗ, ст. 5 ч. 7, ст. 21 ч. 4)",
        )
        RETENTION = "retention", "истечение срока хранения (152-ФЗ, ст. 5 ч. 7, ст. 21 ч. 4)"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="destructions")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    planned_at = models.DateTimeField()
    planned_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    destroyed = models.JSONField(default=list)
    act = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="destruction", null=True, blank=True
    )

    objects = Destructions.as_manager()

    class Meta:
        constraints = (
            known(
                "destruction_reason_known",
                "reason",
                ("withdrawal", "closing", "idle", "retention"),
                "Такой причины уничтожения нет.",
            ),
            alike(
                "destruction_done_of_something",
                Q(done_at__isnull=False),
                ~Q(destroyed=[]),
                "Об уничтоженном известно, что это было.",
            ),
            models.UniqueConstraint(
                fields=("user",), condition=Q(done_at=None), name="one_planned_destruction"
            ),
        )
        indexes = (models.Index(fields=("user", "done_at"), name="destructions_of_person"),)


class OwnData(models.Model):
    """That a person asked for their own data (152-ФЗ, ст. 14); `file` is empty until the worker has made it.

    One of a person; it goes with its file after `until`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_data")
    asked_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="own_data", null=True, blank=True
    )


class DraftNotice(models.Model):
    """That the owner of a draft was told that it is soon too old."""

    application = models.OneToOneField(
        "applications.Application", on_delete=models.CASCADE, primary_key=True, related_name="draft_notice"
    )
    told_at = models.DateTimeField()
