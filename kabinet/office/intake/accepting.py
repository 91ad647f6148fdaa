"""What is taken in from an applicant, and where: the pages that find or enter them are the same."""

from typing import NamedTuple


class Accepting(NamedTuple):
    """A thing that is taken in: the names of its addresses and the words of the pages.

    `applicant`, `details`, `code` are empty where only those are asked for who are known already; `numbers`:
    whether these have to be told; `back` leads to the page of the office that the taking in belongs to.
    """

    find: str
    receive: str
    title: str
    lead: str
    whose: str
    take: str
    compare: str
    applicant: str = ""
    details: str = ""
    code: str = ""
    enter: str = ""
    from_paper: str = ""
    numbers: bool = True
    back: str = ""
    back_text: str = ""


APPLICATION = Accepting(
    find="office_intake",
    applicant="office_intake_applicant",
    details="office_intake_details",
    code="office_intake_code",
    receive="office_intake_receive",
    title="Принять заявку",
    lead=(
        "Заявка на бумаге, по почте или через портал госуслуг: вы вносите её за заявителя, а сроки идут со "
        "дня, когда она поступила."
    ),
    whose="От кого заявка",
    take="Принять от него заявку",
    enter="Внести и принять заявку",
    from_paper="Внесите то, что есть в\u00a0заявке.",
    compare="Сравните имя и телефон с\u00a0заявкой: она появится в\u00a0этом кабинете.",
)
WITHDRAWAL = Accepting(
    find="office_withdrawal_intake",
    receive="office_withdrawal_receive",
    title="Внести отзыв согласия",
    lead=(
        "Отзыв, который пришёл письмом или принесён в офис: исполнить его нужно в срок, который идёт со дня, "
        "когда он поступил."
    ),
    whose="Чьё согласие",
    take="Внести его отзыв",
    back="office_withdrawals",
    back_text="Отзывы согласий",
    compare="Сравните имя и телефон с\u00a0отзывом: отозвано будет согласие этого человека.",
)
APPEAL = Accepting(
    find="office_appeal_intake",
    applicant="office_appeal_applicant",
    details="office_appeal_details",
    code="office_appeal_code",
    receive="office_appeal_receive",
    title="Принять обращение",
    lead=(
        "Письмо, звонок, электронное письмо или разговор в офисе: обращение регистрируют в день, когда оно "
        "поступило, и с этого дня идёт срок ответа."
    ),
    whose="От кого обращение",
    take="Принять от него обращение",
    enter="Внести и принять обращение",
    from_paper="Внесите то, что известно.",
    numbers=False,
    back="office_appeals",
    back_text="Обращения",
    compare="Сравните имя и телефон с\u00a0обращением: оно появится в\u00a0этом кабинете.",
)
