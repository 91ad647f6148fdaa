"""From the acceptance to the end, both sides in a browser: a story for each order and for each other end."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from kabinet.applications.rules.states import State
from tests.applications.life import BIG, Case, conclude_by_payment, days
from tests.journeys.conftest import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def the_state(case):
    case.application.refresh_from_db()
    return case.application.state


def card(office, case, *, act, text=""):
    """The specialist writes and presses a button of the card."""
    office.open(f"/office/applications/{case.application.pk}/")
    if text:
        office.page.get_by_label("Комментарий").fill(text)
    office.press(act)
    if office.page.get_by_text("Вернуть это назад нельзя.").is_visible():
        office.sees(case.application.number)
        office.press(act)


def place(office, case, **files):
    """The specialist chooses files by kind and places them."""
    office.open(f"/office/applications/{case.application.pk}/documents/")
    for details in office.page.locator("#placing details:not([open]) > summary").all():
        details.click()
    for kind, file in files.items():
        office.page.locator(f"#placing input[name='document-{kind}']").set_input_files(str(file))
    office.press("Разместить")
    office.sees("Заявителю отправлено письмо.")


def replace(office, case, kind, file):
    """The specialist places a newer version."""
    office.open(f"/office/applications/{case.application.pk}/documents/")
    document = office.page.locator("ul.documents > li").filter(has_text=kind)
    document.get_by_text("Заменить").first.click()
    document.locator("input[type='file']").set_input_files(str(file))
    office.press("Разместить новую редакцию", within=document)
    office.sees("Заявителю отправлено письмо.")


def answer(person, case, link, *, sends, text="", file=None):
    """The applicant follows a button of the application's page, writes and sends."""
    person.open(f"/applications/{case.application.pk}/")
    person.follow(link)
    if text:
        person.page.locator("textarea[name='text']").fill(text)
    if file:
        person.page.locator("input[name='uploads']").set_input_files(str(file))
    person.press(sends)


@pytest.mark.both_databases
def test_section_x_from_the_offer_by_payment_to_silence(clock, enter, specialist, papers, letters):
    case = Case(specialist=specialist)
    office, person = enter(specialist), enter(case.owner, viewport=PHONE, dark=True)
    pdf = papers["Паспорт Иванова.pdf"]

    card(office, case, act="Зарегистрировать и взять на проверку")
    card(office, case, act="Принять в работу")
    card(office, case, act="Разместить предложение: ТУ, условия договора и счёт")
    office.sees("Сначала разместите на странице «Документы и сроки»")
    place(office, case, conditions=pdf, contract=pdf, invoice=pdf, instruction=pdf)
    card(office, case, act="Разместить предложение: ТУ, условия договора и счёт")
    office.sees("Ожидает оплаты")

    subjects = [letter.subject for letter in letters()]
    assert f"Заявка {case.application.number}: новые документы в личном кабинете" in subjects
    person.open(f"/applications/{case.application.pk}/")
    person.sees("Проверьте документы и оплатите счёт до 1 декабря")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Скачать Паспорт Иванова.pdf").first.click()
    assert download.value.suggested_filename == "Паспорт Иванова.pdf"
    answer(person, case, "Мотивированный отказ", sends="Отправить отказ", text="Не та мощность")
    person.sees("Исправим документы и пришлём их снова до 8 декабря")

    clock(days(1))
    replace(office, case, "Технические условия", papers["План участка.png"])
    card(office, case, act="Разместить исправленное предложение")
    person.open(f"/applications/{case.application.pk}/")
    person.sees("Прежние редакции: 1")

    clock(days(2))
    conclude_by_payment(application=case.application, by=None, at=days(2))  # the bank's news
    person.open(f"/applications/{case.application.pk}/")
    person.sees("Договор заключен")
    card(office, case, act="Начать мероприятия")
    place(office, case, notice=pdf, admission_act=pdf)
    card(office, case, act="Завершить мероприятия: уведомление размещено")

    clock(days(3))
    remarks = {"text": "Нет напряжения на опоре", "file": papers["Выписка ЕГРН.jpg"]}
    answer(person, case, "Замечания к документам о присоединении", sends="Отправить замечания", **remarks)
    person.sees("Устраним замечания")
    clock(days(6))
    replace(office, case, "Уведомление об обеспечении", pdf)
    card(office, case, act="Замечания устранены: документы размещены снова")
    person.open(f"/applications/{case.application.pk}/")
    person.sees("до 14 декабря")

    call_command("daily")
    assert the_state(case) == State.DOCUMENTS_PLACED
    clock(days(21))
    call_command("daily")
    person.open(f"/applications/{case.application.pk}/")
    person.sees("Завершена")
    person.sees("Технологическое присоединение завершено")
    assert letters()[-1].subject == f"Заявка {case.application.number}: Завершена"


