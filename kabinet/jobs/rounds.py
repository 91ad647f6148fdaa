"""A round of many rows, in which one that raises does not stop the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import extract_tb

from django.db import InterfaceError, OperationalError, connection

from kabinet.jobs.errors import PartlyDoneError

logger = logging.getLogger(__name__)


class Round:
    """Counts what is done; at its end it fails when any row has failed, so that the rest is tried again.

    What is done with a row has to be one transaction that a repetition finds done.
    """

    def __init__(self, of: str) -> None:
        self.of = of
        self.done = 0
        self._failed: list[str] = []
        self._first: Exception | None = None

    @contextmanager
    def one(self, key: object) -> Iterator[None]:
        """Whatever is raised inside is logged with the key of the row, and the round goes on."""
        try:
            yield
        except Exception as error:
            if isinstance(error, OperationalError | InterfaceError) and not connection.is_usable():
                raise  # no row of a database that is away would fare better
            # The text of an exception may name a person: only where it was raised is told.
            place = extract_tb(error.__traceback__)[-1]
            logger.error(  # noqa: TRY400 - for the same reason
                "%s %s: %s at %s:%s", self.of, key, type(error).__name__, place.filename, place.lineno
            )
            self._failed.append(str(key))
            self._first = self._first or error

    def end(self) -> int:
        """How much was done. Raises PartlyDoneError when a row failed."""
        if self._failed:
            raise PartlyDoneError(self.done, self._failed) from self._first
        return self.done
