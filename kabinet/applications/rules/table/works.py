"""The works, their check and the documents on the connection: п. 16, 82–90, 108–110."""

from kabinet.applications.rules.course import When
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action, Clock, Depends, State, Transition
from kabinet.cases.sides import Side
from kabinet.correspondence.models import Message

WORKS: tuple[Transition, ...] = (
    Transition(
        action=Action.START_WORKS,
        label="Начать мероприятия",
        sources=(State.CONTRACTED,),
        target=State.FULFILLING,
        by=Side.SPECIALIST,
        limit=Depends.WORKS,
        clock=Clock.CONTRACT,
        tells="Мы выполняем мероприятия по присоединению, предусмотренные техническими условиями.",
    ),
    Transition(
        action=Action.NOTIFY,
        label="Уведомить о выполнении технических условий",
        sources=(State.CONTRACTED, State.FULFILLING),
        target=State.CHECKING_CONDITIONS,
        by=Side.APPLICANT,
        when=When.CHECKED,
        limit=Depends.CHECK,
        needs_comment=True,
        tells="Уведомление о выполнении технических условий получено. Мы проведём проверку и осмотр.",
    ),
    Transition(
        action=Action.REMARK,
        label="Передать замечания по осмотру",
        sources=(State.CHECKING_CONDITIONS,),
        target=State.FULFILLING,
        by=Side.SPECIALIST,
        kind=Message.Kind.REQUEST,
        when=When.CHECKED,
        limit=Depends.WORKS,
        clock=Clock.CONTRACT,
        needs_comment=True,
        tells=(
            "При проверке выявлены замечания. Устраните их и сообщите об этом в личном кабинете: повторный "
            "осмотр пройдёт за {repeat_inspection}."
        ),
    ),
    Transition(
        action=Action.PLACE,
        label="Завершить мероприятия: уведомление размещено",
        sources=(State.CONTRACTED, State.FULFILLING),
        target=State.DOCUMENTS_PLACED,
        by=Side.SPECIALIST,
        when=When.UNCHECKED,
        limit=Depends.ANSWER,
        needs=(PlacedKind.NOTICE,),
        tells=(
            "Сеть готова: уведомление об обеспечении возможности присоединения размещено в личном кабинете. "
            "Если что-то не соответствует техническим условиям, пришлите замечания."
        ),
    ),
    Transition(
        action=Action.PLACE,
        label="Проверка пройдена: акты размещены",
        sources=(State.CHECKING_CONDITIONS,),
        target=State.DOCUMENTS_PLACED,
        by=Side.SPECIALIST,
        when=When.CHECKED,
        limit=Depends.ANSWER,
        needs=(PlacedKind.ACT,),
        tells="Технические условия выполнены, акты размещены. Подтвердите их или пришлите замечания.",
    ),
    Transition(
        action=Action.OBJECT,
        label="Прислать замечания",
        sources=(State.DOCUMENTS_PLACED,),
        target=State.FIXING_REMARKS,
        by=Side.APPLICANT,
        limit=Depends.FIX,
        within=Depends.ANSWER,
        needs_comment=True,
        tells="Замечания получены. Мы устраним их и разместим документы снова.",
    ),
    Transition(
        action=Action.FIX,
        label="Замечания устранены: документы размещены снова",
        sources=(State.FIXING_REMARKS,),
        target=State.DOCUMENTS_PLACED,
        by=Side.SPECIALIST,
        when=When.UNCHECKED,
        limit=Depends.ANSWER,
        needs=(PlacedKind.NOTICE,),
        renews=True,
        tells="Замечания устранены, уведомление размещено снова. Если с ним всё в порядке, подтвердите его.",
    ),
    Transition(
        action=Action.FIX,
        label="Замечания устранены: акты размещены снова",
        sources=(State.FIXING_REMARKS,),
        target=State.DOCUMENTS_PLACED,
        by=Side.SPECIALIST,
        when=When.CHECKED,
        limit=Depends.ANSWER,
        needs=(PlacedKind.ACT,),
        renews=True,
        tells="Замечания устранены, акты размещены снова. Если с ними всё в порядке, подтвердите их.",
    ),
    Transition(
        action=Action.CONFIRM,
        label="Замечаний нет",
        sources=(State.DOCUMENTS_PLACED,),
        target=State.COMPLETED,
        by=Side.APPLICANT,
        tells="Вы подтвердили документы. Технологическое присоединение завершено.",
    ),
    Transition(
        action=Action.FALL_SILENT,
        label="Срок замечаний истёк",
        sources=(State.DOCUMENTS_PLACED,),
        target=State.COMPLETED,
        by=Side.SYSTEM,
        when=When.SIMPLIFIED,
        on_expiry=True,
        button=False,
        tells="Замечаний в срок не поступило. Технологическое присоединение завершено.",
    ),
    Transition(
        action=Action.COMPLETE,
        label="Подписанные акты получены",
        sources=(State.DOCUMENTS_PLACED,),
        target=State.COMPLETED,
        by=Side.SPECIALIST,
        when=When.GENERAL,
        dated="День, когда поступили подписанные акты",
        tells="Подписанные акты получены. Технологическое присоединение завершено.",
    ),
)
