"""The history of applications: what happened on which day, who entered it, and what was entered wrongly."""

from typing import override

from django.db import models

from kabinet.applications.models import constraints
from kabinet.applications.rules.declared import ActSignature
from kabinet.applications.rules.records import RECORDS_BY_CODE
from kabinet.applications.rules.states import TITLES, State
from kabinet.cases.models import CaseChange, EntryCorrection, Presently


class StateChange(CaseChange):
    """One row of the application's history; `limit` is the code of the time limit that it started.

    `signature`: how the applicant signed an act that п. 8 of the Rules has signed, where they did.
    """

    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="history"
    )
    limit = models.CharField(max_length=40, blank=True)
    signature = models.CharField(max_length=10, choices=ActSignature.choices, blank=True)

    objects = Presently["StateChange"]()
    every = models.Manager["StateChange"]()

    states = State

    @property
    @override
    def title(self) -> str:
        if not self.moved:
            return RECORDS_BY_CODE[self.action].title
        return TITLES.get(self.action) or self.state_label

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("application", "token"), name="one_state_change_per_form"),
            *constraints.STATE_CHANGE,
        )
        indexes = (models.Index(fields=("to_state", "on"), name="state_reached"),)


class StateChangeCorrection(EntryCorrection):
    """A correction of a row of an application's history."""

    change = models.ForeignKey(StateChange, on_delete=models.CASCADE, related_name="corrections")

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("change", "token"), name="one_correction_per_form"),
            *constraints.ENTRY_CORRECTION,
        )
