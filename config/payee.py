"""Where invoices are paid to, as the settings say."""

import re

import environ
from django.core.exceptions import ImproperlyConfigured

from kabinet.billing.payee import Payee
from kabinet.law.deadlines import Code
from kabinet.law.editions import FIRST
from kabinet.law.errors import Malformed

_EXAMPLES = {
    "inn": ("KABINET_PAYEE_INN", "7700012340"),
    "kpp": ("KABINET_PAYEE_KPP", "770001001"),
    "bank": ("KABINET_PAYEE_BANK", "Учебный банк, г. Москва"),
    "bik": ("KABINET_PAYEE_BIK", "049805746"),
    "account": ("KABINET_PAYEE_ACCOUNT", "40602810700000000025"),
    "correspondent_account": ("KABINET_PAYEE_CORRESPONDENT_ACCOUNT", "30101810800000000746"),
}


def payee(env: environ.Env, *, name: str, examples: bool) -> Payee | None:
    """The payee of the settings; None while none is set and an example will not do (`examples`).

    In production nobody is paid until it is set, lest money go to an example. ImproperlyConfigured.
    """
    values = {
        field: env.str(setting, example if examples else "")
        for field, (setting, example) in _EXAMPLES.items()
    }
    if not any(values.values()):
        return None
    values["name"] = env.str("KABINET_PAYEE_NAME", name)
    try:
        return Payee.read(values, vat=env.int("KABINET_PAYEE_VAT", 22))
    except Malformed as refusal:
        raise ImproperlyConfigured(f"Реквизиты для оплаты счетов. {refusal}") from None


def unpaid_annul_after(env: environ.Env) -> str:
    """After how many working days an unpaid invoice lets the application be annulled, or «off»."""
    value: str = env.str("KABINET_UNPAID_ANNUL_AFTER", str(FIRST.limits[Code.ANNUL_UNPAID].length))
    if value != "off" and not re.fullmatch(r"[1-9][0-9]{0,2}", value):
        raise ImproperlyConfigured(
            "KABINET_UNPAID_ANNUL_AFTER: рабочих дней от 1 до 999, или off, если неоплата не аннулирует "
            "заявку."
        )
    return value
