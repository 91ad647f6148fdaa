"""THE editions of the application's forms: appendices 4, 4(1), 5, 6 and 7 to the Rules.

An application is printed by the edition of the day of its submission, however late it is printed again.
"""

from dataclasses import dataclass

from kabinet.law.acts import LawAct
from kabinet.law.editions import Law


@dataclass(frozen=True, slots=True)
class FormEdition:
    """An edition of the form in appendix `number`, and the `template` that prints it.

    `worded_by`: the act that gave the appendix these words. `brought_by`, `ended_by`: the acts since which it
    counts and does not; an ended edition keeps its template, for what was submitted by it.
    """

    number: str
    worded_by: str
    template: str
    brought_by: LawAct | None = None
    ended_by: LawAct | None = None


FORMS: tuple[FormEdition, ...] = (
    FormEdition("4", "ПП РФ от 19.12.2025 № 2075", "appendix_4"),
    FormEdition("4(1)", "ПП РФ от 19.12.2025 № 2075", "appendix_4_1"),
    FormEdition("5", "ПП РФ от 19.12.2025 № 2075", "appendix_5"),
    FormEdition("6", "ПП РФ от 06.05.2024 № 594", "appendix_6"),
    FormEdition("7", "ПП РФ от 19.12.2025 № 2075", "appendix_7"),
)


def forms_of(law: Law) -> dict[str, FormEdition]:
    """The forms in force by the numbers of their appendices."""
    return {form.number: form for form in FORMS if law.knows(form)}


def form_at(number: str, law: Law) -> FormEdition:
    """The edition of a form by the law of a day."""
    return forms_of(law)[number]
