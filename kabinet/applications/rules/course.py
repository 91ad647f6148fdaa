"""How an application goes by the Rules: which rows of the transition table and which limits are its own."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kabinet.applications.asked.answers import rows_in, text_in
from kabinet.applications.asked.facts import Facts, facts_of
from kabinet.core.questions import Answers
from kabinet.law.applicability import Applicability, Paragraph, Procedure
from kabinet.law.deadlines import Code
from kabinet.law.editions import Law


@dataclass(frozen=True, slots=True)
class Course:
    """What the law says of an application, and what the technical conditions add.

    `law`: of the day of its submission.
    `low_voltage`: connected at 0.4 kV or below. `procurement`: bought by laws № 44-ФЗ or № 275-ФЗ.
    `works`: the term of the works by the contract. `supervised`: the act of connection waits for the
    permission of the state energy supervision (п. 110). `temporary`: by section VII. `mining`: of digital
    currency (п. 118). `dispatched`: its technical conditions are agreed with the system operator, who then
    takes part in their check (пп. 21, 102). `redistributed`: power that another gives up (п. 34).
    `autonomous`: a source of power of one's own for a temporary scheme is asked for (п. 53). `stages`: in how
    many its receivers are put into operation by the technical conditions (п. 101). `fourth`: it consents to
    the fourth category of reliability (п. 9 «п»).
    """

    law: Law
    applicability: Applicability
    low_voltage: bool
    procurement: bool
    works: Code
    supervised: bool = False
    temporary: bool = False
    mining: bool = False
    dispatched: bool = False
    redistributed: bool = False
    autonomous: bool = False
    stages: int = 1
    fourth: bool = False

    @property
    def simplified(self) -> bool:
        """Whether section X applies: the contract is concluded by payment."""
        return self.applicability.procedure is Procedure.SIMPLIFIED

    @property
    def payment_limit(self) -> Code:
        """The term of the first payment by section X (п. 106): of the state and of the invoice alike."""
        return self.applicability.payment_deadline(procurement=self.procurement)

    @property
    def minds_procurement(self) -> bool:
        """Whether a procurement has a term of its own for the first payment (п. 106)."""
        terms = {self.applicability.payment_deadline(procurement=known) for known in (False, True)}
        return self.simplified and len(terms) > 1

    @property
    def checked(self) -> bool:
        """Whether the applicant's works are inspected (пп. 81–90).

        At 0.4 kV the paragraphs 12(1), 13(2)–13(5) and 14 end by a notice of the operator instead
        (пп. 108, 110), but for the first and second category «вне зависимости от уровня напряжения».
        """
        ends_by_act = self.supervised or self.applicability.paragraph is Paragraph.MIDDLE
        return not (self.simplified and self.low_voltage and not ends_by_act)


class When(StrEnum):
    """For which applications a transition exists; the values are what the documentation says."""

    ALWAYS = "всегда"
    SIMPLIFIED = "раздел X"
    GENERAL = "общий порядок"
    UNCHECKED = "раздел X, до 0,4 кВ, кроме п. 12 и категории II"
    CHECKED = "общий порядок, п. 12, категория II или выше 0,4 кВ"
    SUPERVISED = "пп. 12 и 12(1), категории I и II"
    TEMPORARY = "временное присоединение"
    MINING = "майнинг цифровой валюты"
    DISPATCHED = "п. 9, условия согласует системный оператор"
    FOURTH_AGREED = "в заявке согласие на IV категорию надёжности"
    REDISTRIBUTED = "перераспределение мощности"
    STAGED = "проверка по этапам"
    AUTONOMOUS = "временное присоединение с автономным источником"


def _is_dispatched(course: Course) -> bool:
    # П. 21 leaves out paragraphs 12(1) to 14.
    return course.dispatched and course.applicability.paragraph is Paragraph.GENERAL


_HOLDS: dict[When, Callable[[Course], bool]] = {
    When.ALWAYS: lambda _course: True,
    When.SIMPLIFIED: lambda course: course.simplified,
    When.GENERAL: lambda course: not course.simplified,
    When.UNCHECKED: lambda course: not course.checked,
    When.CHECKED: lambda course: course.checked,
    When.SUPERVISED: lambda course: course.supervised,
    When.TEMPORARY: lambda course: course.temporary,
    When.MINING: lambda course: course.mining,
    When.DISPATCHED: _is_dispatched,
    When.FOURTH_AGREED: lambda course: _is_dispatched(course) and course.fourth,
    When.REDISTRIBUTED: lambda course: course.redistributed,
    When.STAGED: lambda course: course.checked and course.stages > 1,
    When.AUTONOMOUS: lambda course: course.autonomous,
}


def holds(when: When, course: Course) -> bool:
    """Whether the condition holds for an application of this course."""
    return _HOLDS[when](course)


def course_of(
    answers: Answers,
    kind: str,
    *,
    law: Law,
    low_voltage: bool | None = None,
    works: str = "",
    procurement: bool | None = None,
    stages: int | None = None,
) -> Course:
    """The course of an application by its answers, and by what a specialist has set instead of them.

    `low_voltage`, `works`, `stages`: by its technical conditions; `procurement`: where the answer is known to
    be wrong.
    """
    facts = facts_of(answers, kind, law)
    if low_voltage is None:
        low_voltage = facts.low_voltage
    near = facts.near and low_voltage and Code.WORKS_30_DAYS in facts.works
    usual = Code.WORKS_30_DAYS if near else facts.works[0]
    return Course(
        law=law,
        applicability=facts.applicability,
        low_voltage=low_voltage,
        procurement=facts.procurement if procurement is None else procurement,
        works=Code(works) if works else usual,
        supervised=facts.supervised,
        temporary=facts.temporary,
        mining=text_in(answers, "mining") == "yes",
        dispatched=facts.dispatched,
        redistributed=facts.redistributed,
        autonomous=facts.temporary and text_in(answers, "autonomous_source") == "yes",
        stages=stages or _stages_asked(answers, facts),
        fourth=text_in(answers, "fourth_category") == "yes",
    )


def _stages_asked(answers: Answers, facts: Facts) -> int:
    """How many stages the application names (п. 9 «и»–«и(2)»)."""
    return max(sum(1 for _ in rows_in(answers, "stages")), 1) if facts.permanent else 1
