"""The seam for a verifier of the operator's own: a certified means of signature (63-ФЗ, ст. 11 п. 3).

KABINET_SIGNATURE_EXTERNAL names a function `verify(document: bytes, signature: bytes) -> ExternalResult` that
asks it (КриптоПро SVS, cryptcp …). The worker calls it after a signature is stored, never a web process;
what it raises is tried again. Its verdict stands beside ours and changes nothing by itself.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.tasks import TaskContext, task
from django.utils import timezone
from django.utils.module_loading import import_string

from kabinet.core import journal
from kabinet.core.values import storable
from kabinet.files.services import bytes_of
from kabinet.signatures.models import ExternalCheck, Signature


@dataclass(frozen=True, slots=True)
class ExternalResult:
    """A verdict: by which verifier, and what it said."""

    verifier: str
    valid: bool
    detail: str = ""


def ask_later(signature: Signature) -> None:
    """Have the operator's verifier asked in the background, if there is one."""
    if settings.SIGNATURE_EXTERNAL:
        ask_external.enqueue(str(signature.pk))


@task(takes_context=True)
def ask_external(context: "TaskContext[..., None]", signature_id: str) -> None:
    """Ask the operator's verifier about a stored signature and write down what it says, once for a job."""
    signature = Signature.objects.select_related("document").filter(pk=UUID(signature_id)).first()
    if signature is None or not settings.SIGNATURE_EXTERNAL:
        return
    if signature.external_checks.filter(at__gte=context.task_result.enqueued_at).exists():
        return  # a worker that died after it, before the job was written down as done
    verify = import_string(settings.SIGNATURE_EXTERNAL)
    result: ExternalResult = verify(bytes_of(signature.document), bytes(signature.cms))
    with transaction.atomic():
        check = ExternalCheck.objects.create(
            signature=signature,
            at=timezone.now(),
            verifier=storable(result.verifier)[:200],
            valid=result.valid,
            detail=storable(result.detail),
        )
        journal.record(
            act="signature.checked_externally",
            subject=f"signature:{signature.pk}",
            by=None,
            at=check.at,
            details={"verifier": check.verifier, "valid": check.valid},
        )
