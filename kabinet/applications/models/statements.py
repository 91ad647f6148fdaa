"""What applicants declare by acts that are signed."""

from uuid import UUID

from django.db import models

from kabinet.applications.rules.declared import DECLARED
from kabinet.applications.rules.states import Action
from kabinet.core.ids import new_id


class ApplicantStatement(models.Model):
    """The document of an act: its bytes are made once and signed; `change` is the act, once it is made.

    `comment`, `attached` and `token` are those with which the act is made.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="statements"
    )
    action = models.CharField(max_length=40)
    comment = models.TextField(blank=True)
    attached = models.ManyToManyField("files.StoredFile", related_name="statements")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="statement")
    token = models.UUIDField()
    prepared_at = models.DateTimeField()
    change = models.OneToOneField(
        "applications.StateChange", on_delete=models.PROTECT, related_name="statement", null=True
    )

    file_id: UUID
    change_id: UUID | None

    class Meta:
        ordering = ("prepared_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("application",),
                condition=models.Q(change=None),
                name="one_statement_awaits_its_signature",
            ),
        )

    @property
    def title(self) -> str:
        """What it is, as people see it."""
        return DECLARED[Action(self.action)].title
