"""What is wrong at present and has been told."""

from django.db import models


class Alarm(models.Model):
    """A check that is not in order; the row goes when it has been for a while."""

    name = models.CharField(max_length=40, primary_key=True, help_text="As in watching.checks.CHECKS.")
    level = models.PositiveSmallIntegerField(
        help_text="The worst that has been told, watching.found.Severity."
    )
    since = models.DateTimeField()
    well_since = models.DateTimeField(null=True, help_text="In order again since; empty while it is not.")
