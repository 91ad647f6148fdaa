"""Files that people gave us."""

from django.conf import settings
from django.db import models

from kabinet.core.ids import new_id


class StoredFile(models.Model):
    """A file kept in private storage under a random name; `sha256` is of the stored bytes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stored_files")
    name = models.CharField("Имя файла", max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("Размер, байт")
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=200, unique=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        # What somebody stored lately is counted before every further file.
        indexes = (models.Index(fields=("owner", "uploaded_at"), name="files_of_owner"),)
