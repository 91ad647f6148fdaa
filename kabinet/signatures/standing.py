"""Which stored files bear a qualified signature that still stands."""

from collections.abc import Collection
from uuid import UUID

from kabinet.signatures.models import Signature


def qualified_files(files: Collection[UUID]) -> set[UUID]:
    """Those of the files that bear a qualified signature of which no check says no. Two queries."""
    found = (
        Signature.objects.filter(document__in=files)
        .select_related("power_of_attorney__decision")
        .prefetch_related("checks")
        .defer("cms", "upload", "certificate")
    )
    return {signature.document_id for signature in found if stands(signature)}


def stands(signature: Signature) -> bool:
    """Whether it is qualified, and neither the latest check nor a specialist has refused it."""
    checks = list(signature.checks.all())
    power = getattr(signature, "power_of_attorney", None)
    decision = getattr(power, "decision", None)
    return (
        bool(signature.report["qualified"])
        and not (checks and checks[-1].reason)
        and not (decision and not decision.accepted)
    )
