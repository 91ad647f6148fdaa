"""What the operator has placed and has not signed yet (861, п. 8, 105, 110)."""

from collections.abc import Iterable

from django.conf import settings

from kabinet.applications.models import Application, PlacedDocument
from kabinet.applications.rules.placed_kinds import SIGNED, PlacedKind
from kabinet.signatures.standing import qualified_files


def unsigned(application: Application, kinds: Iterable[PlacedKind]) -> list[PlacedDocument]:
    """Current documents of the kinds that have to be signed and bear no qualified signature, by kind."""
    found = application.placed.current().filter(kind__in=SIGNED.intersection(kinds)).for_page()
    current = sorted(found, key=lambda document: PlacedKind.values.index(document.kind))
    signed = qualified_files([document.file_id for document in current])
    return [document for document in current if document.file_id not in signed]


def demanded_and_missing(application: Application, kinds: Iterable[PlacedKind]) -> list[PlacedDocument]:
    """The same, for a portal that demands the operator's signature; nothing for one that does not."""
    return unsigned(application, kinds) if settings.SIGNATURE_OPERATOR else []
