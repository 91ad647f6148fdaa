"""Paths from a certificate up to the operator's roots, each step by name and by key.

Found from the top down among authorities that our roots really signed, so that what comes with a signature
costs nothing, and from the bottom up among the names that the certificate leads to, so that the rest of the
trust folder is not touched.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from asn1crypto import algos
from asn1crypto.keys import PublicKeyInfo
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    SignatureValidationContext,
    SignatureValidator,
)

from kabinet.signatures import keys
from kabinet.signatures.certificates import Certificate
from kabinet.signatures.der import UNREADABLE
from kabinet.signatures.errors import SignatureRefused
from kabinet.signatures.trust import TrustStore

_MOST_AUTHORITIES = 20
_MOST_STEPS = 200


@lru_cache(maxsize=2048)
def _is_signed(public_key: bytes, algorithm: str, data: bytes, signature: bytes, *, foreign: bool) -> bool:
    """Whether the key signed a certificate; remembered, as authorities are asked about at every check."""
    try:
        return keys.verify_named(public_key, algorithm, data, signature, foreign=foreign)
    except (SignatureRefused, *UNREADABLE):
        return False


class Signatures(SignatureValidator):
    """Signatures of certificates, by kabinet.signatures.keys."""

    def __init__(self, *, foreign: bool) -> None:
        self._foreign = foreign

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: PublicKeyInfo,
        signature_algorithm: algos.SignedDigestAlgorithm,
        context: SignatureValidationContext = DEFAULT_VALIDATION_CONTEXT,  # noqa: ARG002 - the library's
    ) -> None:
        """Raise InvalidSignature unless the key's owner signed the data by an allowed algorithm."""
        algorithm = signature_algorithm["algorithm"].dotted
        if not _is_signed(public_key_info.dump(), algorithm, signed_data, signature, foreign=self._foreign):
            raise InvalidSignature(algorithm)

    def issued(self, issuer: Certificate, certificate: Certificate) -> bool:
        """Whether the certificate names the issuer and is signed by its key."""
        if certificate.issuer != issuer.subject:
            return False
        try:
            self.validate_signature(
                certificate["signature_value"].native,
                certificate["tbs_certificate"].dump(),
                issuer["tbs_certificate"]["subject_public_key_info"],
                certificate["signature_algorithm"],
            )
        except InvalidSignature:
            return False
        return True


def authentic(
    certificate: Certificate,
    others: Iterable[Certificate],
    store: TrustStore,
    validator: Signatures,
) -> list[Certificate]:
    """The authorities above the certificate that our roots really signed, from the top down.

    Those that only name one another are no step of a path: a signature that brings ten of them would keep us
    busy for minutes. Authorities that the certificate cannot lead to are not touched at all.
    """
    authorities = {one.dump(): one for one in (*store.intermediates, *others) if one.ca}
    for root in store.roots:
        authorities.pop(root.dump(), None)
    waiting = _above(certificate, authorities)
    latest = list(store.roots)
    found: list[Certificate] = []
    while latest and len(found) < _MOST_AUTHORITIES + len(store.intermediates):
        next_ones = []
        for der, candidate in list(waiting.items()):
            if any(validator.issued(issuer, candidate) for issuer in latest):
                next_ones.append(candidate)
                del waiting[der]
        found += next_ones
        latest = next_ones
    return found


def _above(certificate: Certificate, authorities: dict[bytes, Certificate]) -> dict[bytes, Certificate]:
    """The authorities whose names lead up from the certificate."""
    by_name: dict[str, list[tuple[bytes, Certificate]]] = {}
    for der, one in authorities.items():
        if der != certificate.dump():
            by_name.setdefault(one.subject.hashable, []).append((der, one))
    found: dict[bytes, Certificate] = {}
    names = [certificate.issuer.hashable]
    while names:
        for der, one in by_name.pop(names.pop(), []):
            found[der] = one
            names.append(one.issuer.hashable)
    return found


def paths(
    certificate: Certificate,
    authorities: Sequence[Certificate],
    store: TrustStore,
    validator: Signatures,
) -> Iterator[tuple[Certificate, ...]]:
    """The paths from the certificate to a root, each step by name and by key; the shortest first."""
    waiting: deque[tuple[Certificate, ...]] = deque([(certificate,)])
    for _step in range(_MOST_STEPS):
        if not waiting:
            return
        path = waiting.popleft()
        yield from ((*path, root) for root in store.roots if validator.issued(root, path[-1]))
        if len(path) <= _MOST_AUTHORITIES:
            waiting.extend(
                (*path, one) for one in authorities if one not in path and validator.issued(one, path[-1])
            )
