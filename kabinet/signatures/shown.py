"""A signature as both sides' pages show it."""

from dataclasses import dataclass
from datetime import datetime

from kabinet.files.integrity import fault_of
from kabinet.signatures.models import (
    AuthorityDecision,
    PowerOfAttorney,
    Signature,
    SignatureCheck,
    SimpleSignature,
)
from kabinet.signatures.printed import outcome_of
from kabinet.signatures.verification import SignatureVerdict

DAMAGED = ("error", "Документ не совпадает с подписанным")
"""The tone and the verdict of whatever was signed and is not in the storage as it was."""

DAMAGED_TEXT = (
    "Файл документа в хранилище пропал или повреждён, поэтому подтвердить подпись сейчас нельзя. "
    "Администратор портала извещён: файл вернут из резервной копии."
)


@dataclass(frozen=True, slots=True)
class ShownSimple:
    """What components/simple_signature.html shows."""

    signature: SimpleSignature
    tone: str
    verdict: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What components/signature.html shows; `tone` is that of its badge."""

    signature: Signature
    tone: str
    verdict: str
    warnings: list[str]
    checked_at: datetime
    outcome: str
    power: PowerOfAttorney | None
    decision: AuthorityDecision | None


def shown(signature: Signature) -> Shown:
    """The signature with what its latest check said, if its document is still what was signed."""
    checks = list(signature.checks.all())
    latest: SignatureCheck | None = checks[-1] if checks else None
    power: PowerOfAttorney | None = getattr(signature, "power_of_attorney", None)
    decision: AuthorityDecision | None = getattr(power, "decision", None)
    damaged = fault_of(signature.document) is not None
    refused = latest is not None and bool(latest.reason)
    tone, verdict = DAMAGED if damaged else _verdict(signature, power, decision, refused=refused)
    report = signature.report if latest is None or refused else latest.report
    return Shown(
        signature=signature,
        tone=tone,
        verdict=verdict,
        warnings=list(report["warnings"]),
        checked_at=latest.at if latest else signature.received_at,
        outcome=DAMAGED_TEXT if damaged else outcome_of(latest) if latest and refused else "",
        power=power,
        decision=decision,
    )


def shown_simple(signature: SimpleSignature) -> ShownSimple:
    """A simple signature, if its document is still what was signed."""
    document = signature.document
    if document.sha256 != signature.document_sha256 or fault_of(document) is not None:
        return ShownSimple(signature, *DAMAGED, outcome=DAMAGED_TEXT)
    return ShownSimple(signature, "success", "Простая электронная подпись", "")


def _verdict(
    signature: Signature,
    power: PowerOfAttorney | None,
    decision: AuthorityDecision | None,
    *,
    refused: bool,
) -> tuple[str, str]:
    if refused:
        return "error", "Подпись не подтверждена"
    if signature.verdict != SignatureVerdict.NEEDS_POWER_OF_ATTORNEY or power is None:
        return "success", "Подпись действительна"
    if decision is None:
        return "warning", "Подпись действительна, доверенность проверяет специалист"
    if decision.accepted:
        return "success", "Подпись действительна, доверенность принята"
    return "error", "Подпись действительна, доверенность не принята"
