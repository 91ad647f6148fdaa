"""Requests for corrections of an application; written by kabinet.applications.corrections."""

from django.conf import settings
from django.db import models

from kabinet.applications.models import constraints
from kabinet.core.channels import BROUGHT_BY, Channel
from kabinet.core.ids import new_id


class CorrectionRequest(models.Model):
    """A request for corrections.

    Until it is supplied, `answers` holds what the applicant has typed instead of the application's own
    answers, `kept` the ids of the files that stay beside those uploaded for them, `reply` a word to the
    specialist.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="corrections"
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    comment = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    reply = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    supplied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("requested_at", "id")
        constraints = constraints.CORRECTION_REQUEST


class CorrectionItem(models.Model):
    """One question or kind of document to correct: `name` is the question's or «document-plan».

    `requested` is false for what the corrections of the others drew after them. `before` and `after` are raw
    answers, filled when the corrections are sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(CorrectionRequest, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    requested = models.BooleanField(default=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("request", "name"), name="one_correction_item"),)


class CorrectionUpload(models.Model):
    """A file uploaded for corrections that are not sent yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(CorrectionRequest, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=40)
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.CASCADE, related_name="correction_upload"
    )

    class Meta:
        ordering = ("id",)


class BroughtItem(models.Model):
    """A word of the applicant that something they were asked for was brought or posted: no fact yet.

    A specialist confirms it by entering what came (course.entries); until then no term changes.
    `said_by` is the person at the keyboard, who may act for the owner.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="brought"
    )
    title = models.TextField(help_text="What was asked for, as it was called.")
    way = models.CharField(max_length=4, choices=[(one.value, one.label) for one in BROUGHT_BY])
    on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("said_at", "id")
        constraints = constraints.BROUGHT_ITEM

    @property
    def how(self) -> str:
        """Where it is by the applicant's word: «принесено в офис: ул. Мира, 3»."""
        did = "отправлено почтой" if self.way == Channel.POST else "принесено в\u00a0офис"
        return f"{did}: {self.place}" if self.place else did


class PointAnswer(models.Model):
    """What the applicant answered to one point of a request in words: a text, files of the same message.

    `title` is the point as the request called it; without a text and files it was answered in the message
    as a whole. `said_by` is the person at the keyboard.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="point_answers"
    )
    title = models.TextField()
    text = models.TextField(blank=True)
    files = models.ManyToManyField("files.StoredFile", related_name="point_answers", blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("said_at", "id")
