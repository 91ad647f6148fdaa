"""Letters that leave the portal."""

from typing import Self

from django.db import models
from django.db.models import Q

from kabinet.core.ids import new_id


class Letters(models.QuerySet["Letter"]):
    """Phrases about letters."""

    def finished(self) -> Self:
        """Those that have gone, and those that never will."""
        return self.filter(Q(sent_at__isnull=False) | Q(refused_at__isnull=False))


class Letter(models.Model):
    """A letter in the outbox: written in the transaction that causes it, sent by the worker."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    recipient = models.EmailField()
    subject = models.CharField(max_length=255)
    text = models.TextField(help_text="Emptied once sent: a letter may carry a single-use string.")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When the recipient's server said that it will never take it."
    )

    objects = Letters.as_manager()
