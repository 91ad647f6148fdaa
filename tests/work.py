"""How much is done, told by calls and not by a clock: the same on a busy machine as on an idle one."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from cProfile import Profile

MOST_CALLS = 500_000
"""About half a second of an idle processor."""


def calls_of(function: Callable[[], object]) -> Counter[str]:
    """How often each function, those of C too, was called while `function` ran, by name."""
    profile = Profile()
    profile.runcall(function)
    calls: Counter[str] = Counter()
    for entry in profile.getstats():
        name = entry.code if isinstance(entry.code, str) else entry.code.co_qualname
        calls[name] += entry.callcount
    return calls


@contextmanager
def bounded_work() -> Iterator[None]:
    """Fail when what is done inside makes more calls than any honest input needs, many times over."""
    with Profile() as profile:
        yield
    calls = sum(entry.callcount for entry in profile.getstats())
    assert calls < MOST_CALLS, calls
