"""Forms that were sent when the session of their author had ended."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from kabinet.core.ids import new_id


class KeptForm(models.Model):
    """What was typed into one form; nobody but `owner` ever sees it.

    `mark` is the id of the form as it was shown (kept.marks), `path` where it went, `page` where it stood.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=32)
    path = models.TextField()
    page = models.TextField(blank=True)
    fields = models.JSONField("names and values in the order of the form")
    files = models.JSONField("names of the files that were chosen and could not be kept")
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "mark"], name="one_kept_per_form")]
