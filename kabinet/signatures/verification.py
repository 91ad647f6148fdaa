"""The whole check of a signature of a document, and its report, which the tables keep."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kabinet.signatures import chain
from kabinet.signatures.certificates import Certificate, title_of
from kabinet.signatures.cms import Level, Rules, Signed, verify_detached
from kabinet.signatures.der import UNREADABLE
from kabinet.signatures.digests import NAMES, STREEBOG_256, digest
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.identity import Match, Owner, Signatory, match, owner_of, qualified_class
from kabinet.signatures.reading import to_der
from kabinet.signatures.revocation import CertStatus
from kabinet.signatures.timestamps import Stamps, fault_as_proof, stamps_of
from kabinet.signatures.trust import TrustStore, read_folder, serial_of, thumbprint

VERIFIER = "kabinet.signatures/1"
"""Technically right, but not a certified means of signature (63-ФЗ, ст. 11): reports say so."""

CLOCK_SKEW = timedelta(minutes=10)
"""The signer's clock may be ahead by so much, and nobody mentions it."""
MOST_AHEAD = timedelta(days=1)
"""A clock in another zone or an hour ahead is worth a warning: the moment of receipt is what counts, as the
claimed one is not reliable (63-ФЗ, ст. 11 п. 2). More is a mistake that the signer should know of."""

_ENDED = {
    Fault.EXPIRED: "Срок сертификата истёк до получения подписи",
    Fault.KEY_EXPIRED: "Срок ключа подписи истёк до получения подписи",
    Fault.NOT_ACCREDITED: "К моменту получения подписи удостоверяющий центр не аккредитован",
    Fault.REVOKED: "К моменту получения подписи сертификат отозван",
    Fault.UNTRUSTED: "К моменту получения подписи сертификату нельзя доверять",
}
"""What may have come about after the signing."""

type Report = dict[str, Any]


class SignatureVerdict(StrEnum):
    """What a check ends in when it does not refuse."""

    VALID = "valid"
    NEEDS_POWER_OF_ATTORNEY = "needs_power_of_attorney"
    """The signature is good; whether its owner may sign for the applicant, a specialist decides."""


@dataclass(frozen=True, slots=True)
class SignaturePolicy:
    """The operator's settings for signatures."""

    revocation: chain.Revocation
    foreign: bool
    bare_cms: bool
    qualified: bool

    @property
    def rules(self) -> Rules:
        """What of it concerns the CMS alone."""
        return Rules(foreign=self.foreign, bare_cms=self.bare_cms)


@dataclass(frozen=True, slots=True)
class Verified:
    """A good signature. `der` is what was checked, whatever its wrapping was."""

    verdict: SignatureVerdict
    der: bytes
    level: Level
    signed: Signed
    owner: Owner
    chain: chain.Chain
    report: Report


def current_policy() -> SignaturePolicy:
    """The policy of the settings."""
    return SignaturePolicy(
        revocation=chain.Revocation(settings.SIGNATURE_REVOCATION),
        foreign=settings.SIGNATURE_FOREIGN,
        bare_cms=settings.SIGNATURE_BARE_CMS,
        qualified=settings.SIGNATURE_QUALIFIED,
    )


def current_store() -> TrustStore:
    """The operator's trust folder as it is now."""
    return read_folder(Path(settings.TRUST_DIR))


def verify(
    document: bytes,
    upload: bytes,
    signatory: Signatory | None,
    *,
    store: TrustStore,
    policy: SignaturePolicy,
    at: datetime,
) -> Verified:
    """Check a detached signature of `document`, received `at`, by `signatory` (None: whoever it is).

    Raises SignatureRefused.
    """
    der = to_der(upload)
    try:
        return _verify(document, der, signatory, store=store, policy=policy, at=at)
    except UNREADABLE as fault:
        raise SignatureRefused(Fault.MALFORMED, f"{type(fault).__name__}: {fault}"[:300]) from fault


def _verify(
    document: bytes,
    der: bytes,
    signatory: Signatory | None,
    *,
    store: TrustStore,
    policy: SignaturePolicy,
    at: datetime,
) -> Verified:
    signed = verify_detached(document, der, rules=policy.rules)
    _check_clock(signed, at)
    owner = owner_of(signed.certificate)
    qualified = qualified_class(signed.certificate)
    if policy.qualified and qualified is None:
        raise SignatureRefused(Fault.NOT_QUALIFIED)
    stamps = stamps_of(signed, store, rules=policy.rules)
    path, moment, told = _trusted(signed, stamps, store, policy, at)
    found = match(owner, signatory) if signatory is not None else Match(())
    stamp = stamps.best
    level = Level.T if stamp else Level.BES if signed.names_certificate else Level.CMS
    verdict = (
        SignatureVerdict.NEEDS_POWER_OF_ATTORNEY if found.needs_power_of_attorney else SignatureVerdict.VALID
    )
    warnings = [*found.warnings, *told, *_warnings(signed, path, stamps, qualified)]
    if signed.claimed_at is not None and signed.claimed_at > at + CLOCK_SKEW:
        warnings.append(
            f"Часы подписавшего спешили: в подписи указано {_shown(signed.claimed_at)}. Срок сертификата и "
            f"отзыв проверены на момент получения, {_shown(at)}."
        )
    report = _report(document, signed, owner, path, stamps)
    report |= {
        "verdict": verdict,
        "at": at.isoformat(),
        "moment": moment.isoformat(),
        "level": level,
        "matched_by": list(found.matched_by),
        "qualified": qualified,
        "warnings": warnings,
        "verifier": VERIFIER,
    }
    return Verified(verdict, der, level, signed, owner, path, report)


