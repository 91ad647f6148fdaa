"""Two people at once: one case taken at the same moment; a request for corrections and what came of it."""

import re

import pytest
from playwright.sync_api import expect

from kabinet.applications.models import Application
from tests.applications.builders import make_applicant, make_specialist, make_submitted, make_user
from tests.journeys.conftest import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def case(transactional_db):
    return make_submitted(make_applicant(user=make_user(email="owner@example.ru")))


@pytest.mark.both_databases
def test_of_two_specialists_one_takes_the_case_and_the_other_learns_who(visitor, case):
    people = {"anna@example.ru": "Смирнова Анна", "ivan@example.ru": "Петров Иван"}
    for email, name in people.items():
        make_specialist(email=email, name=name)
    anna, ivan = visitor(), visitor(viewport=PHONE, dark=True)
    for window, email in zip((anna, ivan), people, strict=True):
        window.sign_in(email)
        window.open("/office/?state=new")
        window.follow(case.number)
    ivan.sees("Карточку сейчас смотрят и другие:")
    ivan.sees("Смирнова Анна")

    anna.press("Взять в работу")
    ivan.page.get_by_label("Комментарий", exact=True).fill("Здравствуйте, беру вашу заявку.")
    ivan.press("Отправить заявителю")

    anna.sees("Заявка ваша")
    ivan.sees("специалист теперь — Смирнова Анна")
    assert (
        ivan.page.get_by_label("Комментарий", exact=True).input_value() == "Здравствуйте, беру вашу заявку."
    )
    ivan.open(f"/office/applications/{case.pk}/")
    expect(ivan.page.get_by_role("button", name="Взять в работу")).to_have_count(0)

    anna.page.get_by_text("Передать коллеге").click()
    anna.page.get_by_label("Кому", exact=True).select_option(label="Петров Иван")
    anna.page.get_by_label("Что важно знать").fill("Сосед звонил: участок спорный")
    anna.press("Передать")
    anna.sees("Заявка передана: Петров Иван")
    ivan.open("/office/?state=mine")
    ivan.follow(case.number)
    ivan.sees("Сосед звонил: участок спорный")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_corrections_are_asked_for_made_and_seen(visitor, case, papers, scripts):
    make_specialist(email="anna@example.ru", name="Смирнова Анна")
    office, owner = visitor(scripts=scripts), visitor(viewport=PHONE, scripts=scripts)
    office.sign_in("anna@example.ru")
    office.open(f"/office/applications/{case.pk}/")
    office.follow("Отметить, какие ответы и документы исправить")
    for name, note in {"object_address": "Нет номера дома", "document-passport": "Не видно фото"}.items():
        office.page.locator(f"#item-{name}").check()
        office.page.locator(f"[name='note-{name}']").fill(note)
    office.press("Запросить исправления")
    office.sees("Запрошено, исправлений пока нет")

    owner.sign_in("owner@example.ru")
    owner.open(f"/applications/{case.pk}/")
    owner.follow("Исправить")
    owner.sees("Нет номера дома")
    expect(owner.page.locator("[name='last_name']")).to_have_count(0)
    owner.page.locator("[name='object_address']").fill("с. Жуково, ул. Новая, д. 16")
    owner.press("Отправить исправления")
    owner.sees("Исправления ещё не отправлены")
    owner.page.locator("[name='file-passport']").set_input_files(str(papers["Паспорт Иванова.pdf"]))
    owner.press("Отправить исправления")
    owner.sees("Исправления отправлены")
    owner.sees("Недостающее поступило")
    assert Application.objects.get().object_address == "с. Жуково, ул. Новая, д. 16"

    office.open(f"/office/applications/{case.pk}/")
    row = office.page.locator("#corrections tr").filter(has_text="Адрес объекта")
    expect(row).to_contain_text("ул. Новая, участок 15")
    expect(row).to_contain_text("ул. Новая, д. 16")
    files = office.page.locator("#corrections tr").filter(has_text="Копия паспорта")
    expect(files).to_contain_text("passport.pdf")
    expect(files).to_contain_text("Паспорт Иванова.pdf")
    office.page.get_by_role("link", name=re.compile(r"^Посмотреть здесь Паспорт Иванова\.pdf")).click()
    expect(office.page.locator("iframe.preview__frame")).to_be_visible()


def test_queue_is_searched_filtered_and_taken_in_bulk_without_scripts(visitor, case):
    make_specialist(email="anna@example.ru", name="Смирнова Анна")
    anna = visitor(scripts=False)
    anna.sign_in("anna@example.ru")
    anna.open("/office/")
    anna.page.get_by_label("Номер, имя, телефон, e-mail, ИНН, СНИЛС или адрес").fill("иванов жуково")
    anna.press("Найти")
    anna.sees(case.number)
    anna.page.get_by_label(f"Отметить заявку {case.number}").check()
    anna.press("Взять отмеченные")
    anna.sees("Взято в работу: 1\xa0заявка.")
    with anna.page.expect_download() as download:
        anna.page.get_by_role("link", name="Скачать список (XLSX)").click()
    assert download.value.suggested_filename.endswith(".xlsx")
