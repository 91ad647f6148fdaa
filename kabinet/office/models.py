"""What the operator's people keep for themselves: notes, and who has a card open."""

from django.conf import settings
from django.db import models

from kabinet.core.ids import new_id


class Note(models.Model):
    """An internal note on an application: no page, letter or export for anyone outside reads this table."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="office_notes"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    token = models.UUIDField()

    class Meta:
        ordering = ("written_at", "id")
        constraints = (models.UniqueConstraint(fields=("application", "token"), name="one_note_per_form"),)


class Presence(models.Model):
    """Who had a card open and when it was last heard of; `recorded_at`: when the journal was last told."""

    id = models.BigAutoField(primary_key=True)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="office_presence"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("application", "user"), name="one_presence"),)
