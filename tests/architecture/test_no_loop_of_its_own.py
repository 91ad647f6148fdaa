"""A story in a browser leaves its loop in the thread, and any test may come after it: none runs another."""

import re

from tests.architecture.test_no_clock_in_tests import TESTS

RUNS = re.compile(r"asyncio\.run\b|\basync_to_sync\b|\brun_until_complete\b|\basyncio\.Runner\b")


def test_coroutines_are_awaited_in_a_thread_of_their_own():
    found = {
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        if RUNS.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"awaited.py"}
