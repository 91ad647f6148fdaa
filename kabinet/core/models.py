"""Counters of numbers, the operator's own days off and details, the journal of acts."""

from typing import Any, NoReturn

from django.db import models


class Counter(models.Model):
    """The last number given out, one row per kind of number; locked while the next one is taken."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)


class CalendarDay(models.Model):
    """A day that the operator's region takes off, or works on, unlike the rest of the country."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ("day",)


class OperatorDetails(models.Model):
    """What the administrator changed of the operator's details; an empty one follows the settings."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=100, blank=True)
    hours = models.CharField(max_length=100, blank=True)
    hotline = models.CharField(max_length=100, blank=True)
    hotline_hours = models.CharField(max_length=100, blank=True)
    accent = models.CharField(max_length=7, blank=True)


class JournalEntries(models.QuerySet["JournalEntry"]):
    """Rows that can be read and added, not changed or removed."""

    def unsealed(self) -> "JournalEntries":
        """Those that wait for the worker to seal them."""
        return self.filter(number=None)

    def sealed(self) -> "JournalEntries":
        """Those that are sealed, by their numbers."""
        return self.filter(number__isnull=False).order_by("number")

    def last_sealed(self) -> "JournalEntry | None":
        """The one with the greatest number."""
        return self.sealed().last()

    def update(self, **_values: Any) -> NoReturn:
        """Refuse: the journal is not rewritten."""
        raise TypeError("JournalEntry rows are only added")

    def delete(self) -> NoReturn:
        """Refuse: the journal is not shortened."""
        raise TypeError("JournalEntry rows are only added")


class JournalEntry(models.Model):
    """One act: who, when, from where, what, on what.

    Rows are only added, in whatever order their transactions end. `mark` is put under each by whoever records
    it; `number` and `seal` come later, from the worker (kabinet.core.sealing). Entries of 0.1.0 have no mark
    but are bound to each other by a plain hash.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    details = models.JSONField(default=dict)
    mark = models.CharField(max_length=80, default="")
    number = models.PositiveBigIntegerField(null=True, unique=True, help_text="Empty until it is sealed.")
    seal = models.CharField(max_length=80, default="")
    previous_hash = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    objects = JournalEntries.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("actor", "id"), name="journal_of_actor"),
            models.Index(fields=("act", "id"), name="journal_of_act"),
            models.Index(fields=("at",), name="journal_by_time"),
            models.Index(fields=("subject", "id"), name="journal_of_subject"),
            models.Index(fields=("id",), name="journal_unsealed", condition=models.Q(number=None)),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a row that is there already cannot be saved again."""
        if not self._state.adding:
            raise TypeError("JournalEntry rows are only added")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: the journal is not shortened."""
        raise TypeError("JournalEntry rows are only added")
