"""The forms of invoices and payments."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kabinet.applications.models import Application
from kabinet.billing.days import DayBeforeSubmission, refuse_before_submission
from kabinet.billing.invoicing import Terms
from kabinet.billing.models import Invoice, UnreadDocument
from kabinet.core.money import clean_kopecks
from kabinet.law.payments import LONGEST_DEFERRAL, Plan, Schedule
from kabinet.ui.typed import FILL, TypedField, day

AGREED_PARTS = 6
"""How many parts a schedule by agreement may have."""


def money(label: str, **options: Any) -> TypedField:
    """A sum in rubles, kopecks when cleaned."""
    return TypedField(clean_kopecks, label=label, **options)


def _not_before_submission(on: date | None, application: Application) -> date | None:
    """The day as it was typed. Raises ValidationError when the application was not submitted yet."""
    try:
        if on is not None:
            refuse_before_submission(application, on)
    except DayBeforeSubmission as refusal:
        raise ValidationError(str(refusal)) from None
    return on


class InlineChoice(forms.ChoiceField):
    """Short choices that stand in a row."""

    inline = True


class IssueForm(forms.Form):
    """What an invoice is issued by; it asks only for what the plans admitted for the application need."""

    use_required_attribute = False

    plan = forms.ChoiceField(label="График платежей", widget=forms.RadioSelect)
    fee = money(
        "Плата за присоединение, ₽",
        required=False,
        help_text="Вся плата по договору, с НДС. Например, 99\u00a0000 или 99\u00a0000,50.",
    )
    quarters = forms.IntegerField(
        label="На сколько кварталов рассрочка",
        required=False,
        min_value=1,
        max_value=LONGEST_DEFERRAL,
        help_text=f"От 1 до {LONGEST_DEFERRAL} (п. 104 Правил).",
        error_messages={
            "invalid": f"Напишите число от 1 до {LONGEST_DEFERRAL}.",
            "min_value": f"Напишите число от 1 до {LONGEST_DEFERRAL}.",
            "max_value": f"Не больше {LONGEST_DEFERRAL} кварталов (п. 104 Правил).",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10"}),
    )
    advance = money(
        "Первая часть при индивидуальном проекте, ₽",
        required=False,
        help_text="Если она больше десятой части или внесена от предварительной платы (п.\u00a015 Правил).",
    )
    contract_on = day(
        "Дата заключения договора",
        past=True,
        required=False,
        help_text="От неё идут сроки. Если договор ещё не подписан, оставьте пустым и укажите позже.",
    )

    def __init__(self, *args: Any, application: Application, plans: Sequence[Plan], **options: Any) -> None:
        super().__init__(*args, **options)
        self.application = application
        schedules = application.law.schedules
        self.only_plan = _plan_label(schedules[plans[0]]) if len(plans) == 1 else ""
        plan = self.fields["plan"]
        assert isinstance(plan, forms.ChoiceField)  # noqa: S101 - for the type checker
        plan.choices = [(item.value, _plan_label(schedules[item])) for item in plans]
        plan.error_messages["required"] = "Выберите график платежей."
        self._drop(plans)
        self.part_names: list[tuple[str, str]] = []
        if Plan.BY_AGREEMENT in plans:
            for number in range(1, AGREED_PARTS + 1):
                names = (f"part_{number}_sum", f"part_{number}_on")
                self.fields[names[0]] = money(f"Часть {number}, ₽", required=False)
                self.fields[names[1]] = day(f"Срок части {number}", required=False)
                self.part_names.append(names)

    def _drop(self, plans: Sequence[Plan]) -> None:
        if Plan.DEFERRED not in plans:
            del self.fields["quarters"]
        if Plan.INDIVIDUAL_PROJECT not in plans:
            del self.fields["advance"]
        # Where the first payment concludes the contract, its day is known to the case itself.
        from_contract = {Plan.FROM_CONTRACT, Plan.REDISTRIBUTION, Plan.INDIVIDUAL_PROJECT}.intersection(plans)
        if not from_contract or self.application.course.simplified:
            del self.fields["contract_on"]

    def clean_contract_on(self) -> date | None:
        """Refuse a contract that is older than the application."""
        return _not_before_submission(self.cleaned_data["contract_on"], self.application)

    @property
    def agreed_parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of the parts by agreement, in pairs."""
        return [(self[kopecks], self[on]) for kopecks, on in self.part_names]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """All the other fields; without the plan when there is nothing to choose."""
        shown_apart = {name for pair in self.part_names for name in pair}
        if self.only_plan:
            shown_apart.add("plan")
        return [field for field in self if field.name not in shown_apart]

    def clean(self) -> dict[str, Any]:
        """Demand what the chosen plan needs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("plan") == Plan.BY_AGREEMENT:
            for kopecks, on in self.part_names:
                for empty, filled in ((kopecks, on), (on, kopecks)):
                    if cleaned.get(filled) and not cleaned.get(empty) and empty not in self.errors:
                        self.add_error(empty, "Укажите и сумму части, и её срок.")
        elif "plan" in cleaned and cleaned.get("fee") is None and "fee" not in self.errors:
            self.add_error("fee", FILL["required"])
        return cleaned

    def terms(self) -> Terms:
        """What was chosen; only of a valid form."""
        cleaned = self.cleaned_data
        return Terms(
            plan=Plan(cleaned["plan"]),
            fee=cleaned.get("fee") or 0,
            quarters=cleaned.get("quarters") or LONGEST_DEFERRAL,
            contract_on=cleaned.get("contract_on"),
            advance=cleaned.get("advance") or 0,
            agreed=tuple(
                (cleaned[kopecks], cleaned[on]) for kopecks, on in self.part_names if cleaned.get(kopecks)
            ),
        )


def _plan_label(schedule: Schedule) -> str:
    by_agreement = schedule.plan is Plan.BY_AGREEMENT
    return schedule.title if by_agreement else f"{schedule.title} ({schedule.paragraph})"


class PaymentForm(forms.Form):
    """A payment that was seen in the bank or at the cash desk."""

    use_required_attribute = False

    kind = InlineChoice(
        label="Что записать",
        choices=(("payment", "Поступление"), ("refund", "Возврат заявителю")),
        initial="payment",
        widget=forms.RadioSelect,
    )
    kopecks = money("Сумма, ₽")
    paid_on = day(
        "День, когда деньги поступили", past=True, help_text="Зачислены на счёт или внесены в кассу."
    )
    document_number = forms.CharField(
        label="Номер платёжного документа",
        max_length=40,
        error_messages=FILL,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": "20"}),
    )
    payer = forms.CharField(
        label="Плательщик",
        max_length=500,
        error_messages=FILL,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, invoice: Invoice, today: date) -> None:
        super().__init__(data, initial={"payer": invoice.payer, "paid_on": f"{today:%d.%m.%Y}"})
        self.application = invoice.application

    def clean_paid_on(self) -> date | None:
        """Refuse money that is older than the application."""
        return _not_before_submission(self.cleaned_data["paid_on"], self.application)

    def signed_kopecks(self) -> int:
        """The sum, below zero for a refund; only of a valid form."""
        kopecks: int = self.cleaned_data["kopecks"]
        return -kopecks if self.cleaned_data["kind"] == "refund" else kopecks


class InterestForm(forms.Form):
    """The interest of a deferred part."""

    use_required_attribute = False

    interest = money(
        "Проценты к ближайшей части, ₽",
        help_text="Ключевая ставка Банка России плюс 4 пункта на остаток долга (пп. 12(2), 13(7) Правил).",
    )


class StatementForm(forms.Form):
    """A file of a bank."""

    use_required_attribute = False

    statement = forms.FileField(
        label="Файл выписки",
        help_text="Формат обмена с «1С:Предприятием» (1CClientBankExchange), обычно файл kl_to_1c.txt.",
        error_messages={
            "required": "Выберите файл выписки.",
            "empty": "Файл пуст: выгрузите выписку ещё раз.",
        },
        widget=forms.FileInput(attrs={"accept": ".txt"}),
    )


class UnreadForm(forms.Form):
    """What was done about a document that could not be read; a page has one for each of them."""

    use_required_attribute = False

    done = forms.CharField(
        label="Что сделано",
        max_length=300,
        error_messages={
            "required": "Напишите, например, «записан вручную по счёту 4894ТП-1».",
            "max_length": "Сократите текст: он не длиннее 300\u00a0знаков.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, document: UnreadDocument) -> None:
        super().__init__(data, auto_id=f"id_%s_{document.pk}")
        self.document = document


class ReasonForm(forms.Form):
    """Why something is done with a payment."""

    use_required_attribute = False

    reason = forms.CharField(
        label="Причина", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PaidOnForm(ReasonForm):
    """The right day of a payment that was recorded by hand, and why it is another."""

    paid_on = day("Верный день", past=True, help_text="Зачислены на счёт или внесены в кассу.")

    field_order = ("paid_on", "reason")


class MatchForm(forms.Form):
    """The invoice of a payment, by its number."""

    use_required_attribute = False

    number = forms.CharField(
        label="Номер счёта или заявки",
        required=False,
        max_length=80,
        help_text="Например, 4894ТП-1.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": "20"}),
    )
