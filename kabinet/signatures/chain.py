"""May a certificate be trusted: its path to the operator's roots, its term, its purpose, its revocation.

The path is checked by pyhanko-certvalidator (RFC 5280, section 6) with GOST plugged in; revocation by
kabinet.signatures.revocation, because the library passes over lists that a certificate does not name.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice, pairwise
from typing import Any

from asn1crypto import core
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    AlgorithmUsageConstraint,
    AlgorithmUsagePolicy,
    CertRevTrustPolicy,
)
from pyhanko_certvalidator.validate import async_validate_path

from kabinet.signatures.certificates import Certificate
from kabinet.signatures.der import UNREADABLE
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.paths import Signatures, authentic, paths
from kabinet.signatures.revocation import CertStatus, status_of
from kabinet.signatures.trust import TrustStore, list_addresses, serial_of, was_accredited

_PRIVATE_KEY_PERIOD = "2.5.29.16"
_MOST_PATHS = 20

logger = logging.getLogger(__name__)


class Revocation(StrEnum):
    """Refuse nothing; what is known to be revoked; whatever is not known to be good."""

    OFF = "off"
    IF_AVAILABLE = "if_available"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Chain:
    """A trusted path, the certificate first; what the lists say of it and, the worst, of its authorities."""

    certificates: tuple[Certificate, ...]
    revocation: CertStatus
    authorities: CertStatus


def validate(
    certificate: Certificate,
    others: Iterable[Certificate],
    store: TrustStore,
    *,
    moment: datetime,
    revocation: Revocation,
    foreign: bool,
    purpose: str | None = None,
) -> Chain:
    """The trusted path of `certificate` at `moment`. Raises SignatureRefused.

    `others` came with the signature: they help to find the path, trust comes from `store` alone. `purpose`
    is an extended key usage that must be there («time_stamping»); without it the key has to sign documents.
    """
    try:
        _check_certificate(certificate, moment, purpose)
    except UNREADABLE as fault:
        raise _untrusted(fault) from fault
    validator = Signatures(foreign=foreign)
    authorities = authentic(certificate, others, store, validator)
    refusal: SignatureRefused | None = None
    for path in islice(paths(certificate, authorities, store, validator), _MOST_PATHS):
        try:
            _check_path(path, store, moment, validator)
            own, *above = _revocation(path, store, moment, revocation, foreign=foreign)
            return Chain(path, own, CertStatus.UNKNOWN if CertStatus.UNKNOWN in above else CertStatus.GOOD)
        except SignatureRefused as fault:  # another path may do: authorities certify one another
            refusal = refusal or fault
        except UNREADABLE as fault:
            refusal = refusal or _untrusted(fault)
    raise refusal or SignatureRefused(Fault.UNTRUSTED, "no path to a root of the trust folder")


def _untrusted(fault: Exception) -> SignatureRefused:
    return SignatureRefused(Fault.UNTRUSTED, f"{type(fault).__name__}: {fault}"[:300])


def _check_certificate(certificate: Certificate, moment: datetime, purpose: str | None) -> None:
    validity = certificate["tbs_certificate"]["validity"]
    if moment < validity["not_before"].native:
        raise SignatureRefused(Fault.NOT_YET_VALID, str(validity["not_before"].native))
    if moment > validity["not_after"].native:
        raise SignatureRefused(Fault.EXPIRED, str(validity["not_after"].native))
    _check_key_period(certificate, moment)
    usage = certificate.key_usage_value
    if purpose is None and (usage is None or not {"digital_signature", "non_repudiation"} & usage.native):
        raise SignatureRefused(Fault.KEY_USAGE, "no signing of documents")
    extended = certificate.extended_key_usage_value
    if purpose is not None and (extended is None or extended.native != [purpose]):
        raise SignatureRefused(Fault.KEY_USAGE, f"not for {purpose} alone")


class _KeyPeriod(core.Sequence):
    _fields = [
        ("not_before", core.GeneralizedTime, {"implicit": 0, "optional": True}),
        ("not_after", core.GeneralizedTime, {"implicit": 1, "optional": True}),
    ]


def _check_key_period(certificate: Certificate, moment: datetime) -> None:
    """The private key may have a term of its own, shorter than the certificate's (RFC 5280 says how)."""
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted != _PRIVATE_KEY_PERIOD:
            continue
        period = _KeyPeriod.load(extension["extn_value"].contents, strict=True)
        begins, ends = period["not_before"].native, period["not_after"].native
        if (begins and moment < begins) or (ends and moment > ends):
            raise SignatureRefused(Fault.KEY_EXPIRED, f"{begins} — {ends}")


def _check_path(
    path: Sequence[Certificate], store: TrustStore, moment: datetime, validator: Signatures
) -> None:
    """See that the path is in order at the moment (RFC 5280, section 6). Raises SignatureRefused."""
    certificate, *between, root = path
    if any(one.name_constraints_value for one in path) and any(one.has_unreadable_names for one in path):
        raise SignatureRefused(Fault.UNTRUSTED, "names that cannot be read under constraints of names")
    for one in between:
        if not was_accredited(store, one, moment):
            raise SignatureRefused(Fault.NOT_ACCREDITED, _named(one))
    context = ValidationContext(
        trust_roots=[root],
        moment=moment.astimezone(UTC),
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(NO_REVOCATION),
        algorithm_usage_policy=_Algorithms(),
        signature_validator=validator,
    )
    checked = ValidationPath(CertTrustAnchor(root), list(reversed(between)), certificate)
    try:
        _run(async_validate_path(context, checked))
    except (ValidationError, InvalidSignature) as fault:
        raise SignatureRefused(Fault.UNTRUSTED, str(fault)[:300]) from fault


def _revocation(
    path: Sequence[Certificate],
    store: TrustStore,
    moment: datetime,
    revocation: Revocation,
    *,
    foreign: bool,
) -> list[CertStatus]:
    """What is known of each certificate of the path but its root."""
    if revocation is Revocation.OFF:
        return [CertStatus.UNKNOWN] * max(1, len(path) - 1)
    statuses: list[CertStatus] = []
    for certificate, issuer in pairwise(path):
        status = status_of(certificate, issuer, store, moment=moment, foreign=foreign)
        if status is CertStatus.REVOKED:
            raise SignatureRefused(Fault.REVOKED, _named(certificate))
        if status is CertStatus.UNKNOWN and revocation is Revocation.REQUIRED:
            lists = " ".join(list_addresses(certificate))
            raise SignatureRefused(Fault.REVOCATION_UNKNOWN, f"{_named(certificate)}, lists: {lists}")
        statuses.append(status)
    return statuses or [CertStatus.UNKNOWN]


def _named(certificate: Certificate) -> str:
    """The certificate without its owner's personal data."""
    return f"certificate {serial_of(certificate)}"


class _Algorithms(AlgorithmUsagePolicy):
    """Everything passes here: Signatures refuses what is not in the list of keys.py."""

    def digest_algorithm_allowed(self, *_args: Any, **_kwargs: Any) -> AlgorithmUsageConstraint:
        """Leave it to Signatures."""
        return AlgorithmUsageConstraint(allowed=True)

    def signature_algorithm_allowed(self, *_args: Any, **_kwargs: Any) -> AlgorithmUsageConstraint:
        """Leave it to Signatures."""
        return AlgorithmUsageConstraint(allowed=True)


def _run[T](coroutine: Coroutine[Any, Any, T]) -> T:
    """Wait for the library's coroutine, which does nothing asynchronous; in a thread under a running loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
