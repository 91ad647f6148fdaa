"""Files that people gave us."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from kabinet.core.constraints import alike, known
from kabinet.core.ids import new_id


class StoredFile(models.Model):
    """A file kept in private storage under a random name; `sha256` is of the stored bytes.

    `scan`: what the antivirus said (kabinet.files.antivirus), `threat`: what it calls what it has found.
    `given_at`: of a copy (services.store_copy), when its bytes first came; nothing of what was sent.
    """

    class Scan(models.TextChoices):
        """The standing of a file with the antivirus."""

        UNCHECKED = "unchecked", "не проверялся антивирусом"
        WAITING = "waiting", "ждёт проверки антивирусом"
        CLEAN = "clean", "проверен антивирусом"
        INFECTED = "infected", "заражён"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stored_files")
    name = models.CharField("Имя файла", max_length=255)
    converted_from = models.CharField("Как назывался до преобразования", max_length=255, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("Размер, байт")
    pages = models.PositiveIntegerField("Страниц в PDF; 0: другой вид файла или не сосчитано", default=0)
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=200, unique=True)
    uploaded_at = models.DateTimeField()
    given_at = models.DateTimeField("Когда впервые загружен, если это копия", null=True)
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.UNCHECKED)
    threat = models.CharField(max_length=200, blank=True)

    class Meta:
        # What somebody stored lately is counted before every further file.
        indexes = (
            models.Index(fields=("owner", "uploaded_at"), name="files_of_owner"),
            # The few that are given to nobody.
            models.Index(
                fields=("id",), name="files_shut", condition=models.Q(scan__in=("waiting", "infected"))
            ),
        )
        constraints = (
            known(
                "file_scan_known",
                "scan",
                ("unchecked", "waiting", "clean", "infected"),
                "Такой проверки файла нет.",
            ),
            alike(
                "file_infected_by_something",
                models.Q(scan="infected"),
                ~models.Q(threat=""),
                "Что найдено, известно у заражённого файла, и только у него.",
            ),
        )

    @property
    def first_given_on(self) -> date:
        """The day on which its bytes first came, as its owner's calendar counts."""
        return timezone.localdate(self.given_at or self.uploaded_at)

    @property
    def note(self) -> str:
        """What its reader is told of it: a picture came under another name, a copy was given before."""
        given = f"впервые загружен {self.first_given_on:%d.%m.%Y}" if self.given_at else ""
        return ", ".join(part for part in (self._converted, given) if part)

    @property
    def _converted(self) -> str:
        if self.converted_from == self.name:
            return "уменьшен порталом, чтобы его можно было хранить и пересылать"
        return f"сделан из\u00a0«{self.converted_from}»" if self.converted_from else ""


class IncomingFile(models.Model):
    """A file that a browser sends in pieces (kabinet.files.incoming); nobody but `owner` ever meets it.

    `pieces`: the storage names of what has come, in its order; `received` is how many bytes that is.
    `used_at`: when it came with a form; it has no pieces any more then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("Имя файла", max_length=255)
    size = models.PositiveBigIntegerField("Размер, байт")
    sha256 = models.CharField(max_length=64)
    received = models.PositiveBigIntegerField("Получено, байт", default=0)
    pieces = models.JSONField(default=list)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="incoming_within_size",
                condition=models.Q(received__lte=models.F("size")),
                violation_error_message="Получено не больше, чем объявлено.",
            ),
        )

    @property
    def is_whole(self) -> bool:
        """Whether all of it has come."""
        return self.received == self.size
