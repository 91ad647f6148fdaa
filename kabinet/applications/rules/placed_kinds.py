"""The kinds of documents that the operator places in the applicant's cabinet."""

from typing import NamedTuple

from django.db import models


class PlacedKind(models.TextChoices):
    """What a placed document is, as people see it."""

    CONDITIONS = "conditions", "Технические условия"
    CONTRACT = "contract", "Договор (условия договора)"
    INVOICE = "invoice", "Счёт на оплату"
    INSTRUCTION = "instruction", "Инструкция по самостоятельному присоединению"
    ADMISSION_ACT = "admission_act", "Акт допуска прибора учёта в эксплуатацию"
    NOTICE = "notice", "Уведомление об обеспечении возможности присоединения"
    STAGE_ACT = "stage_act", "Акт о выполнении технических условий этапа"
    ACT = "act", "Акт (о выполнении технических условий, о технологическом присоединении)"
    OTHER = "other", "Другой документ"


class Told(NamedTuple):
    """What the applicant is told of a document, and where the Rules say that it is placed."""

    tells: str
    basis: str


TOLD = {
    PlacedKind.CONDITIONS: Told(
        "Здесь перечислено, что строит сетевая организация и что делаете вы, и в какой срок.", "пп. 15, 105"
    ),
    PlacedKind.CONTRACT: Told("Условия, на которых вас присоединят к сети.", "пп. 15, 105, прил. 17"),
    PlacedKind.INVOICE: Told("Оплата счёта означает согласие с договором и условиями.", "пп. 103, 105"),
    PlacedKind.INSTRUCTION: Told(
        "Как безопасно подключиться своими действиями, когда сеть будет готова.", "п. 105"
    ),
    PlacedKind.ADMISSION_ACT: Told(
        "Прибор учёта введён в эксплуатацию: его показания учитываются со дня размещения акта.", "п. 109"
    ),
    PlacedKind.NOTICE: Told("Сеть готова: теперь можно подключиться и пользоваться энергией.", "п. 110"),
    PlacedKind.STAGE_ACT: Told("Подтверждает, что условия этого этапа выполнены.", "пп. 88, 101"),
    PlacedKind.ACT: Told("Подтверждает выполнение условий и присоединение к сети.", "пп. 88, 110"),
    PlacedKind.OTHER: Told("Документ сетевой организации по вашей заявке.", "п. 105"),
}
SIGNED = frozenset(
    {
        PlacedKind.CONDITIONS,
        PlacedKind.CONTRACT,
        PlacedKind.NOTICE,
        PlacedKind.STAGE_ACT,
        PlacedKind.ACT,
    }
)
"""What the operator signs by a qualified signature (пп. 8, 105, 110); п. 105 asks for none on the invoice."""
