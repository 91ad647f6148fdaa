"""The time stamp of a CAdES-T signature (RFC 3161): when it existed, by a stamping service.

Kept for later disputes. It never makes a refused signature good: the moment of today's check is the receipt.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import core

from kabinet.signatures import asn1, chain
from kabinet.signatures.certificates import Certificate
from kabinet.signatures.cms import Rules, Signed, read_signed_data, verify_signer
from kabinet.signatures.der import UNREADABLE
from kabinet.signatures.digests import NAMES, digest
from kabinet.signatures.errors import SignatureRefused
from kabinet.signatures.trust import TrustStore

_MOST_STAMPS = 4
"""How many stamps are tried: each costs as much as a signature."""


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A stamp that is in order: its time and the service's certificate."""

    made_at: datetime
    authority: Certificate


def has_stamp(signed: Signed) -> bool:
    """Whether the signature came with a time stamp, good or not."""
    return any(oid == asn1.TIME_STAMP_TOKEN for oid, _ in signed.unsigned)


def verified_stamp(signed: Signed, store: TrustStore, *, rules: Rules) -> TimeStamp | None:
    """The first time stamp over the signature by a service that our roots vouch for; None without one."""
    tokens = [value for oid, value in signed.unsigned if oid == asn1.TIME_STAMP_TOKEN]
    for token in tokens[:_MOST_STAMPS]:
        with contextlib.suppress(SignatureRefused, *UNREADABLE):
            stamp = _verify(token, signed, store, rules)
            if stamp is not None:
                return stamp
    return None


def _verify(token: bytes, signed: Signed, store: TrustStore, rules: Rules) -> TimeStamp | None:
    data = read_signed_data(token)
    if data["encapsulated"]["content_type"].dotted != asn1.TIME_STAMP_INFO:
        return None
    content = bytes(data["encapsulated"]["content"].parse(core.OctetString))
    stamper = verify_signer(
        data, content, content_type=asn1.TIME_STAMP_INFO, rules=Rules(foreign=rules.foreign, bare_cms=True)
    )
    info = asn1.TimeStampInfo.load(content, strict=True)
    algorithm = info["imprint"]["algorithm"]["algorithm"].dotted
    if algorithm not in NAMES or bytes(info["imprint"]["hash"]) != digest(algorithm, signed.value):
        return None
    made_at: datetime = info["made_at"].native
    chain.validate(
        stamper.certificate,
        (*stamper.others, *signed.others),
        store,
        moment=made_at,
        revocation=chain.Revocation.OFF,
        foreign=rules.foreign,
        purpose="time_stamping",
    )
    return TimeStamp(made_at, stamper.certificate)
