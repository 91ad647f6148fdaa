"""Codes that change every half a minute (RFC 6238: HMAC-SHA-1, 30 seconds, six digits).

Pure: no database, no clock. `python -m kabinet.accounts.totp КЛЮЧ` prints the present code for a key, as a
telephone would: for those who try the portal without one.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

INTERVAL = 30
DIGITS = 6
DRIFT = 1
"""How many intervals a telephone's clock may be off, each way (RFC 6238, section 5.2)."""
_KEY_BYTES = 20


def new_key() -> str:
    """A random key of 160 bits as applications take it: Base32 (RFC 4226, section 4, R6)."""
    return base64.b32encode(secrets.token_bytes(_KEY_BYTES)).decode()


def step_at(moment: datetime) -> int:
    """The number of the interval that `moment` lies in."""
    return int(moment.timestamp()) // INTERVAL


def code_of(key: str, step: int) -> str:
    """The code of one interval (RFC 4226, section 5.3). ValueError when the key is not Base32."""
    try:
        secret = base64.b32decode(key.replace(" ", "").upper())
    except binascii.Error as error:
        raise ValueError("not a Base32 key") from error
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(key: str, code: str, *, at: datetime, after: int) -> int | None:
    """The interval near `at` and later than `after` whose code this is; None for a wrong or a spent code."""
    now = step_at(at)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(code_of(key, step).encode(), code.encode()):
            return step
    return None


def address_of(key: str, *, account: str, issuer: str) -> str:
    """What a QR code tells an application: «otpauth://totp/…» (Key URI Format)."""
    label = quote(f"{issuer}:{account}")
    parameters = {"secret": key, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": INTERVAL}
    return f"otpauth://totp/{label}?{urlencode(parameters, quote_via=quote)}"


def in_groups(key: str) -> str:
    """The key as people type it, in fours: «JBSW Y3DP …»."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


if __name__ == "__main__":
    import sys
    from datetime import UTC

    print(code_of("".join(sys.argv[1:]), step_at(datetime.now(UTC))))  # noqa: T201 - a program
