"""What the office keeps for itself."""

from django.conf import settings
from django.db import models

from kabinet.core.ids import new_id


class AnswerTemplate(models.Model):
    """A ready text of an answer; `{{ номер }}` and other fields are filled in when it is inserted."""

    class Purpose(models.TextChoices):
        APPLICATION = "application", "Заявка на ТП"
        APPEAL = "appeal", "Обращение"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    text = models.TextField()
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("purpose", "title")
        constraints = (
            models.UniqueConstraint(fields=("purpose", "title"), name="one_answer_template_per_title"),
        )
