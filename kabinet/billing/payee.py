"""The operator's own requisites, to which invoices are paid; pure, since the settings are made of it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from kabinet.law import requisites
from kabinet.law.errors import Malformed


def _short(text: str, longest: int) -> str:
    if not 0 < len(text) <= longest:
        raise Malformed(f"нужен текст не длиннее {longest} знаков.")
    return text


# The lengths are those of the payment QR code (ГОСТ Р 56042-2014).
_CLEANERS: Mapping[str, Callable[[str, str], str]] = {
    "name": lambda text, _: _short(text, 160),
    "inn": lambda text, _: requisites.clean_inn_company(text),
    "kpp": lambda text, _: requisites.clean_kpp(text),
    "bank": lambda text, _: _short(text, 45),
    "bik": lambda text, _: requisites.clean_bik(text),
    "account": requisites.clean_account,
    "correspondent_account": lambda text, bik: text and requisites.clean_correspondent_account(text, bik),
}


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid and where; `vat` in per cent, 0 for those who pay none; no correspondent account is «»."""

    name: str
    inn: str
    kpp: str
    bank: str
    bik: str
    account: str
    correspondent_account: str
    vat: int

    @classmethod
    def read(cls, values: Mapping[str, str], *, vat: int) -> Self:
        """Check the requisites by their names in this class. Raises Malformed, which names the wrong one."""
        found: dict[str, str] = {}
        for name, clean in _CLEANERS.items():
            try:
                found[name] = clean(values[name].strip(), found.get("bik", ""))
            except Malformed as refusal:
                raise Malformed(f"KABINET_PAYEE_{name.upper()}: {refusal}") from None
        if not 0 <= vat < 100:
            raise Malformed("KABINET_PAYEE_VAT: ставка НДС в процентах, например 22; без НДС — 0.")
        return cls(**found, vat=vat)

    def as_kept(self) -> dict[str, Any]:
        """The requisites as an invoice keeps them."""
        return asdict(self)
