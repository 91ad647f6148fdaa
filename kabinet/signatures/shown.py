"""A signature as both sides' pages show it."""

from dataclasses import dataclass
from datetime import datetime

from kabinet.signatures.models import AuthorityDecision, PowerOfAttorney, Signature, SignatureCheck
from kabinet.signatures.printed import outcome_of
from kabinet.signatures.verification import Verdict


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
    """The signature with what its latest check said."""
    checks = list(signature.checks.all())
    latest: SignatureCheck | None = checks[-1] if checks else None
    power: PowerOfAttorney | None = getattr(signature, "power_of_attorney", None)
    decision: AuthorityDecision | None = getattr(power, "decision", None)
    refused = latest is not None and bool(latest.reason)
    tone, verdict = _verdict(signature, power, decision, refused=refused)
    report = signature.report if latest is None or refused else latest.report
    return Shown(
        signature=signature,
        tone=tone,
        verdict=verdict,
        warnings=list(report["warnings"]),
        checked_at=latest.at if latest else signature.received_at,
        outcome=outcome_of(latest) if latest is not None and refused else "",
        power=power,
        decision=decision,
    )


def _verdict(
    signature: Signature,
    power: PowerOfAttorney | None,
    decision: AuthorityDecision | None,
    *,
    refused: bool,
) -> tuple[str, str]:
    if refused:
        return "error", "Подпись не подтверждена"
    if signature.verdict != Verdict.NEEDS_POWER_OF_ATTORNEY or power is None:
        return "success", "Подпись действительна"
    if decision is None:
        return "warning", "Подпись действительна, доверенность проверяет специалист"
    if decision.accepted:
        return "success", "Подпись действительна, доверенность принята"
    return "error", "Подпись действительна, доверенность не принята"
