"""What exactly the applicant is asked for, or may do, in each state; the dates stand beside it."""

from typing import NamedTuple

from kabinet.applications.rules.course import Course, When, holds
from kabinet.applications.rules.states import State
from kabinet.law.applicability import Paragraph

_WAIT = ("От вас сейчас ничего не требуется: о каждом изменении придёт письмо.",)
_REFUSE = "Не согласны — направьте мотивированный отказ с предложением, что изменить."
_NEW = ("Чтобы присоединиться, подайте новую заявку.",)

_NEEDED = {
    State.DRAFT: ("Заполните все шаги и подайте заявку.",),
    State.AWAITING_DOCUMENTS: (
        "Пришлите то, о чём написал специалист: до этого рассмотрение приостановлено.",
        "Вопросы задавайте в переписке: сообщение само по себе срока не меняет.",
        "Если не успеть, заявка будет аннулирована (п. 15 Правил).",
    ),
    State.AWAITING_PAYMENT: (
        "Откройте размещённые документы и проверьте их.",
        "Согласны — оплатите счёт: оплата и есть заключение договора, подписывать ничего не нужно.",
        _REFUSE,
    ),
    State.OFFER_SENT: (
        "Откройте проект договора и технические условия и проверьте их.",
        "Согласны — подпишите договор и верните один экземпляр.",
        _REFUSE,
    ),
    State.COMPLETED: ("Если за {hidden_defects} обнаружатся недостатки, напишите нам (п. 110 Правил).",),
    State.ANNULLED: _NEW,
    State.TERMINATED: _NEW,
}
_WARNED_IN = (State.AWAITING_PAYMENT, State.OFFER_SENT)
"""Where the contract lies before the applicant (п. 15: «одновременно с направлением договора»)."""
_WITHOUT_SUPPLY_CONTRACT = (
    "Чтобы пользоваться электроэнергией, заключите договор с гарантирующим поставщиком или энергосбытовой "
    "организацией. Если правила его заключения нарушены, потребление считается бездоговорным: его объём "
    "определят по прибору учёта или расчётом, стоимость взыщут за весь период, а подачу прекратят."
)
_TEMPORARILY = (
    "Пока постоянная схема не готова, можно присоединиться временно (раздел VII Правил, напряжение ниже "
    "35\u00a0кВ): для этого подайте ещё одну заявку и укажите в ней наш договор."
)
_WORKS = (
    "Выполните свою часть технических условий: до границы участка сеть строим мы.",
    "Обеспечьте место для прибора учёта и доступ к нему, если он ставится на вашем участке (п. 108).",
    "Сообщать о готовности не нужно: уведомление разместим мы.",
)
_CHECKED_WORKS = (
    "Выполните свою часть технических условий.",
    "Когда всё готово, сообщите об этом и приложите документы (п. 85 Правил): мы проведём осмотр.",
)
_STAGED_WORKS = (
    "Выполняйте технические условия по этапам: всего их {stages}.",
    "Когда этап готов, сообщите об этом и приложите документы (п. 85 Правил): мы проведём осмотр.",
    "После всех этапов проверяют технические условия в целом (п. 101 Правил).",
)
_REMARKS = "Если что-то не так, пришлите замечания. Всё верно — выберите «Замечаний к документам нет»."
_SILENCE = "Если не ответить, после срока документы считаются принятыми."


def needed_now(state: str, course: Course) -> tuple[str, ...]:
    """Sentences for the applicant, the most important first."""
    stages = str(course.stages)
    return tuple(course.law.told(sentence, stages=stages) for sentence in _needed(State(state), course))


def warned_of(state: str, course: Course) -> tuple[str, ...]:
    """What п. 15 has the operator tell together with the contract; nothing in other states."""
    if state not in _WARNED_IN:
        return ()
    temporary = course.applicability.paragraph is Paragraph.TEMPORARY
    return (_WITHOUT_SUPPLY_CONTRACT,) if temporary else (_WITHOUT_SUPPLY_CONTRACT, _TEMPORARILY)


def _needed(state: State, course: Course) -> tuple[str, ...]:
    if state in (State.CONTRACTED, State.FULFILLING):
        return _works(course)
    if state is State.DOCUMENTS_PLACED:
        return _answer(course)
    return _NEEDED.get(state, _WAIT)


def _works(course: Course) -> tuple[str, ...]:
    if holds(When.STAGED, course):
        return _STAGED_WORKS
    return _CHECKED_WORKS if course.checked else _WORKS


def _answer(course: Course) -> tuple[str, ...]:
    if not course.simplified:
        return ("Откройте акты, подпишите их и верните один экземпляр.", _REMARKS)
    if course.checked:
        return ("Откройте акты и проверьте, всё ли соответствует техническим условиям.", _REMARKS, _SILENCE)
    return (
        "Сеть готова: присоединяйтесь по инструкции, проверьте уведомление и акт прибора учёта.",
        _REMARKS,
        _SILENCE,
    )


class Place(NamedTuple):
    """Where the applicant does what they are asked for: the link's text, the address by name, its anchor."""

    does: str
    page: str
    anchor: str = ""


PLACES = {
    State.DRAFT: Place("Продолжить", "application"),
    State.AWAITING_DOCUMENTS: Place("Исправить", "application_corrections"),
    State.AWAITING_PAYMENT: Place("Проверить и оплатить", "application", "money"),
    State.OFFER_SENT: Place("Проверить договор", "application", "documents"),
    State.FULFILLING: Place("Сообщить о выполнении", "application", "next"),
    State.DOCUMENTS_PLACED: Place("Проверить документы", "application", "documents"),
}
"""The states in which the applicant may be awaited: which of them are theirs, course.deadlines tells."""
_OPEN = Place("Открыть заявку", "application")


def place_in(state: str) -> Place:
    """Where the applicant acts in a state; the page of the application when there is no place of its own."""
    return PLACES.get(State(state), _OPEN)
