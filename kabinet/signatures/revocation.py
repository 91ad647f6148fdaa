"""Is a certificate revoked, by the lists of the trust folder (RFC 5280, sections 5 and 6.3).

Only a list signed by the certificate's own issuer counts; indirect, partial and unknown kinds do not.
Searched by `cryptography`: a list of 300 000 numbers takes 0.1 s and little memory.
"""

import hashlib
import logging
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509
from cryptography import x509 as pyca

from kabinet.signatures import keys
from kabinet.signatures.certificates import Certificate
from kabinet.signatures.der import UNREADABLE
from kabinet.signatures.errors import SignatureRefused
from kabinet.signatures.trust import UNREADABLE_LIST, RevocationList, TrustStore

logger = logging.getLogger(__name__)

_UNDERSTOOD = (pyca.AuthorityKeyIdentifier, pyca.CRLNumber)


class CertStatus(StrEnum):
    """What the lists say of a certificate, by the names of RFC 6960."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


def status_of(
    certificate: Certificate,
    issuer: Certificate,
    store: TrustStore,
    *,
    moment: datetime,
    foreign: bool,
) -> CertStatus:
    """What is known of `certificate` at `moment`: a later list knows it better, an outdated one does not."""
    status = CertStatus.UNKNOWN
    for listed in store.lists:
        try:
            if not _is_usable(listed, issuer, moment) or not _is_about(listed, certificate):
                continue
            if not _proved(listed, issuer, store, foreign=foreign):
                continue
            entry = _entry(listed.parsed, certificate.serial_number)
            if entry is not None and _bad_since(entry) <= moment:
                return CertStatus.REVOKED
        except UNREADABLE_LIST:  # an odd list says nothing; the others may
            logger.exception("The list of revoked certificates %s cannot be used", listed.name)
            continue
        status = CertStatus.GOOD
    return status


def _bad_since(entry: pyca.RevokedCertificate) -> datetime:
    """When the certificate was revoked, or its key fell into other hands before (RFC 5280, section 5.3.2)."""
    try:
        known = entry.extensions.get_extension_for_class(pyca.InvalidityDate).value.invalidity_date_utc
    except pyca.ExtensionNotFound:
        return entry.revocation_date_utc
    return min(known, entry.revocation_date_utc)


def _entry(parsed: pyca.CertificateRevocationList, serial: int) -> pyca.RevokedCertificate | None:
    if serial < 0:  # illegal but issued; the library looks up natural numbers only
        return next((entry for entry in parsed if entry.serial_number == serial), None)
    return parsed.get_revoked_certificate_by_serial_number(serial)


def _is_usable(listed: RevocationList, issuer: Certificate, moment: datetime) -> bool:
    """Whether the list says to be the issuer's, who may issue lists, and is in force at the moment."""
    until = listed.parsed.next_update_utc
    usage = issuer.key_usage_value
    may_issue = usage is None or "crl_sign" in usage.native
    return listed.issuer == issuer.subject and may_issue and until is not None and until >= moment


def _is_about(listed: RevocationList, certificate: Certificate) -> bool:
    """Whether the list is a whole one, without unknown demands, about certificates like this."""
    try:
        extensions = list(listed.parsed.extensions)
    except UNREADABLE_LIST:
        return False
    for extension in extensions:
        match extension.value:
            case pyca.IssuingDistributionPoint():
                if not _is_part_with(extension.value, certificate):
                    return False
            case pyca.DeltaCRLIndicator():
                return False
            case value if extension.critical and not isinstance(value, _UNDERSTOOD):
                return False
    return bool(listed.issuer == certificate.issuer)


def _is_part_with(point: pyca.IssuingDistributionPoint, certificate: Certificate) -> bool:
    """Whether a list of a part of the certificates (IssuingDistributionPoint) is about this one."""
    constraints = certificate.basic_constraints_value
    is_authority = constraints is not None and bool(constraints["ca"].native)
    excludes = point.only_contains_user_certs if is_authority else point.only_contains_ca_certs
    partial = point.indirect_crl or point.only_some_reasons or point.only_contains_attribute_certs
    if excludes or partial or point.relative_name is not None:
        return False
    if point.full_name is None:
        return True
    own = {url for one in certificate.crl_distribution_points for url in _urls(one)}
    listed = {name.value for name in point.full_name if isinstance(name, pyca.UniformResourceIdentifier)}
    return bool(own & listed)


def _urls(point: x509.DistributionPoint) -> list[str]:
    name = point["distribution_point"]
    if name.name != "full_name":
        return []
    return [one.native for one in name.chosen if one.name == "uniform_resource_identifier"]


def _proved(listed: RevocationList, issuer: Certificate, store: TrustStore, *, foreign: bool) -> bool:
    """Whether the issuer's key signed the list."""
    public_key = issuer["tbs_certificate"]["subject_public_key_info"].dump()
    body, value = listed.parsed.tbs_certlist_bytes, listed.parsed.signature
    known = (hashlib.sha256(body + value).digest(), public_key)
    if known not in store.proved_lists:
        algorithm = listed.parsed.signature_algorithm_oid.dotted_string
        try:
            proved = keys.verify_named(public_key, algorithm, body, value, foreign=foreign)
        except (SignatureRefused, *UNREADABLE):
            proved = False
        store.proved_lists[known] = proved
    return store.proved_lists[known]
