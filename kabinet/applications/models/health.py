"""The written consent to the processing of data on health, while it waits for an electronic signature."""

from django.db import models

from kabinet.core.ids import new_id


class HealthConsentPaper(models.Model):
    """The document as it was made; once signed it is an attachment of the draft, and this is gone.

    `fields` is what it says: a draft that says otherwise since needs another one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, related_name="health_paper"
    )
    fields = models.JSONField()
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="health_paper")
    made_at = models.DateTimeField()
