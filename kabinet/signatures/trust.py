"""The operator's trust folder: roots/, intermediates/ and crls/, certificates and lists in PEM or DER.

Roots are put there by hand, their thumbprints compared; lists are renewed by a timer (`signature crls`
prints where from). Nothing that comes with a signature ever gets here, and the portal itself fetches nothing.
What cannot be read is passed over and named: one odd item takes nothing from the others.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import pem
from cryptography import x509 as pyca
from cryptography.exceptions import UnsupportedAlgorithm

from kabinet.signatures.certificates import Certificate, Name, read_certificate
from kabinet.signatures.der import UNREADABLE, contents_of, elements, trimmed

ROOTS, INTERMEDIATES, CRLS = "roots", "intermediates", "crls"
ACCREDITATION = "accreditation.json"
"""The days of accreditation by the SHA-256 of an authority's certificate (`signature trust import`)."""
type Period = tuple[str, str]
"""Since when and until when an authority was accredited, in ISO 8601 and UTC; no end is «»."""
UNREADABLE_LIST = (
    *UNREADABLE,
    UnsupportedAlgorithm,
    pyca.DuplicateExtension,
    pyca.InvalidVersion,
    pyca.UnsupportedGeneralNameType,
)
"""What `cryptography` raises on a list, while it is read or later."""
_PEM_BEGINS = b"-----BEGIN"
_FIELDS_OF_LIST = 8
"""The most parts of a list's body (RFC 5280, section 5.1)."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list of revoked certificates: who says to have issued it and its bytes, not trusted yet."""

    name: str
    issuer: Name
    parsed: pyca.CertificateRevocationList


@dataclass(frozen=True, slots=True)
class TrustStore:
    """What the folder holds; `problems` says which files could not be read."""

    roots: tuple[Certificate, ...] = ()
    intermediates: tuple[Certificate, ...] = ()
    lists: tuple[RevocationList, ...] = ()
    problems: tuple[str, ...] = ()
    accredited: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
    proved_lists: dict[tuple[bytes, bytes], bool] = field(default_factory=dict, compare=False)
    """Which list was really signed by which key: the answers are kept while the folder is unchanged."""


def read_folder(folder: Path) -> TrustStore:
    """The folder as it is now; kept in memory until a file in it changes. A missing one is empty."""
    return _read(folder, _state(folder))


def thumbprint(certificate: Certificate) -> str:
    """The SHA-1 of the certificate as Russian programs show it; a name for people, proves nothing."""
    return hashlib.sha1(certificate.dump(), usedforsecurity=False).hexdigest().upper()


def serial_of(certificate: Certificate) -> str:
    """The certificate's number as Russian programs show it: the bytes that encode it, in hexadecimal."""
    encoded: bytes = certificate["tbs_certificate"]["serial_number"].contents
    return encoded.hex().upper()


def list_addresses(certificate: Certificate) -> list[str]:
    """Where the certificate says that the list of revoked ones is; for the operator's timer."""
    try:
        return [point.url for point in certificate.crl_distribution_points if point.url]
    except UNREADABLE:
        return []


def was_accredited(store: TrustStore, certificate: Certificate, moment: datetime) -> bool:
    """Whether the official list says so of an authority; for those not in it the operator vouches."""
    periods = store.accredited.get(hashlib.sha256(certificate.dump()).hexdigest())
    at = moment.astimezone(UTC).isoformat()
    return periods is None or any(since <= at and (not until or at < until) for since, until in periods)


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    state = []
    parts = (path for part in (ROOTS, INTERMEDIATES, CRLS) for path in _files(folder / part))
    for path in (*parts, folder / ACCREDITATION):
        try:
            about = path.stat()
        except OSError:  # a link that leads nowhere, a file that is being replaced
            state.append((str(path), 0, 0))
        else:
            state.append((str(path), about.st_mtime_ns, about.st_size))
    return tuple(state)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if not path.is_dir() and path.name[0] != ".")


@lru_cache(maxsize=2)
def _read(folder: Path, _state_of_files: tuple[tuple[str, int, int], ...]) -> TrustStore:
    problems: list[str] = []

    def items[T](part: str, read: Callable[[bytes, str], T]) -> tuple[T, ...]:
        found: dict[bytes, T] = {}
        for path in _files(folder / part):
            try:
                blocks = _blocks(path.read_bytes())
            except (OSError, ValueError) as fault:
                problems.append(f"{part}/{path.name}: {_reason(fault)}")
                continue
            for number, block in enumerate(blocks, 1):
                try:
                    der = _der(block)
                    found[der] = read(der, path.name)
                except UNREADABLE as fault:
                    which = f" (блок {number} из {len(blocks)})" if len(blocks) > 1 else ""
                    problems.append(f"{part}/{path.name}{which}: {_reason(fault)}")
        return tuple(found.values())

    store = TrustStore(
        roots=items(ROOTS, _certificate),
        intermediates=items(INTERMEDIATES, _certificate),
        lists=items(CRLS, _list),
        accredited=_accreditations(folder, problems),
        problems=tuple(problems),
    )
    for problem in problems:
        logger.error("The trust folder: %s", problem)
    return store


def _accreditations(folder: Path, problems: list[str]) -> dict[str, tuple[Period, ...]]:
    try:
        read = json.loads((folder / ACCREDITATION).read_bytes())
        return {key: tuple((str(since), str(until)) for since, until in read[key]) for key in read}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as fault:
        problems.append(f"{ACCREDITATION}: {_reason(fault)}")
        return {}


def _certificate(der: bytes, _file: str) -> Certificate:
    try:
        return read_certificate(der)
    except UNREADABLE as fault:
        raise ValueError(f"не читается как сертификат ({_reason(fault)})") from fault


def _list(der: bytes, file: str) -> RevocationList:
    try:
        parsed = pyca.load_der_x509_crl(der)
        body = elements(contents_of(parsed.tbs_certlist_bytes), _FIELDS_OF_LIST)
        # The version may be left out; the algorithm and the issuer follow it.
        issuer = Name.load(body[2 if body[0][:1] == b"\x02" else 1], strict=True)
        _proofs = (issuer.hashable, parsed.next_update_utc, parsed.signature_algorithm_oid, len(parsed))
    except UNREADABLE_LIST as fault:
        raise ValueError(f"не читается как список отозванных ({_reason(fault)})") from fault
    return RevocationList(file, issuer, parsed)


def _reason(fault: Exception) -> str:
    return " ".join(str(fault).split())[:200] or type(fault).__name__


def _blocks(content: bytes) -> list[bytes]:
    """The certificates or lists of a file, still in their wrapping: one in DER or any number in PEM."""
    if not content.strip():
        raise ValueError("файл пуст")
    _, *armoured = content.split(_PEM_BEGINS)
    return [_PEM_BEGINS + one for one in armoured] if pem.detect(content) else [content]


def _der(block: bytes) -> bytes:
    return bytes(pem.unarmor(block)[2]) if block.startswith(_PEM_BEGINS) else trimmed(block)
