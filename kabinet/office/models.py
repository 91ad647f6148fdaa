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
        CORRECTIONS = "corrections", "Запрос исправлений"
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


class CountedMonth(models.Model):
    """A month whose figures were counted, by its first day; `counted_at`: when, for the last time."""

    first = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()


class Figure(models.Model):
    """How many of something there were in a month; written by kabinet.office.figures.recount alone.

    `what` is a name of figures.kinds.Counted, which says what `about`, `side` and `total` mean with it.
    `kind` and `band` are those of the applications, empty for appeals; `person`: whose cases they are;
    `days`: how long each of them took, of durations alone. `late`: how many of the `count` missed their term.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.ForeignKey(CountedMonth, on_delete=models.CASCADE, related_name="figures")
    what = models.CharField(max_length=20)
    about = models.CharField(max_length=80, blank=True)
    side = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=2, blank=True)
    band = models.CharField(max_length=20, blank=True)
    days = models.IntegerField(null=True, blank=True)
    count = models.PositiveIntegerField()
    late = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(default=0)

    class Meta:
        # The filters stand behind what a page reads: what they pass over is never fetched.
        indexes = (models.Index(fields=("month", "what", "kind", "band"), name="figures_of_month"),)


class WorkHandover(models.Model):
    """All open cases of a person given to another at once; written by kabinet.office.staff.handing alone.

    `applications`, `appeals`: which kinds were asked for; `…_given`: how many have gone over so far.
    `finished_at` is empty while a worker is still at it. `address`: whence it was asked, for the journal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    applications = models.BooleanField()
    appeals = models.BooleanField()
    note = models.TextField(blank=True)
    token = models.UUIDField(unique=True)
    address = models.GenericIPAddressField(null=True)
    asked_at = models.DateTimeField()
    applications_given = models.PositiveIntegerField(default=0)
    appeals_given = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(applications=True) | models.Q(appeals=True),
                name="handover_of_something",
                violation_error_message="Передают заявки, обращения или то и другое.",
            ),
        )
