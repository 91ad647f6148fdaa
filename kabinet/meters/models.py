"""The readings as they were sent; rows are only added."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kabinet.core.ids import new_id


class MeterReading(models.Model):
    """What a meter that is in no intelligent system showed on a day.

    `owner_name` is the consumer as called then. `value` is of the whole day, or of the day zone when there is
    a `night` one. `replaced`: the meter was replaced, or what was sent before was wrong; so it may show less.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readings")
    owner_name = models.CharField(max_length=500)
    meter = models.CharField(max_length=40)
    place = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    night = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    replaced = models.BooleanField(default=False)
    on = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(meter="") & ~Q(place=""),
                name="reading_is_of_a_meter",
                violation_error_message="У показаний есть номер прибора и адрес.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0) & (Q(night__isnull=True) | Q(night__gte=0)),
                name="reading_not_below_zero",
                violation_error_message="Показания не бывают меньше нуля.",
            ),
        )
        indexes = (
            models.Index(fields=("owner", "sent_at", "id"), name="reading_of_owner"),
            models.Index(fields=("owner", "meter", "on", "sent_at"), name="reading_of_meter"),
            models.Index(fields=("on", "sent_at", "id"), name="reading_by_day"),
            models.Index(fields=("meter", "on", "sent_at", "id"), name="reading_of_meter_by_day"),
        )
