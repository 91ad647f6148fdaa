"""Applicants (заявители), their representatives and their consents."""

from django.conf import settings
from django.db import models

from kabinet.core.ids import new_id


class ApplicantKind(models.TextChoices):
    """The legal status, as the number of an application names it."""

    PERSON = "ФЛ", "Физическое лицо"
    ENTREPRENEUR = "ИП", "Индивидуальный предприниматель"
    COMPANY = "ЮЛ", "Юридическое лицо"


class Applicant(models.Model):
    """The party that connects: `details` holds the answers of kabinet.applicants.questions.

    `name`, `snils`, `inn` and `ogrn` (ОГРН or ОГРНИП) are copies for search and lists. The e-mail is the
    user's own: there is one of it. `version` grows with each change, so that a form opened before is told
    from a fresh one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applicant")
    kind = models.CharField(max_length=2, choices=ApplicantKind.choices)
    name = models.CharField(max_length=500)
    snils = models.CharField(max_length=14, blank=True, db_index=True)
    inn = models.CharField(max_length=12, blank=True, db_index=True)
    ogrn = models.CharField(max_length=15, blank=True, db_index=True)
    details = models.JSONField(default=dict)
    email_notices = models.BooleanField("Уведомления по электронной почте", default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()


class ConsentText(models.Model):
    """A version of a consent's text as it was shown, kept for as long as anyone consented to it."""

    hash = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    version = models.CharField(max_length=60)
    body = models.TextField()


class Consent(models.Model):
    """Who consented to what, when and from where (152-ФЗ, ст. 9)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    subject = models.CharField(max_length=80, blank=True, help_text="«application:<id>» or empty")
    given_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]
