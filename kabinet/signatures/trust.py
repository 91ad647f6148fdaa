"""The operator's trust folder: roots/, intermediates/ and crls/, certificates and lists in PEM or DER.

Roots are put there by hand, their thumbprints compared; lists are renewed by a timer (`signature crls`
prints where from). Nothing that comes with a signature ever gets here, and the portal itself fetches nothing.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from asn1crypto import pem, x509
from cryptography import x509 as pyca

from kabinet.signatures.asn1 import UNREADABLE

ROOTS, INTERMEDIATES, CRLS = "roots", "intermediates", "crls"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list of revoked certificates: who says to have issued it and its bytes, not trusted yet."""

    name: str
    issuer: x509.Name
    parsed: pyca.CertificateRevocationList


@dataclass(frozen=True, slots=True)
class TrustStore:
    """What the folder holds; `problems` says which files could not be read."""

    roots: tuple[x509.Certificate, ...] = ()
    intermediates: tuple[x509.Certificate, ...] = ()
    lists: tuple[RevocationList, ...] = ()
    problems: tuple[str, ...] = ()
    proved_lists: dict[tuple[bytes, bytes], bool] = field(default_factory=dict, compare=False)
    """Which list was really signed by which key: the answers are kept while the folder is unchanged."""


def read_folder(folder: Path) -> TrustStore:
    """The folder as it is now; kept in memory until a file in it changes. A missing one is empty."""
    return _read(folder, _state(folder))


def thumbprint(certificate: x509.Certificate) -> str:
    """The SHA-1 of the certificate as Russian programs show it; a name for people, proves nothing."""
    return hashlib.sha1(certificate.dump(), usedforsecurity=False).hexdigest().upper()


def serial_of(certificate: x509.Certificate) -> str:
    """The certificate's number as Russian programs show it: the bytes that encode it, in hexadecimal."""
    encoded: bytes = certificate["tbs_certificate"]["serial_number"].contents
    return encoded.hex().upper()


def list_addresses(certificate: x509.Certificate) -> list[str]:
    """Where the certificate says that the list of revoked ones is; for the operator's timer."""
    try:
        return [point.url for point in certificate.crl_distribution_points if point.url]
    except UNREADABLE:
        return []


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    state = []
    for part in (ROOTS, INTERMEDIATES, CRLS):
        for path in _files(folder / part):
            about = path.stat()
            state.append((str(path), about.st_mtime_ns, about.st_size))
    return tuple(state)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")


@lru_cache(maxsize=2)
def _read(folder: Path, _state_of_files: tuple[tuple[str, int, int], ...]) -> TrustStore:
    problems: list[str] = []

    def certificates(part: str) -> tuple[x509.Certificate, ...]:
        found: dict[bytes, x509.Certificate] = {}
        for path in _files(folder / part):
            try:
                for der in _blocks(path.read_bytes()):
                    certificate = x509.Certificate.load(der, strict=True)
                    found[der] = certificate
            except UNREADABLE as fault:
                problems.append(f"{part}/{path.name}: {fault}")
        return tuple(found.values())

    def lists() -> tuple[RevocationList, ...]:
        found = []
        for path in _files(folder / CRLS):
            try:
                for der in _blocks(path.read_bytes()):
                    parsed = pyca.load_der_x509_crl(der)
                    issuer = x509.Name.load(parsed.issuer.public_bytes(), strict=True)
                    found.append(RevocationList(path.name, issuer, parsed))
            except UNREADABLE as fault:
                problems.append(f"{CRLS}/{path.name}: {fault}")
        return tuple(found)

    store = TrustStore(
        roots=certificates(ROOTS),
        intermediates=certificates(INTERMEDIATES),
        lists=lists(),
        problems=tuple(problems),
    )
    for problem in problems:
        logger.error("The trust folder: %s", problem)
    return store


def _blocks(content: bytes) -> list[bytes]:
    """The certificates or lists of a file: one in DER or any number in PEM."""
    if pem.detect(content):
        return [der for _name, _headers, der in pem.unarmor(content, multiple=True)]
    return [content]
