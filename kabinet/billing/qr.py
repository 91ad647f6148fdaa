"""The payment QR code of ГОСТ Р 56042-2014, which the applications of banks read."""

import io

import segno

from kabinet.billing.payee import Payee
from kabinet.core.money import rubles
from kabinet.law.payments import vat_within

_LIMITS = {"Name": 160, "BankName": 45, "Purpose": 210}
_HEADER = "ST00012"
"""The mark, version 0001, and 2 for UTF-8."""


def payment_text(payee: Payee, *, kopecks: int, purpose: str) -> str:
    """What the code says: the five required fields in their order, then the sum in kopecks and the rest."""
    fields = {
        "Name": payee.name,
        "PersonalAcc": payee.account,
        "BankName": payee.bank,
        "BIC": payee.bik,
        "CorrespAcc": payee.correspondent_account or "0",
        "Sum": str(kopecks),
        "Purpose": purpose,
        "PayeeINN": payee.inn,
        "KPP": payee.kpp,
    }
    # «|» parts the fields, so no value may hold it.
    parts = [f"{name}={value.replace('|', '/')[: _LIMITS.get(name)]}" for name, value in fields.items()]
    return "|".join([_HEADER, *parts])


def purpose_of(*, number: str, issued_on: str, part: str, kopecks: int, vat: int) -> str:
    """What the payment is for; the invoice's number and date have to stand in it (861, п. 103)."""
    tax = f"В т.ч. НДС {vat}% {rubles(vat_within(kopecks, vat))}" if vat else "Без НДС"
    plain = f"Оплата по счету № {number} от {issued_on} за технологическое присоединение, {part}. {tax}"
    return plain.replace("\u00a0₽", " руб.").replace("\u00a0", "")


def qr_of(text: str) -> segno.QRCode:
    """The code of a text: UTF-8 without ECI, correction M, as readers of banks expect."""
    return segno.make_qr(text, encoding="utf-8", error="m")


def svg_of(text: str) -> str:
    """The code as a picture: black on white whatever the colours of the page, with its quiet zone."""
    stream = io.BytesIO()
    qr_of(text).save(stream, kind="svg", dark="#000", light="#fff", border=4, xmldecl=False)
    return stream.getvalue().decode()


def data_uri_of(text: str) -> str:
    """The same picture as the address of an image: PNG, which banks read when it is saved and sent."""
    return qr_of(text).png_data_uri(dark="#000", light="#fff", border=4, scale=6)
