"""Rows that cannot be."""

import pytest
from django.db import IntegrityError, transaction


def assert_refused(constraint, row, **values):
    """The database refuses to let the row have these values, and names the constraint."""
    with pytest.raises(IntegrityError, match=rf"\b{constraint}\b"), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**values)
