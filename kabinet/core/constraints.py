"""Phrases for the constraints of tables: what the database itself keeps, whoever writes a row.

A refusal names the constraint; its `violation_error_message` says in people's words what a row has to be.
"""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q


def known(
    name: str, column: str, values: Iterable[str], said: str, *, or_empty: bool = False
) -> CheckConstraint:
    """The column holds one of the known values."""
    listed = ["", *values] if or_empty else list(values)
    return CheckConstraint(condition=Q(**{f"{column}__in": listed}), name=name, violation_error_message=said)


def implied(name: str, when: Q, then: Q, said: str) -> CheckConstraint:
    """Where `when` is true, so is `then`; neither may be unknown (NULL), which the database lets pass."""
    return CheckConstraint(condition=~when | then, name=name, violation_error_message=said)


def alike(name: str, one: Q, other: Q, said: str) -> CheckConstraint:
    """Both are true or neither is; neither may be unknown (NULL), which the database lets pass."""
    return CheckConstraint(condition=(one & other) | (~one & ~other), name=name, violation_error_message=said)
