"""From registration to the reply: a person, an entrepreneur on a phone, a company without scripts."""

import re

import pytest
from playwright.sync_api import expect

from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from tests.applications.builders import complete_answers
from tests.journeys.conftest import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def flat(answers):
    """Answers by the names of inputs: rows become «stages-0-power»."""
    named = {}
    for name, value in answers.items():
        if isinstance(value, str):
            named[name] = value
        else:
            named |= {f"{name}-{i}-{sub}": text for i, row in enumerate(value) for sub, text in row.items()}
    return named


def enter(visitor, letters, status, answers, email):
    """Register and follow the link of the letter, which opens the cabinet in this browser."""
    visitor.register(status, answers, email)
    [letter] = letters()
    visitor.confirm(letter.body)


def fill_six_steps(visitor, answers):
    visitor.open("/applications/new/")
    visitor.pass_steps(answers)


def specialist_answers(office, number, *, act, text, file=None):
    """The specialist signs in, finds the application, reads it and answers."""
    office.sign_in("spec@example.ru")
    office.follow(number)
    office.page.get_by_label("Комментарий").fill(text)
    if file:
        office.page.locator("input[type='file']").set_input_files(str(file))
    office.press(act)


def ask_and_supply(person, file):
    """A question leaves the review where it stands; the act of its own goes on with it."""
    person.page.get_by_label("Сообщение").fill("Подойдёт ли план от руки?")
    person.press("Отправить")
    person.sees("Подойдёт ли план от руки?")
    person.sees("Ожидает документов")
    person.follow("Прислать недостающее")
    person.page.get_by_label("Хотите что-то пояснить?").fill("План участка прилагаю.")
    person.page.locator("input[type='file']").set_input_files(str(file))
    person.press("Прислать недостающее")
    person.sees("План участка прилагаю.")
    person.sees("Недостающее поступило")


@pytest.mark.both_databases
def test_person_registers_applies_is_answered_and_replies(visitor, letters, specialist, papers):
    answers = flat(complete_answers("ФЛ"))
    person = visitor()
    enter(person, letters, "Физическое лицо", answers, "ivanov@example.ru")
    person.sees("Что сделать сейчас")
    fill_six_steps(person, answers)

    # A refused file is explained beside its field, and the accepted ones stay.
    person.attach("passport", papers["Паспорт Иванова.pdf"])
    person.has_file("passport", "Паспорт Иванова.pdf")
    person.press("Далее")
    expect(person.page.locator("#missing")).not_to_contain_text("Копия паспорта")
    expect(person.page.locator("main")).to_contain_text("Паспорт Иванова.pdf")
    person.press("Назад")
    person.attach("right", papers["Выписка ЕГРН.jpg"])
    person.has_file("right", "Выписка ЕГРН.jpg")
    person.page.locator("summary", has_text="Другие документы").click()
    person.attach("other", papers["Ровно пять.pdf"])
    person.has_file("other", "Ровно пять.pdf (5 МБ)".replace(" МБ", "\xa0МБ"))
    person.attach("other", papers["На байт больше.pdf"], papers["программа.pdf"])
    box = person.page.locator("#document-other")
    expect(box.get_by_role("alert")).to_contain_text("На байт больше.pdf")
    expect(box.get_by_role("alert")).to_contain_text("программа.pdf")
    person.look()
    person.submit()

    application = Application.objects.get()
    assert application.number == f"{application.sequence}ТП/ФЛ/НП/До 15/ЛК"
    person.sees("Заявка направлена")
    person.sees(application.number)
    person.sees(application.attachments.first().file.sha256)
    [confirmation] = [letter for letter in letters() if application.number in letter.subject]
    assert confirmation.to == ["ivanov@example.ru"]

    office = visitor()
    specialist_answers(
        office,
        application.number,
        act="Запросить недостающее",
        text="Пришлите, пожалуйста, план участка.",
        file=papers["Доверенность № 12.docx"],
    )
    office.sees("Ожидает документов")

    assert any("Пришлите, пожалуйста, план участка." in letter.body for letter in letters())
    person.open("/")
    person.sees("1\xa0новое сообщение")
    person.open("/applications/")
    row = person.page.get_by_role("row").filter(has_text=application.number)
    expect(row).to_contain_text("Ожидает документов")
    expect(row).to_contain_text("Пришлите, пожалуйста, план участка.")
    row.get_by_text("Показать файлы").click()
    with person.page.expect_download() as download:
        row.get_by_role("link", name="Доверенность № 12.docx").click()
    assert download.value.suggested_filename == "Доверенность № 12.docx"
    person.follow("Посмотреть переписку или ответить")
    ask_and_supply(person, papers["План участка.png"])

    office.open("/office/")
    office.open(f"/office/applications/{application.pk}/")
    office.sees("План участка прилагаю.")
    office.sees("План участка.png")


