"""Unread documents of a statement and payments set aside, as they are seen and dealt with."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kabinet.billing.models import UnreadDocument
from tests.billing.builders import document, load_statement, statement
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser
LONG = "Оплата за технологическое присоединение по договору № 15-2026 от 01.11.2026, в том числе НДС " * 3
UNBROKEN = "0123456789" * 25


@pytest.mark.parametrize("viewport", [{"width": 1366, "height": 768}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_unread_documents_are_settled_and_found_again(visitor, specialist, viewport, dark):
    content = statement(
        document(number="1", sum="много", purpose=LONG),
        document(number="2", sum=UNBROKEN, purpose=UNBROKEN, payer="П" * 60),
        document(number="3", purpose="За передачу"),
    )
    load_statement(content=content, name=f"{UNBROKEN[:200]}.txt", by=specialist, at=timezone.now())
    first, _ = UnreadDocument.objects.order_by("line")
    office = visitor(viewport=viewport, dark=dark)
    office.sign_in(specialist.email)
    office.open("/office/payments/")
    for lines in office.page.get_by_text("Строки банка").all():
        lines.click()
    office.look()
    expect(office.page.locator("pre")).to_contain_text([LONG.strip()[:200], UNBROKEN])
    background = "element => getComputedStyle(element).backgroundColor"
    done = office.page.get_by_label("Что сделано").first
    card = office.page.locator(".card", has_text="Не прочитаны")
    assert done.evaluate(background) == card.evaluate(background)

    office.press("Разобрано")
    office.page.get_by_role("alert").get_by_role("link", name="напишите, например").click()
    expect(done).to_be_focused()
    expect(done).to_have_accessible_description("Напишите, например, «записан вручную по счёту 4894ТП-1».")
    office.open(office.page.url)  # Enter in the address bar
    office.sees("Платежи, по которым неизвестен счёт")

    done.fill("записан вручную")
    office.press("Разобрано")
    office.sees("Документ разобран")
    office.follow("24.11.2026")
    office.page.get_by_label("Причина").fill("За передачу электроэнергии")
    office.press("Отложить")
    office.follow("Отложены")
    office.page.get_by_text("Строки банка").click()
    office.look()
    office.sees("Что сделано: записан вручную")
    office.follow("24.11.2026")
    office.page.get_by_label("Причина").fill("Всё-таки наш")
    office.press("Вернуть в неразобранные")
    office.sees("За передачу")
    first.refresh_from_db()
    assert first.settled == "записан вручную"


def test_the_address_of_a_button_leads_to_its_page(visitor, specialist):
    office = visitor()
    office.sign_in(specialist.email)
    office.open("/office/applications/bulk/")
    office.sees("Здесь нужна кнопка")
    office.follow("Открыть страницу с кнопкой")
    expect(office.page).to_have_url(f"{office.address}/office/")
