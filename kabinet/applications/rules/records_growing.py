"""The facts by which terms of the law grow: what others have to agree. ПП РФ № 861."""

from kabinet.applications.rules.course import When
from kabinet.applications.rules.record_kinds import Record, RecordKind
from kabinet.applications.rules.states import Action, State

_OFFERING = (State.ACCEPTED, State.OFFER_SENT)

GROWING: tuple[RecordKind, ...] = (
    RecordKind(
        record=Record.DISPATCHER_DRAFT,
        title="Проект ТУ направлен системному оператору",
        asks="День, когда системный оператор получил проект",
        basis="п. 15, 21",
        states=_OFFERING,
        when=When.DISPATCHED,
        after=Action.SUBMIT,
        once=False,
        tells=(
            "Технические условия согласует системный оператор: на это у него {dispatcher_agreement}. "
            "На время согласования увеличен срок, за который мы направим вам договор (п. 15 Правил)."
        ),
    ),
    RecordKind(
        record=Record.DISPATCHER_REMARKED,
        title="Системный оператор прислал замечания к проекту ТУ",
        asks="День, когда поступили замечания",
        basis="п. 21",
        states=_OFFERING,
        when=When.DISPATCHED,
        after=Record.DISPATCHER_DRAFT,
        once=False,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.DISPATCHER_AGREED,
        title="Проект ТУ согласован системным оператором",
        asks="День согласования",
        basis="п. 15, 21",
        states=_OFFERING,
        when=When.DISPATCHED,
        after=Record.DISPATCHER_DRAFT,
        tells=(
            "Технические условия согласованы с системным оператором. Договор и технические условия "
            "мы направим за {offer_agreed} (п. 15 Правил)."
        ),
    ),
)
"""In the order in which they come."""
