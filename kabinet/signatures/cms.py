"""A detached signature of a document: CMS (RFC 5652), CAdES-BES and CAdES-T (RFC 5126).

What is proved here: these very bytes were signed by the key of the certificate that the signature names.
Whether that certificate may be trusted is asked by kabinet.signatures.chain, whose it is by identity.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from asn1crypto import core

from kabinet.signatures import asn1, keys
from kabinet.signatures.certificates import Certificate, Name, read_certificate
from kabinet.signatures.der import UNREADABLE, contents_of, elements
from kabinet.signatures.digests import NAMES, digest
from kabinet.signatures.errors import Fault, SignatureRefused

_MAX_CERTIFICATES = 30
_MAX_ATTRIBUTES = 40
_MAX_VALUES = 40
_MAX_SIGNERS = 40
_PARTS_OF_SIGNER = 7
_READ = {asn1.CONTENT_TYPE, asn1.MESSAGE_DIGEST, asn1.SIGNING_TIME, asn1.SIGNING_CERTIFICATE_V2}
"""The signed attributes that are read: each at most once."""


class Level(StrEnum):
    """How much a signature says of itself."""

    CMS = "CMS"
    """Without the attribute that names the signer's certificate."""
    BES = "CAdES-BES"
    T = "CAdES-T"
    """With a time stamp of a stamping service."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that fits its content, by the key of `certificate`; `others` came along with it."""

    certificate: Certificate
    others: tuple[Certificate, ...]
    names_certificate: bool
    digest_oid: str
    digest: bytes
    claimed_at: datetime | None
    value: bytes
    unsigned: Sequence[tuple[str, bytes]]
    """Unsigned attributes: OID and a value, once for each value."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is accepted. `foreign` allows RSA and ECDSA; `bare_cms` a signature that names no certificate."""

    foreign: bool = False
    bare_cms: bool = False


def verify_detached(content: bytes, der: bytes, *, rules: Rules) -> Signed:
    """Check a detached signature in DER over `content`. Raises SignatureRefused."""
    try:
        data = read_signed_data(der)
        if data["encapsulated"]["content_type"].dotted != asn1.DATA:
            raise SignatureRefused(Fault.NOT_SIGNED_DATA, data["encapsulated"]["content_type"].dotted)
        if not isinstance(data["encapsulated"]["content"], core.Void):
            raise SignatureRefused(Fault.ATTACHED)
        return verify_signer(data, content, content_type=asn1.DATA, rules=rules)
    except UNREADABLE as fault:
        raise SignatureRefused(Fault.MALFORMED, f"{type(fault).__name__}: {fault}"[:300]) from fault


def read_signed_data(der: bytes) -> asn1.SignedData:
    """The SignedData in a ContentInfo. Raises SignatureRefused and UNREADABLE."""
    info = asn1.ContentInfo.load(der, strict=True)
    if info["content_type"].dotted != asn1.SIGNED_DATA:
        raise SignatureRefused(Fault.NOT_SIGNED_DATA, info["content_type"].dotted)
    data: asn1.SignedData = info["content"].parse(asn1.SignedData)
    return data


def verify_signer(data: asn1.SignedData, content: bytes, *, content_type: str, rules: Rules) -> Signed:
    """Check the only signer of `data` over `content`. Raises SignatureRefused and UNREADABLE."""
    signer = _only_signer(data)
    attributes = _signed_attributes(signer)
    digest_oid = signer["digest_algorithm"]["algorithm"].dotted
    if digest_oid not in NAMES:
        raise SignatureRefused(Fault.WEAK_ALGORITHM, f"digest {digest_oid}")
    if _only(attributes, asn1.CONTENT_TYPE, core.ObjectIdentifier).dotted != content_type:
        raise SignatureRefused(Fault.BAD_ATTRIBUTES, "content-type")
    content_digest = digest(digest_oid, content)
    if bytes(_only(attributes, asn1.MESSAGE_DIGEST, core.OctetString)) != content_digest:
        raise SignatureRefused(Fault.DIGEST_MISMATCH)

    certificates, faults = _certificates(data)
    certificate = _signer_certificate(signer, certificates, faults)
    names_certificate = _names_certificate(attributes, certificate)
    if not names_certificate and not rules.bare_cms:
        raise SignatureRefused(Fault.NO_SIGNING_CERTIFICATE)
    _check_value(signer, certificate, digest_oid, rules)
    return Signed(
        certificate=certificate,
        others=tuple(other for other in certificates if other is not certificate),
        names_certificate=names_certificate,
        digest_oid=digest_oid,
        digest=content_digest,
        claimed_at=_claimed_at(attributes),
        value=bytes(signer["signature"]),
        unsigned=_unsigned(signer),
    )


def _only_signer(data: asn1.SignedData) -> asn1.SignerInfo:
    signers = elements(data["signer_infos"].contents, _MAX_SIGNERS)
    if len(signers) != 1:
        raise SignatureRefused(Fault.MANY_SIGNERS if signers else Fault.NO_SIGNERS)
    signer: asn1.SignerInfo = asn1.SignerInfo.load(signers[0], strict=True)
    return signer


def _signed_attributes(signer: asn1.SignerInfo) -> dict[str, list[bytes]]:
    """The values of each signed attribute. Without them a signature says nothing of what it is over.

    Attributes that nothing here asks for are passed over, whatever stands in them.
    """
    present = signer["signed_attrs"]
    if not present.contents:
        raise SignatureRefused(Fault.NO_SIGNED_ATTRIBUTES)
    attributes: dict[str, list[bytes]] = {}
    for oid, values in _attributes(present.contents):
        if oid in attributes and oid in _READ:
            raise SignatureRefused(Fault.BAD_ATTRIBUTES, f"{oid} twice")
        attributes[oid] = values
    return attributes


