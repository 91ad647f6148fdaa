"""What people upload as a signature: DER, base64 or PEM, by whatever program made it."""

import base64
import binascii
from collections.abc import Iterator
from contextlib import suppress

from kabinet.signatures.certificates import read_certificate
from kabinet.signatures.der import UNREADABLE, trimmed
from kabinet.signatures.errors import Fault, SignatureRefused

MAX_SIZE = 2 * 1024 * 1024
"""The largest signature, bytes: a detached one takes a few kilobytes."""

_BEGIN, _END, _DASHES = "-----BEGIN ", "-----END ", "-----"
_MOST_BLOCKS = 20
_MOST_WRAPPINGS = 3
"""Base64 in PEM in base64 is the most that programs do."""
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The OID with which every SignedData begins."""
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BASE64 = str.maketrans("-_", "+/", "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}\0\x1a")
"""The letters of base64url as those of base64; invisible signs that come with copied text go."""
_SEEN = (
    (b"%PDF-", "Это документ PDF, а не подпись к нему."),
    (b"PK\x03\x04", "Это архив или документ Office."),
    (b"\xd0\xcf\x11\xe0", "Это документ Office."),
    (b"<", "Это файл с разметкой (XML, HTML), а нужна подпись в формате CAdES."),
)


def to_der(upload: bytes) -> bytes:
    """The signature in DER, whatever its wrapping. Raises SignatureRefused when it is no signature."""
    if len(upload) > MAX_SIZE:
        raise SignatureRefused(Fault.TOO_LARGE, f"{len(upload)} bytes")
    candidates = [upload]
    for _ in range(_MOST_WRAPPINGS + 1):
        for data in candidates:
            if _looks_like_cms(data):
                return _whole(data)
        candidates = [inside for data in candidates for inside in _unwrapped(data)][:_MOST_BLOCKS]
    raise SignatureRefused(Fault.NOT_A_SIGNATURE, f"begins with {upload[:8].hex()}", _what_it_is(upload))


def _looks_like_cms(data: bytes) -> bool:
    return data[:1] == b"\x30" and _SIGNED_DATA in data[:20]


def _whole(data: bytes) -> bytes:
    try:
        return trimmed(data)
    except UNREADABLE as fault:
        raise SignatureRefused(Fault.MALFORMED, f"{type(fault).__name__}: {fault}"[:300]) from fault


def _unwrapped(data: bytes) -> Iterator[bytes]:
    """The bytes under one layer of base64, in PEM of any label or bare; none when it is neither."""
    text = _text(data)
    for body in _pem_bodies(text) if _BEGIN in text else (text,):
        compact = "".join(body.translate(_BASE64).split()).rstrip("=")
        with suppress(binascii.Error, ValueError):  # a letter that is none of base64, or one alone at the end
            yield base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)


def _text(data: bytes) -> str:
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")  # a no-break space of Windows among letters of base64


def _pem_bodies(text: str) -> Iterator[str]:
    """What stands between each BEGIN and the next END: programs put signatures under labels of many kinds."""
    for _ in range(_MOST_BLOCKS):
        _, begins, text = text.partition(_BEGIN)
        _label, labelled, rest = text.partition(_DASHES)
        body, ends, _ = rest.partition(_END)
        if not (begins and labelled and ends):
            return
        yield body


def _what_it_is(upload: bytes) -> str:
    """A sentence on what came instead of a signature; "" when nobody knows."""
    if b"PRIVATE KEY-----" in upload:
        return "Это закрытый ключ: никому его не передавайте и сюда не прикладывайте."
    for beginning, sentence in _SEEN:
        if upload.startswith(beginning):
            return sentence
    for data in (upload, *_unwrapped(upload)):
        try:
            read_certificate(trimmed(data))
        except UNREADABLE:
            continue
        return "Это сертификат, а не подпись документа."
    return ""