@pytest.mark.both_databases
def test_general_order_by_signature_and_inspections_to_the_confirmed_acts(clock, enter, specialist, papers):
    case = Case("ЮЛ", specialist=specialist, **BIG)
    office, company = enter(specialist, scripts=False), enter(case.owner, scripts=False)
    pdf = papers["Паспорт Иванова.pdf"]

    card(office, case, act="Принять в работу")
    place(office, case, conditions=pdf, contract=pdf)
    card(office, case, act="Направить договор на подписание")
    company.open(f"/applications/{case.application.pk}/")
    company.sees("Проверьте и подпишите договор до 8 декабря")

    clock(days(6))
    card(office, case, act="Подписанный договор получен")
    card(office, case, act="Начать мероприятия")
    clock(days(30))
    notice = "Уведомление о выполнении технических условий"
    done = {"text": "Всё выполнено", "file": pdf}
    answer(company, case, notice, sends="Отправить уведомление", **done)
    company.sees("Проверим, выполнены ли технические условия до 11 января")
    clock(days(35))
    card(office, case, act="Передать замечания по осмотру", text="Нет заземления")
    answer(company, case, notice, sends="Отправить уведомление", text="Заземлили")
    company.sees("Осмотрим электроустановку ещё раз до 12 января")
    clock(days(49))
    place(office, case, act=pdf, admission_act=pdf)
    card(office, case, act="Проверка пройдена: акты размещены")
    answer(company, case, "Замечаний к документам нет", sends="Подтвердить: замечаний нет")
    company.sees("Завершена")
    office.open(f"/office/applications/{case.application.pk}/documents/")
    office.sees("Акт о присоединении — энергосбытовой организации — до 14.01.2027")


def test_documents_not_supplied_annul_the_application(clock, enter, specialist, letters):
    case = Case(specialist=specialist)
    office, person = enter(specialist), enter(case.owner)
    card(office, case, act="Запросить недостающее", text="Пришлите план участка")
    person.open(f"/applications/{case.application.pk}/")
    person.sees("до 22 декабря")
    clock(days(29))
    call_command("daily")
    person.open(f"/applications/{case.application.pk}/")
    person.sees("Аннулирована")
    assert "не представлены за 20\u00a0рабочих дней" in letters()[-1].body


@pytest.mark.parametrize(
    ("chosen", "act"),
    [({}, "Аннулировать: счёт не оплачен"), (BIG, "Аннулировать: договор не подписан")],
    ids=["unpaid", "unsigned"],
)
def test_offer_without_an_answer_is_annulled_by_the_specialist(clock, enter, specialist, chosen, act):
    case = Case("ЮЛ", specialist=specialist, **chosen).offer()
    office, person = enter(specialist), enter(case.owner)
    clock(days(51))  # 14.01.2027, the thirtieth working day
    office.open(f"/office/applications/{case.application.pk}/")
    expect(office.page.get_by_role("button", name=act)).to_have_count(0)
    clock(days(52))
    card(office, case, act=act)
    person.open(f"/applications/{case.application.pk}/")
    person.sees("Аннулирована")
    person.sees("подайте новую заявку")


def test_applicant_withdraws_before_the_contract_and_terminates_after_it(clock, enter, specialist):
    early, late = Case(specialist=specialist).offer(), Case(specialist=specialist).contract()
    first, second = enter(early.owner), enter(late.owner)
    answer(first, early, "Отозвать заявку", sends="Отозвать заявку")
    first.sees("Аннулирована")
    answer(second, late, "Отказаться от договора", sends="Расторгнуть договор", text="Дом продан")
    second.sees("Договор расторгнут")


def test_specialist_annuls_a_repeated_application(clock, enter, specialist):
    case = Case(specialist=specialist)
    office = enter(specialist)
    card(office, case, act="Аннулировать", text="Такая заявка уже есть")
    office.sees("Аннулирована")
