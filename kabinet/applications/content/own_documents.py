"""What the operator says about documents: its hints to the kinds of the law, and kinds of its own.

The kinds that the Rules demand, and for whom, stand in documents.py and are nobody's to edit. A kind of the
operator's own is never demanded (861, п. 11: what the Rules do not name may not be demanded); one that is no
longer offered stays known, as files of it may exist.
"""

import secrets
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.models import DocumentText
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable

CACHE_KEY = "document_texts"
KEPT_SECONDS = 60
"""How long a process may show what another one has changed since: no query for it on every page."""
OWN = "own-"
LONGEST_TITLE, LONGEST_HINT = 150, 500
MOST = 50
"""Kinds of the operator's own."""


class DocumentWording(NamedTuple):
    """A row of DocumentText."""

    code: str
    title: str
    hint: str
    active: bool


class DocumentTextRefused(DomainError):
    """The title or the hint is not right; `field` says which."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


def texts(*, fresh: bool = False) -> tuple[DocumentWording, ...]:
    """Everything the operator has said, by title; `fresh` asks the database whatever is remembered."""
    known: tuple[DocumentWording, ...] | None = None if fresh else cache.get(CACHE_KEY)
    if known is None:
        rows = DocumentText.objects.order_by("title", "code").values_list("code", "title", "hint", "active")
        known = tuple(DocumentWording(*row) for row in rows)
        cache.set(CACHE_KEY, known, KEPT_SECONDS)
    return known


def is_own(code: str) -> bool:
    """Whether this is the code of a kind of the operator's own."""
    return code.startswith(OWN)


@transaction.atomic
def save_document_text(
    *, code: str, title: str, hint: str, active: bool, by: User, address: str | None, at: datetime
) -> str:
    """Keep the hint to a kind of the law, or an own kind (an empty `code` makes a new one); its code.

    `title` and `active` mean nothing for a kind of the law. Raises DocumentTextRefused.
    """
    own = not code or is_own(code)
    title = " ".join(storable(title).split()) if own else ""
    hint = " ".join(storable(hint).split())
    if own and not title:
        raise DocumentTextRefused("title", "Назовите документ.")
    if len(title) > LONGEST_TITLE:
        raise DocumentTextRefused("title", f"Слишком длинное название: не больше {LONGEST_TITLE} знаков.")
    if len(hint) > LONGEST_HINT:
        raise DocumentTextRefused("hint", f"Слишком длинная подсказка: не больше {LONGEST_HINT} знаков.")
    if not code and DocumentText.objects.filter(code__startswith=OWN).count() >= MOST:
        raise DocumentTextRefused("title", f"Своих видов документов уже {MOST}: измените один из них.")
    code = code or f"{OWN}{secrets.token_hex(6)}"
    DocumentText.objects.update_or_create(
        code=code, defaults={"title": title, "hint": hint, "active": active or not own}
    )
    journal.record(
        act="document_kind.changed", subject=f"document:{code}", by=by.pk, at=at, address=address,
        details={"title": title, "hint": hint, "active": active},
    )  # fmt: skip
    transaction.on_commit(lambda: texts(fresh=True))
    return code
