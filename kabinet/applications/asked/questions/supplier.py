"""Step 6, «Энергосбытовая организация»: paragraphs 9 «л» and 13(2)–13(6)."""

from kabinet.applications.asked import facts
from kabinet.applications.asked.answers import says, text_in
from kabinet.applications.asked.questions.conditions import not_under, under
from kabinet.applications.asked.questions.schedule import NEW
from kabinet.core.questions import Answers, Kind, Question, always
from kabinet.law.applicability import ApplicantKind, Band, Paragraph
from kabinet.law.editions import Law


def questions_for(kind: str, law: Law) -> tuple[Question, ...]:
    """The questions of the step for an applicant of this kind."""
    has_contract_only = under(kind, law, Paragraph.MICROGENERATION_BUSINESS)
    names_supplier = not_under(kind, law, Paragraph.MICROGENERATION_BUSINESS)

    def demanded(answers: Answers) -> bool:
        # Paragraph 9: above 670 kW the supplier is named by choice.
        return facts.facts_of(answers, kind, law).band is not Band.ABOVE_670

    is_person = kind == ApplicantKind.PERSON

    def usually_has_none(answers: Answers) -> str:
        # Nothing is connected yet, so there is nothing to be supplied by.
        return "no" if is_person and text_in(answers, "reason") == NEW else ""

    def usual_contract(_answers: Answers) -> str:
        return "supply" if is_person else ""

    has_contract = says("has_supply_contract", "yes")
    no_contract = says("has_supply_contract", "no", provided=names_supplier)

    def shows_contract(answers: Answers) -> bool:
        return has_contract_only(answers) or has_contract(answers)

    return (
        Question(
            name="supplier",
            label="Гарантирующий поставщик или энергосбытовая организация",
            hint=(
                "Кому вы будете платить за электроэнергию. Если не выбирали сами, укажите гарантирующего "
                "поставщика вашего региона: его название есть в квитанции соседей."
            ),
            basis="пп. 9 «л», 13(2) «в» Правил",
            required=lambda answers: has_contract_only(answers) or demanded(answers),
        ),
        Question(
            name="has_supply_contract",
            label="Договор с этой организацией уже есть?",
            kind=Kind.YES_NO,
            hint="Ответьте «Да», если новый объект войдёт в действующий договор.",
            basis="п. 9 «л» Правил",
            required=demanded,
            shown=names_supplier,
            usual=usually_has_none,
        ),
        Question(
            name="supply_contract_kind",
            label="Какой договор хотите заключить",
            kind=Kind.CHOICE,
            hint=(
                "Договор энергоснабжения: поставщик отвечает и за энергию, и за её доставку. Купля-продажа: "
                "за доставку отдельный договор с нами. Гражданам подходит первый."
            ),
            basis="п. 9 «л» Правил",
            required=demanded,
            shown=no_contract,
            usual=usual_contract,
            choices=(
                ("supply", "Договор энергоснабжения"),
                ("sale", "Договор купли-продажи (поставки) электроэнергии"),
            ),
        ),
        Question(
            name="supply_contract_number",
            label="Номер договора",
            hint="Для граждан это номер лицевого счёта из квитанции.",
            basis="пп. 9 «л», 13(2) «в» Правил",
            required=always,
            shown=shows_contract,
            max_length=100,
        ),
        Question(
            name="supply_contract_date",
            label="Дата договора",
            kind=Kind.PAST_DATE,
            hint="Если точной даты нет, укажите дату открытия лицевого счёта.",
            basis="пп. 9 «л», 13(2) «в» Правил",
            required=always,
            shown=shows_contract,
        ),
        Question(
            name="generation_buyer",
            label="Гарантирующий поставщик, который будет покупать излишки энергии микрогенерации",
            basis="пп. 13(2)–13(6) Правил",
            required=always,
            shown=facts.has_microgeneration,
        ),
    )
