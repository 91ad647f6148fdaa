"""The operator's people: invited, with a telephone of their own, and without it."""

import io
import re

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from kabinet.accounts import totp
from kabinet.accounts.models import Role
from tests.appeals.builders import make_appeal
from tests.applications.builders import PASSWORD, make_user
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def scan(window):
    """The key that a telephone reads off the screen; the same one is written under the picture."""
    picture = Image.open(io.BytesIO(window.page.locator("img.qr").screenshot()))
    [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    key = re.search(r"secret=([A-Z2-7]+)", found.text)[1]
    assert window.page.locator("#key").inner_text().replace(" ", "") == key
    return key


def show_code(window, key):
    window.page.get_by_label("Код из приложения").fill(totp.code_of(key, totp.step_at(timezone.now())))
    window.press("Подтвердить")


def saved_codes(window):
    with window.page.expect_download() as download:
        window.page.get_by_role("link", name="Скачать").click()
    text = download.value.path().read_text(encoding="utf-8")
    codes = re.findall(r"^(?:[2-9A-Z]{4}-){5}[2-9A-Z]{4}$", text, re.MULTILINE)
    assert codes == window.page.locator(".recovery-codes li").all_inner_texts()
    window.press("Коды сохранены, продолжить")
    return codes


def test_head_is_invited_sets_up_a_telephone_loses_it_and_comes_back(visitor, letters):
    make_user(email="admin@example.ru", role=Role.ADMINISTRATOR, name="Админова Ольга")
    admin = visitor()
    admin.sign_in("admin@example.ru")
    admin.follow("Пригласить")
    admin.page.get_by_label("Рабочий e-mail").fill("petrova@example.ru")
    admin.page.get_by_label("Фамилия, имя, отчество").fill("Петрова Анна Львовна")
    admin.page.get_by_label("Руководитель", exact=True).check()
    admin.press("Отправить приглашение")
    admin.sees("Приглашение отправлено на petrova@example.ru")
    admin.sees("Приглашён")

    head = visitor(viewport=PHONE, dark=True)
    [letter] = letters()
    head.open(re.search(r"https?://[^/\s]+(/invitation/\S+)", letter.body)[1])
    head.sees("Здравствуйте, Петрова Анна Львовна!")
    for password in head.page.locator("input[type='password']").all():
        password.fill(PASSWORD)
    head.press("Сохранить и продолжить")
    head.open("/office/")
    assert head.page.url.endswith("/login/?next=/office/"), "nothing opens yet"
    head.open("/login/second-factor/")
    show_code(head, scan(head))
    codes = saved_codes(head)
    expect(head.page.get_by_role("heading", level=1)).to_have_text("Очередь заявок")

    head.page.context.clear_cookies()
    head.sign_in("petrova@example.ru")
    assert head.page.url.endswith("/office/")

    head.page.context.clear_cookies()
    head.open("/login/")
    head.page.get_by_label("E-mail").fill("petrova@example.ru")
    head.page.locator("input[name='password']").fill(PASSWORD)
    head.press("Войти")
    head.page.get_by_label("Код из приложения").fill("000000")
    head.press("Войти")
    head.sees("Код не подошёл")
    head.follow("Потеряли телефон?")
    head.page.get_by_label("Резервный код").fill(codes[0].lower())
    head.press("Войти")
    head.sees("осталось: 9\xa0резервных кодов")
    head.press("Настроить новый телефон")
    show_code(head, scan(head))
    assert not set(saved_codes(head)) & set(codes)
    head.sees("Второй фактор настроен.")

    admin.open("/office/people/")
    admin.follow("Петрова Анна Львовна")
    admin.press("Заблокировать")
    admin.sees("Заблокирован")
    head.open("/office/")
    assert "/login/" in head.page.url


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_head_writes_a_template_and_inserts_it_into_an_answer(visitor, scripts):
    make_user(email="head@example.ru", role=Role.HEAD, name="Петрова Анна")
    appeal = make_appeal()
    head = visitor(scripts=scripts)
    head.sign_in("head@example.ru")
    head.open("/office/templates/new/")
    head.page.get_by_label("Название").fill("Ответ готовится")
    head.page.get_by_label("в ответ на обращение").check()
    head.page.get_by_label("Текст").fill("{{ имя }}, ответ на {{ намер }} готовится.")
    head.press("Сохранить")
    head.sees("Нет поля «намер»")
    head.page.get_by_label("Текст").fill("{{ имя }}, ответ на {{ номер }} готовится.")
    head.press("Сохранить")
    head.sees("Шаблон сохранён")

    head.open(f"/office/appeals/{appeal.pk}/")
    text = head.page.locator("#id_text")
    text.fill("Добрый день.")
    head.page.get_by_label("Шаблон ответа").select_option("Ответ готовится")
    head.press("Вставить")
    name = "Иванов Пётр Сергеевич"
    expect(text).to_have_value(f"Добрый день.\n\n{name}, ответ на {appeal.number} готовится.")
    assert not appeal.thread.messages.filter(from_operator=True).exists(), "nothing was sent"
