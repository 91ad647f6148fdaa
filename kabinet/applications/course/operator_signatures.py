"""What the operator has placed and has not signed yet (861, пп. 8, 105, 110)."""

from collections.abc import Iterable

from django.conf import settings

from kabinet.applications.models import Application, PlacedDocument
from kabinet.applications.rules.placed_kinds import SIGNED, PlacedKind
from kabinet.signatures.standing import qualified_files


def unsigned(documents: Iterable[PlacedDocument]) -> list[PlacedDocument]:
    """Those of the documents that have to be signed and bear no qualified signature, by kind."""
    due = [document for document in documents if document.kind in SIGNED]
    signed = qualified_files([document.file_id for document in due])
    waiting = [document for document in due if document.file_id not in signed]
    return sorted(waiting, key=lambda document: PlacedKind.values.index(document.kind))


def demanded_and_missing(application: Application, kinds: Iterable[PlacedKind]) -> list[PlacedDocument]:
    """The same of the current documents of the kinds; nothing for a portal that does not demand it."""
    if not settings.SIGNATURE_OPERATOR:
        return []
    return unsigned(application.placed.current().filter(kind__in=kinds).for_page())
