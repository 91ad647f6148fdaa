"""Files that people gave us."""

from django.conf import settings
from django.db import models

from kabinet.core.constraints import alike, known
from kabinet.core.ids import new_id


class StoredFile(models.Model):
    """A file kept in private storage under a random name; `sha256` is of the stored bytes.

    `scan`: what the antivirus said (kabinet.files.antivirus), `threat`: what it calls what it has found.
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
    def note(self) -> str:
        """What its reader is told of it: a picture came under another name."""
        if self.converted_from == self.name:
            return "уменьшен порталом, чтобы его можно было хранить и пересылать"
        return f"сделан из\u00a0«{self.converted_from}»" if self.converted_from else ""