def _attributes(contents: bytes) -> list[tuple[str, list[bytes]]]:
    """The OID and the values of each attribute; the values as they came, whatever their tags."""
    read = (asn1.Attribute.load(one, strict=True) for one in elements(contents, _MAX_ATTRIBUTES))
    return [(one["type"].dotted, elements(one["values"].contents, _MAX_VALUES)) for one in read]


def _only(attributes: dict[str, list[bytes]], oid: str, kind: Any) -> Any:
    """The one value of an attribute that must be there."""
    values = attributes.get(oid, [])
    if len(values) != 1:
        raise SignatureRefused(Fault.BAD_ATTRIBUTES, f"{len(values)} values of {oid}")
    return kind.load(values[0], strict=True)


def _certificates(data: asn1.SignedData) -> tuple[list[Certificate], list[str]]:
    """The certificates that came along, and why others cannot be read: they spoil none of these."""
    present = data["certificates"]
    found: list[Certificate] = []
    faults: list[str] = []
    if isinstance(present, core.Void):
        return found, faults
    # Other tags are attribute certificates and the like, of no use here.
    for der in dict.fromkeys(elements(present.contents, _MAX_CERTIFICATES)):
        if der[:1] == b"\x30":
            try:
                found.append(read_certificate(der))
            except UNREADABLE as fault:
                faults.append(f"{type(fault).__name__}: {fault}")
    return found, faults


class _IssuerAndSerial(core.Sequence):
    _fields = [("issuer", Name), ("serial_number", core.Integer)]


def _signer_certificate(
    signer: asn1.SignerInfo, certificates: Sequence[Certificate], faults: Sequence[str]
) -> Certificate:
    _version, sid, *_rest = elements(signer.contents, _PARTS_OF_SIGNER)
    if sid[:1] == b"\x30":
        named = _IssuerAndSerial.load(sid, strict=True)
        serial = named["serial_number"].native
        found = [one for one in certificates if one.serial_number == serial and one.issuer == named["issuer"]]
    elif sid[:1] == b"\x80":
        found = [one for one in certificates if one.key_identifier == contents_of(sid)]
    else:
        raise SignatureRefused(Fault.MALFORMED, "an unknown way to name the signer")
    if not found and faults:
        raise SignatureRefused(Fault.MALFORMED, f"a certificate that cannot be read: {faults[0]}"[:300])
    if not found:
        raise SignatureRefused(Fault.NO_CERTIFICATE)
    if len(found) > 1:
        raise SignatureRefused(Fault.CERTIFICATE_MISMATCH, "two certificates of one name and number")
    return found[0]


def _names_certificate(attributes: dict[str, list[bytes]], certificate: Certificate) -> bool:
    """Whether signing-certificate-v2 (RFC 5035) binds the signature to its certificate."""
    if asn1.SIGNING_CERTIFICATE_V2 not in attributes:
        return False
    named = _only(attributes, asn1.SIGNING_CERTIFICATE_V2, asn1.SigningCertificate)["certificates"]
    if not len(named):
        raise SignatureRefused(Fault.BAD_ATTRIBUTES, "signing-certificate-v2 is empty")
    algorithm = named[0]["hash_algorithm"]["algorithm"].dotted
    if algorithm not in NAMES:
        raise SignatureRefused(Fault.WEAK_ALGORITHM, f"signing-certificate-v2 by {algorithm}")
    if bytes(named[0]["hash"]) != digest(algorithm, certificate.dump()):
        raise SignatureRefused(Fault.CERTIFICATE_MISMATCH, "signing-certificate-v2 names another")
    return True


def _check_value(signer: asn1.SignerInfo, certificate: Certificate, digest_oid: str, rules: Rules) -> None:
    keys.check_algorithm(signer["signature_algorithm"]["algorithm"].dotted, digest_oid)
    public_key = certificate["tbs_certificate"]["subject_public_key_info"].dump()
    value = bytes(signer["signature"])
    attributes = signer["signed_attrs"]
    # They are signed as a SET OF in DER; some programs sign them in the order in which they send them.
    in_order = b"".join(sorted(elements(attributes.contents, _MAX_ATTRIBUTES)))
    encodings = {_set_of(attributes.contents), _set_of(in_order)}
    if not any(
        keys.verify(public_key, digest_oid, encoding, value, foreign=rules.foreign) for encoding in encodings
    ):
        raise SignatureRefused(Fault.BAD_SIGNATURE)


def _set_of(contents: bytes) -> bytes:
    length = len(contents)
    if length < 0x80:
        return bytes([0x31, length]) + contents
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x31, 0x80 | len(size)]) + size + contents


def _claimed_at(attributes: dict[str, list[bytes]]) -> datetime | None:
    """The signer's own time: only a claim, None when it is not told in a readable way or without a zone."""
    if asn1.SIGNING_TIME not in attributes:
        return None
    try:
        claimed = _only(attributes, asn1.SIGNING_TIME, asn1.Time).native
    except UNREADABLE:
        return None
    return claimed.astimezone(UTC) if isinstance(claimed, datetime) and claimed.tzinfo else None


def _unsigned(signer: asn1.SignerInfo) -> list[tuple[str, bytes]]:
    """The unsigned attributes. Nobody vouches for them: what cannot be read is passed over."""
    present = signer["unsigned_attrs"]
    if isinstance(present, core.Void):
        return []
    found = []
    for one in elements(present.contents, _MAX_ATTRIBUTES):
        with suppress(*UNREADABLE):
            found += [(oid, value) for oid, values in _attributes(one) for value in values]
    return found
