"""Waiting for a coroutine in a thread whose loop may be running: the browser leaves its own one there."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def awaited(coroutine):
    """What the coroutine returns, or what it raises; it runs in a thread of its own."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
