"""Whose signatures the Rules demand (861, п. 8), and whether this portal does."""

from typing import NamedTuple

from django.conf import settings


class DemandedSignature(NamedTuple):
    """A setting: what it demands, `on` if it does; `otherwise` is what follows when it does not."""

    setting: str
    what: str
    on: bool
    otherwise: str


def demands() -> list[DemandedSignature]:
    """What the Rules demand, the operator's own signature first."""
    return [
        DemandedSignature(
            "KABINET_SIGNATURE_OPERATOR",
            "УКЭП сетевой организации под техническими условиями, договором, уведомлением и актами",
            settings.SIGNATURE_OPERATOR,
            "Документы без подписи размещаются, но не оформлены (пп. 8, 105 и 110 Правил).",
        ),
        DemandedSignature(
            "KABINET_SIGNATURE_BUSINESS",
            "УКЭП ИП и организаций под заявкой, отказом, уведомлением, замечаниями и расторжением",
            settings.SIGNATURE_BUSINESS,
            "ИП и организации подают заявку и отказываются от договора одной кнопкой (п. 8 Правил).",
        ),
        DemandedSignature(
            "KABINET_OPERATOR_INN",
            "сертификат самой сетевой организации или её сотрудника под тем, что она размещает",
            bool(settings.OPERATOR.inn),
            "Под документами сетевой организации принимается сертификат любой организации.",
        ),
    ]