def test_entrepreneur_goes_the_whole_way_on_a_phone(visitor, letters, specialist, papers):
    answers = flat(complete_answers("ИП", requested_power="40"))
    owner = visitor(viewport=PHONE, dark=True)
    enter(owner, letters, "Индивидуальный предприниматель", answers, "kuznetsova@example.ru")
    fill_six_steps(owner, answers)
    owner.attach("passport", papers["Паспорт Иванова.pdf"])
    owner.has_file("passport", "Паспорт Иванова.pdf")
    owner.attach("right", papers["Выписка ЕГРН.jpg"])
    owner.has_file("right", "Выписка ЕГРН.jpg")
    owner.submit()
    application = Application.objects.get()
    assert application.number == f"{application.sequence}ТП/ИП/НП/До 150/ЛК"
    owner.sees(application.number)

    office = visitor()
    specialist_answers(office, application.number, act="Принять в работу", text="Готовим договор.")
    office.sees("Принята в работу")

    owner.open("/applications/")
    owner.sees("Принята в работу")
    owner.follow("Посмотреть переписку или ответить")
    owner.sees("Готовим договор.")
    owner.page.get_by_label("Сообщение").fill("Спасибо, жду.")
    owner.press("Отправить")
    owner.sees("Спасибо, жду.")


def test_company_goes_the_whole_way_without_scripts(visitor, letters, specialist, papers):
    answers = flat(complete_answers("ЮЛ", requested_power="700", by_representative="yes"))
    company = visitor(scripts=False)
    enter(company, letters, "Юридическое лицо", answers, "romashka@example.ru")
    fill_six_steps(company, answers)
    for kind in ("authority", "right", "plan", "automation"):
        company.attach(kind, papers["Доверенность № 12.docx"])
        company.has_file(kind, "Доверенность № 12.docx")
    company.submit()
    application = Application.objects.get()
    assert application.number == f"{application.sequence}ТП/ЮЛ/НП/Свыше 670/ЛК"
    company.sees(application.number)

    office = visitor(scripts=False)
    specialist_answers(office, application.number, act="Отправить заявителю", text="Уточните адрес.")
    company.open("/applications/")
    company.sees("Уточните адрес.")
    company.follow("Посмотреть переписку или ответить")
    company.page.get_by_label("Сообщение").fill("Адрес верный.")
    company.page.locator("input[type='file']").set_input_files(str(papers["План участка.png"]))
    company.press("Отправить")
    company.sees("Адрес верный.")
    company.sees("План участка.png")


def test_draft_left_on_one_device_goes_on_on_another_and_unsaved_text_comes_back(visitor, letters, papers):
    answers = flat(complete_answers("ФЛ"))
    desk = visitor()
    enter(desk, letters, "Физическое лицо", answers, "ivanov@example.ru")
    desk.open("/applications/new/")
    desk.pass_step(answers)
    desk.open(re.sub(r"/steps/.*", "/steps/object/", desk.page.url))
    desk.page.locator("[name='object_address']").fill("Мельница")
    expect(desk.page.locator("[data-autosave-status]")).to_contain_text("Сохранено в")

    phone = visitor(viewport=PHONE)
    phone.sign_in("ivanov@example.ru")
    phone.open("/applications/")
    phone.follow("Продолжить")
    phone.open(re.sub(r".*?(/applications/)", r"\1", desk.page.url))
    expect(phone.page.locator("[name='object_address']")).to_have_value("Мельница")
    assert Application.objects.get().state == State.DRAFT
