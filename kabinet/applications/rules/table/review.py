"""The review of what was submitted: п. 15 of the Rules; приказ № 186, прил. 5, п. 4."""

from kabinet.applications.rules.states import Action, Clock, Depends, State, Transition
from kabinet.cases.sides import Side
from kabinet.correspondence.models import Message
from kabinet.law.deadlines import Code

REVIEW: tuple[Transition, ...] = (
    Transition(
        action=Action.SUBMIT,
        label="Подать заявку",
        sources=(State.DRAFT,),
        target=State.SUBMITTED,
        by=Side.APPLICANT,
        limit=Code.REGISTRATION,
        button=False,
        letter="application_submitted",
        tells="Заявка получена. Мы зарегистрируем её и проверим сведения и документы.",
    ),
    Transition(
        action=Action.REGISTER,
        label="Зарегистрировать и взять на проверку",
        sources=(State.SUBMITTED,),
        target=State.CHECKING,
        by=Side.SPECIALIST,
        limit=Code.COMPLETENESS_CHECK,
        clock=Clock.RECEIPT,
        tells="Заявка зарегистрирована. Специалист проверяет сведения и документы.",
    ),
    Transition(
        action=Action.REQUEST_DOCUMENTS,
        label="Запросить недостающее",
        sources=(State.SUBMITTED, State.CHECKING),
        target=State.AWAITING_DOCUMENTS,
        by=Side.SPECIALIST,
        kind=Message.Kind.REQUEST,
        limit=Code.SUPPLY_DOCUMENTS,
        needs_comment=True,
        tells="Не хватает сведений или документов: пришлите их в кабинете. До этого рассмотрение стоит.",
    ),
    Transition(
        action=Action.SUPPLY,
        label="Отправить недостающее",
        sources=(State.AWAITING_DOCUMENTS,),
        target=State.CHECKING,
        by=Side.APPLICANT,
        limit=Code.COMPLETENESS_CHECK,
        needs_comment=True,
        letter="",
        tells="Недостающее получено. Специалист проверяет заявку снова.",
    ),
    Transition(
        action=Action.SUPPLY,
        label="Недостающее поступило вне кабинета",
        sources=(State.AWAITING_DOCUMENTS,),
        target=State.CHECKING,
        by=Side.SPECIALIST,
        limit=Code.COMPLETENESS_CHECK,
        needs_comment=True,
        dated="День, когда недостающее поступило",
        tells="Недостающие сведения и документы получены. Специалист проверяет заявку снова.",
    ),
    Transition(
        action=Action.EXPIRE,
        label="Срок представления документов истёк",
        sources=(State.AWAITING_DOCUMENTS,),
        target=State.ANNULLED,
        by=Side.SYSTEM,
        on_expiry=True,
        button=False,
        tells="Недостающие сведения и документы не поступили в срок, рассмотрение прекращено.",
        ground="сведения и документы не представлены за {supply_documents} (п. 15)",
    ),
    Transition(
        action=Action.ACCEPT,
        label="Принять в работу",
        sources=(State.SUBMITTED, State.CHECKING),
        target=State.ACCEPTED,
        by=Side.SPECIALIST,
        limit=Depends.OFFER,
        clock=Clock.RECEIPT,
        tells="Сведения и документы в порядке. Мы готовим технические условия и условия договора.",
    ),
)
