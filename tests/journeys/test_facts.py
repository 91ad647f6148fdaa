"""Facts with their own days, by hand: a late booking, a corrected day, cases of two years side by side."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from kabinet.billing.paying import record_payment
from tests.applications.builders import token
from tests.applications.life import BIG, Case, days
from tests.billing.builders import issued
from tests.journeys.test_life import answer, card, place

pytestmark = pytest.mark.browser

CLOSE = {"voltage": "0.4", "distance": "10"}
"""Works of 30 working days (п. 16 «б»)."""


def follow(office, case, page):
    office.open(f"/office/applications/{case.application.pk}/{page}/")


def test_payment_booked_late_concludes_the_contract_on_its_own_day(clock, enter, specialist, letters):
    """Прил. 17, п. 21: paid 25.11 and booked 03.12.2026, the works end on 15.01.2027."""
    case = Case(specialist=specialist, **CLOSE).accept()
    issued(case.application, by=specialist)
    case.place("conditions", "contract", "instruction")
    case.office("offer")
    office, person = enter(specialist), enter(case.owner)
    clock(datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    follow(office, case, "invoice")
    office.answer({"kopecks": "14 850", "paid_on": "25.11.2026", "document_number": "17"})
    office.press("Записать")
    office.sees("Платёж записан")
    follow(office, case, "documents")
    office.sees("25.11.2026, записано 03.12.2026")
    office.sees("Копии заявки и документов — энергосбытовой организации — до 27.11.2026")
    person.open(f"/applications/{case.application.pk}/")
    person.sees("25.11.2026, записано 03.12.2026")
    person.sees("до 15 января 2027")
    assert "Это произошло 25.11.2026" in letters()[-1].body


def test_wrong_day_is_corrected_and_everybody_reads_the_new_terms(clock, enter, specialist, letters):
    """861, п. 15: the signed contract came on 27.11, not on 30.11.2026."""
    case = Case("ЮЛ", specialist=specialist, **BIG).offer()
    office, company = enter(specialist), enter(case.owner)
    clock(days(8))
    office.open(f"/office/applications/{case.application.pk}/")
    office.page.get_by_label("День события").fill("30.11.2026")
    office.press("Подписанный договор получен")
    office.sees("Договор заключен")
    company.open(f"/applications/{case.application.pk}/")
    company.sees("до 30 ноября 2027")

    follow(office, case, "events")
    office.follow("Исправить запись «Договор заключен»")
    office.page.get_by_label("Верный день").fill("27.11.2026")
    office.press("Исправить день")
    office.sees("Напишите причину")
    office.page.get_by_label("Причина").fill("Штамп почты 27.11.2026")
    office.press("Исправить день")
    office.sees("Было 30.11.2026, стало 27.11.2026: Штамп почты 27.11.2026")
    company.open(f"/applications/{case.application.pk}/")
    company.sees("до 29 ноября 2027")
    assert "27.11.2026, а не 30.11.2026" in letters()[-1].body

    office.follow("Исправить запись «Договор заключен»")
    office.page.get_by_label("Причина").fill("Это договор другого заявителя")
    office.press("Отменить запись")
    office.sees("Запись «Договор заключен» отменена")
    company.open(f"/applications/{case.application.pk}/")
    company.sees("Договор направлен на подписание")


def test_cases_of_both_years_go_to_their_ends_side_by_side(clock, enter, specialist, papers):
    """№ 1701: the draft of the supply contract may be asked of whoever applied before 01.01.2027."""
    pdf = papers["Паспорт Иванова.pdf"]
    supply = {"has_supply_contract": "no"}
    evening, morning = datetime(2026, 12, 31, 9, 0, tzinfo=UTC), datetime(2027, 1, 1, 9, 0, tzinfo=UTC)
    old = Case(specialist=specialist, at=evening, **supply)
    new = Case(specialist=specialist, at=morning, **supply)
    office = enter(specialist)
    for case, is_asked in ((old, True), (new, False)):
        clock(datetime(2027, 1, 11, 9, 0, tzinfo=UTC))
        follow(office, case, "corrections")
        draft = office.page.locator("#item-document-supply_contract")
        expect(draft).to_have_count(1 if is_asked else 0)
        card(office, case, act="Принять в работу")
        bill = issued(case.application, by=specialist, at=datetime(2027, 1, 11, 9, 0, tzinfo=UTC))
        place(office, case, conditions=pdf, contract=pdf, instruction=pdf)
        card(office, case, act="Разместить предложение: ТУ, условия договора и счёт")
        paid_at = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
        clock(paid_at)
        record_payment(
            invoice=bill, kopecks=1_485_000, paid_on=date(2027, 1, 12), payer="Иванов", document_number="17",
            token=token(), by=specialist, at=paid_at,
        )  # fmt: skip
        card(office, case, act="Начать мероприятия")
        place(office, case, notice=pdf, admission_act=pdf)
        card(office, case, act="Завершить мероприятия: уведомление размещено")
        person = enter(case.owner)
        answer(person, case, "Замечаний к документам нет", sends="Подтвердить: замечаний нет")
        person.sees("Завершена")
