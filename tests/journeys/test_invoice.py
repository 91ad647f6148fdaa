"""From the invoice to the contract: billed by a specialist, scanned by the applicant, told by the bank."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from tests.applications.life import Case
from tests.billing.builders import document, issued, statement
from tests.billing.scanning import codes_in, fields_of
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser


def test_an_invoice_is_issued_scanned_paid_and_concludes_the_contract(visitor, specialist, tmp_path):
    now = timezone.now()
    case = Case("ФЛ", specialist=specialist, at=now).accept(at=now)
    application = case.application

    office = visitor()
    office.sign_in(specialist.email)
    office.open(f"/office/applications/{application.pk}/")
    office.follow("Счёт и оплата")
    office.page.get_by_label("Плата за присоединение").fill("99 000")
    office.press("Показать график")
    office.sees("14 850,00 ₽")
    office.press("Выставить счёт")
    office.sees("выставлен.")
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=timezone.now())
    case.office("offer", at=timezone.now())

    phone = visitor(viewport={"width": 390, "height": 800})
    phone.sign_in(case.owner.email)
    phone.open(f"/applications/{application.pk}/invoice/")
    phone.sees("К оплате: 14 850,00 ₽")
    fields = scanned(phone.page.locator(".pay__code"))
    assert (fields["Sum"], fields["PersonalAcc"]) == ("1485000", "40602810700000000025")
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name="Скачать счёт").click()
    assert download.value.suggested_filename.startswith("Счёт ")

    today = f"{timezone.localdate():%d.%m.%Y}"
    file = tmp_path / "kl_to_1c.txt"
    file.write_bytes(statement(document(on=today, purpose=fields["Purpose"]), starts=today, ends=today))
    office.open("/office/payments/")
    office.page.get_by_label("Файл выписки").set_input_files(file)
    office.press("Загрузить")
    office.sees("ни один платёж ещё не записан")
    office.press("Провести")
    office.sees("отнесено к счетам — 1")
    office.open("/office/payments/")
    office.page.get_by_label("Файл выписки").set_input_files(file)
    office.press("Загрузить")
    office.sees("Этот файл уже загружен")

    application.refresh_from_db()
    assert application.state == State.CONTRACTED
    phone.open(f"/applications/{application.pk}/invoice/")
    phone.sees("К оплате: 29 700,00 ₽")
    assert scanned(phone.page.locator(".pay__code"))["Sum"] == "2970000"
    phone.open(f"/applications/{application.pk}/")
    phone.sees("Договор заключен")


def test_a_payment_without_a_number_is_matched_by_hand_and_taken_back_without_scripts(
    visitor, specialist, tmp_path
):
    now = timezone.now()
    case = Case("ЮЛ", specialist=specialist, at=now).accept(at=now)
    office = visitor(scripts=False)
    office.sign_in(specialist.email)
    office.open(f"/office/applications/{case.application.pk}/invoice/")
    office.page.get_by_label("Плата за присоединение").fill("10000")
    office.press("Показать график")
    office.press("Выставить счёт")
    file = tmp_path / "kl_to_1c.txt"
    file.write_bytes(statement(document(sum="1500.00", inn=case.application.applicant_inn)))
    office.open("/office/payments/")
    office.page.get_by_label("Файл выписки").set_input_files(file)
    office.press("Загрузить")
    office.press("Провести")
    office.follow("24.11.2026")
    office.sees("Совпадает: ИНН плательщика и сумма")
    number = case.application.invoices.get().number
    office.press(f"Отнести к счёту № {number}")
    office.sees("Всё разобрано")
    office.open(f"/office/applications/{case.application.pk}/invoice/")
    office.follow("24.11.2026")
    office.press("Вернуть в неразобранные")
    office.sees("Напишите причину")
    office.page.get_by_label("Причина").fill("Другой плательщик")
    office.press("Вернуть в неразобранные")
    expect(office.page.get_by_role("table").locator("tbody tr")).to_have_count(1)


def test_payment_booked_days_later_is_told_by_both_sides_with_its_own_day(visitor, specialist):
    paid_on, booked = timezone.localdate() - timedelta(days=7), timezone.now()
    case = Case("ФЛ", specialist=specialist, at=booked - timedelta(days=9))
    at = booked - timedelta(days=8)
    case.accept(at=at)
    issued(case.application, by=specialist, at=at)
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=at)
    case.office("offer", at=at)

    office, person = visitor(), visitor(viewport=PHONE)
    office.sign_in(specialist.email)
    office.open(f"/office/applications/{case.application.pk}/invoice/")
    office.page.get_by_label("Сумма").fill("14 850")
    office.page.get_by_label("День, когда деньги поступили").fill(f"{paid_on:%d.%m.%Y}")
    office.page.get_by_label("Номер платёжного документа").fill("17")
    office.press("Записать")
    office.sees("Платёж записан")

    told = re.compile(f"Договор заключен\\s+{paid_on:%d.%m.%Y},\\s+записано {timezone.localdate():%d.%m.%Y}")
    person.sign_in(case.owner.email)
    for who, address in (
        (office, f"/office/applications/{case.application.pk}/"),
        (office, f"/office/applications/{case.application.pk}/documents/"),
        (person, f"/applications/{case.application.pk}/"),
    ):
        who.open(address)
        expect(who.page.locator("main")).to_contain_text(told)


def scanned(picture):
    """The fields that a phone reads from a picture of the page."""
    [code] = codes_in(Image.open(io.BytesIO(picture.screenshot())))
    return fields_of(code)
