"""The operator's list of suppliers: what step 6 offers, and which of them is put down beforehand."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max

from kabinet.accounts.models import User
from kabinet.applications.asked.answers import TextName
from kabinet.applications.models import Supplier
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.law.errors import Malformed
from kabinet.law.requisites import clean_inn_company

SUPPLIER: TextName = "supplier"
GENERATION_BUYER: TextName = "generation_buyer"
"""The questions that are answered by the name of one of them."""
CACHE_KEY = "suppliers"
KEPT_SECONDS = 60
"""How long a process may show what another one has changed since: no query for it on every page."""
LONGEST_NAME, LONGEST_SERVES = 255, 200
MOST = 30
"""Suppliers of the list, the archived ones with them."""


class OfferedSupplier(NamedTuple):
    """A supplier that applicants are offered."""

    name: str
    serves: str
    guaranteed: bool
    is_default: bool


class SupplierRefused(DomainError):
    """Something of a supplier is not right; `field` says what."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


def offered_suppliers(*, fresh: bool = False) -> tuple[OfferedSupplier, ...]:
    """Those that are offered, in the order of the list; `fresh` asks the database whatever is remembered."""
    known: tuple[OfferedSupplier, ...] | None = None if fresh else cache.get(CACHE_KEY)
    if known is None:
        rows = Supplier.objects.filter(offered=True).values_list("name", "serves", "guaranteed", "is_default")
        known = tuple(OfferedSupplier(*row) for row in rows)
        cache.set(CACHE_KEY, known, KEPT_SECONDS)
    return known


def presumed_answers() -> Mapping[str, str]:
    """The answers that the operator's list puts down beforehand."""
    presumed: dict[str, str] = {}
    for supplier in offered_suppliers():
        if supplier.is_default:
            presumed[SUPPLIER] = supplier.name
            if supplier.guaranteed:
                presumed[GENERATION_BUYER] = supplier.name
    return presumed


@transaction.atomic
def save_supplier(
    *,
    supplier: UUID | None,
    name: str,
    inn: str = "",
    serves: str = "",
    guaranteed: bool,
    is_default: bool,
    place: int | None = None,
    offered: bool = True,
    by: User,
    address: str | None,
    at: datetime,
) -> Supplier:
    """Change a supplier of the list, or add one; without a `place` it stands last. Raises SupplierRefused.

    Whoever becomes the default takes that from the one before; one that is not offered is no default.
    """
    row = Supplier.objects.select_for_update().get(pk=supplier) if supplier else Supplier()
    row.name, row.serves = (" ".join(storable(text).split()) for text in (name, serves))
    row.inn = _clean_inn(inn)
    _demand_name(row)
    if len(row.serves) > LONGEST_SERVES:
        raise SupplierRefused("serves", f"Слишком длинно: не больше {LONGEST_SERVES} знаков.")
    if not supplier and Supplier.objects.count() >= MOST:
        raise SupplierRefused("name", f"В списке уже {MOST} организаций: измените одну из них.")
    row.guaranteed, row.offered, row.is_default = guaranteed, offered, is_default and offered
    row.place = place or row.place or 1 + (Supplier.objects.aggregate(last=Max("place"))["last"] or 0)
    if row.is_default:
        Supplier.objects.filter(is_default=True).exclude(pk=row.pk).update(is_default=False)
    row.save()
    journal.record(
        act="supplier.changed", subject=f"supplier:{row.pk}", by=by.pk, at=at, address=address,
        details={"title": row.name, "active": row.offered, "default": row.is_default},
    )  # fmt: skip
    transaction.on_commit(lambda: offered_suppliers(fresh=True))
    return row


def _demand_name(row: Supplier) -> None:
    if not row.name:
        raise SupplierRefused("name", "Напишите название организации.")
    if len(row.name) > LONGEST_NAME:
        raise SupplierRefused("name", f"Слишком длинное название: не больше {LONGEST_NAME} знаков.")
    if Supplier.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise SupplierRefused("name", "Такая организация в списке уже есть.")


def _clean_inn(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return clean_inn_company(text)
    except Malformed as refusal:
        raise SupplierRefused("inn", str(refusal)) from refusal
