"""The acts of the applicant that are documents of the procedure, which п. 8 of the Rules has signed.

What an act declares stands in its document in these words; `about` are the operator's documents it is about.
"""

from typing import NamedTuple

from django.db import models

from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action


class ActSignature(models.TextChoices):
    """How the applicant signed an act."""

    SIMPLE = "simple", "Простая электронная подпись: вход в личный кабинет"
    QUALIFIED = "qualified", "Усиленная квалифицированная электронная подпись"


class Declared(NamedTuple):
    """What an act declares, and by which paragraph."""

    title: str
    says: str
    basis: str
    about: tuple[PlacedKind, ...] = ()


_OFFER = (PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INVOICE)
_CONNECTION = (PlacedKind.NOTICE, PlacedKind.ACT)

DECLARED = {
    Action.CONCLUDE: Declared(
        "Согласие с новой редакцией",
        "Заявитель согласен с новой редакцией технических условий и условий договора и заключает договор.",
        "п. 105 Правил",
        _OFFER,
    ),
    Action.REFUSE: Declared(
        "Мотивированный отказ от заключения договора",
        "Заявитель отказывается заключить договор на размещённых условиях, предлагает изменить документы и "
        "требует привести их в соответствие с Правилами.",
        "пп. 15 и 105 Правил",
        _OFFER,
    ),
    Action.CHOOSE_FOURTH: Declared(
        "Согласие на присоединение по IV категории надёжности",
        "Заявитель согласен заключить договор по четвёртой категории надёжности или выделить такой этап.",
        "п. 120 Правил",
        (PlacedKind.CONDITIONS, PlacedKind.CONTRACT),
    ),
    Action.NOTIFY: Declared(
        "Уведомление о выполнении технических условий",
        "Заявитель уведомляет о выполнении им технических условий и просит провести их проверку и осмотр.",
        "п. 85 Правил",
    ),
    Action.OBJECT: Declared(
        "Замечания к документам о присоединении",
        "Заявитель представляет замечания к размещённым документам, просит устранить их и разместить "
        "документы повторно.",
        "пп. 88 и 110 Правил",
        _CONNECTION,
    ),
    Action.WITHDRAW: Declared(
        "Отзыв заявки",
        "Заявитель отзывает заявку и просит прекратить её рассмотрение.",
        "п. 8 Правил",
    ),
    Action.TERMINATE: Declared(
        "Отказ от договора",
        "Заявитель отказывается от договора об осуществлении технологического присоединения.",
        "п. 16 «в» Правил; ГК РФ, ст. 782",
    ),
}