def _trusted(
    signed: Signed, stamps: Stamps, store: TrustStore, policy: SignaturePolicy, at: datetime
) -> tuple[chain.Chain, datetime, list[str]]:
    """The path of the certificate, the moment for which it was judged, and what is told of that.

    Judged for the receipt; where that fails because the certificate has ended or was revoked since, for the
    moment that a time stamp proves (63-ФЗ, ст. 11 п. 2). Raises SignatureRefused.
    """

    def validated(moment: datetime) -> chain.Chain:
        return chain.validate(
            signed.certificate,
            signed.others,
            store,
            moment=moment,
            revocation=policy.revocation,
            foreign=policy.foreign,
        )

    try:
        return validated(at), at, []
    except SignatureRefused as refusal:
        ended = _ENDED.get(refusal.reason)
        if ended is None or not (stamps.best or stamps.faults):
            raise
        stamp = stamps.best
        why = (
            stamps.faults[0]
            if stamp is None
            else fault_as_proof(stamp, store, at=at, revocation=policy.revocation, foreign=policy.foreign)
        )
        if stamp is None or why:
            seen = f"Штамп времени в подписи не доказывает, когда она сделана: {why}."
            raise SignatureRefused(refusal.reason, refusal.detail, seen) from refusal
        try:
            path = validated(stamp.made_at)
        except SignatureRefused as then:
            if then.reason is Fault.UNTRUSTED:
                raise refusal from None
            seen = f"Штамп времени доказывает лишь, что подпись сделана не позже {_shown(stamp.made_at)}."
            raise SignatureRefused(then.reason, then.detail, seen) from then
        told = (
            f"{ended}, но штамп времени доказывает, что подпись сделана раньше, не позже "
            f"{_shown(stamp.made_at)}: действительность проверена на этот момент (63-ФЗ, ст. 11 п. 2)."
        )
        return path, stamp.made_at, [told]


def _check_clock(signed: Signed, at: datetime) -> None:
    if signed.claimed_at is not None and signed.claimed_at > at + MOST_AHEAD:
        seen = f"В подписи указано {_shown(signed.claimed_at)}, а сейчас {_shown(at)}."
        raise SignatureRefused(Fault.SIGNED_IN_FUTURE, signed.claimed_at.isoformat(), seen)


def _shown(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"


def _warnings(signed: Signed, path: chain.Chain, stamps: Stamps, qualified: str | None) -> list[str]:
    warnings = []
    if not signed.names_certificate:
        warnings.append("В подписи не указан сертификат подписавшего (нет signing-certificate-v2).")
    if path.revocation is CertStatus.UNKNOWN:
        warnings.append("Не проверено, не отозван ли сертификат: нет действующего списка отозванных.")
    elif path.authorities is CertStatus.UNKNOWN:
        warnings.append("Не проверено, не отозван ли сертификат удостоверяющего центра.")
    if qualified is None:
        warnings.append("Сертификат не похож на квалифицированный: в нём нет класса средства подписи.")
    if stamps.best is None and stamps.faults:
        warnings.append(f"Штамп времени в подписи не учитывается: {stamps.faults[0]}.")
    return warnings


def _report(document: bytes, signed: Signed, owner: Owner, path: chain.Chain, stamps: Stamps) -> Report:
    streebog = signed.digest if signed.digest_oid == STREEBOG_256 else digest(STREEBOG_256, document)
    return {
        "owner": owner.as_dict(),
        "certificate": _described(signed.certificate),
        "chain": [
            _described(one) | {"der": base64.b64encode(one.dump()).decode()} for one in path.certificates
        ],
        "revocation": path.revocation,
        "digest": {"name": NAMES[signed.digest_oid], "value": signed.digest.hex()},
        "streebog": streebog.hex(),
        "size": len(document),
        "claimed_at": signed.claimed_at and signed.claimed_at.isoformat(),
        "stamped_at": stamps.best and stamps.best.made_at.isoformat(),
    }


def _described(certificate: Certificate) -> dict[str, str]:
    validity = certificate["tbs_certificate"]["validity"]
    return {
        "subject": title_of(certificate.subject),
        "issuer": title_of(certificate.issuer),
        "serial": serial_of(certificate),
        "thumbprint": thumbprint(certificate),
        "not_before": validity["not_before"].native.isoformat(),
        "not_after": validity["not_after"].native.isoformat(),
    }
