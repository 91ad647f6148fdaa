"""An application on paper, from the post to «Завершена», and the cabinet that is claimed afterwards."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from kabinet.applications.models import Application
from kabinet.applications.rules.states import Action, State
from tests.applications.builders import NOW, PASSWORD, PERSON, complete_answers
from tests.applications.life import days
from tests.journeys.conftest import PHONE
from tests.journeys.test_applications import flat
from tests.journeys.test_life import card

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "ivanov.petr@example.ru"


def take_paper(office, answers, papers):
    """The specialist enters whose the paper is, how it came, and what stands in it."""
    office.open("/office/")
    office.follow("Принять заявку")
    office.page.get_by_label("СНИЛС, ИНН").fill("112-233-445 96")
    office.press("Найти заявителя")
    office.sees("не сходится с контрольными цифрами")
    office.page.get_by_label("СНИЛС, ИНН").fill(PERSON["snils"])
    office.press("Найти заявителя")
    office.sees("Такого заявителя ещё нет")
    office.follow("Внести заявителя: физическое лицо")
    office.answer(PERSON)
    office.press("Внести и принять заявку")
    office.sees("писем не получает")
    office.page.get_by_label("По почте").check()
    office.page.get_by_label("День поступления").fill("20.11.2026")
    office.press("Внести заявку")
    office.sees("Вы вносите заявку за заявителя")
    for _ in range(6):
        office.pass_step(answers)
    office.attach("paper", papers["План участка.png"])
    office.has_file("paper", "План участка.png")
    office.attach("passport", papers["Паспорт Иванова.pdf"])
    office.has_file("passport", "Паспорт Иванова.pdf")
    office.sees("Не приложено: «Документ о праве")
    office.press("Зарегистрировать заявку")


def hand_over_missing(office, case):
    """What the paper lacks is asked for from the list on the card, and comes by post."""
    office.follow("Перенести список в ответ")
    expect(office.page.get_by_label("Комментарий")).to_have_value(re.compile("Документ.о.праве"))
    office.press("Запросить недостающее")
    office.sees("Заявитель писем не получает: известите его по почте")
    office.open(f"/office/applications/{case.application.pk}/events/")
    office.follow("Отправить недостающее")
    office.page.get_by_label("по почте").check()
    office.page.get_by_label("На чём основано").fill("Выписка ЕГРН пришла по почте.")
    office.press("Записать")
    office.sees("поступило по почте")
    assert case.application.history.filter(action=Action.SUPPLY).exists()


def bill(office, case):
    office.open(f"/office/applications/{case.application.pk}/invoice/")
    office.page.get_by_label("Плата за присоединение").fill("99 000")
    office.press("Показать график")
    office.press("Выставить счёт")
    office.sees("выставлен.")


def book_payment(office, case, on):
    office.open(f"/office/applications/{case.application.pk}/invoice/")
    office.page.get_by_label("Сумма").fill("14 850")
    office.page.get_by_label("День, когда деньги поступили").fill(f"{on:%d.%m.%Y}")
    office.page.get_by_label("Номер платёжного документа").fill("17")
    office.press("Записать")
    office.sees("Платёж записан")


def place_papers(office, case, file, *kinds):
    office.open(f"/office/applications/{case.application.pk}/documents/")
    for details in office.page.locator("#placing details:not([open]) > summary").all():
        details.click()
    for kind in kinds:
        office.page.locator(f"#placing input[name='document-{kind}']").set_input_files(str(file))
    office.press("Разместить")
    office.sees("известите его по почте или вручите на руки")


def claim_cabinet(office, case, person):
    """The office hands the code over, and its owner types it."""
    office.open(f"/office/applications/{case.application.pk}/")
    office.follow("код для кабинета")
    office.press("Выдать код")
    [code] = re.findall(r"(?:[2-9A-Z]{4}-){4}[2-9A-Z]{4}", office.page.locator("main").inner_text())

    person.open("/login/")
    person.follow("У меня есть код из офиса")
    person.page.get_by_label("СНИЛС или ИНН").fill(PERSON["snils"])
    person.page.get_by_label("Код из офиса").fill(code.lower())
    person.page.locator("input[name='email']").fill(EMAIL)
    for password in person.page.locator("input[type='password']").all():
        password.fill(PASSWORD)
    person.page.locator("input[name='consent']").check()
    person.press("Открыть кабинет")
    person.sees(EMAIL)
    return person


class Taken:
    """The case that the paper became, as the helpers of test_life know one."""

    def __init__(self):
        self.application = Application.objects.get()


@pytest.fixture
def case_of_paper(clock, enter, specialist, papers):
    """The specialist's window, and the case from the paper to the end of the works."""
    answers = flat(complete_answers("ФЛ"))
    office = enter(specialist)
    take_paper(office, answers, papers)
    case = Taken()
    office.sees(f"{case.application.sequence}ТП/ФЛ/НП/До 15/ПЧ")
    office.sees("поступила по почте 20.11.2026")
    assert case.application.due_on == date(2026, 11, 23), "registration counts from the day of receipt"
    return office, case


def test_a_paper_is_completed_and_its_cabinet_claimed(case_of_paper, clock, visitor, papers, letters):
    office, case = case_of_paper
    pdf = papers["Паспорт Иванова.pdf"]
    hand_over_missing(office, case)
    card(office, case, act="Принять в работу")
    bill(office, case)
    place_papers(office, case, pdf, "conditions", "contract", "instruction")
    card(office, case, act="Разместить предложение: ТУ, условия договора и счёт")
    office.sees("Ожидает оплаты")

    clock(days(2))
    book_payment(office, case, on=NOW.date() + timedelta(days=1))
    card(office, case, act="Начать мероприятия")
    place_papers(office, case, pdf, "notice", "admission_act")
    card(office, case, act="Завершить мероприятия: уведомление размещено")
    clock(days(60))
    call_command("daily")
    case.application.refresh_from_db()
    assert case.application.state == State.COMPLETED
    assert letters() == []

    person = claim_cabinet(office, case, visitor(viewport=PHONE, dark=True))
    [letter] = letters()
    person.open(re.search(r"https?://[^/\s]+(/\S+)", letter.body)[1])
    person.press("Подтвердить новый e-mail")
    person.sign_in(EMAIL)
    person.open(f"/applications/{case.application.pk}/")
    person.sees("Завершена")
    person.sees("поступила по почте 20.11.2026")


def test_no_page_of_the_intake_has_a_barrier_on_a_narrow_phone(case_of_paper, visitor, enter, specialist):
    _office, case = case_of_paper
    narrow = enter(specialist, viewport={"width": 320, "height": 640}, dark=True)
    owner = case.application.owner_id
    for address in (
        "/office/intake/",
        f"/office/intake/?number={PERSON['snils']}",
        "/office/intake/new/company/",
        f"/office/intake/from/{owner}/",
        f"/office/intake/from/{owner}/code/",
        f"/office/applications/{case.application.pk}/",
    ):
        narrow.open(address)
    narrow.open(f"/office/intake/from/{owner}/")
    narrow.press("Внести заявку")
    draft = Application.objects.being_entered().get()
    for step in ("kind", "applicant", "documents"):
        narrow.open(f"/office/intake/{draft.pk}/steps/{step}/")
    narrow.open(f"/office/intake/{draft.pk}/receipt/")
    narrow.open("/office/intake/")
    stranger = visitor(viewport={"width": 320, "height": 640})
    stranger.open("/login/claim/")
    stranger.open("/login/claim/sent/")
