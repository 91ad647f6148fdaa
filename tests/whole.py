"""Whether an act is whole: all of it is written, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def one_transaction() -> Iterator[None]:
    """Fail unless something is written inside, and all of it by one transaction.

    For tests with a database that knows transactions: `django_db(transaction=True)`.
    """
    with CaptureQueriesContext(connection) as captured:
        yield
    begun, inside, written = 0, False, []
    for statement in (query["sql"] for query in captured):
        if statement.startswith("BEGIN"):
            begun, inside = begun + 1, True
        elif statement in {"COMMIT", "ROLLBACK"}:
            inside = False
        elif statement.startswith(_WRITES):
            written.append(begun if inside else statement)
    assert written
    assert set(written) == {written[0]}
    assert isinstance(written[0], int), written
