"""Who sells electricity where the operator's network is."""

from django.db import models
from django.db.models import Q

from kabinet.core.ids import new_id


class Supplier(models.Model):
    """A guaranteed supplier or a retail company that applicants are offered (861, п. 9 «л»).

    `serves`: in words, whom or where. `is_default`: put down beforehand, one at most. `place`: the order of
    the list, from 1. One that is not `offered` any more stays in the list of the administrator; what was
    answered with its name stays as it is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=255, unique=True)
    inn = models.CharField(max_length=12, blank=True)
    serves = models.CharField(max_length=200, blank=True)
    guaranteed = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField()
    offered = models.BooleanField(default=True)

    class Meta:
        ordering = ("place", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",), condition=Q(is_default=True), name="supplier_one_default"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(offered=True),
                name="supplier_default_is_offered",
                violation_error_message=(
                    "Энергосбытовая организация по умолчанию должна быть в списке тех, кого предлагают."
                ),
            ),
        )
