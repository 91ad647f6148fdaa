"""Proof of work instead of a typed code: what a browser computes by itself in about a second.

PBKDF2 is what browsers compute as fast as any program does, so a robot saves nothing by leaving the browser
out; four short searches instead of a long one keep the longest wait near the usual one. Checking costs us a
few milliseconds.
"""

import hashlib
import re

PARTS = 4
ITERATIONS = 5_000
BITS = 5
"""Zeros that begin a hash: of 32 tries one has them. On the whole 640,000 iterations are expected."""
_ANSWERS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){3}", re.ASCII)


def is_proof(key: str, text: str) -> bool:
    """Whether these are the answers, with dots between them, that the work over a code's key gives."""
    if not _ANSWERS.fullmatch(text):
        return False
    return all(_begins_with_zeros(key, part, answer) for part, answer in enumerate(text.split(".")))


def _begins_with_zeros(key: str, part: int, answer: str) -> bool:
    found = hashlib.pbkdf2_hmac("sha256", f"{part}.{answer}".encode(), key.encode(), ITERATIONS)
    return found[0] >> (8 - BITS) == 0
