"""How an application goes by the Rules: which rows of the transition table and which limits are its own."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kabinet.applications.asked.facts import facts_of
from kabinet.core.questions import Answers
from kabinet.law.applicability import Applicability, Paragraph, Procedure
from kabinet.law.deadlines import Code
from kabinet.law.editions import Law


@dataclass(frozen=True, slots=True)
class Course:
    """What the law says of an application, and what the technical conditions add.

    `law`: of the day of its submission.
    `low_voltage`: connected at 0.4 kV or below. `procurement`: bought by laws № 44-ФЗ or № 275-ФЗ.
    `works`: the term of the works by the contract. `dispatched`: its technical conditions are agreed with the
    system operator, who then takes part in their check (п. 21, 102).
    """

    law: Law
    applicability: Applicability
    low_voltage: bool
    procurement: bool
    works: Code
    dispatched: bool = False

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
        """Whether the applicant's works are inspected (п. 81–90).

        At 0.4 kV the paragraphs 12(1), 13(2)–13(5) and 14 end by a notice of the operator instead
        (п. 108, 110).
        """
        return not (
            self.simplified and self.low_voltage and self.applicability.paragraph is not Paragraph.MIDDLE
        )


class When(StrEnum):
    """For which applications a transition exists; the values are what the documentation says."""

    ALWAYS = "всегда"
    SIMPLIFIED = "раздел X"
    GENERAL = "общий порядок"
    UNCHECKED = "раздел X, до 0,4 кВ, кроме п. 12"
    CHECKED = "общий порядок, п. 12 или выше 0,4 кВ"


_HOLDS: dict[When, Callable[[Course], bool]] = {
    When.ALWAYS: lambda _course: True,
    When.SIMPLIFIED: lambda course: course.simplified,
    When.GENERAL: lambda course: not course.simplified,
    When.UNCHECKED: lambda course: not course.checked,
    When.CHECKED: lambda course: course.checked,
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
) -> Course:
    """The course of an application by its answers, and by what a specialist has set instead of them.

    `low_voltage`, `works`: by its technical conditions; `procurement`: where the answer is known to be wrong.
    """
    facts = facts_of(answers, kind)
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
        dispatched=facts.dispatched,
    )
