"""The look and the scripts in a real browser, on the page that shows every component."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guide(page, live_server):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{live_server.url}/ui/")
    yield page
    assert [text for text in problems if "422" not in text and "ERR_INTERNET_DISCONNECTED" not in text] == []


@pytest.fixture
def open_in(new_context, live_server):
    """A function that opens a window of a kind at an address."""

    def opened(path="/ui/", *, width=1280, height=800, **options):
        page = new_context(**options).new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{live_server.url}{path}")
        return page

    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_component_is_accessible(open_in, scheme, width):
    page = open_in(width=width, color_scheme=scheme)
    assert Axe().run(page).violations_count == 0
    page.get_by_label("Максимальная мощность").fill("0")
    page.get_by_role("button", name="Далее").click()
    expect(page.get_by_text("Проверьте, пожалуйста, данные")).to_be_visible()
    assert Axe().run(page).violations_count == 0


@pytest.mark.parametrize("path", ["/ui/", "/ui/entrance/"])
@pytest.mark.parametrize("width", [320, 640, 768, 1024, 1280])
def test_page_never_scrolls_sideways(open_in, path, width):
    # 640 pixels are also 1280 at a zoom of 200 %.
    page = open_in(path, width=width)
    expect(page.get_by_role("button", name="Тёмные")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_summary_takes_the_focus_and_leads_to_the_fields(guide):
    guide.get_by_label("Максимальная мощность").fill("0")
    guide.get_by_role("button", name="Далее").click()
    expect(guide.locator("[data-error-summary]")).to_be_focused()
    guide.get_by_role("link", name=re.compile("^Максимальная мощность")).click()
    expect(guide.get_by_label("Максимальная мощность")).to_be_focused()


def test_field_appears_for_its_answer_and_keeps_what_was_typed(guide):
    until = guide.get_by_label("До какого дня")
    expect(until).to_be_hidden()
    guide.get_by_label("Временное", exact=True).check()
    until.fill("21.01.2027")
    guide.get_by_label("Постоянное", exact=True).check()
    expect(until).to_be_hidden()
    guide.get_by_label("Временное", exact=True).check()
    expect(until).to_have_value("21.01.2027")


@pytest.mark.parametrize(
    ("label", "typed", "shown"),
    [
        ("СНИЛС", "11223344595", "112-233-445 95"),
        ("СНИЛС", "112233", "112233"),
        ("Мобильный телефон", "8 (917) 123 45 67", "+7 917 123-45-67"),
        ("Мобильный телефон", "12345", "12345"),
        ("Срок ввода", "1.2027", "01.2027"),
    ],
)
def test_number_is_set_out_on_leaving_the_field(guide, label, typed, shown):
    field = guide.get_by_label(label)
    field.fill(typed)
    expect(field).to_have_value(typed)
    field.blur()
    expect(field).to_have_value(shown)


def test_rows_and_hidden_fields_work_without_scripts(open_in):
    page = open_in(java_script_enabled=False)
    page.get_by_role("button", name=re.compile("Добавить строку")).click()
    expect(page.get_by_label("Мощность этапа")).to_have_count(2)
    page.get_by_role("button", name=re.compile("Удалить.*строку 1")).click()
    expect(page.get_by_label("Мощность этапа")).to_have_count(1)
    expect(page.get_by_label("До какого дня")).to_be_hidden()
    page.get_by_label("Временное", exact=True).check()
    page.get_by_role("button", name="Показать поля для этого ответа").click()
    expect(page.get_by_label("До какого дня")).to_be_visible()


def test_colours_change_without_scripts_and_with_them(open_in):
    for scripts in (False, True):
        page = open_in(java_script_enabled=scripts, color_scheme="light")
        page.get_by_role("button", name="Тёмные").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        expect(page.get_by_role("button", name="Тёмные")).to_have_attribute("aria-pressed", "true")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_form_pressed_again_while_the_server_thinks_is_sent_once(guide):
    held = []
    guide.route("**/ui/", lambda route: held.append(route))  # noqa: PLW0108 - it wants a function
    press_twice = """async (button) => {
      const later = () => new Promise((done) => { setTimeout(done, 200); });
      button.click();
      await later();
      button.click();
      await later();
    }"""
    guide.get_by_role("button", name="Далее").evaluate(press_twice)
    assert len(held) == 1
    held[0].continue_()
    expect(guide.locator("[data-error-summary]")).to_be_visible()


def test_form_can_be_sent_again_after_going_back(guide):
    guide.get_by_role("button", name="Далее").click()
    expect(guide.locator("[data-error-summary]")).to_be_visible()
    guide.go_back()
    guide.get_by_role("button", name="Далее").click()
    expect(guide.locator("[data-error-summary]")).to_be_visible()


def test_change_saves_itself_and_says_when(guide):
    guide.get_by_label("Фамилия").fill("Иванова")
    expect(guide.locator("[data-autosave-status]")).to_have_text(re.compile(r"^Сохранено в \d\d:\d\d$"))


def test_leaving_with_unsaved_changes_is_warned_of_and_with_saved_ones_not(guide):
    warnings = []
    guide.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    guide.get_by_label("Фамилия").press_sequentially("а")
    guide.reload()
    assert warnings == ["beforeunload"]
    guide.get_by_label("Фамилия").press_sequentially("б")
    expect(guide.locator("[data-autosave-status]")).to_have_text(re.compile("Сохранено в"))
    guide.reload()
    assert warnings == ["beforeunload"]


def test_change_made_offline_survives_a_reload_and_is_saved_when_the_network_is_back(guide):
    guide.route("**/ui/autosave/", lambda route: route.abort("internetdisconnected"))
    guide.get_by_label("Фамилия").fill("Петрова")
    expect(guide.locator("[data-autosave-status]")).to_have_text(
        "Нет связи: изменения сохранятся, когда связь появится"
    )
    guide.on("dialog", lambda dialog: dialog.accept())
    guide.reload()
    expect(guide.get_by_label("Фамилия")).to_have_value("Петрова")
    guide.unroute("**/ui/autosave/")
    expect(guide.locator("[data-autosave-status]")).to_have_text(re.compile("Сохранено в"))
    guide.reload()
    expect(guide.get_by_label("Фамилия")).to_have_value("Константинопольская")


def test_file_is_uploaded_by_itself_and_a_refused_one_explained(guide):
    box = guide.locator("[data-upload-box]")
    box.get_by_label("План расположения").set_input_files(
        [
            {"name": "мой план.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048},
            {"name": "вирус.exe", "mimeType": "application/octet-stream", "buffer": b"x"},
        ]
    )
    expect(guide.locator("#sample-files")).to_contain_text("мой план.pdf")
    expect(box.locator("[data-upload-error]")).to_have_text(
        "Файл «вирус.exe» не подходит: приложите PDF, JPG или PNG."
    )
    expect(box.get_by_label("План расположения")).to_have_attribute("aria-invalid", "true")
    expect(box.locator("[data-upload-queue] li")).to_have_count(0)


def test_file_too_large_or_empty_is_not_even_sent(guide):
    sent = []
    guide.route("**/ui/upload/", lambda route: (sent.append(1), route.continue_()))
    box = guide.locator("[data-upload-box]")
    box.get_by_label("План расположения").set_input_files(
        [
            {"name": "большой.pdf", "mimeType": "application/pdf", "buffer": b"x" * (5 * 1024 * 1024 + 1)},
            {"name": "пустой.pdf", "mimeType": "application/pdf", "buffer": b""},
        ]
    )
    expect(box.locator("[data-upload-error]")).to_contain_text("пустой.pdf: файл пустой.")
    expect(box.locator("[data-upload-error]")).to_contain_text(
        "большой.pdf: файл больше 5\N{NO-BREAK SPACE}МБ."
    )
    assert sent == []


def test_upload_under_way_can_be_cancelled(guide):
    guide.route("**/ui/upload/", lambda _route: None)
    box = guide.locator("[data-upload-box]")
    box.get_by_label("План расположения").set_input_files(
        [{"name": "план.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048}]
    )
    expect(box.get_by_role("progressbar", name="Загрузка файла план.pdf")).to_be_visible()
    box.get_by_role("button", name="Отменить загрузку файла план.pdf").click()
    expect(box.locator("[data-upload-queue] li")).to_have_count(0)
    expect(box.get_by_role("status")).to_have_text("Загрузка файла план.pdf отменена")


def test_menu_of_steps_opens_on_a_phone(open_in):
    page = open_in(width=360, height=740)
    step = page.get_by_role("link", name="Вид заявки")
    expect(step).to_be_hidden()
    page.get_by_text("Шаг 3 из 7").click()
    expect(step).to_be_visible()
