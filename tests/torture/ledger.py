"""What virtual people tried, and what of it the portal has acknowledged."""

import threading
from collections import Counter
from dataclasses import asdict, dataclass, field


@dataclass
class Attempt:
    """One act: its kind, what it is about, what it carried, and whether the portal said that it is done."""

    kind: str
    about: str
    what: str
    done: bool = False
    tries: int = 0


@dataclass
class Ledger:
    """All attempts in their order; safe for several threads."""

    attempts: list[Attempt] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, kind, about, what):
        attempt = Attempt(kind, about, what)
        with self.lock:
            self.attempts.append(attempt)
        return attempt

    def hear(self, answer):
        """Count what the portal answers: a status, or the name of what broke the connection."""
        with self.lock:
            self.answers[str(answer)] += 1

    def fault(self, text):
        with self.lock:
            self.faults.append(text)

    def of(self, kind):
        with self.lock:
            return [attempt for attempt in self.attempts if attempt.kind == kind]

    def counts(self):
        """By kind: how many were begun, acknowledged, and tried more than once."""
        rows = {}
        for attempt in map(asdict, self.attempts):
            row = rows.setdefault(attempt["kind"], Counter())
            row.update(begun=1, done=int(attempt["done"]), repeated=int(attempt["tries"] > 1))
        return rows
