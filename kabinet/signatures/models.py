"""Signatures over the bytes of stored files, every check of them and every refused attempt. Only added to."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from kabinet.core.ids import new_id
from kabinet.signatures.verification import SignatureVerdict


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
    verdict = models.CharField(max_length=40, choices=[(one.value, one.value) for one in SignatureVerdict])
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


class SigningCode(models.Model):
    """A code sent by e-mail to sign one document with; kept as a digest, few tries, a short time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey("files.StoredFile", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)


class SimpleSignature(AppendOnly):
    """A document signed by login and a code from a letter (63-ФЗ, ст. 5 ч. 2, ст. 9).

    `agreement` is the hash of the text agreed to (applicants.ConsentText); `owner_shown` the signer's name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="simple_signatures"
    )
    document_sha256 = models.CharField(max_length=64)
    code = models.OneToOneField(SigningCode, on_delete=models.PROTECT, related_name="signature")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner_shown = models.CharField(max_length=500)
    email = models.EmailField()
    agreement = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("signed_at", "id")


class PowerOfAttorney(AppendOnly):
    """A машиночитаемая доверенность that came with a signature: its XML, the XML's signature, its check."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="power_of_attorney")
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="power_of_attorney"
    )
    cms = models.BinaryField()
    owner_shown = models.CharField(max_length=1000)
    report = models.JSONField()


class AuthorityDecision(AppendOnly):
    """What a specialist decided about a power of attorney."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    power = models.OneToOneField(PowerOfAttorney, on_delete=models.PROTECT, related_name="decision")
    accepted = models.BooleanField()
    comment = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ExternalCheck(AppendOnly):
    """What a verifier of the operator's own (a certified means) said of a signature."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="external_checks")
    at = models.DateTimeField()
    verifier = models.CharField(max_length=200)
    valid = models.BooleanField()
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")
