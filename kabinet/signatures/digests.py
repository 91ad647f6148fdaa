"""Digests by OID: libgcrypt's Streebog where the system has it and it is right, ours elsewhere."""

import ctypes
import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from kabinet.signatures.streebog import streebog

STREEBOG_256 = "1.2.643.7.1.1.2.2"
STREEBOG_512 = "1.2.643.7.1.1.2.3"
SHA256 = "2.16.840.1.101.3.4.2.1"
SHA384 = "2.16.840.1.101.3.4.2.2"
SHA512 = "2.16.840.1.101.3.4.2.3"

NAMES = {
    STREEBOG_256: "Стрибог-256 (ГОСТ Р 34.11-2012)",
    STREEBOG_512: "Стрибог-512 (ГОСТ Р 34.11-2012)",
    SHA256: "SHA-256",
    SHA384: "SHA-384",
    SHA512: "SHA-512",
}
_BITS = {STREEBOG_256: 256, STREEBOG_512: 512}
_FOREIGN = {SHA256: hashlib.sha256, SHA384: hashlib.sha384, SHA512: hashlib.sha512}
_GCRYPT_NUMBERS = {256: 309, 512: 310}
_SAMPLE = bytes(range(256)) * 3 + b"Kabinet"

type Streebog = Callable[[bytes, int], bytes]

logger = logging.getLogger(__name__)


def digest(oid: str, data: bytes) -> bytes:
    """The digest of `data`. KeyError for an OID that is not in NAMES."""
    if oid in _BITS:
        return _implementation()(data, _BITS[oid])
    return _FOREIGN[oid](data).digest()


def is_fast() -> bool:
    """Whether libgcrypt computes Streebog here; ours needs about a second for a megabyte."""
    return _implementation() is not streebog


@cache
def _implementation() -> Streebog:
    found = _libgcrypt()
    if found is None:
        logger.warning("libgcrypt is not there: signatures of large files are checked slowly")
        return streebog
    if any(found(_SAMPLE, bits) != streebog(_SAMPLE, bits) for bits in (256, 512)):
        logger.error("libgcrypt computes Streebog wrongly: it is not used")
        return streebog
    return found


def _load() -> ctypes.CDLL | None:
    """The library by its own names: ctypes.util.find_library would start other programs."""
    for name in ("libgcrypt.so.20", "libgcrypt.20.dylib"):
        with suppress(OSError):
            return ctypes.CDLL(name)
    return None


def _libgcrypt() -> Streebog | None:
    library = _load()
    if library is None:
        return None
    try:
        hash_buffer, algorithm_info = library.gcry_md_hash_buffer, library.gcry_md_algo_info
        library.gcry_check_version.argtypes = [ctypes.c_char_p]
        library.gcry_check_version.restype = ctypes.c_char_p
        library.gcry_check_version(None)  # the library asks for it before anything else
    except AttributeError:
        logger.exception("libgcrypt is not what it seems")
        return None
    algorithm_info.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    algorithm_info.restype = ctypes.c_int
    test_algorithm = 8
    # An algorithm that the library lacks (FIPS) would end the process in hash_buffer.
    for number in _GCRYPT_NUMBERS.values():
        if algorithm_info(number, test_algorithm, None, None) != 0:
            return None
    hash_buffer.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t]
    hash_buffer.restype = None

    def by_libgcrypt(data: bytes, bits: int) -> bytes:
        result = ctypes.create_string_buffer(bits // 8)
        hash_buffer(_GCRYPT_NUMBERS[bits], result, data, len(data))
        return result.raw

    return by_libgcrypt
