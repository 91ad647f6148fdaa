"""What people upload as a signature: DER, base64 or PEM, by whatever program made it."""

import base64
import binascii

from kabinet.signatures.errors import Reason, SignatureRefused

MAX_SIZE = 2 * 1024 * 1024
"""The largest signature, bytes: a detached one takes a few kilobytes."""

_PEM_LABELS = ("CMS", "PKCS7", "PKCS #7 SIGNED DATA")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The OID with which every SignedData begins."""
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def to_der(upload: bytes) -> bytes:
    """The signature in DER, whatever its wrapping. Raises SignatureRefused when it is no signature."""
    if len(upload) > MAX_SIZE:
        raise SignatureRefused(Reason.TOO_LARGE, f"{len(upload)} bytes")
    data = upload
    for _ in range(3):  # base64 in PEM in base64 is the most that programs do
        if _looks_like_cms(data):
            return data
        unwrapped = _unwrap(data)
        if unwrapped is None:
            break
        data = unwrapped
    if _looks_like_cms(data):
        return data
    raise SignatureRefused(Reason.NOT_A_SIGNATURE, f"begins with {upload[:8].hex()}")


def _looks_like_cms(data: bytes) -> bool:
    return data[:1] == b"\x30" and _SIGNED_DATA in data[:20]


def _unwrap(data: bytes) -> bytes | None:
    """The bytes under one layer of PEM or base64, None when it is neither."""
    text = _text(data)
    if text is None:
        return None
    body = _pem_body(text) if "-----BEGIN" in text else text
    if body is None:
        return None
    compact = "".join(body.split()).rstrip("=")
    if not compact or len(compact) % 4 == 1:
        return None
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except binascii.Error:
        return None


def _text(data: bytes) -> str | None:
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace").encode("ascii", "replace").decode("ascii")
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        return None


def _pem_body(text: str) -> str | None:
    """What stands between the first BEGIN and END of a signature; other PEM blocks are no signature."""
    for label in _PEM_LABELS:
        _, found, rest = text.partition(f"-----BEGIN {label}-----")
        body, ended, _ = rest.partition(f"-----END {label}-----")
        if found and ended:
            return body
    return None
