"""The one way in which a test waits for another process: until it is so, not for a time."""

import time

LONGEST_SECONDS = 120
"""Only what hangs needs longer, however busy the machine is."""


def wait_until(condition):
    """Return as soon as `condition()` is true; fail when it never is."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
