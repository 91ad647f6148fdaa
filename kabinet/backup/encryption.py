"""Encryption of a stream with a passphrase, in the format of age (age-encryption.org/v1): `age -d` reads it.

A random file key is wrapped with a key that scrypt makes of the passphrase. The stream is sealed in pieces of
64 KiB with ChaCha20-Poly1305; the nonce is the number of the piece and a mark of the last one, so that pieces
cannot be changed, moved, left out or cut off at the end.
"""

import hmac
import io
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Buffer
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kabinet.backup.errors import ArchiveDamaged, BackupRefused

MAGIC = b"age-encryption.org/v1\n"
PIECE = 64 * 1024
_TAG, _KEY, _SALT = 16, 16, 16
_WORK = 17
"""scrypt with 2**17 rounds of 8 blocks: 128 MB and half a second for each guess."""
_MOST_WORK = 20
"""What an archive may ask for: a header is read before anything is proved."""
_STANZA = re.compile(rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n---")
_LONGEST_HEADER = 300


class Sealing(io.RawIOBase):
    """What is written here goes encrypted into `target`; without `finish` it stays cut off."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        self._target, self._left, self._number = target, bytearray(), 0
        file_key, salt, nonce = (secrets.token_bytes(size) for size in (_KEY, _SALT, 16))
        wrapped = _cipher(passphrase, salt, _WORK).encrypt(bytes(12), file_key, None)
        header = MAGIC + b"-> scrypt %b %d\n%b\n---" % (_plain64(salt), _WORK, _plain64(wrapped))
        target.write(header + b" " + _plain64(_mac(file_key, header)) + b"\n" + nonce)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))

    def writable(self) -> bool:
        """It is written, not read."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Seal every piece behind which more is sure to follow."""
        self._left += data
        while len(self._left) > PIECE:
            self._seal(bytes(self._left[:PIECE]), last=False)
            del self._left[:PIECE]
        return memoryview(data).nbytes

    def finish(self) -> None:
        """Seal the last piece. The target stays open."""
        self._seal(bytes(self._left), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class Opening(io.RawIOBase):
    """Reads what `Sealing` has written to `source`; raises BackupRefused, and never gives unproved bytes."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        self._source, self._ready, self._number = source, b"", 0
        header = source.read(_LONGEST_HEADER)
        found = _STANZA.match(header, len(MAGIC)) if header.startswith(MAGIC) else None
        if found is None or int(found[2]) > _MOST_WORK:
            raise ArchiveDamaged("её заголовок испорчен или она зашифрована не паролем")
        wrapping = _cipher(passphrase, _bytes64(found[1]), int(found[2]))
        try:
            file_key = wrapping.decrypt(bytes(12), _bytes64(found[3]), None)
        except InvalidTag:
            raise BackupRefused(
                "Ключ не подходит к этой копии: она зашифрована другим. "
                "Другой файл с ключом называет --key-file."
            ) from None
        mac = b" " + _plain64(_mac(file_key, header[: found.end()])) + b"\n"
        if not hmac.compare_digest(mac, header[found.end() : found.end() + len(mac)]):
            raise ArchiveDamaged("её заголовок испорчен")
        begins = found.end() + len(mac)
        nonce = header[begins : begins + 16]
        source.seek(begins + 16)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        self._next = source.read(PIECE + _TAG)

    def readable(self) -> bool:
        """It is read, not written."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Give what is proved, a piece at a time."""
        if not self._ready and self._next:
            self._ready = self._open()
        room = memoryview(buffer)
        given = self._ready[: room.nbytes]
        room[: len(given)] = given
        self._ready = self._ready[len(given) :]
        return len(given)

    def _open(self) -> bytes:
        sealed, self._next = self._next, self._source.read(PIECE + _TAG)
        try:
            piece = self._cipher.decrypt(_nonce(self._number, last=not self._next), sealed, None)
        except InvalidTag:
            raise ArchiveDamaged("она изменена или обрезана") from None
        self._number += 1
        return piece


def is_sealed(source: IO[bytes]) -> bool:
    """Whether a file begins as an encrypted one; it is left at its beginning."""
    begins = source.read(len(MAGIC))
    source.seek(0)
    return begins == MAGIC


def _cipher(passphrase: str, salt: bytes, work: int) -> ChaCha20Poly1305:
    scrypt = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**work, r=8, p=1)
    return ChaCha20Poly1305(scrypt.derive(passphrase.encode()))


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(file_key)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _plain64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes64(text: bytes) -> bytes:
    return b64decode(text + b"=" * (-len(text) % 4))
