"""Signatures over the bytes of stored files, every check of them and every refused attempt. Only added to."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from kabinet.core.ids import new_id
from kabinet.signatures.verification import Verdict


class Source(models.TextChoices):
    """How a signature came."""

    PLUGIN = "plugin", "Подписано в браузере"
    UPLOAD = "upload", "Файл подписи"


class AppendOnly(models.Model):
    """Rows that can be read and added, not changed or removed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a row that is there already cannot be saved again."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are only added")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: what was signed and checked is kept."""
        raise TypeError(f"{type(self).__name__} rows are only added")


class Signature(AppendOnly):
    """A signature that was good when it came; `report` is the check of that moment.

    `cms` is what was checked, in DER; `upload` what was sent, where it was wrapped (base64, PEM). `owner` and
    `report` hold personal data of the certificate.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="signatures")
    cms = models.BinaryField()
    cms_sha256 = models.CharField(max_length=64)
    upload = models.BinaryField(default=b"")
    upload_name = models.CharField(max_length=255, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.GenericIPAddressField(null=True, blank=True)
    received_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="The signer's own time, a claim")
    verdict = models.CharField(max_length=40, choices=[(one.value, one.value) for one in Verdict])
    level = models.CharField(max_length=10)
    certificate = models.BinaryField()
    serial = models.CharField(max_length=80)
    thumbprint = models.CharField(max_length=40)
    issuer = models.CharField(max_length=255)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    owner = models.JSONField(default=dict)
    owner_shown = models.CharField(max_length=1000)
    report = models.JSONField()

    class Meta:
        ordering = ("received_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("document", "cms_sha256"), name="one_signature_once_per_file"),
        )


class SignatureCheck(AppendOnly):
    """A later check of a signature, judged for the moment it was received; `reason` is why it is refused."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=40, blank=True)
    report = models.JSONField()

    class Meta:
        ordering = ("at", "id")


class SignatureAttempt(AppendOnly):
    """A signature that was refused: nothing else has changed. `detail` is for engineers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document_sha256 = models.CharField(max_length=64)
    upload_sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
