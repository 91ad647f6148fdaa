"""The time stamp of a CAdES-T signature (RFC 3161): when it existed, by a stamping service.

A reliable moment counts (63-ФЗ, ст. 11 п. 2): a certificate that ended or was revoked after it was good when
it signed. Such a stamp has to be good at the check itself, by a service whose certificate is in force and not
revoked then: whoever takes over its key later stamps what moment he likes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import core

from kabinet.signatures import asn1, chain
from kabinet.signatures.certificates import Certificate
from kabinet.signatures.cms import Rules, Signed, read_signed_data, verify_signer
from kabinet.signatures.der import UNREADABLE
from kabinet.signatures.digests import NAMES, digest
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.trust import TrustStore

_MOST_STAMPS = 4
"""How many stamps are tried: each costs as much as a signature."""
_PURPOSE = "time_stamping"
_DAMAGED = "он повреждён"
_WHY = {
    Fault.DIGEST_MISMATCH: "он поставлен на другую подпись",
    Fault.EXPIRED: "срок сертификата службы штампов истёк",
    Fault.KEY_EXPIRED: "срок ключа службы штампов истёк",
    Fault.NOT_YET_VALID: "сертификат службы штампов тогда ещё не действовал",
    Fault.KEY_USAGE: "его сертификат не для штампов времени",
    Fault.REVOKED: "сертификат службы штампов отозван",
    Fault.REVOCATION_UNKNOWN: "неизвестно, не отозван ли сертификат службы штампов",
    Fault.UNTRUSTED: "службе штампов портал не доверяет",
    Fault.WEAK_ALGORITHM: "он сделан не по ГОСТ Р 34.10-2012",
}
"""Why a stamp does not count, in words."""


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A stamp that is in order: its time, the service's certificate and those that came with it."""

    made_at: datetime
    authority: Certificate
    others: Sequence[Certificate]


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of a signature: the earliest good one, and why those that are not do not count."""

    best: TimeStamp | None
    faults: tuple[str, ...]


def stamps_of(signed: Signed, store: TrustStore, *, rules: Rules) -> Stamps:
    """Verify the time stamps over the signature by services that our roots vouch for."""
    tokens = [value for oid, value in signed.unsigned if oid == asn1.TIME_STAMP_TOKEN]
    good, faults = [], []
    for token in tokens[:_MOST_STAMPS]:
        try:
            good.append(_verify(token, signed, store, rules))
        except SignatureRefused as fault:
            faults.append(_WHY.get(fault.reason, _DAMAGED))
        except UNREADABLE:
            faults.append(_DAMAGED)
    return Stamps(min(good, key=lambda stamp: stamp.made_at, default=None), tuple(faults))


def fault_as_proof(
    stamp: TimeStamp,
    store: TrustStore,
    *,
    at: datetime,
    revocation: chain.Revocation,
    foreign: bool,
) -> str:
    """Why a good stamp proves no moment at the check `at`; empty when it does."""
    if stamp.made_at > at:
        return "он поставлен позже, чем подпись получена"
    try:
        chain.validate(
            stamp.authority,
            stamp.others,
            store,
            moment=at,
            revocation=revocation,
            foreign=foreign,
            purpose=_PURPOSE,
        )
    except SignatureRefused as fault:
        return _WHY.get(fault.reason, _DAMAGED)
    return ""


def _verify(token: bytes, signed: Signed, store: TrustStore, rules: Rules) -> TimeStamp:
    data = read_signed_data(token)
    if data["encapsulated"]["content_type"].dotted != asn1.TIME_STAMP_INFO:
        raise SignatureRefused(Fault.MALFORMED, "no time stamp inside")
    content = bytes(data["encapsulated"]["content"].parse(core.OctetString))
    stamper = verify_signer(
        data, content, content_type=asn1.TIME_STAMP_INFO, rules=Rules(foreign=rules.foreign, bare_cms=True)
    )
    info = asn1.TimeStampInfo.load(content, strict=True)
    algorithm = info["imprint"]["algorithm"]["algorithm"].dotted
    if algorithm not in NAMES or bytes(info["imprint"]["hash"]) != digest(algorithm, signed.value):
        raise SignatureRefused(Fault.DIGEST_MISMATCH, "the stamp of another signature")
    made_at: datetime = info["made_at"].native
    others = (*stamper.others, *signed.others)
    chain.validate(
        stamper.certificate,
        others,
        store,
        moment=made_at,
        revocation=chain.Revocation.OFF,
        foreign=rules.foreign,
        purpose=_PURPOSE,
    )
    return TimeStamp(made_at, stamper.certificate, others)
