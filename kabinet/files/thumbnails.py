"""Thumbnails beside the names of files: made when one is first looked at, kept beside the bytes they are of.

They are made outside of transactions in a limited process. Whoever has too many in the making gets none this
time: at the next look those that were made need no turn.
"""

import logging
from collections.abc import Hashable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kabinet.core.limited import Budget, Busy, Crashed, OverBudget, run_limited
from kabinet.core.turns import Turns
from kabinet.files.integrity import BytesUnfit, is_shut, open_file
from kabinet.files.limits import JPEG, PDF, PNG
from kabinet.files.models import StoredFile
from kabinet.files.storing import delete_bytes, thumbnail_name
from kabinet.files.thumbnailing import of_image, of_pdf

BUDGET = Budget(cpu_seconds=3, memory=384 * 1024**2, wall_seconds=15)
"""A scan of 12 megapixels takes a tenth of it."""

_MADE_BY = {PDF.content_type: of_pdf, JPEG.content_type: of_image, PNG.content_type: of_image}

_turns = Turns(at_once=1, each_person=1, waiting_each=5, wait_seconds=5)
"""As many wait as a browser asks for at once; the other place of limited processes is for uploads."""

logger = logging.getLogger(__name__)


def may_have_thumbnail(file: StoredFile) -> bool:
    """Whether it is of a kind that has a look: a picture or a PDF."""
    return file.content_type in _MADE_BY


def thumbnail_of(file: StoredFile, *, person: Hashable) -> bytes:
    """A JPEG of 120 by 160 pixels; empty when there is none, for good or this time.

    `person` is for whom it is made. What no thumbnail can be made of is tried once: an empty one is kept.
    """
    if not may_have_thumbnail(file) or is_shut(file):
        return b""
    name = thumbnail_name(file.storage_name)
    try:
        with default_storage.open(name) as kept:
            found: bytes = kept.read()
    except OSError:
        return _made_and_kept(file, name, person)
    return found


def _made_and_kept(file: StoredFile, name: str, person: Hashable) -> bytes:
    try:
        made = _made(file, person)
    except (Busy, BytesUnfit):  # the second is told to the operator by itself
        return b""
    try:
        saved = default_storage.save(name, ContentFile(made))
    except OSError:
        logger.exception("A thumbnail is not kept")
    else:
        if saved != name:  # another request was faster
            delete_bytes(saved)
    return made


def _made(file: StoredFile, person: Hashable) -> bytes:
    with open_file(file) as stream, _turns.taken(person) as has_turn:
        if not has_turn:
            raise Busy
        try:
            return run_limited(_MADE_BY[file.content_type], source=stream, budget=BUDGET)
        except (OverBudget, Crashed) as fault:
            logger.info("No thumbnail can be made of %s: %s", file.pk, fault)
            return b""
