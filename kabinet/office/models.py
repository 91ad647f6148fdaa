"""What the operator's people keep for themselves: notes, who has a card open, templates of answers."""

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
    """Who had the card of a case open and when it was last heard of; forgotten, so no case depends on it."""

    id = models.BigAutoField(primary_key=True)
    case = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "user"), name="one_presence"),)


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
