"""Turns at something of which only a few are done at once."""

import threading
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Turns:
    """A bounded number at once, fewer of each person; the rest wait a bounded time, in a bounded number.

    The bounds hold in one process. Work for nobody (None) is bounded by the number at once alone.
    """

    def __init__(self, *, at_once: int, each_person: int, waiting_each: int, wait_seconds: float) -> None:
        self._at_once, self._each = at_once, each_person
        self._waiting_each, self._wait_seconds = waiting_each, wait_seconds
        self._changed = threading.Condition()
        self._running: Counter[Hashable] = Counter()
        self._waiting: Counter[Hashable] = Counter()

    @contextmanager
    def taken(self, person: Hashable) -> Iterator[bool]:
        """Wait for a turn and hold it; gives False, at once or after the wait, when there is none."""
        has_turn = self._take(person)
        try:
            yield has_turn
        finally:
            if has_turn:
                with self._changed:
                    _less(self._running, person)
                    self._changed.notify_all()

    def _take(self, person: Hashable) -> bool:
        with self._changed:
            if not self._is_free(person):
                if person is not None and self._waiting[person] >= self._waiting_each:
                    return False
                self._waiting[person] += 1
                try:
                    if not self._changed.wait_for(lambda: self._is_free(person), self._wait_seconds):
                        return False
                finally:
                    _less(self._waiting, person)
            self._running[person] += 1
            return True

    def _is_free(self, person: Hashable) -> bool:
        return self._running.total() < self._at_once and (
            person is None or self._running[person] < self._each
        )


def _less(counts: Counter[Hashable], person: Hashable) -> None:
    counts[person] -= 1
    if not counts[person]:
        del counts[person]
